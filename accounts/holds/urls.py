"""What can one do here?"""

app_name = "holds"
urlpatterns: list = []
