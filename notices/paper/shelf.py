"""Where do the fonts, style sheets and shipped texts of letters lie?"""

from pathlib import Path

from django.conf import settings


def fonts_folder() -> Path:
    return Path(settings.STATICFILES_DIRS[0]) / "vendor" / "fonts"


def text_of(name: str) -> str | None:
    """A file of `templates/notices/` as it is, not read as a Django template; None when there is none."""
    file = Path(settings.TEMPLATES[0]["DIRS"][0]) / "notices" / name  # type: ignore[index]
    return file.read_text() if file.is_file() else None
