"""How is a kept PDF handed to a browser?"""

from django.http import HttpResponse


def pdf(content: bytes, name: str) -> HttpResponse:
    """The bytes as they are, shown in the browser under a name without anybody's name in it; never kept by a cache."""
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'inline; filename="{name}"',
            "Cache-Control": "private, no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )
