"""How does each part of a page look, in each of its states? The components page of the demo."""

from datetime import date, datetime
from decimal import Decimal

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from core import utility
from core.staff.access import allowed
from core.verdicts import Reason, Verdict, Word

TODAY = date(2026, 10, 5)


@allowed("use_the_desk")
def look(request):
    """Every component with made-up facts; a working utility has no use for it, so there it is not found."""
    if not utility.current().is_demo:
        raise Http404
    for level, sentence in SAID:
        messages.add_message(request, level, sentence)
    panel = request.GET.get("panel", "")
    return render(
        request,
        "desk/look.html",
        {
            "help": HELP,
            "today": TODAY,
            "tabs": TABS,
            "chips": CHIPS,
            "banners": BANNERS,
            "verdicts": VERDICTS,
            "states": STATES,
            "aging": AGING,
            "services": (_("Gas"), _("Water"), _("Sewer, storm")),
            "service_totals": (Decimal("742.35"), Decimal("486.90"), Decimal("616.95")),
            "figures": FIGURES,
            "lines": LINES,
            "nights": NIGHTS,
            "rows": ROWS,
            "changes": (("Letters", "84"), ("Asked for", "41,206.13"), ("Left out", "3")),
            "names": ("Harriet Lindqvist", "Evelyn Castellan-Reed", "\u202eDerrick Omondale"),
            "jobs": JOBS,
            "amounts": (Decimal("1846.20"), Decimal("0.00"), Decimal("-12.40")),
            "form": ExampleForm({"amount": "12.345"}),
            "note": NoteForm(),
            "upload": UploadForm(),
            "panel": "components/explained.html" if panel == "explained" else "",
            **EXPLAINED,
        },
    )


class ExampleForm(forms.Form):
    """Fields as the forms of the house have them; the amount is refused."""

    outcome = forms.ChoiceField(
        label="Outcome",
        widget=forms.RadioSelect(attrs={"digits": True}),
        choices=[
            ("promise", "Promised to pay"),
            ("plan", "Wants a plan"),
            ("voicemail", "Left voicemail"),
        ],
        required=False,
    )
    amount = forms.DecimalField(
        label="Amount",
        decimal_places=2,
        error_messages={"max_decimal_places": "An amount has two places at most; 12.345 has three."},
    )
    on = forms.DateField(label="On", required=False, help_text="A day from today on.")
    who = forms.ChoiceField(label="Who", choices=[("me", "Me"), ("sa", "Samuel Acheva")], required=False)
    verified = forms.BooleanField(label="Verified", required=False)

    def clean(self):
        raise forms.ValidationError("This account has nothing past due, so no promise can be recorded.")


class NoteForm(forms.Form):
    """A note that is kept in the browser's tab while it is written."""

    note = forms.CharField(
        label="Note", widget=forms.Textarea(attrs={"rows": 3, "data-count": "1000"}), max_length=1000
    )


class UploadForm(forms.Form):
    """One file, to drop."""

    extract = forms.FileField(label="Extract")


SAID = (
    (messages.SUCCESS, "Call logged. The next step is yours on Tue Oct 6."),
    (messages.WARNING, "The reminder waits: balances are two days old."),
    (messages.ERROR, "A colleague ended this hold at 10:42. Nothing was changed."),
)
HELP = {
    "purpose": "Every part of a page in each of its states, with made-up facts. "
    "Whoever builds a page takes the parts from here.",
    "keys": [("j k", "move"), ("Enter", "open"), ("x", "mark"), ("1 2 3", "tabs"), ("n p", "next, previous")],
    "words": [
        ("past due", "what should have been paid before today"),
        ("verdict", "may it be done: Allowed, Blocked or Needs a person, with every reason"),
    ],
}
TABS = (
    {"label": "Overview", "url": "?", "current": True, "key": "1"},
    {"label": "Ledger", "url": "?tab=ledger", "current": False, "key": "2"},
    {"label": "Letters", "url": "?tab=letters", "current": False, "key": "3", "count": "14"},
)
CHIPS = (
    {"label": "Past due from 50.00", "remove_url": "?"},
    {"label": "Active accounts", "remove_url": "?"},
)
BANNERS = (
    {
        "state": "protect",
        "strong": "Hold: dispute.",
        "text": "118.20 of the June water bill is left out of letters, calls and shutoff until it is answered.",
        "url": "?",
        "link": "Answer due Oct 13",
    },
    {
        "state": "person",
        "icon": "caution",
        "strong": "Contacted today",
        "text": "at 8:20 by Samuel Acheva: voicemail left.",
        "url": "?",
        "link": "See note",
    },
    {"state": "blocked", "strong": "Stop:", "text": "all collection letters stopped on Sep 29: bankruptcy."},
    {"state": "allowed", "icon": "agree", "strong": "Nothing is missing.", "text": "Both required parts are in."},
    {"state": "private", "strong": "Protected address.", "text": "Only two people may see it."},
)
VERDICTS = (
    Verdict(
        (
            Reason(
                "too-little",
                "Only 84.30 is past due today; the least for a reminder is 100.00.",
                Word.BLOCKED,
                "Reminder rules, local setting",
            ),
            Reason("address", "Two letters came back from this address.", Word.NEEDS_A_PERSON, "Mail rules, design"),
            Reason("days", "The oldest bill is 34 days past due; 10 are needed.", Word.ALLOWED, "Reminder rules"),
        ),
        first_date=date(2026, 10, 14),
    ),
    Verdict((Reason("unknown", "Nobody answered the letter of Sep 2.", Word.NEEDS_A_PERSON),)),
    Verdict((Reason("ok", "1,728.00 is past due since May 26, and no hold stops letters.", Word.ALLOWED),)),
)
STATES = (
    ("allowed", "Kept"),
    ("blocked", "Broken"),
    ("person", "Not known"),
    ("protect", "Protected"),
    ("private", "Private"),
)
AGING = tuple(
    {"label": label, "age": age, "by_service": [Decimal(cell) for cell in cells], "amount": Decimal(amount), "url": "?"}
    for age, label, cells, amount in (
        (1, "1–30", ("58.10", "118.30", "136.00"), "312.40"),
        (2, "31–60", ("96.45", "126.20", "196.10"), "418.75"),
        (3, "61–90", ("104.60", "118.20", "173.25"), "396.05"),
        (4, "91 and more", ("483.20", "124.20", "111.60"), "719.00"),
    )
)
FIGURES = (
    {"label": "Past due", "amount": Decimal("1846.20"), "url": "?", "sum": True},
    {"label": "Due next, Oct 26", "amount": Decimal("164.72"), "url": "?"},
    {"label": "Deposit interest", "amount": Decimal("-12.40"), "url": "?"},
    {"label": "Balance", "amount": Decimal("1998.52"), "url": "?", "total": True},
)


