from collections_app.celery import app as celery_app  # tasks of every app belong to this one

__all__ = ["celery_app"]
