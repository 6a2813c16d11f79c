"""Which extracts came in or wait, and which balances differ?"""

from collections.abc import Collection
from pathlib import Path

from django.conf import settings
from django.db.models import Count, F, QuerySet

from collections_app.interchange.errors import ExtractRefused
from collections_app.interchange.loading import archives, manifest
from collections_app.interchange.models import Difference, Extract
from core.utility import moment

PUT_AWAY = ("loaded", "refused")


def waiting_in_order() -> list[Extract]:
    """The waiting extracts by sequence; what was dropped into the folder gets its row here.

    Names that begin with a dot are still being written. What cannot be read comes first, to be refused.
    """
    room = Path(settings.EXTRACTS_ROOT)
    found = sorted(path for path in room.iterdir() if _waits(path)) if room.is_dir() else []
    return sorted((_row_of(path) for path in found), key=lambda extract: (_sequence(room / extract.file), extract.pk))


def _waits(path: Path) -> bool:
    return not path.name.startswith(".") and path.name not in PUT_AWAY


def _row_of(path: Path) -> Extract:
    return Extract.objects.get_or_create(
        state=Extract.State.WAITING, file=path.name, defaults={"source": path.name, "arrived_at": moment()}
    )[0]


def _sequence(path: Path) -> int:
    try:
        with archives.opened(path, room=path.parent) as folder:
            return manifest.understood((folder / manifest.NAME).read_bytes()).sequence
    except (ExtractRefused, OSError):
        return 0


def extracts() -> QuerySet[Extract]:
    return Extract.objects.select_related("uploaded_by", "rejects")


def newest_comparison() -> Extract | None:
    """The extract after which the balances were compared last."""
    return Extract.objects.loaded().filter(kind="nightly").order_by("-sequence").first()


def open_and_explained() -> tuple[int, int]:
    """How many differences nobody has explained yet, and how many stay although somebody did."""
    found = Difference.objects.open().aggregate(all=Count("pk"), explained=Count("explained_at"))
    return found["all"] - found["explained"], found["explained"]


def differences(kind: str, closed: Collection[int] = ()) -> QuerySet[Difference]:
    """Open differences of one kind, without those of closed accounts; `explained` are those of every kind that
    somebody explained."""
    found = Difference.objects.open().select_related("account__customer", "account__premise", "since", "owner")
    found = found.annotate(number=F("account__number")).exclude(account__in=closed)
    if kind == "explained":
        return found.filter(explained_at__isnull=False)
    return found.filter(kind=kind, explained_at__isnull=True)
