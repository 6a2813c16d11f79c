"""Take a line that stands on the wrong account out of view, with a reason."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.people.privacy.forms import WhyForm
from collections_app.desk.actions.withdrawing import line_of
from collections_app.desk.actions.withdrawing import withdraw_line as withdraw
from collections_app.desk.context import today_of
from collections_app.desk.help import CONTACT, Help
from collections_app.desk.views.frame import account_or_404
from core.errors import RuleViolation
from core.staff.access import allowed
from core.templatetags.money import account_number, harmless

WITHDRAW = Help(
    lazy("Take a line that stands on the wrong account out of view. It is kept, and your reason stands in its place."),
    (("Ctrl Enter", lazy("withdraw it")), ("Esc", lazy("back"))),
    (CONTACT, (lazy("withdrawn"), lazy("out of view with a reason; never edited, never deleted"))),
)


@allowed("withdraw_lines")
def withdraw_line(request, pk, kind):
    line = line_of(kind, pk)
    if line is None:
        raise Http404
    today = today_of(request)
    account = account_or_404(request, line.account_id, "withdraw a line")
    form = WhyForm(request.POST or None)
    back = reverse("desk:people" if kind == "note" else "desk:correspondence", args=[account.pk])
    if request.method == "POST" and form.is_valid():
        try:
            withdraw(kind, pk, form.cleaned_data["why"], actor=request.user, today=today)
        except RuleViolation as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Withdrawn. In its place stands who did it and why."))
            return redirect(back)
    context = {
        "account": account,
        "about": f"{harmless(account.customer.name)} · {account_number(account.number)}",
        "line": line,
        "form": form,
        "back_url": back,
        "today": today,
        "help": WITHDRAW,
    }
    return render(request, "desk/withdraw_line.html", context, status=422 if form.errors else 200)
