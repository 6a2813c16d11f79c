"""How does a letter go by e-mail: chosen by the customer, sent once, and on paper after all when it does not arrive?"""

import logging
from dataclasses import dataclass
from datetime import date
from email.utils import formataddr
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, get_connection
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.documents import files
from accounts.models import Account
from accounts.people import doors
from core import history
from core.errors import RuleViolation
from core.private import refuse_private
from core.utility import moment
from notices.actions.anew import make_anew, renew_waiting, why_to_another, written_to_another
from notices.actions.issuing import SKIPPED, issue_letters
from notices.actions.pages import accessible_copy, words_of
from notices.actions.taking_out import take_out
from notices.kinds import kind_of
from notices.models import Bounce, EmailChoice, Emailed, Letter, Waiting
from notices.queries import protection
from notices.queries.judged_anew import no_longer_true, why_not_again

logger = logging.getLogger(__name__)
NO_SERVER = gettext_lazy("This machine has no mail server, so every letter goes on paper.")


# ---- the customer's choice ----


@transaction.atomic
def choose_email(account_id: int, *, email: str, source: str, actor, today: date) -> EmailChoice:
    """Keep the word of an account's holder that letters may come by e-mail, where, and how they said so."""
    account = _locked_accounts(account_id, actor)
    email = email.strip()
    try:
        validate_email(email)
    except ValidationError:
        raise RuleViolation(_("An e-mail reads like name@example.org.")) from None
    if not source.strip():
        raise RuleViolation(_("Say what it rests on: the paper with its date, or who said so and when."))
    refuse_private(source)
    earlier = EmailChoice.objects.filter(customer=account.customer_id, ended_on__isnull=True).first()
    if earlier:
        raise RuleViolation(_("Letters go by e-mail already, to %(email)s. End that first.") % {"email": earlier.email})
    choice = EmailChoice.objects.create(
        customer_id=account.customer_id,
        email=email,
        source=source.strip(),
        from_on=today,
        entered_by=actor,
        entered_at=moment(today),
    )
    _record("email.chosen", account, choice, actor=actor, on=today, why=choice.source)
    return choice


@dataclass(frozen=True)
class OnPaper:
    """What goes on paper instead of an e-mail: the new letters, and why one could not be made."""

    letters: list[int]
    why_not: str = ""


@transaction.atomic
def end_email(account_id: int, *, why: str, actor, today: date) -> OnPaper:
    """End the holder's choice. What still waits to go by e-mail is taken out and issued anew, on paper."""
    account = _locked_accounts(account_id, actor)
    choice = EmailChoice.objects.select_for_update().filter(customer=account.customer_id, ended_on__isnull=True).first()
    if choice is None:
        raise RuleViolation(_("Letters do not go by e-mail to this customer."))
    if not why.strip():
        raise RuleViolation(_("Say why letters go on paper again."))
    refuse_private(why)
    return _end(account, choice, why=why.strip(), actor=actor, today=today)


@transaction.atomic
def record_bounce(letter_id: int, *, why: str, actor, today: date) -> OnPaper:
    """Write down that an e-mail did not arrive. It ends the choice, and the letter goes on paper, made anew."""
    letter = Letter.objects.select_related("account").get(pk=letter_id)
    customer_id = _written_to(letter)
    account = _locked_accounts(letter.account_id, actor, customer_id)
    emailed = Emailed.objects.select_for_update().filter(letter=letter).first()
    if emailed is None:
        raise RuleViolation(_("This letter did not go by e-mail."))
    if Bounce.objects.filter(emailed=emailed).exists():
        raise RuleViolation(_("That this e-mail did not arrive is on file already."))
    if not why.strip():
        raise RuleViolation(_("Say what the mail server answered."))
    refuse_private(why)
    Bounce.objects.create(emailed=emailed, why=why.strip(), bounced_on=today, recorded_at=moment(today), actor=actor)
    history.record(
        "letter.bounced",
        subject=letter,
        account=account.number,
        actor=actor,
        on=today,
        facts={"kind": letter.kind, "why": why.strip()},
    )
    choice = EmailChoice.objects.select_for_update().filter(customer=customer_id, ended_on__isnull=True).first()
    waited = OnPaper([])
    if choice and choice.email.lower() == emailed.email.lower():
        said = _("an e-mail did not arrive: %(why)s") % {"why": why.strip()}
        waited = _end(account, choice, why=said, actor=actor, today=today)
    anew = _on_paper(letter, actor=actor, today=today)
    return OnPaper([*anew.letters, *waited.letters], anew.why_not or waited.why_not)


