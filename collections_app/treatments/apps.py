from django.apps import AppConfig


class TreatmentsConfig(AppConfig):
    name = "collections_app.treatments"
    label = "treatments"
    default_auto_field = "django.db.models.BigAutoField"
