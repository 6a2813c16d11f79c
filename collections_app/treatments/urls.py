"""What can one do here?"""

from django.urls import path

from collections_app.treatments import views

app_name = "treatments"
urlpatterns = [
    path("priority/<int:pk>/", views.priority, name="priority"),
    path("runs/<int:pk>/", views.run, name="run"),
    path("runs/<int:pk>/release/", views.release, name="release"),
    path("runs/<int:pk>/decline/", views.decline, name="decline"),
    path("runs/<int:pk>/<slug:reason>/", views.decisions, name="decisions"),
]
