"""How does a text of letters come to be: begun, written, sent for approval, read by a second reader, approved?

Locks: a question in the inbox comes before the version that it is about (docs/locking.md).
"""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core import history
from core.approvals import actions as approving
from core.approvals.models import Approval
from core.approvals.queries import decides_for, waiting_of
from core.errors import RuleViolation
from core.private import refuse_private
from core.staff.models import Person
from core.templatetags.money import bare_day, clock, harmless
from core.utility import moment
from notices.kinds import LetterKind, kind_of
from notices.models import TemplateVersion
from notices.queries import versions
from notices.queries.versions import ENGLISH, LANGUAGES, named, shape, writers

READING, APPROVAL = "template_reading", "template_version"


class ChangedMeanwhile(RuleViolation):
    """A colleague saved the same draft since this person opened it; `version` is as it stands now."""

    def __init__(self, sentence: str, version: TemplateVersion):
        super().__init__(sentence)
        self.version = version


@transaction.atomic
def begin_version(kind: str, language: str, *, actor, today: date) -> TemplateVersion:
    """Begin the next version of a kind in a language, with the words of the one in force. One draft at a time."""
    letter_kind = kind_of(kind)
    if language not in LANGUAGES:
        raise RuleViolation(_("Letters are written in English, Spanish, Hmong and Somali."))
    words = versions.first_words(letter_kind, language, today=today)
    _refuse_second_draft(kind, language)
    last = TemplateVersion.objects.filter(kind=kind, language=language).order_by("-number").first()
    version = TemplateVersion(
        kind=kind,
        language=language,
        number=last.number + 1 if last else 1,
        body=words,
        written_by=actor,
        edited_at=moment(today),
    )
    try:
        with transaction.atomic():
            version.save(force_insert=True)
    except IntegrityError:  # a colleague began one in this moment
        _refuse_second_draft(kind, language)
        raise
    _record("begun", version, actor, today)
    return version


def _refuse_second_draft(kind: str, language: str) -> None:
    draft = TemplateVersion.objects.drafts().filter(kind=kind, language=language).select_related("written_by").first()
    if draft:
        who = harmless(str(draft.written_by)) if draft.written_by else _("a colleague")
        raise RuleViolation(
            _("A draft of this letter in this language is in work already, begun by %(who)s.") % {"who": who}
        )


@transaction.atomic
def save_version(version_id: int, *, body: str, note: str, began_from: str, actor, today: date) -> TemplateVersion:
    """Keep what was written. `began_from` is the `shape` of the text that the writer opened: where a colleague saved
    another one meanwhile, nothing is written over (`ChangedMeanwhile`)."""
    version = _draft(version_id)
    refuse_private(note)
    body, note = body.replace("\r\n", "\n"), note.strip()
    now = shape(version.body, version.note)
    if shape(body, note) == now:
        return version
    if began_from != now:
        raise ChangedMeanwhile(_who_saved(version), version)
    version.body, version.note, version.edited_at = body, note, moment(today)
    version.save(update_fields=["body", "note", "edited_at"])
    _record("saved", version, actor, today)
    return version


def _who_saved(version: TemplateVersion) -> str:
    last = versions.writing_lines(version).select_related("actor").order_by("-pk").first()
    who = harmless(str(last.actor)) if last and last.actor else _("A colleague")
    return _("%(who)s saved this draft at %(at)s. Their text stands beside it; what you typed is still here.") % {
        "who": who,
        "at": clock(version.edited_at),
    }


@transaction.atomic
def send_version(
    version_id: int, *, in_force_from: date | None = None, second_reader: Person | None = None, actor, today: date
) -> Approval:
    """Send a draft for approval; a translation goes to its named second reader first.

    Refused while the text lacks what its kind must have, and when the second reader wrote some of it.
    """
    version = _draft(version_id)
    kind = kind_of(version.kind)
    _refuse_troubles(version, kind)
    if in_force_from and in_force_from < today:
        raise RuleViolation(_("A text cannot begin in the past. The first possible day is today."))
    if version.language == ENGLISH:
        second_reader = None
    else:
        _refuse_reader(version, second_reader)
    version.second_reader, version.read_at = second_reader, None
    version.in_force_from, version.sent_at = in_force_from, moment(today)
    version.save(update_fields=["second_reader", "read_at", "in_force_from", "sent_at"])
    _record("sent", version, actor, today)
    if second_reader is None:
        return _ask_approval(version, actor, today)
    language = LANGUAGES[version.language]
    return approving.ask(
        READING,
        subject=version,
        sentence=_("%(what)s: does it say in %(language)s what the English says?")
        % {"what": named(version), "language": language},
        follows=_("A supervisor is asked to approve it. Without your reading it cannot be approved."),
        for_person=second_reader,
        facts=_people(version),
        actor=actor,
        today=today,
    )


def _refuse_troubles(version: TemplateVersion, kind: LetterKind) -> None:
    found = versions.troubles(version.body, kind)
    if found:
        raise RuleViolation(" ".join(found))


def _refuse_reader(version: TemplateVersion, reader: Person | None) -> None:
    language = LANGUAGES[version.language]
    if reader is None:
        raise RuleViolation(
            _("Name a colleague who reads %(language)s: a translation is read by a second person before a supervisor.")
            % {"language": language}
        )
    if reader.pk in writers(version):
        raise RuleViolation(
            _("%(who)s wrote some of this text. Name another colleague who reads %(language)s.")
            % {"who": harmless(str(reader)), "language": language}
        )
    if not reader.is_active or not reader.may("write_templates"):
        raise RuleViolation(_("%(who)s may not read texts for approval.") % {"who": harmless(str(reader))})


