"""The whole state in one FILE, and back: the database as PostgreSQL dumps it, every kept file, and what waits.

Read in this order: `archive` (what lies in a FILE, and is it whole), `programs` (pg_dump and pg_restore), `beside` (how
a fresh database takes the place of the one in use), `extracts` (what waits for its night), `taking` and `restoring`
(what the two commands do).
"""


class BackupRefused(Exception):
    """A sentence for the person at the terminal; nothing that matters was changed."""
