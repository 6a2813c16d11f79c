"""What can one do here?"""

from django.urls import path

from collections_app.night import views

app_name = "night"
urlpatterns = [
    path("", views.night, name="night"),
    path("run/", views.run, name="run"),
    path("resume/", views.resume, name="resume"),
    path("progress/", views.progress, name="progress"),
]
