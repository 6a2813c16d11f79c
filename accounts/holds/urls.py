"""What can one do about a hold?"""

from django.urls import path

from accounts.holds import views

app_name = "holds"
urlpatterns = [
    path("", views.holds, name="list"),
    path("accounts/<int:pk>/open/", views.open_hold, name="open"),
    path("<int:pk>/", views.hold, name="hold"),
    path("<int:pk>/private/", views.show_private, name="show_private"),
    path("<int:pk>/change/", views.change_hold, name="change"),
    path("<int:pk>/end/", views.end_hold, name="end"),
]
