"""What may one type about people around an account, their numbers, and the place? Writes nothing."""

from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.documents.models import Document
from accounts.holds.forms import day_field, missing
from accounts.models import Account, Customer
from accounts.people.models import ContactPoint, PlaceRelation
from accounts.people.sentences import KINDS, RELATIONS, ROLES, TOLD

HOLDER = ""
LANGUAGES = [("", _("not known")), ("en", _("English")), ("es", _("Spanish")), ("hmn", _("Hmong")), ("so", _("Somali"))]
RESTS_ON = _("What it rests on")
SOURCE = _("The paper with its date, or who said so and when.")


def source_field(label=RESTS_ON, help_text=SOURCE) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=300, help_text=help_text, error_messages=missing(_("Say what it rests on."))
    )


class AddPartyForm(forms.Form):
    """Somebody around an account: who, as what, what they may be told, from when until when."""

    role = forms.ChoiceField(
        label=_("What they are to the account"),
        choices=[("", _("Choose a role")), *ROLES.items()],
        error_messages=missing(_("Say what this person is to the account: choose a role.")),
    )
    name = forms.CharField(
        label=_("Name"), max_length=200, error_messages=missing(_("Say who it is: a name, or an office."))
    )
    may_be_told = forms.ChoiceField(
        label=_("May be told"),
        choices=[("", _("as the role says")), *TOLD.items()],
        required=False,
        help_text=_("By role: everything for the co-responsible, nothing for everybody else."),
    )
    their_account = forms.CharField(
        label=_("An account of theirs"),
        max_length=40,
        required=False,
        help_text=_("Its number, if they are a customer themselves."),
    )
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    email = forms.CharField(label=_("E-mail"), max_length=200, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, required=False)
    from_on = day_field(_("From"), error_messages=missing(_("Give the first day.")))
    until_on = day_field(_("Last day"), required=False, help_text=_("Empty: until somebody ends it."))
    source = source_field()
    paper = forms.ModelChoiceField(
        label=_("Signed paper on file"),
        queryset=Document.objects.none(),
        required=False,
        empty_label=_("none"),
        help_text=_("Add the paper under Correspondence first."),
    )
    mailing_line1 = forms.CharField(label=_("Mail goes to"), max_length=100, required=False)
    mailing_line2 = forms.CharField(label=_("Second line"), max_length=100, required=False)
    mailing_city = forms.CharField(label=_("City"), max_length=60, required=False)
    mailing_state = forms.CharField(label=_("State"), max_length=20, required=False)
    mailing_zip = forms.CharField(label=_("ZIP code"), max_length=10, required=False)
    is_private = forms.BooleanField(
        label=_("Private by law: closed until opened"), required=False, help_text=_("A caseworker always is.")
    )
    request_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, *args, account, **kwargs):
        super().__init__(*args, **kwargs)
        papers = Document.objects.filter(account=account, kind="attachment").order_by("-recorded_at")
        self.fields["paper"].queryset = papers  # type: ignore[attr-defined]

    def clean_their_account(self) -> Customer | None:
        number = "".join(self.cleaned_data["their_account"].split())
        if not number:
            return None
        theirs = Account.objects.select_related("customer").filter(number=number).first()
        if theirs is None:
            raise forms.ValidationError(_("No account has this number."))
        return theirs.customer

    def numbers(self) -> list[tuple[str, str]]:
        """The kinds and values that were typed beside the person."""
        typed = [(kind, self.cleaned_data[kind].strip()) for kind in ("phone", "email")]
        return [(kind, value) for kind, value in typed if value]

    def terms(self) -> dict:
        """What was typed, as `add_party` takes it."""
        typed = {name: value for name, value in self.cleaned_data.items() if name not in ("phone", "email")}
        customer = typed.pop("their_account")
        return {**typed, "customer": customer}


class EndPartyForm(forms.Form):
    """From when and why somebody no longer stands there."""

    why = forms.CharField(
        label=_("Why it ends"), max_length=300, error_messages=missing(_("Say why it ends; a colleague may ask."))
    )
    ended_on = day_field(
        _("First day it no longer counts"),
        help_text=_("Today or earlier."),
        error_messages=missing(_("Give the first day it no longer counts.")),
    )


class AddNumberForm(forms.Form):
    """A phone, an e-mail or an address, and whose it is."""

    whose = forms.ChoiceField(label=_("Whose"), required=False)
    kind = forms.ChoiceField(
        label=_("What it is"), choices=KINDS.items(), widget=forms.RadioSelect(attrs={"three": True, "digits": True}),
        error_messages=missing(_("Say what it is: a phone, an e-mail or an address.")),
    )  # fmt: skip
    value = forms.CharField(
        label=_("Number or address"), max_length=300, error_messages=missing(_("The number is empty."))
    )
    source = source_field(_("Where it comes from"), _("Who gave it, and when."))

    def __init__(self, *args, holder: str, parties, **kwargs):
        super().__init__(*args, **kwargs)
        self.parties = {str(party.pk): party for party in parties}
        self.fields["whose"].choices = [  # type: ignore[attr-defined]
            (HOLDER, holder),
            *((pk, party.name) for pk, party in self.parties.items()),
        ]

    def terms(self) -> dict:
        """What was typed, as `add_number` takes it."""
        typed = dict(self.cleaned_data)
        party = self.parties.get(typed.pop("whose"))
        return {**typed, "party": party}


class JudgeNumberForm(forms.Form):
    """Whether a number works, and whether it may be used."""

    state = forms.ChoiceField(
        label=_("Does it work"),
        choices=[
            (ContactPoint.State.WORKS, _("It works")),
            (ContactPoint.State.BAD, _("It is bad")),
            (ContactPoint.State.UNKNOWN, _("Not tried")),
        ],
        widget=forms.RadioSelect(attrs={"three": True, "digits": True}),
        error_messages=missing(_("Say whether it works, is bad, or was not tried.")),
    )
    do_not_use = forms.BooleanField(label=_("Do not use it"), required=False)
    why_not = forms.CharField(
        label=_("Why it is not to be used"),
        max_length=300,
        required=False,
        help_text=_("Who asked for that, and when."),
    )


class WhyForm(forms.Form):
    """One reason."""

    why = forms.CharField(label=_("Why"), max_length=300, error_messages=missing(_("Say why; a colleague may ask.")))


class PlaceRelationForm(forms.Form):
    """What the holder is to the place."""

    relation = forms.ChoiceField(
        label=_("The holder is"),
        choices=[
            (PlaceRelation.Relation.OWNER, RELATIONS[PlaceRelation.Relation.OWNER]),
            (PlaceRelation.Relation.TENANT, RELATIONS[PlaceRelation.Relation.TENANT]),
            (PlaceRelation.Relation.LANDLORD, RELATIONS[PlaceRelation.Relation.LANDLORD]),
            (PlaceRelation.Relation.UNKNOWN, _("Nobody knows")),
        ],
        widget=forms.RadioSelect(attrs={"digits": True}),
        error_messages=missing(_("Say what the holder is to the place: owner, tenant, landlord, or not known.")),
    )
    from_on = day_field(_("Since"), error_messages=missing(_("Give the first day.")))
    source = source_field()
