# Everything a developer types. Each target sets up what it needs in .venv, which can be deleted at any time.
PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/.installed
DOCS := .venv/.docs
PEERS := .venv/.peers
ASSETS := .venv/.assets
NEEDS := .venv/.needs

.PHONY: demo test test-national test-exhaustive test-kills test-faults test-service check bench bench-peers bench-batch bench-service bench-spark fuzz docs pictures assets screenshots lock clean
.DEFAULT_GOAL := demo

demo: $(INSTALLED) $(ASSETS)  ## route real reports in West Berkshire, then across the country, compiled the first time
	@$(BIN)/routekit demo

test: $(INSTALLED) $(ASSETS) $(NEEDS)  ## run the tests; what else they need is installed where it can be, and named where not
	@$(BIN)/pytest -q -n auto --dist loadfile

test-national: $(INSTALLED)  ## compile the nation, ask it a million points, replay all postcodes, and play the demo; minutes
	@$(BIN)/pytest -q tests/boundaries/nation.py tests/cli/nation.py tests/replay/nation.py

test-exhaustive: $(INSTALLED)  ## ten million points of the nation, half of them on boundaries or beside them, and damaged files; minutes
	@$(BIN)/pytest -q tests/boundaries/exhaustive.py

test-kills: $(INSTALLED)  ## kill `routekit batch` at 20 moments and resume it
	@ROUTEKIT_KILLS=20 $(BIN)/pytest -q tests/cli/test_batch.py -k killed

test-faults: $(INSTALLED)  ## faults against the contact sources: hostile URLs, cuts at every byte, days of outages; many minutes
	@$(BIN)/pytest -q tests/contacts/*_long.py

test-service: $(INSTALLED)  ## ask the service for all that its OpenAPI document allows, thousands of times; minutes
	@$(BIN)/pytest -q tests/service/*_long.py

check: $(INSTALLED)  ## formatting, lint, types, import contract, rule packs, tables of bodies
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/routekit rules lint rules/routekit_rules/packs
	@$(BIN)/routekit rules test rules/routekit_rules/packs --least-coverage 100
	@$(BIN)/routekit boundaries build --out .venv >/dev/null
	@$(BIN)/routekit bodies check --edition .venv/west-berkshire-2019-12.edition

bench: $(INSTALLED)  ## measure look-up, decision and route on fixed points of the nation (EDITION=sample: of the sample)
	@$(BIN)/pytest -q benchmarks --edition $(EDITION) --benchmark-only --benchmark-group-by=group --benchmark-columns=median,iqr,ops,rounds

bench-peers: $(PEERS)  ## measure look-up beside its peers and write docs/reference/benchmarks.md; minutes
	@cd benchmarks && ../$(BIN)/python -m peers $(if $(OSTN15_TIF),--ostn15-tif "$(abspath $(OSTN15_TIF))")

bench-batch: $(PEERS)  ## measure all postcodes of the country as a file, beside geopandas.sjoin, and write docs/reference/batch-benchmarks.md
	@$(BIN)/python benchmarks/batch.py

bench-service: $(INSTALLED)  ## load a started service on loopback: closed and open loop, slow clients, memory; a minute
	@$(BIN)/python benchmarks/service_load.py --out docs/reference

bench-spark: $(INSTALLED) $(NEEDS)  ## decide every postcode in one process and on a small Spark cluster here; minutes
	@$(BIN)/python -W ignore benchmarks/spark_cluster.py --figures docs/how-to/spark-figures.md

fuzz: $(INSTALLED)  ## feed broken and hostile packs to the reader, the checks and the proof, for FUZZ_SECONDS
	@$(BIN)/python -m pip install -qq $(CONSTRAINTS) --group fuzz
	@mkdir -p .fuzz && $(BIN)/python tests/rules/fuzz.py .fuzz -max_total_time=$(FUZZ_SECONDS) -max_len=8192 -timeout=5

docs: $(DOCS)  ## build the documentation into docs/_build
	@$(BIN)/sphinx-build -q -W -b html docs docs/_build/html
	@echo "docs/_build/html/index.html"

pictures: $(INSTALLED)  ## make the picture and the table of the founding pack, which are in the documentation
	@$(BIN)/routekit rules show report-speeding-traffic --svg docs/reference/report-speeding-traffic.svg
	@$(BIN)/routekit rules show report-speeding-traffic --markdown > docs/reference/report-speeding-traffic.md

assets: $(INSTALLED)  ## take the stylesheets and scripts of the pages from npm again
	@rm -f $(ASSETS) && $(MAKE) --no-print-directory $(ASSETS)

screenshots: $(INSTALLED) $(ASSETS) $(NEEDS)  ## make the pictures of the pages, which are in the documentation
	@$(BIN)/python tests/browser/screenshots.py docs/how-to/pages

lock:  ## pin what the newest releases resolve to, for make and CI
	@rm -rf .venv && $(MAKE) --no-print-directory CONSTRAINTS= $(DOCS) $(PEERS)
	@$(BIN)/python -m pip install -qq --group spark
	@$(BIN)/python -m pip freeze --exclude-editable --exclude routekit > constraints.txt

clean:  ## remove the environment and everything built
	rm -rf .venv web/node_modules src/routekit/service/pages/built docs/_build .pytest_cache .mypy_cache .ruff_cache .hypothesis .benchmarks .fuzz

CONSTRAINTS ?= -c constraints.txt
EDITION ?= nation
FUZZ_SECONDS ?= 60

$(INSTALLED): pyproject.toml boundaries/pyproject.toml rules/pyproject.toml $(wildcard constraints.txt)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "routekit needs Python 3.11 or newer")'
	@echo "Setting up .venv (once) ..."
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install -qq --upgrade 'pip>=25.1'
	@$(BIN)/python -m pip install -qq $(CONSTRAINTS) -e . -e boundaries -e rules --group dev
	@touch $@

# Without npm the pages say on start-up what to run; all else works.
$(ASSETS): $(INSTALLED) web/package.json web/package-lock.json web/copy_assets.py
	@if command -v npm >/dev/null; then \
		cd web && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error && ../$(BIN)/python copy_assets.py && touch ../$@ \
		|| echo "npm failed, so the pages of the service have no stylesheets: make assets tries again"; \
	else \
		echo "npm is not installed, so the pages of the service have no stylesheets: install it, then make assets"; \
	fi

# What is missing after this is named by the tests as NOT RUN; the file says that nothing is.
$(NEEDS): $(INSTALLED)
	@sh tests/install_needs.sh $(BIN)/python -m pip install -qq $(CONSTRAINTS) --group spark && touch $@ || true

$(DOCS): $(INSTALLED)
	@$(BIN)/python -m pip install -qq $(CONSTRAINTS) --group docs
	@touch $@

# A peer that cannot be installed is named on the page as not run, with the reason; the others are measured.
$(PEERS): $(INSTALLED)
	@echo "Installing the peers (once) ..."
	@$(BIN)/python -m pip install -qq $(CONSTRAINTS) --group peers || echo "Some peers cannot be installed."
	@touch $@
