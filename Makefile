.PHONY: demo test smoke check lock clean

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

lock: ## Renew requirements.lock
	@scripts/lock

clean:
	rm -rf .venv .venv-training demo-output
