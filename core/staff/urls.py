"""What can one do about the people who log in, and what can they do for themselves?"""

from django.urls import path

from core.staff.views import away, looked, own, people

app_name = "staff"
urlpatterns = [
    path("log-in/", own.log_in, name="log_in"),
    path("log-out/", own.log_out, name="log_out"),
    path("me/", own.me, name="me"),
    path("me/password/", own.password, name="password"),
    path("", people.people, name="people"),
    path("roles/", people.roles, name="roles"),
    path("looked/", looked.access_log, name="access_log"),
    path("away/", away.away, name="away"),
    path("away/stand-in/", away.name_stand_in, name="name_stand_in"),
    path("away/stand-in/<int:pk>/end/", away.end_stand_in, name="end_stand_in"),
    path("away/hand-over/", away.hand_over, name="hand_over"),
    path("away/hand-over/<int:pk>/end/", away.end_handover, name="end_handover"),
    path("add/", people.add_person, name="add_person"),
    path("<int:pk>/", people.person, name="person"),
    path("<int:pk>/change/", people.change_person, name="change_person"),
    path("<int:pk>/first-password/", people.set_first_password, name="set_first_password"),
    path("<int:pk>/unlock/", people.unlock, name="unlock"),
    path("<int:pk>/close/", people.close_log_in, name="close_log_in"),
    path("<int:pk>/open/", people.open_log_in, name="open_log_in"),
]
