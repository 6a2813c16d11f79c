"""Which questions about plans wait for a second person, and who decides them?"""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import approvals
from core.approvals import Kind
from payment_plans.actions import accepting, reinstating


def register() -> None:
    """Enter the kinds; done once when the app starts."""
    agreed, released = accepting.agree_after_yes, accepting.release_after_yes
    for code, title, permission, approve in (
        (accepting.BEYOND, _("Plan beyond limits"), "decide_plans", agreed),
        (accepting.FOR_DIRECTOR, _("Plan beyond a supervisor’s limits"), "decide_long_plans", agreed),
        (accepting.OF_TRAINEE, _("Plan that a trainee agreed on"), "release_trainee_work", released),
    ):
        approvals.register(
            Kind(
                code=code,
                title=title,
                permission=permission,
                approve=approve,
                return_=accepting.give_back_after_no,
                withdraw=accepting.give_back_after_withdrawal,
                url=_account_page,
            )
        )
    approvals.register(
        Kind(
            code=reinstating.REINSTATEMENT,
            title=_("Plan to reinstate"),
            permission="decide_plans",
            approve=reinstating.reinstate_after_yes,
            url=lambda approval: reverse("payment_plans:plan", args=[approval.subject_key]),
        )
    )


def _account_page(approval) -> str:
    return reverse("payment_plans:account_plans", args=[approval.facts["account"]])
