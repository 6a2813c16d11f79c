from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "notices"
    label = "notices"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from notices import inbox

        inbox.register()
