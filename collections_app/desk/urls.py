"""What can one do here?"""

from django.urls import path

from collections_app.desk import look_views
from collections_app.desk.views import account, calls, demo, drafts, figures, ledger, search, working, worklist

app_name = "desk"
urlpatterns = [
    path("", worklist.home, name="home"),
    path("worklist/", worklist.worklist, name="worklist"),
    path("worklist/work/", working.work, name="work"),
    path("worklist/stop/", working.stop_work, name="stop_work"),
    path("worklist/skips/", working.skips, name="skips"),
    path("worklist/<str:kind>/", worklist.export_worklist, name="export_worklist"),
    path("accounts/<int:pk>/", account.overview, name="account"),
    path("accounts/<int:pk>/timeline/", account.timeline, name="timeline"),
    path("accounts/<int:pk>/letters/", account.letters, name="letters"),
    path("accounts/<int:pk>/people/", account.people, name="people"),
    path("accounts/<int:pk>/ledger/", ledger.ledger, name="ledger"),
    path("accounts/<int:pk>/ledger/<str:kind>/", ledger.export_ledger, name="export_ledger"),
    path("accounts/<int:pk>/explain/<str:figure>/", figures.explain, name="explain"),
    path("accounts/<int:pk>/call/", calls.log_call, name="log_call"),
    path("accounts/<int:pk>/skip/", working.skip, name="skip"),
    path("drafts/", drafts.draft, name="draft"),
    path("search/", search.search, name="search"),
    path("demo/", demo.situations, name="demo"),
    path("look/", look_views.look, name="look"),
]
