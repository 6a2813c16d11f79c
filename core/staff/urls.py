"""What can one do here?"""

app_name = "staff"
urlpatterns: list = []
