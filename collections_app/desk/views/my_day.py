"""My day: the first page after log-in."""

from django.shortcuts import render

from collections_app.desk import help
from collections_app.desk.context import today_of
from collections_app.desk.queries.my_day import my_day as blocks_of
from collections_app.desk.queries.my_day import nothing_is_due, worklist_says
from core.staff.access import allowed


@allowed("read_accounts")
def my_day(request):
    """`?block=2` is one block alone, with all its lines: what a key or a phone opens."""
    today, alone = today_of(request), request.GET.get("block", "")
    blocks = blocks_of(request.user, today=today, alone=alone)
    if len(blocks) == 1:
        context = {"help": help.MY_DAY.without({"1 … 5"}), "shown": blocks[0]}
        return render(request, "desk/my_day_block.html", context)
    context = {"help": help.MY_DAY.without({"j k"}), "blocks": blocks}
    free = nothing_is_due(blocks)
    return render(
        request,
        "desk/my_day.html",
        {**context, "night": blocks[0], "free_says": worklist_says(request.user, today=today) if free else ""},
    )
