"""The clock's door: which tasks exist, and when beat sends them."""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "collections_app.settings")

app = Celery("goodstanding")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# By the office's clock. A night is told by its date, so the hour that comes twice in autumn runs nothing twice.
app.conf.beat_schedule = {
    "letters by e-mail": {"task": "notices.tasks.send_emails", "schedule": crontab(minute="*/5")},
    "the night": {"task": "night.run_tonight", "schedule": crontab(hour=1, minute=0)},
}
