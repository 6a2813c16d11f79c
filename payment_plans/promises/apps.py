from django.apps import AppConfig


class PromisesConfig(AppConfig):
    name = "payment_plans.promises"
    label = "promises"
    default_auto_field = "django.db.models.BigAutoField"
