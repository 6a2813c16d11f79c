from django.apps import AppConfig


class RulebookConfig(AppConfig):
    name = "core.rulebook"
    label = "rulebook"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from django.urls import reverse
        from django.utils.translation import gettext_lazy as _

        from core.approvals import Kind, register
        from core.rulebook.actions import KIND, put_in_force

        register(
            Kind(
                code=KIND,
                title=_("Change of the rulebook"),
                permission="change_figures",
                approve=put_in_force,
                url=lambda approval: reverse("rulebook:change", args=[approval.subject_key]),
            )
        )
