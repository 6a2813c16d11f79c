from django.apps import AppConfig


class BudgetsConfig(AppConfig):
    name = "payment_plans.budgets"
    label = "budgets"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from notices.kinds import register
        from payment_plans.budgets.letters import BUDGET_REVIEW

        register(BUDGET_REVIEW)
