from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "collections_app.desk"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from accounts.holds.charges import told_by
        from collections_app.desk.queries.charges_to_hold import charges_to_hold

        told_by(charges_to_hold)
