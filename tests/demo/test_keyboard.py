"""Does Tab reach all that can be pressed or filled in, in the order of the page, and can one see where one is?"""

import pytest
from django.urls import reverse

from core.staff.roles import Role
from payment_plans.models import PaymentPlan
from tests.demo.pages import situation

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

# Parts that are seen and can be used; radio buttons count once a group, since arrows choose within it.
USABLE = """() => {
    const seen = (part) => part.checkVisibility({visibilityProperty: true}) && !part.closest("[inert]");
    const groups = new Set(), parts = document.querySelectorAll("a[href], button, input, select, textarea, summary");
    window.reachable = [...parts].filter((part) => {
        if (!seen(part) || part.disabled || part.type === "hidden" || part.ariaHidden === "true") return false;
        if (part.type !== "radio") return true;
        const group = [part.form, part.name];
        const known = [...groups].some(([form, name]) => form === group[0] && name === group[1]);
        groups.add(group);
        return !known;
    });
    window.reachable[0].focus();  // the link that skips to the page, wherever the page put the caret
    return window.reachable.length;
}"""
HERE = """() => {
    const part = document.activeElement;
    const ringed = (one) => Boolean(one) && getComputedStyle(one).outlineStyle !== "none"
        && parseFloat(getComputedStyle(one).outlineWidth) >= 2;
    const same = (other) => other === part || (part.type === "radio" && other.type === "radio"
        && other.name === part.name && other.form === part.form);
    return {at: window.reachable.findIndex(same), tag: part.tagName, html: part.outerHTML.slice(0, 160),
            shows: ringed(part) || ringed(part.closest("label"))};
}"""

MISSED = """(reached) => window.reachable.filter((_part, n) => !reached.includes(n))
    .map((part) => part.outerHTML.slice(0, 160))"""


def pages():
    file = situation(3).pk
    for name in ("my_day", "worklist", "views", "inbox", "payments", "search"):
        yield reverse(f"desk:{name}")
    for name in ("account", "ledger", "correspondence", "people", "log_call", "take_payment", "add_paper"):
        yield reverse(f"desk:{name}", args=[file])
    for name in ("payment_plans:offers", "promises:record"):
        yield reverse(name, args=[file])
    yield reverse("payment_plans:plan", args=[PaymentPlan.objects.get(account=situation(24)).pk])
    yield reverse("budgets:account", args=[situation(29).pk])
    yield from (reverse(name) for name in ("visits:list", "holds:list", "rulebook:book", "notices:mail_room"))
    yield from (reverse(name) for name in ("payment_plans:list", "promises:list", "budgets:list"))


def test_tab_reaches_every_link_button_and_field_and_shows_where_one_is(demo_files, window, sessions):
    window.belongs_to(sessions[Role.SPECIALIST])
    for path in pages():
        assert window.opens(path), path
        page = window.page
        assert page.locator("[tabindex]:not([tabindex='0']):not([tabindex='-1'])").count() == 0, path
        expected, reached = page.evaluate(USABLE), [0]
        for _press in range(4 * expected):
            page.keyboard.press("Tab")
            here = page.evaluate(HERE)
            if here["tag"] == "BODY":
                break
            assert here["shows"], f"{path}: nothing shows that one is at {here['html']}"
            if here["at"] >= 0 and here["at"] not in reached:
                reached.append(here["at"])
        missed = page.evaluate(MISSED, reached)
        assert not missed, f"{path}: Tab does not reach {missed}"
        assert reached == sorted(reached), f"{path}: Tab jumps about"
