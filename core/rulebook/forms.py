"""What may a person type about a figure?"""

from django import forms
from django.utils.translation import gettext_lazy as _

DAY = forms.DateInput(attrs={"type": "date"})


class ProposeForm(forms.Form):
    """A new value with its day and who decided it."""

    value = forms.CharField(label=_("New value"), max_length=300, error_messages={"required": _("Say the new value.")})
    in_force_from = forms.DateField(
        label=_("In force from"), widget=DAY, error_messages={"required": _("Say from which day on it holds.")}
    )
    citation = forms.CharField(
        label=_("Who set it"), max_length=300, help_text=_("The council’s resolution, the statute, or who decided."),
        error_messages={"required": _("Say who set it: the resolution, the statute, or who decided it and when.")},
    )  # fmt: skip

    def __init__(self, *args, unit: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["value"].help_text = _("in %(unit)s") % {"unit": unit}


class DifferenceForm(forms.Form):
    """Two days to compare the book on."""

    earlier = forms.DateField(label=_("On"), widget=DAY)
    later = forms.DateField(label=_("and on"), widget=DAY)


class ReturnForm(forms.Form):
    """Why a proposal goes back."""

    reason = forms.CharField(label=_("Why it goes back"), max_length=500)


class SignForm(forms.Form):
    """What was looked at before one signs, or why the signature is taken back."""

    words = forms.CharField(label=_("What you looked at"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
