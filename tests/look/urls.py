"""The product's own addresses, with the components page whether or not the desk lists it."""

from django.urls import include, path

from collections_app.desk.look_views import look

urlpatterns = [path("look/", look), path("", include("collections_app.urls"))]
