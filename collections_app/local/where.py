"""Where do the data, PostgreSQL and Redis of this process live?

Pure functions of the environment: asking changes nothing and starts nothing, so settings may ask at import.
"""

import hashlib
import os
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit, urlunsplit

CHECKOUT = Path(__file__).resolve().parents[2]

# Set by pytest before anything else happens. Tests live under DATA/test and may run beside `make run`.
TESTS = "PYTEST_VERSION"

# The longest path that PostgreSQL and the kernel accept for a socket is 107 bytes.
LONGEST_SOCKET_PATH = 100

# Broker, results and cache.
REDIS_DATABASES_OF_ONE_PROCESS = 3


class BadAddress(ValueError):
    """DATABASE_URL or REDIS_URL says something that nobody can connect to."""


def for_tests() -> bool:
    return TESTS in os.environ


def data_folder() -> Path:
    """The folder of everything this installation knows: DATA, by default `.local/` in the checkout."""
    folder = CHECKOUT / Path(os.environ.get("DATA") or ".local").expanduser()
    return folder / "test" if for_tests() else folder


def is_practice() -> bool:
    """Whether this is the practice site: `make run DATA=practice`, a folder of that name with its own made-up data."""
    return (CHECKOUT / Path(os.environ.get("DATA") or ".local").expanduser()).name == "practice"


def files_folder() -> Path:
    return data_folder() / "files"


def log_folder() -> Path:
    return data_folder() / "log"


def extracts_folder() -> Path:
    return data_folder() / "extracts"


def lock_folder() -> Path:
    """Who uses the engines, and who keeps them."""
    return data_folder() / "locks"


def beat_schedule_file() -> Path:
    return data_folder() / "beat" / "schedule"


def socket_folder() -> Path:
    """Both engines' sockets. A deep DATA gets a short folder of its own among the temporary files."""
    data = data_folder()
    folder = data / "sock"
    if len(os.fsencode(folder / ".s.PGSQL.5432")) <= LONGEST_SOCKET_PATH:
        return folder
    name = f"goodstanding-{hashlib.sha256(os.fsencode(data)).hexdigest()[:12]}"
    return Path(tempfile.gettempdir()) / name


def redis_socket() -> Path:
    return socket_folder() / "redis.sock"


def uses_embedded_postgres() -> bool:
    return not os.environ.get("DATABASE_URL")


def uses_embedded_redis() -> bool:
    return not os.environ.get("REDIS_URL")


def uses_embedded_engines() -> bool:
    return uses_embedded_postgres() or uses_embedded_redis()


def secret_key() -> str | None:
    """The secret that the first start of the engines wrote into this data folder; None before that."""
    try:
        return (data_folder() / "secret-key").read_text().strip() or None
    except FileNotFoundError:
        return None


def database() -> dict[str, Any]:
    """`DATABASES["default"]`: what DATABASE_URL says, otherwise the embedded PostgreSQL's socket."""
    address = os.environ.get("DATABASE_URL")
    given = (
        _database_at(address) if address else {"NAME": "goodstanding", "USER": "postgres", "HOST": str(socket_folder())}
    )
    return {"ENGINE": "django.db.backends.postgresql", "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True, **given}


def redis_urls() -> dict[str, str]:
    """One Redis, spelled as each of its three readers wants it: Celery's broker and results, and the cache."""
    address = os.environ.get("REDIS_URL")
    parts = urlsplit(address or f"unix://{quote(str(redis_socket()))}")
    if parts.scheme == "unix" and parts.path:
        query = dict(parse_qsl(parts.query))
        first = _database_number(query.pop("db", "0")) + _redis_databases_of_others()
        return {
            "broker": f"redis+socket://{unquote(parts.path)}?virtual_host={first}",
            "results": f"redis+socket://{unquote(parts.path)}?virtual_host={first + 1}",
            "cache": f"unix://{unquote(parts.path)}?db={first + 2}",
        }
    if parts.scheme in {"redis", "rediss"} and parts.hostname:
        first = _database_number(parts.path.strip("/") or "0") + _redis_databases_of_others()
        return {
            reader: urlunsplit(parts._replace(path=f"/{first + place}"))
            for place, reader in enumerate(("broker", "results", "cache"))
        }
    raise BadAddress("REDIS_URL must look like redis://host:6379/0 or unix:///path/to/redis.sock.")


def _database_at(address: str) -> dict[str, Any]:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise BadAddress(f"DATABASE_URL cannot be read: {error}.") from error
    name = unquote(parts.path.lstrip("/"))
    if parts.scheme not in {"postgres", "postgresql"} or not name:
        raise BadAddress("DATABASE_URL must look like postgresql://user:password@host:5432/name.")
    options = dict(parse_qsl(parts.query))
    found = {
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", unquote(parts.hostname or "")),
        "PORT": options.pop("port", str(port or "")),
    }
    return found | ({"OPTIONS": options} if options else {})


def _database_number(text: str) -> int:
    if not text.isdecimal():
        raise BadAddress("REDIS_URL ends in the number of a database, for example redis://host:6379/0.")
    return int(text)


def _redis_databases_of_others() -> int:
    """Tests must not empty the queue of a product beside them, nor that of another test process."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    others = int(for_tests()) + (int(worker.removeprefix("gw")) + 1 if worker else 0)
    return others * REDIS_DATABASES_OF_ONE_PROCESS
