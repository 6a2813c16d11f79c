from django.apps import AppConfig


class TreatmentsConfig(AppConfig):
    name = "collections_app.treatments"
    label = "treatments"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from django.urls import reverse
        from django.utils.translation import gettext_lazy as _

        from collections_app.treatments import actions, questions
        from collections_app.treatments.letters import KINDS
        from collections_app.treatments.policy import ReminderRules
        from collections_app.treatments.touched import touched_by_reminder_rules
        from core import approvals
        from core.rulebook import previewed
        from notices.kinds import register

        for kind in KINDS:
            register(kind)
        previewed(ReminderRules, touched_by_reminder_rules)
        approvals.register(
            approvals.Kind(
                code=questions.KIND,
                title=_("Run of letters"),
                permission="release_letter_runs",
                approve=actions.release_after_yes,
                return_=actions.decline_after_no,
                prepare=actions.renew_before_release,
                url=lambda approval: reverse("treatments:run", args=[approval.subject_key]),
            )
        )
