"""What may one type about oneself and about the people here?"""

from crispy_forms.helper import FormHelper
from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from core.staff.models import Person
from core.staff.queries import colleagues, may_release, may_stand_in
from core.staff.roles import CHOICES


class _Form(forms.Form):
    """Fields only: the page draws the form's own tags and buttons."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self)
        self.helper.form_tag = False


def password_field(label, *, autocomplete: str, help_text="") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
    )


class LogInForm(_Form):
    """Who is this?"""

    username = forms.CharField(
        label=_("User"),
        max_length=60,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autofocus": True, "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    password = password_field(_("Password"), autocomplete="current-password")


class PasswordForm(_Form):
    """One's own new password."""

    old = password_field(_("Present password"), autocomplete="current-password")
    new = password_field(
        _("New password"),
        autocomplete="new-password",
        help_text=_("Ten characters or more; a few words in a row are easy to keep."),
    )
    again = password_field(_("New password, again"), autocomplete="new-password")

    def clean_again(self):
        if self.cleaned_data.get("new") != self.cleaned_data["again"]:
            raise forms.ValidationError(_("The two new passwords differ. Type the second one again."))
        return self.cleaned_data["again"]


class KeysForm(_Form):
    """Single keys on or off."""

    keys_off = forms.BooleanField(
        label=_("Turn single keys off"),
        required=False,
        help_text=_("Enter, Esc and Ctrl Enter keep working, and every key has a button."),
    )


class PersonForm(_Form):
    """What a person is called and what they may do."""

    full_name = forms.CharField(label=_("Full name"), max_length=120)
    email = forms.EmailField(label=_("E-mail (may stay empty)"), required=False)
    roles = forms.MultipleChoiceField(
        label=_("Roles"), choices=CHOICES, required=False, widget=forms.CheckboxSelectMultiple
    )

    mentor = forms.ModelChoiceField(
        label=_("Mentor (of a trainee)"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("Nobody by name"),
        help_text=_("Is asked first to release what the trainee prepared; any specialist can."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["mentor"].queryset = may_release()


class NewPersonForm(PersonForm):
    """A person who starts."""

    username = forms.CharField(
        label=_("User name"),
        max_length=60,
        help_text=_("Small letters, digits, dots and hyphens."),
        validators=[RegexValidator(r"^[a-z0-9.\-]+\Z", _("Only small letters, digits, dots and hyphens."))],
    )
    password = password_field(
        _("First password"),
        autocomplete="new-password",
        help_text=_("Hand it over in person: it works until the first log-in, then they choose their own."),
    )

    field_order = ("full_name", "username", "email", "roles", "mentor", "password")


class FirstPasswordForm(_Form):
    """A password for one log-in."""

    password = password_field(_("New first password"), autocomplete="new-password")


class _DatedForm(_Form):
    """From a day to a last day."""

    from_on = forms.DateField(
        label=_("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Say from which day on.")},
    )  # fmt: skip
    until_on = forms.DateField(
        label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Say the last day: it ends by itself after it.")},
    )  # fmt: skip


class StandInForm(_DatedForm):
    """Who decides in my place?"""

    stand_in = forms.ModelChoiceField(
        label=_("Stand-in"), queryset=Person.objects.none(), empty_label=_("Choose"),
        error_messages={"required": _("Say who decides in your place.")},
    )  # fmt: skip
    field_order = ("stand_in", "from_on", "until_on")

    def __init__(self, *args, approver: Person, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["stand_in"].queryset = may_stand_in().exclude(pk=approver.pk)  # type: ignore[attr-defined]


class HandoverForm(_DatedForm):
    """Whose open work goes to whom?"""

    from_person = forms.ModelChoiceField(
        label=_("Work of"), queryset=Person.objects.none(), empty_label=_("Choose"),
        error_messages={"required": _("Say whose work is handed over.")},
    )  # fmt: skip
    to_person = forms.ModelChoiceField(
        label=_("Goes to"), queryset=Person.objects.none(), empty_label=_("Choose"),
        error_messages={"required": _("Say who gets it.")},
    )  # fmt: skip
    field_order = ("from_person", "to_person", "from_on", "until_on")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["from_person"].queryset = Person.objects.filter(pk__in=colleagues().values("pk"))
        self.fields["to_person"].queryset = colleagues()


class LookedForm(forms.Form):
    """Which lines of the access log?"""

    account = forms.CharField(label=_("Account number"), required=False, max_length=60)
    person = forms.ModelChoiceField(
        label=_("Person"), required=False, queryset=Person.objects.all(), empty_label=_("Everybody")
    )
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def clean_account(self):
        return self.cleaned_data["account"].replace(" ", "")
