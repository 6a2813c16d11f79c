"""How fast are letters printed, beside plain WeasyPrint and with two processes, and what do they take to keep?

The floor is the same pages by `HTML(string=…).write_pdf(pdf_variant="pdf/ua-1")` with fonts and style in the document,
as WeasyPrint's own guide shows it; beside it stands a kinder one that reads fonts and styles once and for all. Both in
the same process and in turns with ours, so that a busy machine slows all of them.

Goals: a reminder 2.5 times the floor, a winter package of five leaves 6 times, two processes 1.8 times one, memory flat
over 20,000 letters (`--size 20000`), a batch under 10 kB a letter.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from measuring import report, run, timed

from notices.actions.pages import HANDFUL
from notices.paper import page, pile, press
from notices.paper.shelf import text_of

PROCESSES, ROUNDS = 2, 3
FACTS = {
    "office_lines": ["411 Harbor Street", "Demo City, MN 55800"],
    "office_phone": "218-555-0100",
    "office_hours": "weekdays 8:00 to 4:30",
    "help_line": "Dial 211, free and at any hour, and ask about energy assistance.",
    "utility_name": "Demo City Utilities",
    "oldest_due_on": "2026-05-26",
    "bills_past_due": 5,
    "pay_by": "2026-10-20",
    "issued_on": "2026-10-05",
}
TEXT = text_of("letters/past_due_reminder.en.md")
NOTICE = text_of("letters/winter_shutoff_notice.en.md")
LEAVES = tuple(
    page.Leaf(text_of(f"letters/{leaf}.en.md"))
    for leaf in ("shutoff_rights", "assistance_providers", "inability_to_pay", "ways_to_keep_service")
)
WINTER = {"service": "natural gas", "proposed_on": "2026-11-17", "asked_as": "To keep service"}


def writing(number: int) -> page.Writing:
    """A reminder that no two accounts have alike."""
    name = f"Harriet Lindqvist {number}"
    own = {
        "account_number": f"9{number:07}",
        "holder_name": name,
        "mailing_lines": [name, f"{number} North 12th Avenue East", "Demo City, MN 55805"],
        "service_address": f"{number} North 12th Avenue East",
        "amount": f"{100 + number}.20",
    }
    return page.Writing("Past-due reminder", "en", TEXT, {**FACTS, **own}, number)


Make = Callable[[int], page.Writing]


def package(number: int) -> page.Writing:
    """A cold-weather notice on one sheet with four enclosures behind it."""
    reminder = writing(number)
    return replace(reminder, text=NOTICE, facts={**reminder.facts, **WINTER}, leaves=LEAVES)


def handfuls(make: Make, numbers: Sequence[int]) -> Iterator[press.Handful]:
    for begin in range(0, len(numbers), HANDFUL):
        yield press.print_handful([make(number) for number in numbers[begin : begin + HANDFUL]])


def ours(make: Make, numbers: Sequence[int]) -> None:
    for handful in handfuls(make, numbers):
        assert not any(isinstance(letter, Exception) for letter in handful.letters)


def plain(make: Make, numbers: Sequence[int]) -> None:
    """Each letter alone, fonts and style in the document; enclosures behind it share what the letter has read."""
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    for number in numbers:
        fonts = FontConfiguration()
        first, *more = page.parts(make(number))
        documents = [HTML(string=_with_style(first, press.faces())).render(font_config=fonts, pdf_variant="pdf/ua-1")]
        for part in more:
            styles = [CSS(string=text_of(f"stationery/{part.sheet}.css"), font_config=fonts)]
            documents.append(
                HTML(string=part.html).render(font_config=fonts, stylesheets=styles, pdf_variant="pdf/ua-1")
            )
        _write(documents)


def plain_with_fonts_once(make: Make, numbers: Sequence[int]) -> None:
    from weasyprint import HTML

    for number in numbers:
        _write(
            [
                HTML(string=part.html).render(
                    font_config=press.font_configuration(),
                    stylesheets=[press.style(part.sheet)],
                    pdf_variant="pdf/ua-1",
                )
                for part in page.parts(make(number))
            ]
        )


def _with_style(part: page.Part, faces: str) -> str:
    return part.html.replace("</head>", f"<style>{faces}{text_of(f'stationery/{part.sheet}.css')}</style></head>")


def _write(documents) -> None:
    pages = [one for document in documents for one in document.pages]
    documents[0].copy(pages).write_pdf(pdf_variant="pdf/ua-1")


def beside_plain(what: str, make: Make, size: int) -> None:
    """Letters a second: ours, the floor and the kinder floor, in turns."""
    ours(make, range(1, HANDFUL + 1))
    plain(make, [1])
    few = max(4, size // 20)
    seconds = {ours: 0.0, plain: 0.0, plain_with_fonts_once: 0.0}
    counts = {ours: size, plain: few, plain_with_fonts_once: few}
    for turn in range(ROUNDS):
        for how, count in counts.items():
            with timed() as took:
                how(make, range(10_000 * turn + 1000, 10_000 * turn + 1000 + count))
            seconds[how] += took.seconds
    rates = {how: ROUNDS * counts[how] / seconds[how] for how in counts}
    report(f"{what}, a core", rates[ours], rates[plain], "letters/s")
    report(f"{what}, a core, beside fonts read once", rates[ours], rates[plain_with_fonts_once], "letters/s")


def one_process(count: int) -> None:
    """Warm up, wait for a word on standard input, print, say how long it took, and so on: `processes` calls it so."""
    ours(writing, range(1, HANDFUL + 1))
    for _word in iter(sys.stdin.readline, ""):
        begun = time.perf_counter()
        ours(writing, range(1000, 1000 + count))
        print(json.dumps(time.perf_counter() - begun), flush=True)


def processes(each: int) -> None:
    """Letters a second of processes that print at the same time beside one alone; the best of some turns of each."""
    words = [sys.executable, str(Path(__file__)), "--one-process", str(each)]
    started = [
        subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(PROCESSES)
    ]
    _turn(started, each)  # warm
    turns = [(_turn(started[:1], each), _turn(started, each)) for _ in range(ROUNDS)]
    alone, together = (max(rates) for rates in zip(*turns, strict=True))
    report(f"one-page reminder, {PROCESSES} processes beside one", together, alone, "letters/s")
    for process in started:
        process.stdin.close()
        process.wait()


def _turn(started, each: int) -> float:
    begun = time.perf_counter()
    for process in started:
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in started:
        process.stdout.readline()
    return len(started) * each / (time.perf_counter() - begun)


def memory(size: int) -> None:
    """How much more memory the process holds after all letters than after the first tenth, as Linux says it."""
    tenth = max(size // 10, 2 * HANDFUL)
    ours(writing, range(1, tenth))
    before = _held()
    ours(writing, range(tenth, size + tenth))
    report(f"memory held after {size:,} letters beside {tenth:,}", _held(), before, "MB")


def _held() -> float:
    [line] = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmRSS")]
    return int(line.split()[1]) / 1024


def batch(what: str, make: Make, size: int) -> None:
    lies = [
        pile.Lying(handful.content, letter.first_page, letter.pages)
        for handful in handfuls(make, range(1, size + 1))
        for letter in handful.letters
    ]
    kept = sum(len(content) for content in {one.content for one in lies})
    cover = pile.Cover(
        1, what, date(2026, 10, 5), datetime(2026, 10, 5, tzinfo=UTC), "us", range(1, size + 1), [(1, size)]
    )
    with timed() as took:
        joined = pile.join(cover, lies, two_sided=False)
    report(f"{what}, a letter in a batch of {size:,}", len(joined) / size / 1000, 10, "kB")
    report(f"{what}, a letter as kept", kept / size / 1000, 10, "kB")
    report(f"{what}, joined", took.rate(size), None, "letters/s")


def measure(size: int) -> None:
    beside_plain("one-page reminder", writing, size)
    beside_plain("winter package of five leaves", package, size)
    batch("one-page reminder", writing, min(size * 2, 1000))
    batch("winter package of five leaves", package, min(size * 2, 1000))
    processes(size)
    memory(size)


if __name__ == "__main__":
    if "--one-process" in sys.argv:
        one_process(int(sys.argv[-1]))
    else:
        run(measure, small=200, counted="letters", scratch=False)
