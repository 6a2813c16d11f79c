from django.apps import AppConfig


class HoldsConfig(AppConfig):
    name = "accounts.holds"
    label = "holds"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from accounts.holds.kinds import HoldRules
        from accounts.holds.touched import touched_by_hold_rules
        from core.rulebook import previewed

        previewed(HoldRules, touched_by_hold_rules)