def _end(account: Account, choice: EmailChoice, *, why: str, actor, today: date) -> OnPaper:
    """What is held back stays with its run, which a person decides about; let go, it stands aside."""
    choice.ended_on, choice.ended_why = today, why
    choice.save(update_fields=["ended_on", "ended_why"])
    _record("email.ended", account, choice, actor=actor, on=today, why=why)
    theirs = Letter.objects.filter(
        account__customer=choice.customer_id, channel=Letter.Channel.EMAIL, waiting__isnull=False, waiting__held=None
    )
    reason = _("Goes on paper: letters no longer come by e-mail")
    out = take_out(theirs.values_list("pk", flat=True), reason=reason, actor=actor, today=today)
    made = make_anew(out, cause=f"end of e-mail {choice.pk}", actor=actor, today=today)
    why_not = made.refusal or next(iter(made.not_made.values()), "")
    return OnPaper(sorted(set(made.letters.values())), why_not)


def _on_paper(letter: Letter, *, actor, today: date) -> OnPaper:
    """The same kind of letter to the same account, of today's facts; what keeps it from being made is no reason not to
    write down that the e-mail did not arrive."""
    if written_to_another([letter.pk]):
        return OnPaper([], why_to_another())
    try:
        with transaction.atomic():
            if against := why_not_again(letter.kind, letter.account_id, today=today):
                return OnPaper([], against.text)
            cause = f"instead of e-mail {letter.pk}"
            issued = issue_letters(
                letter.kind, [letter.account_id], cause=cause, actor=actor, today=today, own_text=letter.own_text
            )
    except RuleViolation as refused:
        return OnPaper([], str(refused))
    for reason in issued.skipped:
        return OnPaper([], _("It is not made anew: %(why)s.") % {"why": SKIPPED.get(reason, reason)})
    return OnPaper(list(issued.letters.values()))


def _written_to(letter: Letter) -> int:
    """Which customer held the account when a letter was issued; today it may be another."""
    since = letter.account.earlier_holders.filter(until_on__gt=letter.issued_on).order_by("until_on")
    return since.values_list("customer", flat=True).first() or letter.account.customer_id


def _locked_accounts(account_id: int, actor, customer_id: int | None = None) -> Account:
    """The account, and with it all of its holder, or of this customer: the choice is made for all of them."""
    customer_id = customer_id or Account.objects.values_list("customer", flat=True).get(pk=account_id)
    theirs = Account.objects.filter(Q(pk=account_id) | Q(customer=customer_id))
    locked = {one.pk: one for one in theirs.select_for_update(no_key=True).order_by("pk")}
    doors.refuse_closed(account_id, actor)
    return locked[account_id]


def _record(action: str, account: Account, choice: EmailChoice, *, actor, on: date, why: str) -> None:
    history.record(action, subject=choice, account=account.number, actor=actor, on=on, facts={"why": why})


# ---- sending ----


@dataclass(frozen=True)
class Sent:
    """How many letters went, how many stand aside, and why the rest still waits."""

    letters: int
    aside: int
    why_stopped: str = ""


def send_emails(*, today: date) -> Sent:
    """Send the letters that wait to go by e-mail and whose time to undo is over. Runs outside a transaction.

    Each goes in a transaction of its own that holds its place in the queue: two senders never take the same letter. The
    process killed between the server's answer and the commit sends it once more, under the same Message-ID.
    """
    if settings.LETTERS_MAY_BE_EMAILED:
        renew_waiting(actor=None, today=today)
    due = list(due_to_send(today).values_list("letter_id", flat=True))
    if not due:
        return Sent(0, 0)
    if not settings.LETTERS_MAY_BE_EMAILED:
        return Sent(0, 0, str(NO_SERVER))
    went: list[bool | None] = []
    try:
        with get_connection() as server:
            for letter_id in due:
                went.append(_send(letter_id, server, today))
    except (SMTPException, OSError) as trouble:
        # What is wrong with the server is no letter's fault: what is left waits for the next time.
        return Sent(went.count(True), went.count(False), type(trouble).__name__)
    return Sent(went.count(True), went.count(False))


def due_to_send(today: date):
    """Letters by e-mail that may leave now; none whose printed dates no longer hold."""
    waiting = Waiting.objects.leaving(moment(today)).filter(letter__channel=Letter.Channel.EMAIL)
    return waiting.exclude(letter__mail_by__lt=today).order_by("letter_id")


