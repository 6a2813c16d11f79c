"""What can one do here?"""

from django.urls import path

from collections_app.interchange import views
from collections_app.interchange.protections import views as protections

app_name = "interchange"
urlpatterns = [
    path("", views.extracts, name="extracts"),
    path("upload/", views.upload, name="upload"),
    path("<int:pk>/", views.extract, name="extract"),
    path("<int:pk>/progress/", views.progress_of, name="progress"),
    path("<int:pk>/rejects/", views.rejects, name="rejects"),
    path("status.csv", views.status, name="status"),
    path("protections/", protections.import_holds, name="import_holds"),
    path("protections/<int:pk>/rejects/", protections.rejected_holds, name="rejected_holds"),
    path("reconciliation/", views.reconciliation, name="reconciliation"),
    path("reconciliation/<int:pk>/", views.difference, name="difference"),
]
