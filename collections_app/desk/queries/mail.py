"""Does mail arrive where it goes, and do letters go by e-mail? For the pages about a person."""

from typing import Any

from django.urls import reverse
from django.utils.translation import ngettext

from accounts.models import Account
from core.templatetags.money import bare_day, harmless
from notices.queries.addresses import bad_addresses, email_choice_of


def mail_of(account: Account, person) -> dict[str, Any]:
    """What `notices/partials/mail.html` shows of an account's holder, with the ways for whoever may change it."""
    bad = bad_addresses([account.pk]).get(account.pk)
    choice = email_choice_of(account)
    may_keep, may_record = person.may("keep_people"), person.may("record_returned_mail")
    return {
        "bad": _bad_says(bad.letters, bad.last_on) if bad else "",
        "good_url": reverse("notices:good_again", args=[bad.letter_id]) if bad and may_record else "",
        "email": harmless(choice.email) if choice else "",
        "since": choice.from_on if choice else None,
        "source": harmless(choice.source) if choice else "",
        "choose_url": reverse("notices:choose_email", args=[account.pk]) if may_keep and not choice else "",
        "end_url": reverse("notices:end_email", args=[account.pk]) if may_keep and choice else "",
    }


def _bad_says(count: int, last_on) -> str:
    says = ngettext(
        "a letter came back on %(day)s: nothing is mailed there",
        "%(n)s letters came back, the last on %(day)s: nothing is mailed there",
        count,
    )
    return says % {"n": count, "day": bare_day(last_on)}