def _ask_approval(version: TemplateVersion, actor, today: date) -> Approval:
    begins = version.in_force_from
    day = bare_day(begins) if begins else _("the day of your yes")
    return approving.ask(
        APPROVAL,
        subject=version,
        sentence=f"{named(version)}. {version.note}".strip(),
        follows=_("Letters issued from %(day)s on are written with it. Letters issued before keep their text.")
        % {"day": day},
        facts=_people(version),
        actor=actor,
        today=today,
    )


def _people(version: TemplateVersion) -> dict:
    """Who may not answer: whoever wrote some of it; and, once it is read, the second reader."""
    return {"writers": sorted(writers(version)), "second_reader": version.second_reader_id}


def why_not_theirs(approval: Approval, person, *, today: date) -> str:
    """Why this person in particular may not answer about a version, whatever their role."""
    facts = approval.facts
    if person.pk in facts["writers"]:
        return _("You wrote this version. Another supervisor must approve it.")
    place = decides_for(approval, person, today=today)
    if place and place.pk in (*facts["writers"], facts["second_reader"]):
        return _(
            "%(who)s, for whom you stand in, wrote or read some of this version. Another supervisor must decide."
        ) % {"who": harmless(str(place))}
    if approval.kind == APPROVAL:
        read_it = facts["second_reader"] == person.pk
        return _("You read this version as its second reader. A supervisor must approve it.") if read_it else ""
    if facts["second_reader"] == person.pk or person.may("approve_templates"):
        return ""  # a supervisor may give it back when the reader is away, never say that it was read
    return _("Only %(who)s, named as second reader, can say that it reads right.") % {
        "who": harmless(str(approval.for_person))
    }


def why_no_reader(version: TemplateVersion, person) -> str:
    """Why this person cannot say that a translation reads right; empty for its named second reader."""
    if version.second_reader_id == person.pk:
        return ""
    return _("Only %(who)s, named as second reader, can say that it reads right. You can return it with a reason.") % {
        "who": harmless(str(version.second_reader))
    }


def read_version(approval: Approval, *, actor, today: date) -> TemplateVersion:
    """What follows when the second reader finds a translation right: a supervisor is asked."""
    version = _sent(approval)
    if why := why_no_reader(version, actor):
        raise RuleViolation(why)
    version.read_at = moment(today)
    version.save(update_fields=["read_at"])
    _record("read", version, actor, today)
    _ask_approval(version, approval.asked_by, today)
    return version


def approve_version(approval: Approval, *, actor, today: date) -> TemplateVersion:
    """What follows when a supervisor approves: the text is frozen and holds from its day, today at the earliest.

    Refused, whatever page or form it comes from: by whoever wrote or read some of it, without the parts that its kind
    must have, and for a translation that nobody read.
    """
    version = _sent(approval)
    if actor.pk in writers(version):
        raise RuleViolation(_("You wrote this version. Another supervisor must approve it."))
    if actor.pk == version.second_reader_id:
        raise RuleViolation(_("You read this version as its second reader. A supervisor must approve it."))
    if version.language != ENGLISH and version.read_at is None:
        raise RuleViolation(_("Nobody has read this translation yet."))
    _refuse_troubles(version, kind_of(version.kind))
    version.approved_by, version.approved_at = actor, moment(today)
    version.in_force_from = max(version.in_force_from or today, today)
    version.save(update_fields=["approved_by", "approved_at", "in_force_from"])
    _record("approved", version, actor, today, in_force_from=version.in_force_from.isoformat())
    return version


def return_version(approval: Approval, *, reason: str, actor, today: date) -> TemplateVersion:
    """What follows on a no, of reader or supervisor, and when the writer takes it back: it is a draft again."""
    version = _sent(approval)
    version.sent_at = version.read_at = None
    version.save(update_fields=["sent_at", "read_at"])
    _record("given_back", version, actor, today, reason=reason)
    return version


@transaction.atomic
def discard_version(version_id: int, *, actor, today: date) -> None:
    """Throw a draft away; its number is free again, its history stays."""
    version = _draft(version_id)
    if actor.pk not in writers(version) and not actor.may("approve_templates"):
        raise RuleViolation(
            _("Only %(who)s or a supervisor can throw this draft away.") % {"who": harmless(str(version.written_by))}
        )
    _record("discarded", version, actor, today)
    version.delete()


def question_about(version: TemplateVersion) -> Approval | None:
    """What waits about a version, of its reader or of a supervisor."""
    return waiting_of(APPROVAL, version) or waiting_of(READING, version)


def _draft(version_id: int) -> TemplateVersion:
    """The draft, locked. Refuses one that was sent or approved: what is read must stay what is approved."""
    found = TemplateVersion.objects.select_for_update(of=("self",)).select_related("written_by").filter(pk=version_id)
    version = found.first()
    if version is None:
        raise RuleViolation(_("This draft was thrown away meanwhile."))
    if version.approved_at:
        raise RuleViolation(_("This version is approved and no longer changes. Begin a new draft."))
    if version.sent_at:
        raise RuleViolation(_("This version waits for approval. Take it back first, then change it."))
    return version


def _sent(approval: Approval) -> TemplateVersion:
    found = TemplateVersion.objects.select_for_update(of=("self",)).select_related("written_by", "second_reader")
    version = found.filter(pk=approval.subject_key).first()
    if version is None or version.sent_at is None or version.approved_at:
        raise RuleViolation(_("This version no longer waits for approval."))
    return version


def _record(what: str, version: TemplateVersion, actor, today: date, **facts) -> None:
    told = {"kind": version.kind, "language": version.language, "number": version.number, **facts}
    history.record(f"template.{what}", subject=version, actor=actor, on=today, facts=told)
