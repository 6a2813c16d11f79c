"""What waits for a second person: one list for everything, its cards, and the answers."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.models import Account
from accounts.people import doors
from collections_app.desk import help
from collections_app.desk.context import today_of, utility_of
from collections_app.desk.forms import ReasonForm
from collections_app.desk.queries import inbox as waiting
from core.approvals import KINDS, actions
from core.approvals.models import Approval
from core.errors import RuleViolation
from core.staff.access import allowed
from core.typed import whole
from notices.views.office import say_refusal


@allowed("read_inbox")
@require_GET
def inbox(request):
    today, me = today_of(request), request.user
    tab = request.GET.get("tab")
    tab = tab if tab in waiting.KEYS else waiting.MINE
    shown = waiting.one_page(tab, me, request, today=today)
    counts = waiting.counts(me, today=today, mine=getattr(utility_of(request), "waits_for_me", None))
    return render(
        request,
        "desk/inbox.html",
        {
            "help": help.INBOX,
            "tab": tab,
            "tabs": list(_tabs(tab, counts)),
            "shown": shown,
            "cards": waiting.cards(shown, me, today=today),
            "here": _place(request.GET.get("here", ""), len(shown)),
            "says": _("%(n)s waiting") % {"n": counts[tab]} if tab != waiting.ASKED else "",
            **({} if shown.rows else _empty(tab, me, counts, today)),
        },
    )


@allowed("read_inbox")
@require_GET
def approval(request, pk):
    return _card_page(request, *_opened(request, pk), ReasonForm())


@allowed("read_inbox")
@require_POST
def approve(request, pk):
    found, _account = _opened(request, pk)
    try:
        actions.approve(found.pk, actor=request.user, today=today_of(request))
    except RuleViolation as refused:
        say_refusal(request, refused)
        return redirect("desk:approval", found.pk)
    messages.success(request, _("Approved: %(what)s") % {"what": found.sentence})
    return redirect(_back(request))


@allowed("read_inbox")
@require_POST
def return_approval(request, pk):
    return _with_reason(request, pk, _("Returned: %(what)s"), actions.return_)


@allowed("read_inbox")
@require_POST
def withdraw_approval(request, pk):
    return _with_reason(request, pk, _("Taken back: %(what)s"), actions.withdraw)


def _with_reason(request, pk, says, action):
    found, account = _opened(request, pk)
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            action(found.pk, reason=form.cleaned_data["reason"], actor=request.user, today=today_of(request))
        except RuleViolation as refused:
            form.add_error("reason", str(refused))
        else:
            messages.success(request, says % {"what": found.sentence})
            return redirect(_back(request))
    return _card_page(request, found, account, form)


def _opened(request, pk) -> tuple[Approval, Account | None]:
    """The approval and its account, unless that is closed to this person; to read one is to look at the other."""
    rows = Approval.objects.filter(kind__in=KINDS)
    rows = rows.select_related("asked_by", "for_person", "decided_by", "decided_for")
    found = get_object_or_404(rows, pk=pk)
    account = Account.objects.filter(number=found.account_number).first() if found.account_number else None
    if account:
        account = doors.open_account(request, account.pk, "approval", today=today_of(request))
    return found, account


def _card_page(request, found: Approval, account: Account | None, form: ReasonForm):
    (card,) = waiting.cards([found], request.user, today=today_of(request))
    is_open = found.state == Approval.State.WAITING
    return render(
        request,
        "desk/approval.html",
        {
            "help": help.APPROVAL if is_open and not card.refused else help.APPROVAL.without({"a", "r"}),
            "card": card,
            "account": account,
            "form": form,
            "is_open": is_open,
            "is_mine": found.asked_by_id == request.user.pk,
            "may_answer": is_open and not card.refused,
            "back_url": _back(request),
            "here": request.POST.get("here", request.GET.get("here", "")),
        },
        status=422 if form.errors else 200,
    )


def _back(request) -> str:
    """The list, at the place where the answered row was: the next one stands there now."""
    here = _place(request.POST.get("here", request.GET.get("here", "")), waiting.MOST_PLACES)
    query = f"?{urlencode({'here': here})}" if here is not None else ""
    return f"{reverse('desk:inbox')}{query}"


def _place(said: str, count: int) -> int | None:
    """Which row is at hand: the one that was asked for, or the last where the list grew shorter."""
    place = whole(said)
    return min(place, count - 1) if place is not None and count else None


def _tabs(current, counts):
    labels = {
        waiting.MINE: _("For you"),
        waiting.OTHERS: _("For others"),
        waiting.ASKED: _("Asked by you"),
    }
    for number, (name, label) in enumerate(labels.items(), 1):
        yield {
            "label": label,
            "url": f"?{urlencode({'tab': name})}",
            "current": name == current,
            "count": counts[name],
            "key": str(number),
        }


def _empty(tab, me, counts, today):
    """Why the list is empty, and what to do."""
    if tab == waiting.ASKED:
        return {"empty_says": _("You have asked for nothing yet. What goes beyond your limits asks for you.")}
    if tab == waiting.OTHERS:
        return {"empty_says": _("Nothing waits for others either.")}
    elsewhere = waiting.who_decides(me, today=today, others=counts[waiting.OTHERS])
    own = counts[waiting.ASKED]
    says = " ".join(part for part in (_("Nothing waits for you."), elsewhere) if part)
    if elsewhere:
        return {"empty_says": says, "empty_url": f"?tab={waiting.OTHERS}", "empty_link": _("See what waits for others")}
    if own:
        return {
            "empty_says": says,
            "empty_url": f"?tab={waiting.ASKED}",
            "empty_link": _("See what you asked for"),
        }
    return {"empty_says": says, "empty_url": reverse("desk:worklist"), "empty_link": _("Go to the worklist")}
