"""What may one send or type about extracts and differences?"""

from pathlib import PurePath

from django import forms
from django.utils.translation import gettext_lazy as _

from core.staff.models import Person
from core.staff.roles import TABLE

STARTS = (b"PK", b"\x1f\x8b")  # .zip, .tar.gz
ENDINGS = (".zip", ".tar.gz", ".tgz")


class UploadForm(forms.Form):
    """An extract as an archive. Over the demo it asks whether the demo may go."""

    archive = forms.FileField(
        label=_("Extract"),
        max_length=255,
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(ENDINGS)}),
        error_messages={
            "required": _("Choose the extract first: a .zip or .tar.gz."),
            "empty": _("This file is empty."),
        },
    )
    replace_demo = forms.BooleanField(
        label=_("Replace the demo utility by this extract. The demo's accounts, holds and letters go; log-ins stay."),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )

    def __init__(self, *args, is_demo: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.is_demo = is_demo
        if not is_demo:
            del self.fields["replace_demo"]

    def clean_archive(self):
        archive = self.cleaned_data["archive"]
        start = archive.read(2)
        archive.seek(0)
        if not PurePath(archive.name).name.lower().endswith(ENDINGS) or start not in STARTS:
            raise forms.ValidationError(_("This is not a .zip or .tar.gz. Pack the extract's folder as one of them."))
        return archive

    def clean_replace_demo(self):
        if not self.cleaned_data["replace_demo"]:
            raise forms.ValidationError(
                _("This database holds the demo utility. Tick this to put the extract in its place.")
            )
        return True


class ExplainForm(forms.Form):
    """Who looks after a difference and what is known about it."""

    owner = forms.ModelChoiceField(Person.objects.none(), label=_("Who looks after it"), required=False)
    note = forms.CharField(
        label=_("What is known"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4, "data-count": "1000"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        who, _words = TABLE["explain_differences"]
        self.fields["owner"].queryset = Person.objects.filter(  # type: ignore[attr-defined]
            is_active=True, roles__overlap=[role.value for role in who]
        )
        self.fields["owner"].empty_label = str(_("Nobody yet"))  # type: ignore[attr-defined]


class ProtectionsForm(forms.Form):
    """The CSV of protections."""

    file = forms.FileField(
        label=_("Protections"),
        max_length=255,
        widget=forms.ClearableFileInput(attrs={"accept": ".csv"}),
        error_messages={"required": _("Choose the file first: a .csv."), "empty": _("This file is empty.")},
    )
