PYTHON ?= python3
BIN := .venv/bin

.DEFAULT_GOAL := help

help: ## List what there is
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

.venv: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --editable '.[dev]'
	touch .venv

check: lint types test ## Everything that guards main

lint: .venv ## Style and likely mistakes
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv ## Static types
	$(BIN)/mypy

test: .venv ## Tests
	$(BIN)/python -m pytest --quiet -n 2

coverage: .venv ## Tests, with the branches that none of them takes
	$(BIN)/python -m pytest --quiet --cov --cov-report=term-missing:skip-covered

FUZZED := jsonl csv wet compressed paragraphs words whole ledger
RUNS ?= 100000

fuzz: .venv ## Look for bytes that break something, longer with RUNS=1000000
	$(BIN)/pip install --quiet atheris
	for target in $(FUZZED); do $(BIN)/python fuzz/fuzz.py $$target -runs=$(RUNS) -max_len=4096 || exit 1; done

mutation: .venv ## Change the code in small ways and see whether a test fails, of one module with MODULES=words
	$(BIN)/pip install --quiet 'mutmut>=3.8,<3.9'
	PYTHONHASHSEED=0 $(BIN)/python tools/run_mutation.py $(MODULES)

ADAPTERS ?=

integrations: ## Try the adapters with their frameworks, only some with ADAPTERS='langchain ray'
	$(PYTHON) tools/run_integrations.py $(ADAPTERS)

docs: .venv ## Write the generated pages of docs/ again
	$(BIN)/python tools/make_cli_reference.py > docs/cli.md

clean: ## Remove what can be made again
	rm -rf .venv .integrations build dist .hypothesis .mypy_cache .pytest_cache .ruff_cache .coverage

.PHONY: help check lint types test coverage fuzz mutation integrations docs clean
