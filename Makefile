# The commands everyone can count on. DATA and PORT, DEMO and PYTHON may be given as variables or in the environment.

DATA ?= .local
PORT ?= 8000
DEMO ?= yes
export DATA PORT DEMO

SHELL := /bin/sh
PYTHON_HERE := .venv/bin/python
.PHONY: setup run test check lint bench prove reset

setup:            ## virtual environment, Python and npm packages, missing system libraries
	@sh collections_app/local/setup.sh

run: setup        ## the product, with everything it needs; Ctrl-C stops it
	@exec $(PYTHON_HERE) -m collections_app.local.run

test: setup       ## the whole suite against real PostgreSQL, Redis and Chromium
	@$(PYTHON_HERE) -m pytest -q -n 2 --dist loadgroup -m "not prove"

check: setup lint test

lint: setup
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	.venv/bin/djlint templates --lint --quiet
	$(PYTHON_HERE) manage.py makemigrations --check --dry-run
	SECRET_KEY=$$($(PYTHON_HERE) -c 'import secrets; print(secrets.token_urlsafe(50))') ALLOWED_HOSTS=goodstanding.example \
	DATABASE_URL=postgresql://goodstanding@postgres/goodstanding REDIS_URL=redis://redis:6379/0 \
		$(PYTHON_HERE) manage.py check --deploy --fail-level WARNING

bench: setup      ## each prints a ratio against a floor measured in the same run
	@set -e; for benchmark in $$(grep -l __main__ benchmarks/*.py); do echo "== $$benchmark"; $(PYTHON_HERE) $$benchmark; done

prove: setup      ## the full volume and kill proofs that the suite holds a small form of
	@$(PYTHON_HERE) -m pytest tests/prove -m prove

reset: setup      ## throws the data away and starts anew
	@$(PYTHON_HERE) -m collections_app.local.reset
	@exec $(PYTHON_HERE) -m collections_app.local.run
