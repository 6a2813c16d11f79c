"""What may a person type at the desk?"""

from datetime import date
from functools import lru_cache

from django import forms
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from collections_app.desk.models import Skip

CLASSES = [("residential", _("Households")), ("business", _("Businesses and others"))]
SERVICES = [("gas", _("Gas")), ("water", _("Water")), ("sewer", _("Sewer")), ("stormwater", _("Stormwater"))]
STATUSES = [("active", _("Active accounts")), ("inactive", _("Closed accounts"))]
HOLDS = [("with", _("With a hold")), ("without", _("Without a hold"))]
LANGUAGES = [("en", _("English")), ("es", _("Spanish")), ("hmn", _("Hmong")), ("so", _("Somali"))]
WHOSE = [("me", _("Mine")), ("nobody", _("Nobody’s yet"))]
SIZES = [("25", "25"), ("100", "100"), ("500", "500")]
ANY = ("", _("Any"))


class WorklistFilters(forms.Form):
    """The filters of the worklist, from its address. What cannot be read filters nothing and says so."""

    past_due = forms.DecimalField(
        label=_("Past due from"), required=False, min_value=0, max_digits=12, decimal_places=2
    )
    days = forms.IntegerField(label=_("Days past due from"), required=False, min_value=0, max_value=99_999)
    account_class = forms.ChoiceField(label=_("Class"), required=False, choices=[ANY, *CLASSES])
    service = forms.ChoiceField(label=_("Service on"), required=False, choices=[ANY, *SERVICES])
    status = forms.ChoiceField(label=_("Status"), required=False, choices=[ANY, *STATUSES])
    hold = forms.ChoiceField(label=_("Holds"), required=False, choices=[ANY, *HOLDS])
    language = forms.ChoiceField(label=_("Language"), required=False, choices=[ANY, *LANGUAGES])
    route = forms.CharField(label=_("Route"), required=False, max_length=40)
    cycle = forms.CharField(label=_("Billing cycle"), required=False, max_length=40)
    whose = forms.ChoiceField(label=_("Whose"), required=False, choices=[ANY, *WHOSE])

    @property
    def chosen(self) -> dict:
        """What is filtered by: {field: value}, only what was given and understood."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}

    def fields_to_draw(self) -> list[dict]:
        """Each field as the template draws it, cheaper than widgets on a page that everybody opens all day."""
        self.is_valid()
        return [
            {
                "name": name,
                "label": field.label,
                "value": self.data.get(name, ""),
                "options": _options(name, self.data.get(name, ""), get_language()) if name in CHOSEN else "",
                "is_number": isinstance(field, forms.DecimalField | forms.IntegerField),
                "errors": self.errors.get(name, []),
            }
            for name, field in self.fields.items()
        ]


CHOSEN = {name for name, field in WorklistFilters.base_fields.items() if isinstance(field, forms.ChoiceField)}


@lru_cache(maxsize=200)
def _options(name: str, chosen: str, language: str) -> SafeString:
    """The options of a select, made once: they are on every worklist."""
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        (
            (value, mark_safe(" selected") if value == chosen else "", label)
            for value, label in WorklistFilters.base_fields[name].choices  # type: ignore[attr-defined]
        ),
    )


def a_day_of_books(day: date) -> None:
    """A day that some calendar has, but no books."""
    if not 1900 <= day.year < 2200:
        raise forms.ValidationError(_("No books tell of that year."))


class AsOf(forms.Form):
    """The date box of the ledger: as it was on a day, as we knew it on a day."""

    as_of = forms.DateField(label=_("As it was on"), required=False, validators=[a_day_of_books])
    known_on = forms.DateField(label=_("As we knew it on"), required=False, validators=[a_day_of_books])


class SkipForm(forms.Form):
    """Why an account of the list is passed over."""

    why = forms.ChoiceField(
        label=_("Why do you skip it?"), choices=Skip.Why.choices, widget=forms.RadioSelect(attrs={"digits": True}),
        error_messages={"required": _("Say why: choose one of the reasons.")},
    )  # fmt: skip
    words = forms.CharField(label=_("In a few words (for another reason)"), required=False, max_length=200)


class ReasonForm(forms.Form):
    """Why something goes back to whoever asked for it, or is taken back."""

    reason = forms.CharField(
        label=_("Reason"), max_length=500, strip=True, error_messages={"required": _("Say why; the other reads it.")}
    )


class SaveViewForm(forms.Form):
    """The name under which a list is kept."""

    name = forms.CharField(label=_("Name"), max_length=40, error_messages={"required": _("Give the view a name.")})
    is_shared = forms.BooleanField(label=_("Shared: everybody who reads accounts may open it"), required=False)
