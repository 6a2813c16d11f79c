"""Which column types does every app share?"""

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
