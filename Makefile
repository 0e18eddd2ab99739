# Two commands do everything on a fresh machine with Python 3.11+ and make:
#   make audit   audits the seed article with the embedded model and writes reports/
#   make test    runs the tests
# Each creates what it needs in .venv and does nothing twice.

# the first interpreter that runs and is new enough
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
  $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo $$p; break; }; done)
ARTICLE ?= seeds/000_2d1116a519ad34f0.txt
BIN := .venv/bin
# as many processes as cores, four at most; files stay whole (tests/conftest.py)
PARALLEL ?= -n auto --maxprocesses 4 --dist loadgroup
PIP := $(BIN)/pip --disable-pip-version-check --quiet install --require-hashes --no-deps
SELF := $(BIN)/pip --disable-pip-version-check --quiet install --no-deps --no-build-isolation --editable .

.PHONY: audit test test-fast explore lint check format browser lock clean

audit: .venv/run.done
	$(BIN)/audit run $(ARTICLE) --format text --format json=reports/report.json \
	  --format markdown=reports/report.md --format html=reports/report.html

test: .venv/dev.done browser
	$(BIN)/python -m pytest $(PARALLEL)

test-fast: .venv/dev.done
	$(BIN)/python -m pytest $(PARALLEL) -m "not slow and not browser"

# Property tests with other examples every time.
explore: .venv/dev.done
	$(BIN)/python -m pytest $(PARALLEL) --hypothesis-profile=default -m "not slow and not browser" \
	  $$(grep -rl "^from hypothesis" tests --include="test_*.py")

lint: .venv/dev.done
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo 2>/dev/null || $(BIN)/lint-imports

check: lint test

format: .venv/dev.done
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Chromium for the browser tests: through apt where that works, else those tests skip and say how to get it.
browser:
	@command -v chromium chromium-browser google-chrome >/dev/null 2>&1 || \
	  { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && \
	    { echo "installing chromium for the browser tests"; \
	      apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null; }; } || \
	  echo "no Chromium: the browser tests will skip"

# Pins of everything, with hashes and without an address; one file for running, one for developing.
lock: .venv/dev.done
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	  --no-annotate --quiet --extra local pyproject.toml requirements/build.in --output-file requirements/run.txt
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	  --no-annotate --quiet --extra local --extra dev pyproject.toml requirements/build.in --output-file requirements/dev.txt

clean:
	rm -rf .venv reports dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

.venv/bin/pip:
	@[ -n "$(PYTHON)" ] || { echo "Python 3.11 or newer is needed; name one with make PYTHON=..."; exit 1; }
	$(PYTHON) -m venv .venv

.venv/run.done: requirements/run.txt pyproject.toml | .venv/bin/pip
	@echo "installing audit and its embedded model (1.2 GB, once)"
	@$(PIP) --requirement requirements/run.txt
	@$(SELF)
	@touch $@

.venv/dev.done: requirements/dev.txt pyproject.toml | .venv/bin/pip
	@echo "installing audit, its embedded model (1.2 GB, once) and the tools of its developers"
	@$(PIP) --requirement requirements/dev.txt
	@$(SELF)
	@touch $@ .venv/run.done
