"""What can one do so that an address, or an account, is kept from whom it does not concern?"""

from django.urls import path

from accounts.people.privacy import locks, protecting

app_name = "privacy"
urlpatterns = [
    path("", protecting.protected, name="protected"),
    path("accounts/<int:pk>/protect/", protecting.protect, name="protect"),
    path("accounts/<int:pk>/address/", protecting.show_address, name="show_address"),
    path("protected/<int:pk>/change/", protecting.change, name="change"),
    path("protected/<int:pk>/end/", protecting.end, name="end"),
    path("locked/", locks.locked, name="locked"),
    path("locked/<int:pk>/open/", locks.unlock, name="unlock"),
    path("mine/", locks.declare, name="declare"),
]
