# Each goal first makes sure of `.venv`; when nothing changed that costs a tenth of a second.

SHELL := /bin/sh
BIN := .venv/bin
PYTHON ?= $(shell for each in python3.13 python3.12 python3.11 python3; do \
	$$each -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$each && break; done)

# Where compiled files may not be kept, each of some hundred started programs compiles all anew.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help setup run test check format bench lock clean

help: ## Show the goals
	@sed -n 's/^\([a-z]*\): .*## /  make \1	/p' Makefile

setup: ## Prepare .venv from requirements.lock
	@cmp -s requirements.lock .venv/requirements.lock && test -x $(BIN)/bdhvs || $(MAKE) -s .venv

# A copy of the lock marks a finished installation, so that a broken one is done again.
.PHONY: .venv
.venv:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: install it, or say make PYTHON=..." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "$(PYTHON) cannot make virtual environments. On Debian or Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@rm -f .venv/requirements.lock
	@$(BIN)/python -c '' 2>/dev/null || $(PYTHON) -m venv --clear .venv
	@echo "Installing into .venv with $$($(BIN)/python --version) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@echo "$(CURDIR)" > "$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/bdhvs.pth"
	@{ echo '#!/bin/sh'; echo "'''exec' \"$(CURDIR)/$(BIN)/python\" \"\$$0\" \"\$$@\""; echo "' '''"; \
		echo 'import sys'; echo 'from cli.__main__ import main'; echo 'sys.exit(main())'; } > $(BIN)/bdhvs
	@chmod +x $(BIN)/bdhvs
	@cp requirements.lock .venv/requirements.lock

run: setup ## Start the service on a sample commune and print the addresses to open
	@$(BIN)/bdhvs run --demo

# Many tests wait for a browser, a server or a clock: four at once keep two cores busy. Whoever is
# done takes over from others, for one test takes longer than hundreds together.
test: setup ## Run all tests on SQLite and PostgreSQL; at least 90 % of the lines must be covered
	@$(BIN)/python -m pytest -q -rfEs -n 4 --dist worksteal \
		--cov --cov-report=term --cov-fail-under=90

check: setup ## Formatting, lint, types, layers, lock and content
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m pytest -q -p no:cacheprovider tests/test_setup.py -k lock
	$(BIN)/bdhvs content check

format: setup ## Put every file into the one format
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

bench: setup ## Measure speed, as ratios within one run
	@$(BIN)/python -m bench

# Needs uv (https://docs.astral.sh/uv/), which only those who change dependencies install.
lock: ## Write requirements.lock anew from pyproject.toml
	uv lock
	uv export --quiet --frozen --all-groups --no-emit-project --format requirements-txt \
		-o requirements.lock

clean: ## Remove .venv and everything that tools left behind
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage* htmlcov dist
