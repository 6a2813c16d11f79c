from django.apps import AppConfig


class PaymentPlansConfig(AppConfig):
    name = "payment_plans"
    label = "payment_plans"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from accounts.holds import owners
        from notices import kinds, papers
        from payment_plans import inbox
        from payment_plans.letters.kinds import KINDS
        from payment_plans.letters.offer import PLAN_OFFER
        from payment_plans.papers import AGREEMENT
        from payment_plans.queries.eligible import why_its_hold_stays

        for kind in (*KINDS, PLAN_OFFER):
            kinds.register(kind)
        papers.register(AGREEMENT)
        inbox.register()
        owners.register(why_its_hold_stays)
