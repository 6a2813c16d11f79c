"""What did somebody begin to write, and when is it let go?"""

import re
from collections.abc import Mapping
from datetime import date

from django.db import transaction

from collections_app.desk.models import Draft
from core.private import looks_private
from core.utility import moment

NAME = re.compile(r"[a-z_]{1,40}(-\d{1,18})?")
LONGEST = 20_000  # the text of a letter, the longest that anybody writes here
MOST_FIELDS = 40
NOT_KEPT = {"csrfmiddlewaretoken", "request_id", "name"}


def is_name(name: str) -> bool:
    """Whether this may name a draft: a word of ours and an id, nothing that somebody typed."""
    return bool(NAME.fullmatch(name))


@transaction.atomic
def keep_draft(person, name: str, typed: Mapping[str, list[str]], *, today: date) -> Draft:
    """Keep what a person typed so far, in place of what they had typed before. What looks like a card number or an
    SSN is not kept, nor what is longer than any field of ours."""
    kept = {field: values for field, values in typed.items() if field not in NOT_KEPT and _may_be_kept(values)}
    first = dict(list(kept.items())[:MOST_FIELDS])
    return Draft.objects.update_or_create(person=person, name=name, defaults={"typed": first, "at": moment(today)})[0]


def draft_of(person, name: str) -> Draft | None:
    return Draft.objects.filter(person=person, name=name).first()


def drop_draft(person, name: str) -> None:
    """Let a draft go: it was sent, or thrown away."""
    Draft.objects.filter(person=person, name=name).delete()


def _may_be_kept(values: list[str]) -> bool:
    return all(len(value) <= LONGEST and not looks_private(value) for value in values)
