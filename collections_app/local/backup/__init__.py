"""The whole state in one FILE, and back: the database as PostgreSQL dumps it, and every kept file.

Read in this order: `archive` (what lies in a FILE, and is it whole), `programs` (pg_dump and pg_restore), `beside` (how
a fresh database takes the place of the one in use), `taking` and `restoring` (what the two commands do).
"""


class BackupRefused(Exception):
    """A sentence for the person at the terminal; nothing that matters was changed."""
