"""The texts that the office writes: all letters, the versions of one, and beginning a draft."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core.errors import RuleViolation
from core.staff.access import allowed, refusal
from core.utility import business_date
from notices import actions
from notices.forms.writing import BeginForm
from notices.kinds import registered
from notices.models import TemplateVersion
from notices.page import templates as pages
from notices.page.compare import where_it_stands
from notices.queries.versions import LANGUAGES
from notices.views.writing_help import template_help, templates_help


@allowed("read_templates")
@require_GET
def templates(request):
    return _list(request, BeginForm())


def _list(request, form):
    may_write = request.user.may("write_templates")
    return render(
        request,
        "notices/templates/list.html",
        {
            "letters": pages.written(today=business_date()),
            "form": form,
            "may_write": may_write,
            "why_not": "" if may_write else refusal("write_templates"),
            "help": templates_help(may_write=may_write),
        },
        status=422 if form.errors else 200,
    )


@allowed("write_templates")
@require_POST
def begin_version(request):
    form = BeginForm(request.POST)
    if not form.is_valid():
        return _list(request, form)
    kind, language = form.cleaned_data["kind"], form.cleaned_data["language"]
    try:
        version = actions.begin_version(kind, language, actor=request.user, today=business_date())
    except RuleViolation as refused:
        messages.error(request, str(refused))
        return redirect("notices:template", kind, language)
    return redirect("notices:version", version.pk)


@allowed("read_templates")
@require_GET
def template(request, kind, language):
    found = registered(kind)
    if found is None or language not in LANGUAGES:
        raise Http404(_("There is no such letter."))
    today = business_date()
    rows = list(TemplateVersion.objects.filter(kind=kind).select_related("written_by", "second_reader", "approved_by"))
    languages = pages.languages(found, rows, today=today)
    [here] = [one for one in languages if one.language == language]
    versions = [row for row in rows if row.language == language]
    used = pages.used_by_version(versions)
    may_write = request.user.may("write_templates")
    return render(
        request,
        "notices/templates/template.html",
        {
            "kind": found,
            "here": here,
            "languages": languages,
            "versions": [_row(row, here, used) for row in versions],
            "may_write": may_write,
            "why_not": "" if may_write else refusal("write_templates"),
            "help": template_help(may_write=may_write),
        },
    )


def _row(version, here, used):
    state, says = where_it_stands(version)
    if version.approved_at:
        holds = here.in_force is not None and version.pk == here.in_force.pk
        begins_later = here.coming is not None and version.pk == here.coming.pk
        state = "allowed" if holds else "protect" if begins_later else ""
        says = _("in force") if holds else _("begins later") if begins_later else _("replaced")
    return {"version": version, "state": state, "says": says, "used": used[version.pk]}
