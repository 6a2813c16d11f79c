from django.apps import AppConfig


class PaymentPlansConfig(AppConfig):
    name = "payment_plans"
    label = "payment_plans"
    default_auto_field = "django.db.models.BigAutoField"
