"""What can one do here?"""

app_name = "night"
urlpatterns: list = []
