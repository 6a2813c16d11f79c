"""What may a person type about a budget?"""

from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from core.money import in_words
from payment_plans.budgets.models import BudgetPlan
from payment_plans.budgets.policy import Review


class JoinBudgetForm(forms.Form):
    """When the first amount is due; the amount is the one on the page, so that nobody agrees to another."""

    first_due_on = forms.DateField(
        label=_("First amount is due"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("With the first bill that has not come yet, unless the customer asks for another day."),
        error_messages={"required": _("Give the day."), "invalid": _("Give the day as 2026-11-22.")},
    )
    amount = forms.DecimalField(max_digits=12, decimal_places=2, widget=forms.HiddenInput)
    request_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class ReviewBudgetForm(forms.Form):
    """Whether the amount that fits takes the old one's place; nothing to choose where it stays anyway."""

    accept = forms.TypedChoiceField(
        label=_("What is asked from then on"),
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect(attrs={"digits": True}),
        error_messages={"required": _("Choose one of the two amounts.")},
    )
    request_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, *args, found: Review | None, **kwargs):
        super().__init__(*args, **kwargs)
        if found is None or not found.changes:
            del self.fields["accept"]
            return
        new, old = in_words(found.new_amount), in_words(found.old_amount)
        choices = [("yes", _("%(new)s, by letter") % {"new": new}), ("no", _("%(old)s as before") % {"old": old})]
        self.fields["accept"].choices = choices  # type: ignore[attr-defined]

    @property
    def accepts(self) -> bool:
        return self.cleaned_data.get("accept", True)


class LeaveBudgetForm(forms.Form):
    """Why a budget ends before its year does."""

    why = forms.ChoiceField(
        label=_("Why it ends"),
        choices=[choice for choice in BudgetPlan.Why.choices if choice[0] != BudgetPlan.Why.NON_PAYMENT],
        widget=forms.RadioSelect(attrs={"digits": True}),
        error_messages={"required": _("Say why the budget ends.")},
    )
    note = forms.CharField(label=_("Note (may stay empty)"), required=False, max_length=300)
    request_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class SettleBudgetForm(forms.Form):
    """Nothing to type: what becomes of the rest is the rulebook's."""

    request_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
