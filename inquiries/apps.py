from django.apps import AppConfig


class InquiriesConfig(AppConfig):
    name = "inquiries"
    label = "inquiries"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from inquiries.letters import INQUIRY_REPLY
        from notices.kinds import register

        register(INQUIRY_REPLY)
