# make run    the whole shop on this machine, from nothing but Python 3.11 or newer
# make test   the tests; DATABASE_URL, CACHE_URL and CELERY_BROKER_URL choose the services, ARGS goes to pytest
# make check  everything a change must pass, the tests included
SHELL := /bin/sh
.DEFAULT_GOAL := run
.PHONY: run test check lint deploy-check clean

VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check install -qq
RUN_STAMP := $(VENV)/.requirements
DEV_STAMP := $(VENV)/.requirements-dev
WORKERS ?= auto
ARGS ?=
FIND_PYTHON = for python in python3 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break; python=; done

# DEBUG=1 unless the environment or .env says otherwise.
run: $(RUN_STAMP)
	@grep -qs '^\(export \)\{0,1\} *DEBUG=' .env || export DEBUG="$${DEBUG:-1}"; exec $(PY) manage.py start

test: $(DEV_STAMP)
	$(PY) -m pytest -n $(WORKERS) --maxprocesses 4 --dist worksteal $(ARGS)

# In the order of how soon each speaks.
check: lint deploy-check test

lint: $(DEV_STAMP)
	$(PY) -m ruff check .
	DEBUG=1 VAR_DIR=$(CURDIR)/var/check $(PY) -m mypy
	$(VENV)/bin/lint-imports --no-logo

# As a server would start it: every variable given, DEBUG off. Nothing is contacted.
deploy-check: $(DEV_STAMP)
	DEBUG=0 SECRET_KEY=$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(64))') VAR_DIR=$(CURDIR)/var/check \
	SITE_URL=https://shop.example EMAIL_URL=smtp://mail.shop.example:587 ALLOWED_HOSTS=shop.example \
	DATABASE_URL=postgres://127.0.0.1/shop CACHE_URL=redis://127.0.0.1/0 CELERY_BROKER_URL=amqp://127.0.0.1 \
	STRIPE_SECRET_KEY=sk_live_check STRIPE_WEBHOOK_SECRET=whsec_check \
	$(PY) manage.py check --deploy --fail-level WARNING
	DEBUG=1 VAR_DIR=$(CURDIR)/var/check $(PY) manage.py makemigrations --check --dry-run

# pip runs only when a requirements file has changed since it last did.
$(RUN_STAMP): requirements.txt | $(PY)
	@echo "Installing the shop's packages (a minute or two the first time) …"
	@$(PIP) -r requirements.txt
	@touch $@

$(DEV_STAMP): requirements.txt requirements-dev.txt | $(PY)
	@echo "Installing the packages for tests and checks …"
	@$(PIP) -r requirements-dev.txt
	@touch $@ $(RUN_STAMP)

$(PY):
	@$(FIND_PYTHON); \
	if [ -z "$$python" ]; then echo "The shop needs Python 3.11 or newer with venv (Debian: apt install python3-venv)." >&2; exit 1; fi; \
	echo "Making a virtual environment with $$($$python --version) …"; $$python -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

# What tests and checks have written; the shop's own data in var/ stays.
clean:
	rm -rf var/test var/check .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
