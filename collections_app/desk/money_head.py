"""What is the head of the pages about an account's money: who and where, for whoever reads the money alone too?"""

from django.urls import reverse
from django.utils.translation import gettext as _

from collections_app.desk.help import Help
from collections_app.desk.views.frame import head
from core.templatetags.money import account_number, harmless


def money_head(request, account, current: str, today, help: Help) -> dict:
    """The context of `desk/partials/money_head.html`; a page that this person may not open is no tab."""
    return {
        "account": account,
        "name": harmless(account.customer.name) or _("(no name)"),
        "number": account_number(account.number),
        "address": harmless(account.premise.address),
        "tabs": [
            {"label": label, "url": reverse(page, args=[account.pk]), "current": page == current, "key": str(place)}
            for place, (page, label) in enumerate(_pages(request.user), 1)
        ],
        "back_url": reverse("desk:account" if request.user.may("read_accounts") else "desk:payments",
                            args=[account.pk] if request.user.may("read_accounts") else []),
        "help": help,
    }  # fmt: skip


def head_for(request, account, current: str, today, help: Help) -> dict:
    """The head of the account file, or of its money for somebody who may not read the file."""
    if request.user.may("read_accounts"):
        return {**head(request, account, current, today, help), "head_partial": "desk/partials/account_head.html"}
    of_file = ("c", "l", "h", "$", "n p")
    return {
        **money_head(request, account, current, today, help.without(of_file)),
        "head_partial": "desk/partials/money_head.html",
        "trail": "",
        "following": "",
    }


def _pages(person):
    if person.may("read_accounts"):
        yield "desk:account", _("Overview")
    yield "desk:ledger", _("Ledger")
    yield "desk:take_payment", _("Payment")
    yield "desk:statement", _("Statement")
