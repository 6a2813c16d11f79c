"""What can one do about a promise?"""

from django.urls import path

from payment_plans.promises import views

app_name = "promises"
urlpatterns = [
    path("", views.promises, name="list"),
    path("account/<int:pk>/record/", views.record_promise, name="record"),
    path("<int:pk>/withdraw/", views.withdraw_promise, name="withdraw"),
]
