"""How does a letter leave the hands that wrote it? Its facts and its text are frozen, and it waits for the printer."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.models import Account
from accounts.people import doors
from core import rulebook
from core.errors import RuleViolation
from core.freshness import balances_are_fresh
from core.rulebook.queries import why_unsigned
from core.utility import current, moment
from ledger import standings
from notices import policy
from notices.actions.copies import Copied, issue_copies
from notices.actions.holding_back import hold_back
from notices.actions.replacing import replaced_already, take_out_replaced
from notices.frame import frames
from notices.kinds import LetterKind, kind_of
from notices.models import Letter, TemplateVersion
from notices.office import refuse_without_office
from notices.paper import body
from notices.paper.words import plain_facts
from notices.queries.addresses import bad_addresses, emails_chosen
from notices.queries.versions import ENGLISH, versions_in_force

NO_ADDRESS, NO_FACTS, FACT_MISSING, ALREADY_ISSUED = "no_address", "no_facts", "fact_missing", "already_issued"
BAD_ADDRESS, TOO_LATE, REPLACED = "bad_address", "too_late", "replaced"
SKIPPED = {
    NO_ADDRESS: "no mailing address is known",
    BAD_ADDRESS: "letters came back from the mailing address",
    NO_FACTS: "there is nothing to say in this letter",
    FACT_MISSING: "a fact that the letter states is missing",
    TOO_LATE: "the last day on which it could be mailed has passed",
    REPLACED: "a letter that replaces it is still to be mailed",
    ALREADY_ISSUED: "the letter was issued before by the same cause",
}

ISSUING = """
create temporary table issuing (
  account_id bigint, account_number text, language text, version_id bigint, english_id bigint, own_text text,
  email text, mail_by date, facts jsonb
) on commit drop
"""
# One statement: the letters, their places in the queue and their lines of history stand or fall together.
ISSUE = """
with issued as (
  insert into notices_letter
    (account_id, kind, language, version_id, english_id, own_text, facts, address, channel, email, mail_by,
     issued_on, recorded_at, cause, actor_id, request_id)
  select account_id, %(kind)s, language, version_id, english_id, coalesce(own_text, ''), facts,
         array(select jsonb_array_elements_text(facts -> 'mailing_lines')),
         case when email is null then 'paper' else 'email' end, coalesce(email, ''), mail_by,
         %(today)s, %(now)s, %(cause)s, %(actor)s, %(request_id)s
  from issuing order by account_number
  on conflict (kind, account_id, cause) do nothing
  returning id, account_id
), queued as (
  insert into notices_waiting (letter_id, is_ready, trouble, not_before)
  select id, false, '', %(not_before)s from issued
), told as (
  insert into history_historyline
    (at, business_date, actor_id, request_id, action, subject_kind, subject_key, account_number, facts)
  select %(now)s, %(today)s, %(actor)s, %(request_id)s, 'letter.issued', 'notices.letter', issued.id::text,
         account_number, jsonb_build_object('kind', %(kind)s, 'cause', %(cause)s, 'amount', issuing.facts -> 'amount')
  from issued join issuing using (account_id)
)
select account_id, id from issued
"""


@dataclass(frozen=True)
class Issued:
    """What came of issuing: the letter of each account that got one, and the other accounts by reason (`SKIPPED`);
    the copies that go with the letters, and whom none could be made for."""

    letters: dict[int, int]
    skipped: dict[str, list[int]]
    copies: Copied

    @property
    def count(self) -> int:
        return len(self.letters)


@transaction.atomic
def issue_letters(
    kind: str,
    account_ids: Iterable[int],
    *,
    cause: str,
    actor,
    today: date,
    request_id: UUID | None = None,
    own_text: str = "",
    may_be_undone: bool = False,
    night: str = "",
) -> Issued:
    """Issue a letter of one kind to each account that the caller judged worthy, in few statements.

    Refuses on balances that are not fresh, and while the office has not said where mail comes back to. The same
    `cause` again issues nothing twice. Who may get the letter is the caller's to judge; here only what no letter can be
    made without is looked at. `may_be_undone`: it waits some minutes for whoever issued it to take it back.
    `own_text` stands in place of the version's text, where it differs. `night` names the run of a night: its letters
    are held back until it has written all of them and they are judged together (`holding_back.judge_night`).
    """
    letter_kind = kind_of(kind)
    if letter_kind.after_protections and (why := why_unsigned()):
        raise RuleViolation(why)
    refuse_stale_balances(today)
    wanted = sorted(set(account_ids))
    if wanted:
        refuse_without_office(today)
    # Whoever posts to one of these accounts waits, so the frozen amount is the amount of this moment.
    standings.bring_up_to_date(wanted, as_of=today)
    rows, skipped = _gather(letter_kind, wanted, own_text, today)
    now = moment(today)
    minutes = rulebook.rules(policy.IssuingRules, on=today).undo_minutes if may_be_undone else 0
    with connection.cursor() as cursor:
        cursor.execute(ISSUING)
        cursor.copy_expert("copy issuing from stdin with (format csv)", _csv(rows))
        cursor.execute(
            ISSUE,
            {
                "kind": kind,
                "today": today,
                "now": now,
                "not_before": now + timedelta(minutes=minutes) if minutes else None,
                "cause": cause,
                "actor": actor and actor.pk,
                "request_id": str(request_id) if request_id else None,
            },
        )
        letters = dict(cursor.fetchall())
        cursor.execute("drop table issuing")
    take_out_replaced(letter_kind, letters, actor=actor, today=today)
    copies = issue_copies(letter_kind, letters, actor=actor, today=today)
    hold_back(letter_kind, [*letters.values(), *copies.letters], cause=cause, night=night, actor=actor, today=today)
    skipped[ALREADY_ISSUED] = [row[0] for row in rows if row[0] not in letters]
    return Issued(letters, {reason: accounts for reason, accounts in skipped.items() if accounts}, copies)


@transaction.atomic
def issue_letter(kind: str, account_id: int, *, actor, today: date, request_id: UUID, own_text: str = "") -> Letter:
    """Issue one letter by hand, with a text of its own if it was changed for this one account.

    The same `request_id` again answers the letter it issued the first time.
    """
    Account.objects.select_for_update(no_key=True).get(pk=account_id)
    doors.refuse_closed(account_id, actor)
    earlier = Letter.objects.filter(request_id=request_id).first()
    if earlier:
        return earlier
    judge = kind_of(kind).judge
    refuse_stale_balances(today)
    standings.bring_up_to_date([account_id], as_of=today)
    verdict = judge(account_id, today=today) if judge else None
    if verdict and not verdict.allowed:
        raise RuleViolation(verdict.sentence)
    refuse_what_no_hand_issues(kind_of(kind), own_text, today)
    issued = issue_letters(
        kind,
        [account_id],
        cause=f"by hand {request_id}",
        actor=actor,
        today=today,
        request_id=request_id,
        own_text=own_text.strip(),
        may_be_undone=True,
    )
    for reason in issued.skipped:
        raise RuleViolation(_("This letter cannot be issued: %(why)s.") % {"why": SKIPPED[reason]})
    return Letter.objects.get(pk=issued.letters[account_id])


def refuse_what_no_hand_issues(kind: LetterKind, own_text: str, today: date) -> None:
    """Refuses a kind that is only written, one that leaves by itself, and a letter of one's own that says nothing."""
    if kind.is_only_written:
        raise RuleViolation(_("This letter can be written and approved; it is issued by nobody yet."))
    if not kind.issued_by_hand:
        raise RuleViolation(_("This letter is not issued by hand. It leaves by itself when it is due."))
    if not kind.is_blank:
        return
    bodies = {version.body.strip() for version in versions_in_force(kind.code, today=today).values()}
    if own_text.replace("\r\n", "\n").strip() in {"", *bodies}:
        raise RuleViolation(_("This letter says nothing yet. Write its text first, then issue it."))


