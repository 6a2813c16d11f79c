from django.apps import AppConfig


class PromisesConfig(AppConfig):
    name = "payment_plans.promises"
    label = "promises"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from notices.kinds import register
        from payment_plans.promises.letters import EXTENSION_FORM

        register(EXTENSION_FORM)
