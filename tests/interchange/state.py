"""What the database holds, for tests that compare before and after."""

from django.apps import apps
from django.db import connection

from collections_app.interchange.loading.load import ONE_LOAD_AT_A_TIME

OWN_CONNECTION = {"core_progress"}  # told while a load runs, whatever becomes of it


def everything() -> dict[str, int]:
    """Rows by table; a table without rows is left out."""
    counts = {model._meta.db_table: model.objects.count() for model in apps.get_models() if model._meta.managed}
    return {table: count for table, count in counts.items() if count and table not in OWN_CONNECTION}


def wait_for_the_killed_load() -> None:
    """PostgreSQL notices a dead client a moment later; until then the load holds its lock."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(%s), pg_advisory_unlock(%s)", [ONE_LOAD_AT_A_TIME] * 2)
