from django.apps import AppConfig


class NightConfig(AppConfig):
    name = "collections_app.night"
    label = "night"
    default_auto_field = "django.db.models.BigAutoField"
