# Hearth's commands. The work is in bin/*; this file says what there is.
.DEFAULT_GOAL := help
.PHONY: help run test test-fast lint shots bench lock translations environment environment-dev assets

BIN := .venv/bin
FAST := not browser and not live and not postgres and not redis and not slow

help: ## Show these commands
	@sed -n 's/^\([a-z][a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

run: environment assets ## Set up what is missing and serve a demo community on http://127.0.0.1:5000
	@DEMO=1 exec $(BIN)/flask serve

test: environment-dev assets lint ## Everything CI checks: linters, types, floors, all tests
	@$(BIN)/pytest -n auto

test-fast: environment-dev ## The tests that need no server, browser or database server
	@$(BIN)/pytest -q -n auto -m "$(FAST)"

lint: environment-dev ## Linters, formatting, types and the floors of the house
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

shots: environment-dev assets ## Pictures of the main pages into shots/
	@$(BIN)/python -m bench.shots

bench: environment-dev assets ## Measure this machine: pages, search, fan-out; into bench-results/
	@$(BIN)/python -m bench

translations: environment-dev ## Collect all texts, bring each language in translations/ up to date
	@bin/translations

lock: ## Write the lock files in requirements/ anew from the .in files
	@bin/lock

environment:
	@bin/environment runtime

environment-dev:
	@bin/environment dev

assets: environment
	@bin/assets
