"""What can one do here?"""

app_name = "interchange"
urlpatterns: list = []