def _at(*when):
    return timezone.make_aware(datetime(*when))


LINES = (
    {
        "when": date(2026, 10, 8),
        "icon": "letter",
        "text": "Reminder goes out unless 1,728.00 is paid.",
        "detail": "Second reminder, English",
        "ahead": True,
    },
    {
        "when": _at(2026, 10, 5, 8, 20),
        "icon": "call",
        "text": "Samuel Acheva called 218-555-0142:",
        "outcome": "voicemail left.",
        "detail": "Asked to call back before Thursday",
    },
    {
        "when": date(2026, 9, 29),
        "icon": "money",
        "state": "allowed",
        "text": "Payment by mail",
        "detail": "paid the rest of the March bill",
        "amount": Decimal("80.00"),
        "url": "?",
    },
    {
        "when": date(2026, 9, 22),
        "icon": "shield",
        "state": "protect",
        "text": "Dispute opened on the June water bill, 118.20.",
    },
    {
        "when": date(2025, 8, 31),
        "icon": "letter",
        "text": "First reminder mailed to 318 North 12th Avenue East.",
        "links": [("Letter", "?")],
        "on_phone": False,
    },
)
NIGHTS = tuple(
    {"day": date(2026, 9, number), "state": state, "word": word, "url": "?", "current": number == 29}
    for number, state, word in (
        (23, "allowed", "84 letters"),
        (24, "allowed", "71 letters"),
        (25, "blocked", "stopped"),
        (26, "allowed", "66 letters"),
        (27, "allowed", "0 letters"),
        (28, "allowed", "12 letters"),
        (29, "person", "waits"),
    )
)
ROWS = (
    (
        "Harriet Lindqvist",
        "318 North 12th Avenue East",
        "1,846.20 past due, oldest 132 days, no contact in 45 days.",
        "1846.20",
    ),
    ("Evelyn Castellan-Reed", "4411 Otter Lane", "First time past due in nine years: 96.30, 34 days.", "96.30"),
    (
        "Tuomas and Aino Rautiainen",
        "12 Birchbark Way, Unit 6",
        "Moved out Sep 30 and is owed money.",
        "-61.00",
    ),
)
ROWS = tuple((who, where, why, Decimal(owes)) for who, where, why, owes in ROWS)
JOBS = (
    {"running": True, "percent": 40, "sentence": "Loading charges: 6,000 of 15,000 rows.", "url": "?"},
    {"running": True, "percent": None, "sentence": "Comparing balances.", "url": "?"},
    {"running": False, "percent": 100, "sentence": "Loaded: 15,000 rows, 3 rejected.", "state": "allowed"},
    {"running": False, "percent": 62, "sentence": "Stopped: the second file is damaged.", "state": "blocked"},
)
EXPLAINED = {
    "title": "Past due, 730.00",
    "sentence": "Three bills were due before Oct 5; the payment of Sep 29 paid the oldest one in part.",
    "explained": (
        {"when": date(2026, 5, 4), "label": "April bill", "amount": Decimal("411.00"), "url": "?"},
        {"when": date(2026, 6, 4), "label": "May bill", "amount": Decimal("399.00"), "url": "?"},
        {"when": date(2026, 9, 29), "label": "Payment by mail", "amount": Decimal("-80.00"), "url": "?"},
    ),
    "total": Decimal("730.00"),
    "rule": "Credits pay the oldest charge first",
    "rule_changes": ("A payment that arrives by tonight.", "A bill that billing corrects."),
}