def refuse_stale_balances(today: date) -> None:
    """No letter asks for money on balances that are not fresh (extract.md, Freshness)."""
    if balances_are_fresh(today):
        return
    balances_on = current().balances_on
    if balances_on is None:
        raise RuleViolation(_("No extract has been loaded yet: no letter is issued before one is."))
    age = (today - balances_on).days
    raise RuleViolation(
        _("Balances are %(days)s days old: no letter is issued until last night's extract is loaded.") % {"days": age}
    )


def _gather(
    kind: LetterKind, account_ids: Sequence[int], own_text: str, today: date
) -> tuple[list[tuple], dict[str, list[int]]]:
    """A row per letter for `issuing`, and whom the letter cannot be made for."""
    versions = versions_in_force(kind.code, today=today)
    texts = {language: _checked(kind, version) for language, version in versions.items()}
    own = kind.facts(account_ids, today=today)
    legal, replaced = kind.has_legal_effect, replaced_already(kind, account_ids)
    bad = bad_addresses(account_ids)
    emails = emails_chosen(account_ids, today=today) if kind.may_be_emailed and not legal else {}
    changed = _own(kind, own_text) if own_text else None
    skipped: dict[str, list[int]] = {reason: [] for reason in SKIPPED}
    rows = []
    for account_id, frame in frames(account_ids, today=today).items():
        language = frame.language if frame.language in versions else ENGLISH
        version = versions[language]
        facts = {**frame.facts, **own.get(account_id, {})}
        stated = (changed or texts[language], *([texts[ENGLISH]] if legal else []))
        mail_by = facts.get("mail_by")
        if not frame.has_address:
            skipped[NO_ADDRESS].append(account_id)
        elif account_id in bad and account_id not in emails:
            skipped[BAD_ADDRESS].append(account_id)
        elif account_id not in own:
            skipped[NO_FACTS].append(account_id)
        elif any(facts.get(field) in (None, "") for text in stated for field in text.fields):
            skipped[FACT_MISSING].append(account_id)
        elif mail_by and date.fromisoformat(str(mail_by)) < today:
            skipped[TOO_LATE].append(account_id)
        elif account_id in replaced:
            skipped[REPLACED].append(account_id)
        else:
            english = versions[ENGLISH].pk if legal and language != ENGLISH else None
            own_words = own_text if changed and own_text != version.body.strip() else ""
            if english and own_words:
                raise RuleViolation(
                    _("It goes together with its English text, so it cannot be changed for one account.")
                )
            ready = json.dumps(plain_facts(facts, language), cls=DjangoJSONEncoder, ensure_ascii=False)
            number = facts["account_number"]
            email = emails.get(account_id)
            rows.append((account_id, number, language, version.pk, english, own_words, email, mail_by, ready))
    return rows, skipped


