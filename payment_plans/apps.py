from django.apps import AppConfig


class PaymentPlansConfig(AppConfig):
    name = "payment_plans"
    label = "payment_plans"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from notices.kinds import register
        from payment_plans.letters import KINDS

        for kind in KINDS:
            register(kind)
