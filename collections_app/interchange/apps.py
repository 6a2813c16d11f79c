from django.apps import AppConfig


class InterchangeConfig(AppConfig):
    name = "collections_app.interchange"
    label = "interchange"
    default_auto_field = "django.db.models.BigAutoField"
