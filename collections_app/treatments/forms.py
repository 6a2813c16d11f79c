"""What may a supervisor type about a run of letters?"""

from django import forms
from django.utils.translation import gettext_lazy as _


class DeclineForm(forms.Form):
    """Why the letters should not go out."""

    why = forms.CharField(
        label=_("Why these letters should not go out"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "data-count": "500"}),
        error_messages={"required": _("Say why these letters should not go out.")},
    )
