"""What can one do about the figures that the office works by?"""

from django.urls import path

from core.rulebook import views

app_name = "rulebook"
urlpatterns = [
    path("", views.book, name="book"),
    path("difference/", views.difference, name="difference"),
    path("protections/", views.protections, name="protections"),
    path("protections/sign/", views.sign_protections, name="sign_protections"),
    path("changes/<int:pk>/", views.change, name="change"),
    path("changes/<int:pk>/approve/", views.approve_change, name="approve_change"),
    path("changes/<int:pk>/return/", views.return_change, name="return_change"),
    path("<str:kind>/<str:figure>/", views.figure, name="figure"),
    path("<str:kind>/<str:figure>/propose/", views.propose_change, name="propose_change"),
]
