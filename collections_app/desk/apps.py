from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "collections_app.desk"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from accounts.holds.charges import told_by
        from accounts.visits import owed
        from collections_app.desk.letters import KINDS
        from collections_app.desk.papers import RECEIPT, STATEMENT
        from collections_app.desk.queries.charges_to_hold import charges_to_hold
        from collections_app.desk.queries.owed_at_doors import owed_at_doors
        from notices import kinds
        from notices.papers import register

        told_by(charges_to_hold)
        owed.told_by(owed_at_doors)
        register(RECEIPT)
        register(STATEMENT)
        for kind in KINDS:
            kinds.register(kind)
