from django.apps import AppConfig


class TreatmentsConfig(AppConfig):
    name = "collections_app.treatments"
    label = "treatments"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from collections_app.treatments.letters import REMINDER
        from notices.kinds import register

        register(REMINDER)
