"""The clock's door: which tasks exist, and when beat sends them."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "collections_app.settings")

app = Celery("goodstanding")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
