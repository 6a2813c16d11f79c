"""One version beside another: what changes for the reader, who wrote it, and the way to say yes or no."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.people import doors
from core.staff.access import allowed
from core.utility import business_date
from notices.page import compare as pages
from notices.page.look import look
from notices.page.samples import real_accounts
from notices.queries.versions import ENGLISH, LANGUAGES, named
from notices.views.versions import account_of, version_and_kind
from notices.views.writing_help import compare_help


@allowed("read_templates")
@require_GET
def compare(request, pk):
    found, kind = version_and_kind(pk)
    today = business_date()
    other = pages.compared_with(found, request.GET.get("with", ""), today=today)
    is_translation = found.language != ENGLISH
    is_beside = other is not None and other.language != found.language
    accounts = real_accounts(kind, found.language, closed=doors.closed_to(request.user), today=today)
    decided = pages.decision(found, request.user, today=today)
    may_answer = bool(decided.question) and not decided.why_not
    may_edit = not found.sent_at and not found.approved_at and request.user.may("write_templates")
    return render(
        request,
        "notices/templates/compare.html",
        {
            "version": found,
            "kind": kind,
            "written_in": LANGUAGES[found.language],
            "title": named(found),
            "other": other,
            "is_beside": is_beside,
            "is_translation": is_translation,
            "changed": pages.difference(other.body, found.body) if other and not is_beside else [],
            "is_same": bool(other) and not is_beside and other.body == found.body,
            "accounts": [] if kind.is_leaf else accounts,
            "decision": decided,
            "may_answer": may_answer,
            "is_mine": bool(decided.question) and decided.question.asked_by_id == request.user.pk,
            "may_edit": may_edit,
            "help": compare_help(may_approve=decided.may_approve, may_answer=may_answer, may_edit=may_edit),
        },
    )


@allowed("read_templates")
@require_GET
def compare_pages(request, pk):
    """The pages of both versions for one account, side by side."""
    found, kind = version_and_kind(pk)
    today = business_date()
    other = pages.compared_with(found, request.GET.get("with", ""), today=today)
    account = account_of(request, kind, found, today)
    now = look(kind, found.body, found.language, account, today=today)
    then = look(kind, other.body, other.language, account, today=today) if other else None
    return render(
        request,
        "notices/templates/partials/pages.html",
        {
            "version": found,
            "other": other,
            "account": account,
            "now": now,
            "then": then,
            "is_same": then is not None and then.pages == now.pages,
        },
    )
