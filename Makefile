# Everything a fresh machine needs: Python 3.11 to 3.13, pip, git, make. `make demo` and `make test` do the rest.
PYTHON ?= $(or $(shell command -v python3.11 || command -v python3.12 || command -v python3.13 || command -v python3),python3)
# What MediaPipe 0.10.21 is not made for has locked versions of its own (docs/decisions/0017).
FOR := $(shell $(PYTHON) -c 'import sys; print("-313" if sys.version_info >= (3, 13) else "")' 2>/dev/null)
VENV := .venv
BIN := $(VENV)/bin

.PHONY: install demo test lint bench filmstrip clean

install: $(VENV)/.runtime

demo: $(VENV)/.runtime
	$(BIN)/kiosk demo $(ARGS)

test: lint
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder $(ARGS)

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(if $(FOR),@echo 'types are checked with Python 3.11 and 3.12 alone',$(BIN)/mypy)
	$(BIN)/lint-imports

bench: $(VENV)/.runtime
	$(BIN)/kiosk bench

filmstrip: $(VENV)/.dev
	$(BIN)/python deploy/filmstrip.py

$(BIN)/python:
	@command -v $(PYTHON) >/dev/null || { echo 'Obscura needs Python 3.11, 3.12 or 3.13; none was found. Install it first.' >&2; exit 2; }
	@$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(0 if (3, 11) <= v[:2] <= (3, 13) else "Obscura needs Python 3.11, 3.12 or 3.13; this is %d.%d. Install one and run: make PYTHON=python3.11" % v[:2])'
	$(PYTHON) -m venv --without-pip $(VENV)

$(VENV)/.runtime: $(BIN)/python requirements$(FOR).lock pyproject.toml
	$(PYTHON) -m pip --disable-pip-version-check --python $(BIN)/python install --quiet --no-deps --require-hashes -r requirements$(FOR).lock
	$(PYTHON) -m pip --disable-pip-version-check --python $(BIN)/python install --quiet --no-deps --no-build-isolation --no-index -e .
	touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements$(FOR)-dev.lock
	$(PYTHON) -m pip --disable-pip-version-check --python $(BIN)/python install --quiet --no-deps --require-hashes -r requirements$(FOR)-dev.lock
	touch $@

clean:
	rm -rf $(VENV) build demo-output *.egg-info
