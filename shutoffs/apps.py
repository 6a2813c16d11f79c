from django.apps import AppConfig


class ShutoffsConfig(AppConfig):
    name = "shutoffs"
    label = "shutoffs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from notices.kinds import register
        from shutoffs.letters import KINDS

        for kind in KINDS:
            register(kind)
