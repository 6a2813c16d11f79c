"""What can one do here?"""

app_name = "desk"
urlpatterns: list = []
