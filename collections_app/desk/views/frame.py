"""What is the same on every page of an account file: its head, its tabs, its neighbours, what one may do?"""

from urllib.parse import quote

from django.utils.translation import gettext as _

from accounts.models import Account
from accounts.people import doors
from collections_app.desk.context import today_of
from collections_app.desk.help import Help
from collections_app.desk.queries.account import tags
from collections_app.desk.queries.around import around, relation_says
from collections_app.desk.trail import neighbours
from collections_app.desk.work import SKIP_KEY, work_of
from core.addresses import address
from core.staff.access import refusal
from core.templatetags.money import account_number, harmless

REMINDER = "past_due_reminder"


def account_or_404(request, pk: int, what: str) -> Account:
    """The account, with a line in the access log that this person looked at it."""
    return doors.open_account(request, pk, what, today=today_of(request), with_=("standing", "next_step"))


def head(request, account: Account, current: str, today, help: Help, first: dict | None = None) -> dict:
    """The context of `desk/partials/account_head.html` and of the tabs, and the page's help with the keys that work.

    `first` is what this page is for (label, key, url, permission), where that is not to log a call.
    """
    trail = request.GET.get("from", "")
    beside = neighbours(trail, today=today, person=request.user)
    following = f"?from={quote(trail, safe='')}" if trail else ""
    customer = account.customer
    known = around(account, today)
    work = work_of(request, account.pk, trail, today)
    acts = _acts(request.user, account.pk, following)
    if first:
        acts = [{**first, "is_first": True, "is_page": True}, *({**act, "is_first": False} for act in acts)]
    return {
        "account": account,
        "name": harmless(customer.name) or _("(no name)"),
        "number": account_number(account.number),
        "address": harmless(account.premise.address),
        "address_url": _address_url(account, request.user),
        "tags": [harmless(tag) for tag in tags(account, relation_says(known.relation))],
        "phone": known.phone,
        "around": known,
        "banners": list(known.banners()),
        "tabs": _tabs(account.pk, current, following),
        "beside": beside,
        "trail": trail,
        "following": following,
        "acts": acts,
        "work": work,
        "refusals": refusal(*(act["permission"] for act in acts if not act["url"])),
        "help": (help.also(SKIP_KEY) if work.get("is_mine") else help).without(_dead_keys(acts, beside)),
    }


def _address_url(account, person) -> str:
    """Where somebody who is named opens an address that is protected."""
    return address("privacy:show_address", account.pk) if doors.may_open_address(account, person) else ""


def _dead_keys(acts, beside):
    """Keys that would do nothing here: of what this person may not do, and of neighbours that are not there."""
    dead = {act["key"] for act in acts if not act["url"]}
    return dead if beside.previous or beside.next else {*dead, "n p"}


def _tabs(pk, current, following):
    pages = (
        ("desk:account", _("Overview")),
        ("desk:ledger", _("Ledger")),
        ("desk:correspondence", _("Correspondence")),
        ("desk:people", _("People")),
        ("payment_plans:account_plans", _("Plans")),
    )
    return [
        {"label": label, "url": address(page, pk) + following, "current": page == current, "key": str(place)}
        for place, (page, label) in enumerate(pages, 1)
    ]


def _acts(person, pk, following):
    """What one can do here, with its permission, which its address is empty without."""
    pages = (
        (_("Log a call"), "c", address("desk:log_call", pk) + following, "log_contacts", True),
        (_("Plan"), "o", address("payment_plans:offers", pk), "offer_plans", False),
        (_("Promise"), "y", address("promises:record", pk), "offer_plans", False),
        (_("Payment"), "$", address("desk:take_payment", pk), "read_money", False),
        (_("Letter"), "l", address("notices:preview", pk, REMINDER), "draft_letters", False),
        (_("Hold"), "h", address("holds:open", pk), "change_holds", False),
        (_("Visit"), "v", address("visits:plan", pk), "visit", False),
    )
    return [
        {
            "label": label,
            "key": key,
            "url": url if person.may(permission) else "",
            "is_first": is_first,
            "permission": permission,
        }
        for label, key, url, permission, is_first in pages
    ]
