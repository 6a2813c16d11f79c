"""What may a person type about the text of a letter?"""

from typing import cast

from django import forms
from django.utils.translation import gettext_lazy as _

from core.staff.models import Person
from core.staff.queries import people
from core.staff.roles import TABLE
from notices.forms.letters import bare
from notices.kinds import all_kinds
from notices.models import TemplateVersion
from notices.paper.grammar import LENGTH
from notices.queries.versions import ENGLISH, LANGUAGES, writers


class BeginForm(forms.Form):
    """Which letter, in which language."""

    kind = forms.ChoiceField(label=_("Letter"))
    language = forms.ChoiceField(label=_("Language"), choices=list(LANGUAGES.items()))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        kinds = sorted(((kind.code, str(kind.title)) for kind in all_kinds()), key=lambda one: one[1].lower())
        self.fields["kind"].choices = [("", _("Choose")), *kinds]
        self.helper = bare()


class TextField(forms.CharField):
    """A long text with the line ends of our files, so that a browser's do not count against its length."""

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n")


class VersionForm(forms.Form):
    """The text itself, and what it was when this person opened it."""

    body = TextField(label=_("Text"), max_length=LENGTH, strip=False, widget=forms.Textarea)
    note = forms.CharField(
        label=_("What changes for the reader"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    began_from = forms.CharField(max_length=16, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = bare()


class SendForm(forms.Form):
    """From which day the text is to hold, and who reads a translation before a supervisor does."""

    in_force_from = forms.DateField(
        label=_("In force from"),
        required=False,
        help_text=_("Left empty: from the day it is approved."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    second_reader = forms.ModelChoiceField(
        label=_("Second reader"),
        queryset=Person.objects.none(),
        empty_label=_("Choose"),
        help_text=_("A colleague who reads the language and wrote none of the text."),
    )

    def __init__(self, *args, version: TemplateVersion, person: Person, **kwargs):
        super().__init__(*args, **kwargs)
        if version.language == ENGLISH:
            del self.fields["second_reader"]
        else:
            may, _words = TABLE["write_templates"]
            others = people().filter(roles__overlap=[role.value for role in may])
            field = cast(forms.ModelChoiceField, self.fields["second_reader"])
            field.queryset = others.exclude(pk__in=writers(version) | {person.pk})
            field.initial = version.second_reader_id
            field.error_messages["required"] = _(
                "Name a colleague who reads %(language)s: a translation is read by a second person before a supervisor."
            ) % {"language": LANGUAGES[version.language]}
        self.fields["in_force_from"].initial = version.in_force_from
        self.helper = bare()
