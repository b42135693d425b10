# Two commands do all the set-up: `make run` and `make test`. PYTHON names another interpreter.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test gate lint clean

run: .venv/.installed
	$(BIN)/onrecord run baseline:rules

test: .venv/.installed-dev
	$(BIN)/onrecord gold check --strict
	HF_HUB_OFFLINE=1 OMP_NUM_THREADS=1 $(BIN)/python -m pytest -q -n auto $(PYTEST_ARGS)

gate: .venv/.installed
	$(BIN)/onrecord gate

lint: .venv/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/.installed: pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

.venv/.installed-dev: pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[dev]"
	touch $@ .venv/.installed

clean:
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis
