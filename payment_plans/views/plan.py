"""Is this plan kept, and what next? One plan, and its papers."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header

from accounts.documents import files
from accounts.people import doors
from core.staff.access import PersonRequest, allowed
from core.utility import business_date
from payment_plans.actions import plans
from payment_plans.help import HELP_PLAN
from payment_plans.models import PaymentPlan
from payment_plans.page import plan as page

ALONG = ("account", "offer__made_by", "accepted_by", "agreement", "signed_paper")


def plan_or_404(request: PersonRequest, pk: int, what: str) -> PaymentPlan:
    """The plan, through the door of its account, whose protected address is closed."""
    found = PaymentPlan.objects.select_related(*ALONG).filter(pk=pk).first()
    if found is None:
        raise Http404
    found.account = doors.open_account(request, found.account_id, what, today=business_date())
    return found


@allowed("read_plans")
def plan(request: PersonRequest, pk: int) -> HttpResponse:
    """Where it stands now: what it waited for may have come since the night."""
    today, found = business_date(), plan_or_404(request, pk, "plan")
    if found.is_in_force:
        plans.refresh(found.account_id, today=today)
        found.refresh_from_db(fields=["state", "began_on", "hold"])
    return render(request, "payment_plans/plan.html", {**page.context(found, request.user, today), "help": HELP_PLAN})


@allowed("read_plans")
def agreement(request: PersonRequest, pk: int) -> HttpResponse:
    """The agreement as it was made."""
    return _kept(request, pk, "agreement")


@allowed("read_plans")
def signed_agreement(request: PersonRequest, pk: int) -> HttpResponse:
    """The paper that came back signed."""
    return _kept(request, pk, "signed_paper")


def _kept(request: PersonRequest, pk: int, which: str) -> HttpResponse:
    """The bytes of a paper as a download: whatever they are, a browser saves them."""
    found = plan_or_404(request, pk, "plan agreement")
    paper = getattr(found, which)
    if paper is None:
        raise Http404
    doors.refuse_older_paper(found.account, paper.recorded_at, request.user)
    answer = HttpResponse(files.read(paper.sha256), content_type=paper.media_type)
    answer["Content-Disposition"] = content_disposition_header(True, paper.name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
