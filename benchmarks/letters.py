"""How fast is a one-page reminder, beside plain WeasyPrint and with two processes?

The floor is the same page by `HTML(string=…).write_pdf(pdf_variant="pdf/ua-1")` with its fonts and its style in the
document, as WeasyPrint's own guide shows it, in the same process and the same run.
"""

import json
import subprocess
import sys
import time
from pathlib import Path

from measuring import report, run, timed

from notices.paper import page, press
from notices.paper.shelf import text_of

PROCESSES = 2
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


def ours(count: int) -> None:
    for number in range(1, count + 1):
        press.print_letter(writing(number))


def plain(count: int) -> None:
    from weasyprint import HTML

    style = f"<style>{press.faces()}{text_of('stationery/letter.css')}</style>"
    for number in range(1, count + 1):
        html = page.page(writing(number)).replace("</head>", f"{style}</head>")
        HTML(string=html).write_pdf(pdf_variant="pdf/ua-1")


def one_process(count: int) -> None:
    """Warm up, wait for the word on standard input, print, say how long it took: `two_processes` calls it so."""
    ours(2)
    print("ready", flush=True)
    sys.stdin.readline()
    begun = time.perf_counter()
    ours(count)
    print(json.dumps(time.perf_counter() - begun), flush=True)


def processes(count: int, each: int) -> float:
    """Letters a second of `count` processes that print `each` at the same time."""
    words = [sys.executable, str(Path(__file__)), "--one-process", str(each)]
    started = [subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(count)]
    for process in started:
        process.stdout.readline()
    begun = time.perf_counter()
    for process in started:
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in started:
        process.stdout.readline()
    seconds = time.perf_counter() - begun
    for process in started:
        process.stdin.close()
        process.wait()
    return count * each / seconds


def measure(size: int) -> None:
    ours(2)
    plain(1)
    with timed() as took_ours:
        ours(size)
    few = max(5, size // 4)
    with timed() as took_plain:
        plain(few)
    report("one-page reminder, a core", took_ours.rate(size), took_plain.rate(few), "letters/s")
    alone = processes(1, size)
    together = processes(PROCESSES, size)
    report(f"one-page reminder, {PROCESSES} processes beside one", together, alone, "letters/s")


if __name__ == "__main__":
    if "--one-process" in sys.argv:
        one_process(int(sys.argv[-1]))
    else:
        run(measure, small=40, counted="letters", scratch=False)
