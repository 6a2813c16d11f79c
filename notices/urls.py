"""What can one do here?"""

app_name = "notices"
urlpatterns: list = []
