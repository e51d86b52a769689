.PHONY: demo test smoke check samples lock clean

demo: ## Set everything up and digitise the samples
	@scripts/setup
	@scripts/demo

test: ## Set everything up and pass the tests
	@scripts/setup test
	@scripts/check
	@.venv/bin/pytest -n 2 --dist loadfile

smoke: ## Train the line reader for minutes: the loss falls, the export loads
	@scripts/setup
	@scripts/smoke

check: ## Style, types and layers
	@scripts/check

COUNT ?= 3000
OUT ?= samples/drawn
SEED ?= 1

samples: ## Draw thousands of papers with their true values, in three grades of scan
	@test -x .venv/bin/python || scripts/setup
	@.venv/bin/python -m samples.generate --out $(OUT) --count $(COUNT) --seed $(SEED) \
		--grade clean --grade scan --grade poor --quiet

lock: ## Renew requirements.lock
	@scripts/lock

clean:
	rm -rf .venv .venv-training demo-output
