# The only entry point: CI and people call the same targets.
PYTHON ?= python3
BIN := .venv/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Tests start hundreds of processes. Without cached bytecode, each compiles everything it imports.
unexport PYTHONDONTWRITEBYTECODE
# Processes that run tests. Most tests wait rather than compute, so two cores keep four of them busy. 0: in one process.
WORKERS ?= 4
PYTEST := $(BIN)/python -m pytest -n $(WORKERS)

.DEFAULT_GOAL := help
.PHONY: help setup setup-check setup-soak setup-load setup-scan setup-browser site screenshots demo up evaluate usage test test-quick soak load scan browser engine static check format mutations docs hooks preview bench package lock clean

help: ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: ## create .venv and install the hashed requirements; a second run does nothing
	@$(PYTHON) setup_env.py tooling

setup-check:
	@$(PYTHON) setup_env.py tooling check

# MODEL=openai:http://127.0.0.1:8080/v1#qwen2.5 or MODEL=bedrock; MISBEHAVE="planner:unknown-tool reporter:slow"
MODEL_OPTIONS = $(if $(MODEL),--model '$(MODEL)') $(foreach each,$(MISBEHAVE),--misbehave '$(each)')

demo: setup ## deploy to the embedded AWS, analyse a portfolio, show its trace, remove everything (MODEL=… for a real model)
	@$(BIN)/alex demo $(MODEL_OPTIONS)

up: setup ## run the embedded AWS until Ctrl-C (MODEL=…)
	@$(BIN)/alex up $(MODEL_OPTIONS)

evaluate: setup ## run the sample portfolios with a model and show how well it does (MODEL=…, default the fake one)
	@$(BIN)/alex evaluate $(MODEL_OPTIONS) $(EVALUATE_OPTIONS)

test: setup ## run every test (WORKERS=4 processes)
	@$(PYTEST)

test-quick: setup ## run the tests that need no server
	@$(PYTEST) -m "not local and not soak and not browser and not engine"

setup-soak:
	@$(PYTHON) setup_env.py tooling load scan models

soak: setup-soak ## run the tests that take minutes: failures, alarms and rotation under load
	@$(BIN)/python -m pytest -m "soak and not engine"

setup-scan:
	@$(PYTHON) setup_env.py tooling scan

scan: setup-scan ## attack the local system with a vulnerability scanner; reports in build/scan
	@PYTHONPATH=agents $(BIN)/python -m scan

setup-browser:
	@$(PYTHON) setup_env.py tooling browser

browser: setup-browser site ## test the site with hostile texts in a real browser (needs Chromium: apt-get install chromium)
	@$(BIN)/python -m pytest -m browser

screenshots: setup-browser site ## take pictures of every page of the site into build/screenshots (needs Chromium)
	@PYTHONPATH=agents $(BIN)/python -m tests.site.screenshots

# ENGINE_OPTIONS: pytest's, e.g. ENGINE_OPTIONS="-k prompt"; "-m soak" updates a busy stack twenty times
engine: setup ## run the tests on the real Pulumi engine; without `pulumi` on PATH they build it (needs Go)
	@$(BIN)/python -m tests.engine.toolchain $(ENGINE_OPTIONS)

static: setup-check ## check format, lint and types; edit nothing
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/basedpyright

check: static ## check format, lint and types, run every test; edit nothing
	$(PYTEST)

format: setup-check ## reformat the code and apply ruff's fixes
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

mutations: setup-check ## change inputs of production one by one, and show what the policy pack lets through
	@$(BIN)/python -m tests.guardrails.mutations

docs: setup-check ## write the generated parts of docs/ from the code
	@$(BIN)/python -m docgen

hooks: setup-check ## check staged Python files with ruff before each commit
	@git config core.hooksPath .githooks

preview: setup ## list the resources of the prod stack, offline (STACK=… for another)
	@$(BIN)/alex preview --stack $(or $(STACK),prod)

bench: setup ## measure cold starts, jobs, packages, tracing, tokens, or PARTS=…; BASE=path compares with another checkout
	@PYTHONPATH=agents $(BIN)/python -m bench $(PARTS) $(if $(BASE),--base '$(BASE)')

setup-load:
	@$(PYTHON) setup_env.py tooling load

load: setup-load ## simulate concurrent users: USERS=20 SECONDS=60 JOBS=…, or BURST=200 analyses at once
	@PYTHONPATH=agents $(BIN)/python -m bench.load $(if $(USERS),--users $(USERS)) $(if $(SECONDS),--seconds $(SECONDS)) \
		$(if $(JOBS),--jobs $(JOBS)) $(if $(BURST),--burst $(BURST)) $(LOAD_OPTIONS)

usage: setup-check ## count on the embedded AWS what an analysis uses, for the cost estimate (estimate/usage.json)
	@PYTHONPATH=agents $(BIN)/python -m estimate.record

site: setup ## build the site from web/ into build/site; takes Node.js from PyPI where there is none
	@$(BIN)/alex site

package: setup ## build and check the Lambda packages in build/
	@$(BIN)/alex package

lock: setup-check ## resolve and pin the requirements again
	requirements/compile.sh

clean: ## remove .venv and everything that runs create
	rm -rf .venv .venv-scan .venv-models .alex build web/node_modules bench/site/node_modules .pytest_cache .ruff_cache
