"""What can one do about a budget?"""

from django.urls import path

from payment_plans.budgets import views

app_name = "budgets"
urlpatterns = [
    path("", views.budgets, name="list"),
    path("account/<int:pk>/", views.account, name="account"),
    path("account/<int:pk>/join/", views.join_budget, name="join"),
    path("<int:pk>/review/", views.review_budget, name="review"),
    path("<int:pk>/settle/", views.settle_budget, name="settle"),
    path("<int:pk>/leave/", views.leave_budget, name="leave"),
]
