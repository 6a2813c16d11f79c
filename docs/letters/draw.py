"""How does each kind of letter, form and paper look as it ships? `python docs/letters/draw.py [kind …]` draws the pages
beside this file, from the sample facts of the kinds and without a database."""

import os
import sys
from datetime import date
from pathlib import Path

import django

HERE = Path(__file__).parent
FRAME = {
    "account_number": "90041187",
    "holder_name": "Ruth Halvorsen",
    "mailing_lines": ["Ruth Halvorsen", "514 Park Place, Apt 2", "Demo City, MN 55802"],
    "service_address": "514 Park Place, Apt 2",
    "utility_name": "Demo City Utilities",
    "office_lines": ["411 Harbor Street", "Demo City, MN 55800"],
    "office_phone": "218-555-0100",
    "office_hours": "weekdays 8:00 to 4:30",
    "help_line": "Dial 211, free and at any hour, and ask about energy assistance.",
    "issued_on": date(2026, 10, 5),
}


def draw(kind) -> None:
    from notices import kinds, papers
    from notices.paper import page, picture, press
    from notices.paper.words import plain_facts
    from notices.queries.versions import shipped_text

    text, facts = shipped_text(kind.code, "en"), plain_facts({**FRAME, **kind.sample})
    if papers.is_paper(kind.code):
        printed = papers.print_paper(kind.code, facts, text=text)
    elif kind.is_leaf or kind.form:
        printed = press.press_parts([page.sheet(text, "en", kinds.leaf_facts(facts))])
    else:
        printed = press.print_letter(page.Writing(str(kind.title), "en", text, facts, 1204))
    pages = picture.pictures(printed.content, across=765)
    for number, one in enumerate(pages, start=1):
        (HERE / (f"{kind.code}.png" if number == 1 else f"{kind.code}-{number}.png")).write_bytes(one)
    print(kind.code, len(pages))


if __name__ == "__main__":
    sys.path.insert(0, str(HERE.parent.parent))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "collections_app.settings")
    django.setup()

    from notices.kinds import all_kinds

    for kind in all_kinds():
        if not sys.argv[1:] or kind.code in sys.argv[1:]:
            draw(kind)
