from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "notices"
    label = "notices"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from django.urls import reverse
        from django.utils.translation import gettext_lazy as _

        from core import approvals
        from notices.actions import preparing

        approvals.register(
            approvals.Kind(
                code=preparing.KIND,
                title=_("Letter of a trainee"),
                permission="release_trainee_work",
                approve=preparing.release_prepared,
                url=lambda approval: reverse("notices:preview", args=[approval.subject_key, approval.facts["letter"]]),
            )
        )
