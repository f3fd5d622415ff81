# Two commands do everything on a fresh machine: `make demo` and `make test`. Each sets up its own environment.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
READY = $(VENV)/ready

.PHONY: demo test check format lint bench slow docs notebooks clean

demo: $(READY)
	$(BIN)/minutes demo -o demo-output

test: $(READY)
	$(BIN)/python -m pytest

lint: $(READY)
	$(BIN)/ruff format --check src tests benchmarks
	$(BIN)/ruff check src tests benchmarks
	$(BIN)/mypy

check: lint test

format: $(READY)
	$(BIN)/ruff format src tests benchmarks
	$(BIN)/ruff check --fix src tests benchmarks

bench: $(READY)
	$(BIN)/python benchmarks/speed.py

# What takes too long for every day: about half an hour. A long batch killed and out of disk, and 300 kills.
slow: $(READY)
	$(BIN)/python -m benchmarks.soak --files 20000
	$(BIN)/python -m benchmarks.archive --only kills --kills 300

docs: $(READY)
	$(BIN)/python docs/generate.py
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict --quiet
	@echo build/site/index.html

notebooks: $(READY)
	$(BIN)/python docs/notebooks.py

$(READY): pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "minutes needs Python 3.11 or newer / Python 3.11 以上が必要です: make demo PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet -e '.[dev]'
	touch $(READY)

clean:
	rm -rf $(VENV) demo-output build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
