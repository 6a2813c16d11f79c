"""What can one do about a visit?"""

from django.urls import path

from accounts.visits import views

app_name = "visits"
urlpatterns = [
    path("", views.visits, name="list"),
    path("route/<str:day>/<int:pk>/", views.print_route, name="print_route"),
    path("route/<str:day>/<int:pk>/move/", views.move_route, name="move_route"),
    path("accounts/<int:pk>/plan/", views.plan_visit, name="plan"),
    path("<int:pk>/", views.stop, name="stop"),
    path("<int:pk>/record/", views.record_visit, name="record"),
    path("<int:pk>/move/", views.move_visit, name="move"),
    path("<int:pk>/cancel/", views.cancel_visit, name="cancel"),
]
