#!/bin/sh
# What must be installed before anything else works? Called by `make setup`; does nothing when nothing changed.
# Shell, because there may be no Python environment yet. The copies of the lock files say what is installed.
set -eu
cd "$(dirname "$0")/../.."

say() { printf '%s\n' "$*" >&2; }

# Debian's packages, by name. Who may not install them is told the command, and what does not need them works on.
debian_install() {
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        say "Installing $* …"
        [ "${updated:-no}" = yes ] || apt-get update -qq || true
        updated=yes
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null && return
    fi
    say "Please install what is missing:  sudo apt-get install -y --no-install-recommends $*"
    return 1
}

python_packages() {
    cmp -s requirements.lock .venv/requirements.lock && return
    python=${PYTHON:-python3}
    if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
        say "Python 3.11 or newer is needed; name it with PYTHON=, for example: make setup PYTHON=python3.12"
        exit 1
    fi
    if [ ! -x .venv/bin/pip ]; then
        say "Making the virtual environment …"
        if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
            debian_install python3-venv || exit 1
        fi
        "$python" -m venv --clear .venv
    fi
    say "Installing Python packages …"
    .venv/bin/pip install -q --disable-pip-version-check --require-hashes -r collections_app/local/uv.lock
    # uv is fast, but does not read pip's settings; where only pip knows the way to the packages, pip gets them.
    .venv/bin/uv pip sync -q --python .venv/bin/python --require-hashes requirements.lock 2>.venv/uv.log ||
        .venv/bin/pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
    cp requirements.lock .venv/requirements.lock
}

browser_packages() {
    wanted="package-lock.json collections_app/local/vendor.py"
    # shellcheck disable=SC2086
    cat $wanted 2>/dev/null | cmp -s - node_modules/.installed && [ -e static/vendor/htmx.min.js ] && return
    if ! command -v npm >/dev/null; then
        say "Node with npm is needed for what the browser gets."
        debian_install nodejs npm || exit 1
    fi
    say "Installing what the browser gets …"
    npm ci --silent
    .venv/bin/python -m collections_app.local.vendor
    # shellcheck disable=SC2086
    cat $wanted >node_modules/.installed
}

system_libraries() {
    [ -e .venv/system-libraries-found ] && return
    found_all=yes
    for package in $(.venv/bin/python -m collections_app.local.libraries); do
        debian_install "$package" || found_all=no
    done
    [ $found_all = no ] || touch .venv/system-libraries-found
}

python_packages
system_libraries
browser_packages
