"""What does an answer say to whoever reads it: a page, a CSV file, a sheet, a PDF?"""

import io
import zipfile

from tests.notices.reading import runs


def text_of(answer) -> str:
    content = answer.getvalue() if answer.streaming else answer.content
    kind = answer.headers.get("Content-Type", "")
    if "pdf" in kind:
        return "\n".join(run.text for page in runs(content) for run in page)
    if "sheet" in kind:
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            return "\n".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
    return content.decode(errors="replace")
