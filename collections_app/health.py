"""Can this process serve people? It can when PostgreSQL and Redis answer."""

import http.client
import sys

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from redis import RedisError


def health(request: HttpRequest) -> HttpResponse:
    """Open to all, so it says nothing but yes or which engine is missing."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("PostgreSQL does not answer.\n", status=503, content_type="text/plain")
    try:
        cache.get("health")
    except RedisError:
        return HttpResponse("Redis does not answer.\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")


def ask() -> int:
    """The container's health check: asks the web server beside it, by the name it listens to."""
    web = http.client.HTTPConnection("127.0.0.1", 8000, timeout=4)
    web.request("GET", "/health/", headers={"Host": settings.ALLOWED_HOSTS[0]})
    return 0 if web.getresponse().status == 200 else 1


if __name__ == "__main__":
    sys.exit(ask())
