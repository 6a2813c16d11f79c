"""How is a list kept under a name, opened, and removed?"""

from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from collections_app.desk.models import SavedView, ViewUse
from core.errors import RuleViolation
from core.private import refuse_private
from core.utility import moment

LONGEST = SavedView._meta.get_field("name").max_length or 40


@transaction.atomic
def save_view(name: str, query: str, *, is_shared: bool, actor, today: date) -> SavedView:
    """Keep a list under a name; the same name again of the same person replaces what it was."""
    name = " ".join(name.split())
    if not name:
        raise RuleViolation(_("Give the view a name."))
    if len(name) > LONGEST:
        raise RuleViolation(_("The name is too long: %(most)d characters fit.") % {"most": LONGEST})
    refuse_private(name)
    mine = SavedView.objects.select_for_update().filter(owner=actor, name__iexact=name).first()
    if mine is None:
        mine = SavedView(owner=actor)
    mine.name, mine.query, mine.is_shared, mine.made_at = name, query, is_shared, moment(today)
    mine.save()
    return mine


@transaction.atomic
def remove_view(view_id: int, *, actor) -> str:
    """Throw a view of one's own away; answers its name. Nobody else's: its owner decides."""
    view = SavedView.objects.select_for_update().filter(pk=view_id).select_related("owner").first()
    if view is None:
        raise RuleViolation(_("This view was removed before."))
    if view.owner_id != actor.pk:
        raise RuleViolation(_("This view is %(owner)s’s. Only its owner removes it.") % {"owner": view.owner})
    view.delete()
    return view.name


def opened(view_id: int, *, actor, today: date) -> None:
    """Note once a day that somebody uses a view they may open, so that its owner knows before changing it."""
    if ViewUse.objects.filter(view=view_id, person=actor, last_on=today).exists():
        return
    if SavedView.objects.filter(Q(owner=actor) | Q(is_shared=True), pk=view_id).exists():
        ViewUse.objects.update_or_create(view_id=view_id, person=actor, defaults={"last_on": today})
