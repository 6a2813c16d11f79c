"""Which questions about letters wait for a second person, and who decides them?"""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import approvals
from core.approvals import Kind
from notices.actions import holding_back, preparing, versions


def register() -> None:
    """Enter the kinds; done once when the app starts."""
    approvals.register(
        Kind(
            code=preparing.KIND,
            title=_("Letter of a trainee"),
            permission="release_trainee_work",
            approve=preparing.release_prepared,
            url=_preview,
        )
    )
    approvals.register(
        Kind(
            code=holding_back.KIND,
            title=_("Letters held back"),
            permission="release_letter_runs",
            approve=holding_back.let_go_after_yes,
            return_=holding_back.stop_after_no,
            withdraw=holding_back.stop_after_no,
            url=_held_run,
        )
    )
    for code, title, permission, approve in (
        (versions.READING, _("Translation to read"), "write_templates", versions.read_version),
        (versions.APPROVAL, _("Text of a letter"), "approve_templates", versions.approve_version),
    ):
        approvals.register(
            Kind(
                code=code,
                title=title,
                permission=permission,
                approve=approve,
                return_=versions.return_version,
                withdraw=versions.return_version,
                refuses=versions.why_not_theirs,
                url=_compare,
            )
        )


def _preview(approval) -> str:
    return reverse("notices:preview", args=[approval.subject_key, approval.facts["letter"]])


def _held_run(approval) -> str:
    return reverse("notices:held_run", args=[approval.subject_key])


def _compare(approval) -> str:
    return reverse("notices:compare", args=[approval.subject_key])
