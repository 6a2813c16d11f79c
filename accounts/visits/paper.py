"""How does a way look on paper? A4 or letter, one door under the other, with boxes for a pen."""

import atexit
import logging
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string

from accounts.contacts.models import Contact
from accounts.contacts.outcomes import choices_of
from accounts.places import sentences as place_sentences
from accounts.visits import page, sentences
from accounts.visits.queries import Stop
from core import utility

logging.getLogger("weasyprint").setLevel(logging.ERROR)
logging.getLogger("fontTools").setLevel(logging.ERROR)


def route_sheet(stops: Sequence[Stop], on: date, *, today: date) -> bytes:
    """The PDF of one way. Nothing private by law and no protected address is on it."""
    from weasyprint import HTML

    fonts = _fonts()
    document = HTML(string=sheet(stops, on, today=today), url_fetcher=_fetch_nothing)
    return document.write_pdf(font_config=fonts, stylesheets=[_style()], pdf_variant="pdf/ua-1")


def sheet(stops: Sequence[Stop], on: date, *, today: date) -> str:
    """The same as HTML."""
    mine = utility.current()
    visit = stops[0].visit
    rows = [
        {
            **page.row(stop),
            "cautions": [(place_sentences.title(caution), place_sentences.says(caution)) for caution in stop.cautions],
            "companion": stop.visit.companion,
        }
        for stop in stops
    ]
    context = {
        "rows": rows,
        "on": on,
        "today": today,
        "visitor": visit.visitor,
        "says": sentences.counted(stops),
        "utility": mine.name,
        "is_demo": mine.is_demo,
        "is_practice": settings.PRACTICE,
        "outcomes": [words for _code, words in choices_of(Contact.Channel.VISIT)],
    }
    return render_to_string("visits/route_sheet.html", context)


@lru_cache(maxsize=1)
def _fonts():
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    CSS(string=_faces(), font_config=fonts)
    return fonts


@lru_cache(maxsize=1)
def _style():
    from weasyprint import CSS

    file = Path(settings.TEMPLATES[0]["DIRS"][0]) / "visits" / "route_sheet.css"  # type: ignore[index]
    return CSS(string=file.read_text(), font_config=_fonts())


@atexit.register
def put_away() -> None:
    """Let go of the fonts while the libraries that hold them are still there."""
    _style.cache_clear()
    _fonts.cache_clear()


def _faces() -> str:
    folder = Path(settings.STATICFILES_DIRS[0]) / "vendor" / "fonts"
    return "\n".join(
        f'@font-face {{ font-family: "{family}"; font-weight: {weight};'
        f' src: url("{(folder / f"public-sans-{subset}-{weight}.woff2").as_uri()}") format("woff2"); }}'
        for weight in (400, 700)
        for family, subset in (("Public Sans", "latin"), ("Public Sans Ext", "latin-ext"))
    )


def _fetch_nothing(url: str, *_args, **_kwargs):
    """A sheet holds all it needs: nothing is ever fetched for one."""
    raise ValueError(f"A route sheet fetches nothing, not even {url}.")
