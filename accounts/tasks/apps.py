from django.apps import AppConfig


class TasksConfig(AppConfig):
    name = "accounts.tasks"
    label = "tasks"
    default_auto_field = "django.db.models.BigAutoField"
