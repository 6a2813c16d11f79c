"""What can one do about notes?"""

from django.urls import path

from accounts.notes import views

app_name = "notes"
urlpatterns = [
    path("accounts/<int:pk>/", views.write_note, name="write_note"),
    path("customers/<int:pk>/", views.write_note_about_person, name="write_note_about_person"),
    path("<int:pk>/private/", views.show_private, name="show_private"),
    path("<int:pk>/take-down/", views.take_down_note, name="take_down_note"),
]
