"""What does `?` say on each page of the desk: what it is for, its keys, its words?"""

from collections.abc import Collection
from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


@dataclass(frozen=True)
class Help:
    """What a page hands to the layout; `links` as (label, address)."""

    purpose: Words
    keys: tuple[tuple[str, Words], ...] = ()
    words: tuple[tuple[Words, Words], ...] = ()
    links: tuple[tuple[Words, str], ...] = ()

    def also(self, keys: tuple[tuple[str, Words], ...]) -> "Help":
        """The same with keys that work on this page today."""
        return replace(self, keys=(*self.keys, *keys))

    def without(self, keys: Collection[str]) -> "Help":
        """The same without the keys that do nothing on this page today."""
        return replace(self, keys=tuple(line for line in self.keys if line[0] not in keys))


PAST_DUE = (_("past due"), _("what is open of charges whose due date is over"))
BALANCE = (_("balance"), _("all charges less all credits, due or not; below zero it is a credit"))
BUCKET = (_("aging bucket"), _("a part of what is open, by days past due: 1–30, 31–60, 61–90, 91 and more"))
OPEN_CHARGE = (_("open charge"), _("what is left of a charge after credits paid it, oldest due date first"))
HOLD = (_("hold"), _("a dated stop with its reason: of letters, calls, shutoff and so on, as the rulebook says"))
CONTACT = (_("contact"), _("one line of the correspondence log"))
PREMISE = (_("premise"), _("the address that is served; it stays when customers move"))
PARTY = (_("party"), _("somebody around an account whom billing does not name, with a role and from when until when"))
AS_OF = (_("as it was"), _("what counts from that day or before, as known now"))
AS_KNOWN = (_("as we knew it"), _("only what had also been recorded by the end of that day"))

FILE_KEYS = (
    ("c", _("log a call")),
    ("o", _("plan offers")),
    ("y", _("promise")),
    ("l", _("letter")),
    ("h", _("hold")),
    ("v", _("visit")),
    ("$", _("payment")),
    ("1 … 5", _("tabs")),
    ("n p", _("next, previous account")),
)

BULK = Help(
    _(
        "What would happen to the accounts you marked, before it does: for whom it will be done, for whom not and why. "
        "When you confirm, all of it is looked at once more."
    ),
    (("Tab", _("to the button")), ("Enter", _("confirms only on the button")), ("Esc", _("leave it as it is"))),
    (PAST_DUE, HOLD),
)
VIEWS = Help(
    _(
        "Lists kept under a name, with their filters, columns and rows on a page. A private view is yours; "
        "a shared one is everybody’s to open and its owner’s to change."
    ),
    (("j k", _("move")), ("Enter", _("open")), ("Ctrl Enter", _("save view"))),
    ((_("view"), _("a list with its filters and columns, kept under a name")),),
)
MY_DAY = Help(
    _(
        "What changed since you left and what you owe today: the night in a sentence, your follow-ups with their "
        "times, what broke in your accounts, what waits for you. Start work opens the worklist."
    ),
    (("1 … 5", _("open a block")), ("j k", _("move")), ("Enter", _("start work, open"))),
    (
        (_("follow-up"), _("a next step that somebody took, with its day and sometimes its hour")),
        (_("assigned"), _("given to one person; ‘mine’ on the worklist shows those that need a person")),
    ),
)
STEP_KEYS = (("d", _("next step done")), ("m", _("move it")))

