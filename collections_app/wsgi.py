"""The people's door: what a web server calls."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from collections_app.web_server import in_turn
from core.planned import plan_once

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "collections_app.settings")

application = in_turn(get_wsgi_application())

# All pages are read now, once for all workers, and a page that cannot be read stops the start instead of a visitor.
get_resolver().url_patterns  # noqa: B018

plan_once()
