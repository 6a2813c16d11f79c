"""What can one do about a place?"""

from django.urls import path

from accounts.places import views

app_name = "places"
urlpatterns = [
    path("accounts/<int:pk>/owner/", views.add_owner, name="add_owner"),
    path("accounts/<int:pk>/caution/", views.open_caution, name="open_caution"),
    path("owners/<int:pk>/end/", views.end_owner, name="end_owner"),
    path("cautions/", views.cautions, name="cautions"),
    path("cautions/<int:pk>/", views.caution, name="caution"),
    path("cautions/<int:pk>/keep/", views.keep_caution, name="keep_caution"),
    path("cautions/<int:pk>/end/", views.end_caution, name="end_caution"),
]
