# Two commands: `make run` does the main job on the demo wire, `make test` proves the house.
# Nothing is written outside this folder.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV_VERSION := 0.13.9
UV := $(BIN)/uv
PYTEST_WORKERS ?= 2
export UV_LINK_MODE = copy
# Python keeps what it has compiled, whatever the shell says: that halves the time to load tests.
export PYTHONDONTWRITEBYTECODE =

.PHONY: run test check format bench serve lock clean

run: $(VENV)/.run-ready
	@$(BIN)/newsroom run --wire data/demo --next

test: check
	$(BIN)/pytest -n $(PYTEST_WORKERS) --dist loadgroup

check: $(VENV)/.dev-ready
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

format: $(VENV)/.dev-ready
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/.dev-ready
	@for script in bench/*.py; do echo "== $$script"; $(BIN)/python $$script || exit 1; done

# The desk, the readers' site and a worker on loopback; Ctrl-C ends all three.
serve: $(VENV)/.run-ready
	@trap 'kill 0' EXIT; $(BIN)/newsroom worker & $(BIN)/newsroom desk & $(BIN)/newsroom reader

# The lock files carry hashes and no index address.
lock: $(UV)
	$(UV) pip compile -q --upgrade --no-header --generate-hashes --universal --python-version 3.11 \
		--extra desk --extra postgres pyproject.toml -o requirements/core.lock
	$(UV) pip compile -q --upgrade --no-header --generate-hashes --universal --python-version 3.11 \
		--extra desk --extra postgres --group dev pyproject.toml -o requirements/dev.lock

$(UV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "newsroom needs Python 3.11 or newer; set PYTHON=/path/to/python3.11" >&2; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

$(VENV)/.run-ready: $(UV) requirements/core.lock pyproject.toml
	$(UV) pip install --quiet --compile-bytecode --require-hashes -r requirements/core.lock
	$(UV) pip install --quiet --no-deps -e .
	@touch $@

$(VENV)/.dev-ready: $(UV) requirements/dev.lock pyproject.toml
	$(UV) pip install --quiet --compile-bytecode --require-hashes -r requirements/dev.lock
	$(UV) pip install --quiet --no-deps -e .
	@touch $@ $(VENV)/.run-ready

clean:
	rm -rf $(VENV) var .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