def _send(letter_id: int, server, today: date) -> bool | None:
    """True when it went, False when it stands aside, None when it waits for the next time, or somebody else has it in
    hand or took it out."""
    with transaction.atomic():
        letters = Letter.objects.select_for_update(no_key=True, skip_locked=True, of=("self",)).filter(pk=letter_id)
        letter = letters.select_related("account__customer", "version", "english").first()
        waiting = due_to_send(today).select_for_update(skip_locked=True, of=("self",)).filter(pk=letter_id).first()
        if letter is None or waiting is None:
            return None
        try:
            if why := _why_it_stays(letter, today):
                return _aside(letter, waiting, why, today)
            copy = accessible_copy(letter.pk, actor=None, today=today)
            message = message_of(letter, files.read(copy.document.sha256), copy.document.name, server)
        except Exception as trouble:  # whatever it is, it must not stop the letters behind this one
            logger.warning("letter %s cannot be sent: %s", letter.pk, type(trouble).__name__)
            return _aside(letter, waiting, _("It cannot be sent: %(why)s") % {"why": words_of(trouble)}, today)
        Emailed.objects.create(
            letter=letter,
            email=letter.email,
            message_id=message.extra_headers["Message-ID"],
            document=copy.document,
            sent_on=today,
            sent_at=moment(today),
        )
        waiting.delete()
        history.record(
            "letter.emailed",
            subject=letter,
            account=letter.account.number,
            actor=None,
            on=today,
            facts={"kind": letter.kind},
        )
        if not (refused := _refused(message)):
            return True
        transaction.set_rollback(True)
    code, words = refused
    if code < 500:  # the mailbox is full, or wants to be asked again: with the next run
        return None
    with transaction.atomic():
        waiting = Waiting.objects.select_for_update().filter(pk=letter_id).first()
        return _aside(letter, waiting, _never_taken(code, words), today) if waiting else None


def _refused(message: EmailMessage) -> tuple[int, bytes | str] | None:
    """Send it, as the last thing before the commit; answers with which code and words the server refuses this letter,
    none where it takes it. What is wrong with the server raises."""
    try:
        message.send()
    except SMTPRecipientsRefused as refused:
        return next(iter(refused.recipients.values()))
    except SMTPDataError as refused:
        return refused.smtp_code, refused.smtp_error
    return None


def _never_taken(code: int, said: bytes | str) -> str:
    words = said.decode(errors="replace") if isinstance(said, bytes) else said
    return _(
        "The mail server does not take it (%(code)s %(said)s). End the choice of e-mail on People and place; the "
        "letter then goes on paper."
    ) % {"code": code, "said": words[:200]}


def _aside(letter: Letter, waiting: Waiting, why: str, today: date) -> bool:
    waiting.trouble, waiting.is_ready = why, False
    waiting.save(update_fields=["trouble", "is_ready"])
    history.record("letter.set_aside", subject=letter, account=letter.account.number, actor=None, on=today)
    return False


def _why_it_stays(letter: Letter, today: date) -> str:
    """What began since it was issued and keeps it in the house, as the printer asks too."""
    kind = kind_of(letter.kind)
    if kind.has_legal_effect or not kind.may_be_emailed:
        return _("A letter of this kind never goes by e-mail alone. Take it out, and issue it on paper.")
    chosen = EmailChoice.objects.filter(customer=letter.account.customer_id, ended_on__isnull=True, email=letter.email)
    if not chosen.exists():
        return _("The customer no longer takes letters at this e-mail. Take it out, and issue it anew.")
    if protection.names_hidden_place(letter):
        return protection.why_address_keeps_it()
    holds = protection.begun_since([letter], today=today).get(letter.pk)
    return protection.why_aside(holds) if holds else no_longer_true([letter], today=today).get(letter.pk, "")


def message_of(letter: Letter, pdf: bytes, name: str, server=None) -> EmailMessage:
    """The e-mail of a letter: plain words that name no amount, and the letter itself, tagged, beside them."""
    facts = letter.facts
    says = _(
        "%(utility)s sends you the attached letter, a PDF that a screen reader can read.\n\n"
        "Questions? Call %(phone)s, %(hours)s. Nobody reads answers to this e-mail.\n\n"
        "You chose to get letters by e-mail. To get them on paper again, call the same number.\n"
    ) % {"utility": facts["utility_name"], "phone": facts["office_phone"], "hours": facts["office_hours"]}
    sender = settings.DEFAULT_FROM_EMAIL
    message = EmailMessage(
        subject=_("A letter from %(utility)s") % {"utility": facts["utility_name"]},
        body=says,
        from_email=formataddr((facts["utility_name"], sender)),
        to=[letter.email],
        connection=server,
        headers={"Message-ID": message_id(letter), "Auto-Submitted": "auto-generated"},
    )
    message.attach(name, pdf, "application/pdf")
    return message


def message_id(letter: Letter) -> str:
    """The same for the same letter however often it is tried, so that a mailbox keeps one of two alike."""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2]
    return f"<letter-{letter.pk}.{letter.recorded_at:%Y%m%d%H%M%S}@{domain}>"
