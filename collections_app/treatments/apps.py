from django.apps import AppConfig


class TreatmentsConfig(AppConfig):
    name = "collections_app.treatments"
    label = "treatments"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from collections_app.treatments.letters import REMINDER
        from collections_app.treatments.policy import ReminderRules
        from collections_app.treatments.touched import touched_by_reminder_rules
        from core.rulebook import previewed
        from notices.kinds import register

        register(REMINDER)
        previewed(ReminderRules, touched_by_reminder_rules)