WORKLIST = Help(
    _(
        "Who needs a person, in which order, and why. Open the first account and work down the list: "
        "n takes you to the next one."
    ),
    (
        ("j k", _("move")),
        ("Enter", _("open")),
        ("x", _("mark")),
        ("b", _("act on marked")),
        ("f", _("filters")),
        ("v", _("views")),
        ("w", _("why is it not here?")),
    ),
    (
        PAST_DUE,
        (_("days past due"), _("days since the oldest open charge fell due")),
        (_("next step"), _("what is done next on the account, by whom and when")),
        (_("delinquent"), _("past due by enough, for long enough, that the rulebook asks for a step")),
        HOLD,
    ),
)
SERVED = (_("served"), _("given to you to work; nobody else who works a list gets it meanwhile"))
SKIP = Help(
    _(
        "Pass over an account of the list you work, and say why. Supervisors read the reasons; "
        "you are not served it today."
    ),
    (("1 … 5", _("reason")), ("Ctrl Enter", _("skip, next account")), ("Esc", _("close"))),
    (SERVED,),
)
SKIPS = Help(
    _("Which accounts were passed over while lists were worked, by whom and why. Many of one kind say what to change."),
    (("j k", _("move")), ("Enter", _("open"))),
    (SERVED,),
)
OVERVIEW = Help(
    _(
        "All that is needed to answer a call: who, where, what is owed and how old it is, what happens next, and what "
        "happened. Every figure opens into what makes it."
    ),
    FILE_KEYS,
    (BALANCE, PAST_DUE, BUCKET, HOLD, CONTACT),
)
LEDGER = Help(
    _(
        "How the balance came about: each charge with what is left open, each payment with what it paid. "
        "The date box shows the account as it was on a day, or as we knew it on a day."
    ),
    (("d", _("date box")), ("e", _("export")), *FILE_KEYS[3:]),
    (OPEN_CHARGE, AS_OF, AS_KNOWN, (_("reversal"), _("takes back an entry; both stay visible"))),
)
EXPLAINED = Help(
    _("What a figure is made of: the entries that add up to it, the rule, and what would change it."),
    (("j k", _("move")), ("Enter", _("open")), ("Esc", _("close"))),
    (OPEN_CHARGE, PAST_DUE, BUCKET),
)
TIMELINE = Help(
    _("Everything that happened on the account, newest first: bills, payments, letters, calls, holds."),
    FILE_KEYS[3:],
    (CONTACT, HOLD),
)
LETTERS = Help(
    _("Every letter issued on this account, with its pages as they were mailed. A reprint is the same letter."),
    FILE_KEYS[3:],
    (
        (_("issued"), _("written and frozen; it waits to be printed")),
        (_("mailed"), _("a person confirmed the day it left; printed is not mailed")),
    ),
)
PEOPLE = Help(
    _(
        "Who holds the account and who stands around it: who may be spoken to, how they are reached and whether that "
        "works, who owns the place and what is served there. What billing says stays billing’s; ours stands beside it."
    ),
    (("a", _("add a person")), ("u", _("add a number")), ("w", _("write a note")), *FILE_KEYS[3:]),
    (
        PREMISE,
        PARTY,
        (_("earlier holder"), _("somebody who held this account before")),
        (_("sticky note"), _("stands as a banner on every page of the account")),
    ),
)
CUSTOMER = Help(
    _(
        "One person over all their accounts: what is owed, what comes next, what was said. "
        "Notes written here stand on each of the accounts."
    ),
    (("a", _("write a note")), ("j k", _("move")), ("Enter", _("open"))),
    (PAST_DUE, BALANCE, CONTACT, PARTY),
)
LOG_CALL = Help(
    _("Keep what was said in under 15 seconds: who called whom, how it ended, and what comes next."),
    (
        ("1 … 9", _("outcome")), ("- +", _("a day earlier, a day later")), ("Ctrl Enter", _("save, next account")),
        ("Esc", _("close")),
    ),
    (CONTACT, (_("verified by"), _("how the caller showed who they are, before anything was told"))),
)  # fmt: skip
SEARCH = Help(
    _(
        "Find an account by the beginning of anything a caller can say: name, address, account number, phone, meter, "
        "e-mail. Earlier holders are found too."
    ),
    (("/", _("search box")), ("j k", _("move")), ("Enter", _("open"))),
    (PREMISE, (_("earlier holder"), _("somebody who held the account before its present holder"))),
)
DEMO = Help(
    _(
        "The situations that this made-up utility holds, with a link to each. "
        "They are played by the product’s own steps."
    ),
    (("j k", _("move")), ("Enter", _("open"))),
)
RECEIPT_WORD = (_("receipt"), _("the number of a payment taken here, without a gap within its year"))
VOID_WORD = (_("void"), _("the payment was entered wrongly: it counts as never taken, its number stays"))
RETURNED_WORD = (_("returned payment"), _("the bank did not honor it: it counts until the day before it came back"))
TENDER = (_("tender"), _("how money is handed over: cash, check, money order, or a card on the terminal"))

TAKE_PAYMENT = Help(
    _(
        "One account, one tender, a receipt. Type the amount and see what it pays before anything is posted. "
        "The oldest due date is paid first."
    ),
    (("1 2 3 4", _("tender")), ("Ctrl Enter", _("post and print the receipt")), ("Esc", _("back"))),
    (OPEN_CHARGE, PAST_DUE, TENDER, RECEIPT_WORD),
)
PAYMENTS = Help(
    _(
        "The receipts of a day, newest first, with what the drawer and the terminal should hold. Find the account to "
        "take a payment on, or a receipt by its number."
    ),
    (("$", _("find an account or a receipt")), ("j k", _("move")), ("Enter", _("open")), ("1 2", _("tabs"))),
    (RECEIPT_WORD, VOID_WORD, RETURNED_WORD, TENDER),
)
RECEIPT = Help(
    _(
        "One payment taken here, what it paid, and what became of it. The original is handed out once; "
        "whatever is printed later says that it is a copy."
    ),
    (("v", _("open the receipt")), ("r", _("print a copy")), ("Esc", _("back"))),
    (RECEIPT_WORD, VOID_WORD, RETURNED_WORD),
)
VOID = Help(
    _("Take back a payment that was entered wrongly. Its number stays, marked void, with your reason."),
    (("Ctrl Enter", _("void the receipt")), ("Esc", _("back"))),
    (VOID_WORD, RETURNED_WORD),
)
RETURNED = Help(
    _("Record that the bank did not honor a payment. What it paid is open again, and the fee is charged with it."),
    (("1 … 5", _("what the bank said")), ("Ctrl Enter", _("record it")), ("Esc", _("back"))),
    (RETURNED_WORD, VOID_WORD),
)
STATEMENT = Help(
    _("What was owed, charged and paid in a period, as a paper to hand out or mail. Each one made is kept as it is."),
    (("d", _("period")), ("m", _("make the statement")), ("Esc", _("back"))),
    (BALANCE, PAST_DUE, BUCKET),
)
RETURNED_WITH_REASON = (_("return"), _("say no with a reason; whoever asked reads it and may ask again"))
STAND_IN = (_("stand-in"), _("who decides in an approver’s place on certain days, never about what either asked for"))
INBOX = Help(
    _(
        "Everything that needs a second person, what helps only until a near day first. Nobody decides what they "
        "asked for."
    ),
    (
        ("j k", _("move")), ("a", _("approve")), ("r", _("return")), ("Enter", _("full card")), ("1 2 3", _("tabs")),
    ),
    (RETURNED_WITH_REASON, STAND_IN, (_("deadline"), _("the last day on which an answer helps"))),
)  # fmt: skip
APPROVAL = Help(
    _("One question that waits for a second person: what is asked, what follows from a yes, and your answer."),
    (("a", _("approve")), ("r", _("return")), ("Ctrl Enter", _("send the reason")), ("Esc", _("back"))),
    (RETURNED_WITH_REASON, STAND_IN),
)
