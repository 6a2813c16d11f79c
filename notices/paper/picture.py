"""How does a PDF become pictures, for a page that shows the real sheet beside its text?"""

import io
from threading import Lock

ACROSS = 816  # US letter at 96 dots an inch, what a screen calls its own size
COLOURS = 32  # black, grey and the edges between: a sheet of text is 60 kB then

# PDFium keeps state of its own and is not made for two threads at once.
_one_at_a_time = Lock()


def pictures(content: bytes, *, across: int = ACROSS, most: int = 12) -> list[bytes]:
    """The first pages of a PDF as PNG, `across` dots wide."""
    import pypdfium2

    with _one_at_a_time:
        paper = pypdfium2.PdfDocument(content)
        try:
            return [_picture(paper[place], across) for place in range(min(len(paper), most))]
        finally:
            paper.close()


def _picture(page, across: int) -> bytes:
    seen = page.render(scale=across / page.get_width()).to_pil()
    kept = io.BytesIO()
    seen.quantize(COLOURS).save(kept, "PNG", optimize=False)
    return kept.getvalue()
