"""The engines behind `make run`, `make test` and a bare `manage.py`: PostgreSQL and Redis without installing them.

Read in this order: `where` (which folder, which addresses), `postgres` and `redis_server` (one engine each),
`keeper` (the process that holds both while anybody uses them), `use` (how a command joins and leaves),
`run` (what `make run` does).
"""
