"""What can one do here? The table of contents of the whole product."""

from django.conf import settings
from django.urls import include, path
from django.views.generic import RedirectView

from collections_app.health import health

urlpatterns = [
    path("health/", health, name="health"),
    path("favicon.ico", RedirectView.as_view(url=f"{settings.STATIC_URL}img/mark.svg"), name="favicon"),
    path("", include("collections_app.desk.urls")),
    path("people/", include("core.staff.urls")),
    path("rulebook/", include("core.rulebook.urls")),
    path("around/", include("accounts.people.urls")),
    path("privacy/", include("accounts.people.privacy.urls")),
    path("notes/", include("accounts.notes.urls")),
    path("holds/", include("accounts.holds.urls")),
    path("places/", include("accounts.places.urls")),
    path("visits/", include("accounts.visits.urls")),
    path("promises/", include("payment_plans.promises.urls")),
    path("letters/", include("notices.urls")),
    path("plans/", include("payment_plans.urls")),
    path("budgets/", include("payment_plans.budgets.urls")),
    path("treatments/", include("collections_app.treatments.urls")),
    path("night/", include("collections_app.night.urls")),
    path("extracts/", include("collections_app.interchange.urls")),
]
