"""What may one type about a protected address and about a locked account?"""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from accounts.people.models import LockedAccount
from accounts.people.privacy.actions import Designated
from accounts.people.privacy.queries import may_be_named
from core.staff.models import Person
from core.staff.queries import people


def text(label, **more) -> forms.CharField:
    return forms.CharField(label=label, max_length=more.pop("max_length", 120), **more)


class ProtectForm(forms.Form):
    """Where mail goes, who may see the address, and on whose word."""

    line1 = text(_("Street or box"), error_messages={"required": _("Say where mail goes: a street or a box.")})
    line2 = text(_("Second line (may stay empty)"), required=False)
    city = text(_("City"))
    state = text(_("State"), max_length=2)
    zip = text(_("ZIP code"), max_length=10)
    named = forms.ModelMultipleChoiceField(
        label=_("Who may see the address"),
        queryset=Person.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Name at least one person who may see the address.")},
    )
    source = text(
        _("What it rests on"),
        max_length=300,
        help_text=_("A paper with its date, or who asked for it and when."),
        error_messages={"required": _("Say what the protection rests on: a paper, or who asked for it and when.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["named"].queryset = may_be_named()

    def said(self) -> dict:
        """The arguments of the action."""
        typed = self.cleaned_data
        where = Designated(*(typed[name] for name in ("line1", "line2", "city", "state", "zip")))
        return {"where": where, "named": list(typed["named"]), "source": typed["source"]}


class WhyForm(forms.Form):
    """Why something ends."""

    why = text(_("Why"), max_length=300, error_messages={"required": _("Say why.")})


class AccountField(forms.CharField):
    """An account by the number that somebody types, with or without blanks."""

    def clean(self, value):
        typed = super().clean(value).replace("\0", "").replace(" ", "")
        found = Account.objects.filter(number=typed).first()
        if found is None:
            raise forms.ValidationError(_("No account has this number. It stands on every bill."))
        return found


class DeclareForm(forms.Form):
    """One's own account, or a relative's."""

    account = AccountField(label=_("Account number"), max_length=60)
    why = forms.ChoiceField(
        label=_("Whose it is"),
        choices=[(LockedAccount.Why.OWN, _("My own")), (LockedAccount.Why.RELATIVE, _("A relative’s"))],
        widget=forms.RadioSelect,
    )


class LockForm(DeclareForm):
    """An account that is closed to a colleague."""

    person = forms.ModelChoiceField(
        label=_("Colleague"), queryset=Person.objects.none(), empty_label=_("Choose somebody")
    )

    field_order = ("account", "person", "why")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people()
        self.fields["why"].choices = [
            (LockedAccount.Why.OWN, _("Their own: closed to them")),
            (LockedAccount.Why.RELATIVE, _("A relative’s: closed to them")),
            (LockedAccount.Why.FLAGGED, _("Theirs, flagged: closed to all but supervisors, directors and auditors")),
        ]
