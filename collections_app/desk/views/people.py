"""Who stands around an account, and what is a person to us over all their accounts?"""

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.holds.kinds import HoldRules
from accounts.holds.models import Hold
from accounts.holds.sentences import banner as hold_banner
from accounts.places.page import place_of
from collections_app.desk import help
from collections_app.desk.context import today_of
from collections_app.desk.queries import account as file_of
from collections_app.desk.queries import people_and_place
from collections_app.desk.queries.around import banner
from collections_app.desk.queries.customer import of_customer, open_customer
from collections_app.desk.queries.mail import mail_of
from collections_app.desk.views.frame import account_or_404, head
from core import history
from core.rulebook import rules
from core.staff.access import allowed, refusal
from core.templatetags.money import harmless


@allowed("read_accounts")
def people(request, pk):
    today = today_of(request)
    account = account_or_404(request, pk, "people and place")
    first = {
        "label": _("Add a person"),
        "key": "a",
        "url": reverse("people:add_party", args=[pk]) if request.user.may("keep_people") else "",
        "permission": "keep_people",
    }
    frame = head(request, account, "desk:people", today, help.PEOPLE, first=first)
    may_keep = request.user.may("keep_people")
    context = {
        **frame,
        "help": frame["help"] if may_keep else frame["help"].without({"u", "w"}),
        "speaks": file_of.language_of(account),
        "may_keep": may_keep,
        "may_withdraw": request.user.may("withdraw_lines"),
        "may_open": request.user.may("read_private"),
        "protect_url": reverse("privacy:protect", args=[pk]) if request.user.may("protect_addresses") else "",
        "mail": mail_of(account, request.user),
        "place_facts": place_of(account, request.user, today),
        **people_and_place.of_account(account, frame["around"], person=request.user, today=today),
    }
    return render(request, "desk/people.html", context)


@allowed("read_accounts")
def customer(request, pk):
    today = today_of(request)
    found, accounts = open_customer(pk, request.user)
    for account in accounts:
        history.looked(account.number, by=request.user, what="customer page", today=today)
    may_keep = request.user.may("keep_people")
    shown = of_customer(found, accounts, person=request.user, today=today)
    context = {
        "customer": found,
        "name": harmless(found.name) or _("(no name)"),
        "speaks": file_of.LANGUAGES.get(found.language, found.language or _("not known")),
        "today": today,
        "banners": list(_banners(found, shown, today)),
        "may_keep": may_keep,
        "may_open": request.user.may("read_private"),
        "who_may": "" if may_keep else refusal("keep_people"),
        "help": help.CUSTOMER if may_keep else help.CUSTOMER.without({"a"}),
        "mail": mail_of(accounts[0], request.user) if accounts else None,
        **shown,
    }
    return render(request, "desk/customer.html", context)


def _banners(found, shown, today):
    figures = rules(HoldRules, on=today)
    here = reverse("desk:customer", args=[found.pk])
    for note in shown["stickies"]:
        yield banner(note, here)
    for hold in Hold.objects.filter(customer=found, scope=Hold.Scope.CUSTOMER).in_force(today):
        yield {**hold_banner(hold, figures), "url": reverse("holds:hold", args=[hold.pk]), "link": _("See the hold")}