def _checked(kind: LetterKind, version: TemplateVersion) -> body.Body:
    text = body.understand(version.body)
    for trouble in text.troubles:
        raise RuleViolation(
            _("Version %(number)s of this letter cannot be read: %(why)s")
            % {"number": version.number, "why": trouble.sentence}
        )
    if lacking := _lacking(kind, text):
        raise RuleViolation(
            _("Version %(number)s of this letter lacks a part it must have: %(part)s.")
            % {"number": version.number, "part": lacking}
        )
    return text


def _own(kind: LetterKind, own_text: str) -> body.Body:
    """A text that was changed for one letter; it keeps the parts that every letter of its kind must have."""
    text = body.understand(own_text)
    for trouble in text.troubles:
        raise RuleViolation(_("The changed text cannot be read: %(why)s") % {"why": trouble.sentence})
    if lacking := _lacking(kind, text):
        raise RuleViolation(
            _("The changed text lacks a part that this letter must have: %(part)s. Put it back.") % {"part": lacking}
        )
    return text


def _lacking(kind: LetterKind, text: body.Body) -> str:
    return next((str(part.words) for part in kind.required if part.code not in text.parts), "")


def _csv(rows: Iterable[tuple]) -> io.StringIO:
    file = io.StringIO()
    csv.writer(file).writerows(rows)
    file.seek(0)
    return file
