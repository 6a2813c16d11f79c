from django.apps import AppConfig


class HoldsConfig(AppConfig):
    name = "accounts.holds"
    label = "holds"
    default_auto_field = "django.db.models.BigAutoField"
