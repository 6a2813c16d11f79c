"""What can one do here?"""

app_name = "treatments"
urlpatterns: list = []
