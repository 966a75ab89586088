# One door for everything. A fresh Debian machine with Python 3.11 needs nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: run test check bench docs lock clean

run: $(READY)  ## set up, and print the plan of an example FHIR bundle
	@$(BIN)/hematinic plan examples/combined-deficiency-bundle.json --as-of 2026-11-22
	@echo
	@echo "That was: hematinic plan examples/combined-deficiency-bundle.json --as-of 2026-11-22"
	@echo "Try next:"
	@echo "  $(BIN)/hematinic plan examples/combined-deficiency-bundle.json --reader patient"
	@echo "  $(BIN)/hematinic check examples/combined-deficiency-bundle.json"
	@echo "  $(BIN)/hematinic plan examples/iron-before-b12.yaml --format json"
	@echo "  $(BIN)/hematinic --help"

test: $(READY)  ## set up, and pass the tests
	$(BIN)/python -m pytest -n auto

check: $(READY)  ## format, lint, types; all are run before it fails
	@status=0; \
	$(BIN)/ruff format --check . || status=1; \
	$(BIN)/ruff check . || status=1; \
	$(BIN)/mypy || status=1; \
	exit $$status

bench: $(READY)  ## measure; nothing is asserted
	$(BIN)/python -m benchmarks.plan

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $(READY)

docs: $(READY)  ## draw the pictures of the documentation anew
	$(BIN)/python docs/make_pictures.py

lock: $(READY)  ## write the pinned versions anew from what is installed
	$(BIN)/pip freeze --exclude-editable | sort -f > constraints.txt

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
