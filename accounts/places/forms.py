"""What may a person type about a place?"""

from datetime import date, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.places.models import Caution
from accounts.places.policy import CautionRules
from core import rulebook


def day_field(label, **more) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Give the day."), "invalid": _("Give the day as 2026-10-08.")},
        **more,
    )


def text_field(label, **more) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=more.pop("max_length", 120), **more)


class OwnerForm(forms.Form):
    """Who owns a place, as far as it is known."""

    name = text_field(_("Owner’s name"))
    parcel = text_field(_("Parcel"), max_length=40, help_text=_("The county’s number of the land."))
    line1 = text_field(_("Street and number"))
    line2 = text_field(_("Second line"))
    city = text_field(_("City"), max_length=60)
    state = text_field(_("State"), max_length=20)
    zip = text_field(_("ZIP code"), max_length=10)
    phone = text_field(_("Phone"), max_length=40)
    from_on = day_field(_("Owner since"))
    source = forms.CharField(
        label=_("Who says so"),
        max_length=200,
        help_text=_("The county’s list with its date, a deed, or a person."),
        error_messages={"required": _("Say who says so: the county’s list with its date, or a person.")},
    )


class EndOwnerForm(forms.Form):
    """Since when somebody no longer owns a place."""

    until_on = day_field(_("Last day as owner"))


class CautionForm(forms.Form):
    """What to be careful of at a door."""

    kind = forms.ChoiceField(
        label=_("What to be careful of"),
        choices=[
            (kind, _("Something else") if kind == Caution.Kind.OTHER else words) for kind, words in Caution.Kind.choices
        ],
        widget=forms.RadioSelect(attrs={"digits": True}),
        error_messages={"required": _("Choose what to be careful of.")},
    )
    words = forms.CharField(
        label=_("What to do at the door"),
        required=False,
        max_length=160,
        help_text=_("About the door, never about a person. Empty: the words of the kind. The customer may read it."),
    )
    source = forms.CharField(
        label=_("Who says so, and when"),
        max_length=200,
        error_messages={"required": _("Say who says so, and when.")},
    )
    review_on = day_field(_("Look at it again on"))


class KeepCautionForm(forms.Form):
    """A caution still holds: when to look again."""

    review_on = day_field(_("Look at it again on"))


class EndCautionForm(forms.Form):
    """Why nobody need be warned any more."""

    why = forms.CharField(
        label=_("Why it ends"),
        max_length=200,
        error_messages={"required": _("Say why it ends: the next visitor relies on it.")},
    )


def review_day(today: date) -> date:
    """When a caution is looked at again, unless somebody says otherwise."""
    return today + timedelta(days=rulebook.rules(CautionRules, on=today).review_days)
