# Porchlight, from a fresh clone: `make serve` runs it, `make test` tests it.
#
#   make serve [PORT=8000] [HOST=127.0.0.1] [DATA=data]

VENV := .venv
BIN := $(VENV)/bin
RUNNING := $(VENV)/.locked
WORKING := $(VENV)/.locked-dev
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
LOCK := --quiet --generate-hashes --no-header --no-annotate --strip-extras --allow-unsafe --all-build-deps \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options

.DEFAULT_GOAL := help
.PHONY: help serve test test-long lint format messages lock migration bench clean

help:
	@echo "make serve      run the server and print the link to open (PORT=, HOST=, DATA=)"
	@echo "make test       the whole suite, with what it needs installed"
	@echo "make test-long  the tests with thousands of repetitions"
	@echo "make lint       ruff and mypy; make format lets ruff put the layout right"
	@echo "make bench      measure: a busy evening, and twenty power cuts"
	@echo "make messages   collect the texts for translators, and compile the translations"
	@echo "make lock       choose and lock the newest dependencies"
	@echo "make migration SAYING=\"Keep a topic\"   draft the next migration"
	@echo "make clean      remove what was made, except .venv and the data"

serve: $(RUNNING)
	@exec $(BIN)/porchlight serve $(if $(HOST),--host "$(HOST)") $(if $(PORT),--port "$(PORT)") $(if $(DATA),--data "$(DATA)")

test: $(WORKING)
	@.ci/needs
	$(BIN)/python -m pytest -m "not long" -n 2 --dist worksteal $(ARGS)

test-long: $(WORKING)
	@.ci/needs
	$(BIN)/python -m pytest -m long $(ARGS)

lint: $(WORKING)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(WORKING)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(WORKING)
	$(BIN)/python -m bench.live
	$(BIN)/python -m bench.kill

messages: $(WORKING)
	$(BIN)/pybabel extract --mapping-file pyproject.toml --no-location --project Porchlight \
		--keyword _ --keyword N_ --keyword ngettext:1,2 --output-file server/locales/porchlight.pot .
	@for catalogue in server/locales/*/LC_MESSAGES/porchlight.po; do \
		if [ -f "$$catalogue" ]; then \
			$(BIN)/pybabel update -D porchlight -i server/locales/porchlight.pot -d server/locales && \
			$(BIN)/pybabel compile -D porchlight -d server/locales; break; \
		fi; \
	done

lock: $(WORKING)
	$(BIN)/pip-compile $(LOCK) --upgrade --output-file requirements.lock pyproject.toml
	$(BIN)/pip-compile $(LOCK) --upgrade --extra dev --constraint requirements.lock --output-file requirements-dev.lock pyproject.toml

migration: $(WORKING)
	$(BIN)/python -m server.storage.migrate "$(SAYING)"

clean:
	rm -rf build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis test-results
	find . -name __pycache__ -not -path "./$(VENV)/*" -prune -exec rm -rf {} +

# Everything in .venv comes from a lock, by hash; the stamp makes the next start fast.
$(RUNNING): requirements.lock pyproject.toml
	@test -x $(BIN)/python || "$$(.ci/python)" -m venv $(VENV)
	@echo "Installing what Porchlight needs (once; this takes a minute) ..."
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --no-index --editable .
	@touch $@

$(WORKING): $(RUNNING) requirements-dev.lock
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@
