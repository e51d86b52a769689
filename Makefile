.DEFAULT_GOAL := help
# every process would compile every library anew
unexport PYTHONDONTWRITEBYTECODE
.PHONY: help demo test types pytest quick soak bench check fix smoke samples architecture lock clean

help: ## List the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/\1	\2/p' $(MAKEFILE_LIST) | expand -t 14

demo: ## Set everything up and digitise the samples
	@scripts/setup
	@scripts/demo

test: ## Set everything up and run the tests
	@scripts/setup test
	@scripts/check style layers
	@$(MAKE) --no-print-directory --jobs=2 types pytest

TESTS ?= not exhaustive
# half of them wait for the browser, a server or a process while the others compute
WORKERS ?= $(shell expr $$(nproc) \* 2)

types:
	@scripts/check types

# one thread in each process: together they have more than the cores
pytest:
	@OPENCV_FOR_THREADS_NUM=1 OMP_NUM_THREADS=1 .venv/bin/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder -m '$(TESTS)'

quick: ## Checks and the fast tests
	@test -x .venv/bin/python || scripts/setup test
	@scripts/check style layers
	@$(MAKE) --no-print-directory --jobs=2 types pytest TESTS='not slow and not browser and not server and not exhaustive'

soak: ## The exhaustive tests: every step, line and made-up request (minutes)
	@$(MAKE) --no-print-directory pytest TESTS=exhaustive

BENCH ?=

bench: ## Compare with other programs, same pages, one run; BENCH='--pages 10' takes more pages
	@test -x .venv/bin/python || scripts/setup
	@.venv/bin/python -m benchmarks.world $(BENCH)

check: ## Style, types and layers
	@scripts/check

fix: ## Fix style and layout automatically
	@.venv/bin/ruff check --fix .
	@.venv/bin/ruff format .

smoke: ## Train the recogniser for a few minutes: the loss falls, the export loads
	@scripts/setup
	@scripts/smoke

COUNT ?= 3000
OUT ?= samples/drawn
SEED ?= 1

samples: ## Generate thousands of papers with their true values, in three grades of scan
	@test -x .venv/bin/python || scripts/setup
	@.venv/bin/python -m samples.generate --out $(OUT) --count $(COUNT) --seed $(SEED) \
		--grade clean --grade scan --grade poor --quiet

architecture: ## Redraw docs/images/architecture.svg from the imports
	@.venv/bin/python -m docs.architecture

lock: ## Renew requirements.lock
	@scripts/lock

clean: ## Remove the environments and the output of the demo
	rm -rf .venv .venv-peers .venv-training demo-output
