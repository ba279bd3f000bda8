# Two commands do everything: `make demo` and `make test`.
SHELL := /bin/sh
PORT ?= 8000
PYTHON ?= python3
BIN := .venv/bin
# Where it is set, every process would compile every library again: seconds a start, a quarter of the tests' time.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help

help: ## what each target does
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | awk -F'\t' '{printf "  make %-9s %s\n", $$1, $$2}'

.boot/bin/uv:
	$(PYTHON) -m venv .boot
	.boot/bin/pip install -q --disable-pip-version-check uv

.venv/.ready: .boot/bin/uv pyproject.toml uv.lock
	.boot/bin/uv sync --frozen -q
	@touch $@

setup: .venv/.ready ## the virtual environment, from the lock file

demo: setup ## a province ready to click at http://127.0.0.1:8000 (PORT=8765 for another port)
	$(BIN)/motcua demo --port $(PORT)

dev: setup ## web with reload and worker, on the demo data
	$(BIN)/motcua demo --port $(PORT) --reload

test: setup ## everything: rules, rooms, journeys, browser, on SQLite and PostgreSQL
	$(BIN)/python -m tests.run

check: setup ## style, import contracts, generated references
	$(BIN)/python -m tests.check

bench: setup ## figures beside the limit measured in the same run
	$(BIN)/python -m bench

.PHONY: help setup demo dev test check bench
