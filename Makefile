# Everything a developer or a server needs; each target does its own set-up.
PYTHON ?= python3
PORT ?= 8000
ARGS ?=
PY := .venv/bin/python
TEST_ENV := DJANGO_SETTINGS_MODULE=tests.settings
SOURCES := portal catalog purchasing contracts evaluation disclosure

.PHONY: help setup setup-demo demo test run worker beat lint format types check docs messages migrations screenshots bench

help:  ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

setup:  ## System libraries, virtual environment and all packages
	@$(PYTHON) portal/launch/bootstrap.py dev

setup-demo:
	@$(PYTHON) portal/launch/bootstrap.py demo

demo: setup-demo  ## The whole portal with demo data on 127.0.0.1:$(PORT)
	@PORT=$(PORT) exec $(PY) -m portal.launch demo

test: setup  ## All tests on throwaway services; ARGS="tests/…" runs a part
	@exec $(PY) -m portal.launch test $(ARGS)

run: setup  ## A development server on the environment's DATABASE_URL
	$(PY) manage.py runserver 127.0.0.1:$(PORT)

worker: setup  ## A Celery worker on the environment's broker
	$(PY) -m celery -A portal worker --loglevel INFO

beat: setup  ## Celery's clock
	$(PY) -m celery -A portal beat --loglevel INFO

lint:  ## ruff, djlint, import rules
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/djlint --lint --quiet templates
	$(TEST_ENV) .venv/bin/lint-imports

format:  ## Format the Python sources
	.venv/bin/ruff format .
	.venv/bin/ruff check --fix .

types:  ## mypy, strict
	.venv/bin/mypy $(SOURCES)

check: setup  ## Everything static: lint, types, migrations, deployment, messages, docs, sizes
	@$(PY) -m portal.launch check

docs: setup  ## Write docs/FLOWS.md and docs/PERMISSIONS.md from the declarations
	$(TEST_ENV) $(PY) manage.py write_docs

messages: setup  ## Collect the Chinese messages into the English catalogue
	$(PY) -m portal.launch messages

migrations: setup  ## Write migrations for changed models
	$(TEST_ENV) $(PY) manage.py makemigrations $(ARGS)

screenshots: setup-demo setup  ## Every key page and PDF of the demo as pictures in screenshots/
	$(PY) -m portal.launch screenshots

bench: setup  ## Measure and write docs/BENCHMARKS.md
	$(PY) -m bench
