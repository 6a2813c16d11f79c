"""What does `make reset` throw away? All that this product has put into the data folder, and nothing beside it."""

import shutil
import sys

from collections_app.local import where
from collections_app.local.folders import CannotStart, prepare_data_folder
from collections_app.local.locks import USERS, Lock

OURS = (
    *("postgres", "postgres.new", "redis", "beat", "files", "extracts", "static", "log", "mail", "test"),
    *("secret-key", "logins", "bench.jsonl"),
)


def reset() -> None:
    if not where.uses_embedded_postgres():
        raise CannotStart("DATABASE_URL names a database of your own; `make reset` throws away only the embedded one.")
    data = where.data_folder()
    if not data.exists():
        return
    prepare_data_folder()
    with_nobody_else = Lock(USERS)
    if not with_nobody_else.try_exclusive():
        raise CannotStart(f"{data} is in use. Stop what runs there first.")
    for name in OURS:
        path = data / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    shutil.rmtree(where.socket_folder(), ignore_errors=True)
    for mark in where.lock_folder().glob("*-unfinished"):
        mark.unlink()
    print(f"{data} is empty.")


if __name__ == "__main__":
    try:
        reset()
    except CannotStart as refusal:
        sys.exit(str(refusal))
