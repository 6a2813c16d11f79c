"""What every template, stylesheet and script of the house keeps to."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

TEMPLATES = Path(__file__).parents[2] / "templates"
SCREENS = sorted(path for path in TEMPLATES.rglob("*.html") if "stationery" not in path.parts)
PARTS = sorted([*TEMPLATES.glob("components/*.html"), *TEMPLATES.rglob("partials/*.html")])
STYLES = Path(finders.find("css/goodstanding.css")).read_text()


def name(path):
    return str(path.relative_to(TEMPLATES))


@pytest.mark.parametrize("path", PARTS, ids=name)
def test_every_part_says_what_it_needs(path):
    opening = path.read_text().partition("{% endcomment %}")[0]

    assert opening.startswith("{% comment %}\ntemplates/" + name(path) + "\n")
    assert len(opening.splitlines()) > 2


@pytest.mark.parametrize("path", SCREENS, ids=name)
def test_no_page_has_styles_or_scripts_of_its_own(path):
    text = path.read_text()

    assert not re.search(r"<style|\bstyle\s*=|\son[a-z]+\s*=|javascript:", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", text)


def test_what_the_frame_loads_stays_small():
    page = render_to_string("layout/base.html", {})
    loaded = re.findall(r'(?:src|href)="/static/([^"]+\.(?:css|js))"', page)

    assert len(loaded) == 5
    assert sum(len(gzip.compress(Path(finders.find(path)).read_bytes())) for path in loaded) < 80_000
    assert len(STYLES) < 50_000


def test_every_picture_that_the_styles_name_is_there():
    pictures = re.findall(r"url\(\"?([^)\"]+)", STYLES)

    assert pictures
    assert not [picture for picture in pictures if finders.find(f"css/{picture}") is None]


def test_every_icon_that_a_template_asks_for_is_in_the_sprite():
    drawn = set(re.findall(r'id="i-([a-z]+)"', (TEMPLATES / "components/sprite.html").read_text()))
    asked = {icon for path in SCREENS for icon in re.findall(r'{% icon "([a-z]+)"', path.read_text())}

    assert asked <= drawn


def contrast(one, other):
    def luminance(colour):
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        r, g, b = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("state", ["spruce", "brick", "ochre", "lake", "plum"])
def test_a_state_is_readable_on_its_ground_and_on_the_sheet(state):
    colours = dict(re.findall(r"--gs-([a-z0-9-]+): (#[0-9a-f]{6})", STYLES))

    assert contrast(colours[state], colours[f"{state}-tint"]) > 4.5
    assert contrast(colours[state], "#ffffff") > 4.5


def test_the_page_of_a_broken_server_needs_nothing():
    for page in ("500.html", "400.html"):
        text = render_to_string(page)
        assert "To the first page" in text
        assert 'role="search"' not in text
