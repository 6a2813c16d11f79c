#!/usr/bin/env python
"""The product's commands. Where no server is named, PostgreSQL and Redis run as long as the command needs them."""

import os
import sys

from django.core.management import execute_from_command_line

from collections_app.local import commands


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "collections_app.settings")
    with commands.engines_for(sys.argv):
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
