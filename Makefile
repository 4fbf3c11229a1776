# Two environments, both made here from the hash-pinned locks; nothing has to be activated.
#   .venv         what denselab needs, and its tests' tools once `make test` or `make check` ran
#   .venv-bench   the same denselab beside the peers that the benchmarks compare it with
# A file .made-* in an environment says which part is in place, so a second `make` starts at once.

VENV  := .venv
BENCH := .venv-bench
BIN   := $(VENV)/bin
PIP_INSTALL := -m pip install -qq --disable-pip-version-check --no-input --no-compile
LOCKED := --require-hashes --only-binary=:all:
# pip compiles on one core only; a file that no Python can compile (a template) is not our concern.
COMPILE := -m compileall -qq -j 0

# The first of these that is Python >= 3.11 with venv makes the environments.
PYTHON ?= python3 python3.14 python3.13 python3.12 python3.11
# More words for the command, e.g. make explore ARGS=mnist, make test ARGS="-k idx"
ARGS ?=

.PHONY: explore test check format bench lock clean

explore: $(VENV)/.made-runtime
	@$(BIN)/denselab explore $(ARGS)

test: $(VENV)/.made-dev
	$(BIN)/python -m pytest $(ARGS)

check: $(VENV)/.made-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.made-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(BENCH)/.made-bench $(VENV)/.made-runtime
	$(BENCH)/bin/python -m benchmarks $(ARGS)

# Keeps the pinned versions that still fit; make lock ARGS=--upgrade takes the newest.
LOCK := $(BIN)/uv pip compile --quiet --universal --fork-strategy fewest --python-version 3.11 \
        --generate-hashes --custom-compile-command "make lock" $(ARGS)
lock: $(VENV)/.made-dev
	$(LOCK) pyproject.toml -o requirements.lock
	$(LOCK) --group build -c requirements.lock -o requirements-build.lock
	$(LOCK) --group dev -c requirements.lock -o requirements-dev.lock
	$(LOCK) --group bench -c requirements.lock -o requirements-bench.lock

clean:
	rm -rf $(VENV) $(BENCH) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

%/.made-python:
	@for python in $(PYTHON); do \
	  if $$python -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
	  then \
	    echo "Setting up $(@D) with $$python (once, a minute or two)"; \
	    $$python -m venv $(@D) && touch $@; exit $$?; \
	  fi; \
	done; \
	echo "denselab needs Python 3.11 or newer with venv; tried: $(PYTHON)." >&2; \
	echo "On Debian or Ubuntu: apt-get install python3 python3-venv" >&2; \
	echo "Elsewhere, name one: make PYTHON=/path/to/python3 $(MAKECMDGOALS)" >&2; \
	exit 1

%/.made-runtime: %/.made-python requirements.lock requirements-build.lock pyproject.toml
	@echo "  what denselab needs"
	@$(@D)/bin/python $(PIP_INSTALL) $(LOCKED) -r requirements.lock -r requirements-build.lock
	@echo "  denselab itself"
	@$(@D)/bin/python $(PIP_INSTALL) --no-deps --no-build-isolation --editable .
	@$(@D)/bin/python $(COMPILE) $(@D)/lib || true
	@touch $@

%/.made-dev: %/.made-runtime requirements-dev.lock
	@echo "  what its tests and checks need"
	@$(@D)/bin/python $(PIP_INSTALL) $(LOCKED) -r requirements-dev.lock
	@$(@D)/bin/python $(COMPILE) $(@D)/lib || true
	@touch $@

%/.made-bench: %/.made-runtime requirements-bench.lock requirements-bench-torch.lock
	@echo "  the peers: TensorFlow, PyTorch"
	@$(@D)/bin/python $(PIP_INSTALL) $(LOCKED) -r requirements-bench.lock
	@$(@D)/bin/python $(PIP_INSTALL) $(LOCKED) --no-deps -r requirements-bench-torch.lock || \
	  echo "  PyTorch's CPU build is not in pip's reach: the benchmarks will leave PyTorch out."
	@$(@D)/bin/python $(COMPILE) $(@D)/lib || true
	@touch $@

.PRECIOUS: %/.made-python %/.made-runtime %/.made-dev
