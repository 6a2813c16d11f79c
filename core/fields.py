"""Which columns and which fields of forms does every app share?"""

import re

from django import forms
from django.db import models


class MoneyField(models.DecimalField):
    """Dollars and cents, numeric(12,2)."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_digits", 12)
        kwargs.setdefault("decimal_places", 2)
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "core.fields.MoneyField", args, kwargs


class AmountField(forms.DecimalField):
    """Dollars as people write them: `$1,846.20` is understood."""

    def to_python(self, value):
        return super().to_python(re.sub(r"[\s$,]", "", value) if isinstance(value, str) else value)
