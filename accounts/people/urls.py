"""What can one do about the people around an account?"""

from django.urls import path

from accounts.people.views import numbers, parties

app_name = "people"
urlpatterns = [
    path("accounts/<int:pk>/add/", parties.add_party, name="add_party"),
    path("accounts/<int:pk>/place/", parties.record_place_relation, name="record_place_relation"),
    path("accounts/<int:pk>/add-number/", numbers.add_number, name="add_number"),
    path("accounts/<int:pk>/numbers/<int:number>/", numbers.judge_number, name="judge_number"),
    path("accounts/<int:pk>/numbers/<int:number>/drop/", numbers.drop_number, name="drop_number"),
    path("accounts/<int:pk>/billing/<str:kind>/", numbers.judge_billing_number, name="judge_billing_number"),
    path("parties/<int:pk>/private/", parties.show_private, name="show_private"),
    path("parties/<int:pk>/end/", parties.end_party, name="end_party"),
]
