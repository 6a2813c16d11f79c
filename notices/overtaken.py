"""Which letters of a batch could no longer be mailed on a day? Their printed dates held only up to an earlier one."""

from datetime import date

from django.db.models import Q, QuerySet

from notices.models import Batch, Letter


def overtaken(batch: Batch, mailed_on: date) -> QuerySet[Letter]:
    """The letters of a batch that would be taken out if it were mailed on this day, and their copies beside them."""
    here = Letter.objects.filter(batch_line__batch=batch, pull__isnull=True)
    late = here.filter(mail_by__lt=mailed_on)
    return here.filter(Q(mail_by__lt=mailed_on) | Q(copy_of__in=late.order_by().values("pk"))).order_by(
        "batch_line__place"
    )
