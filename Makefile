.PHONY: demo test check lock clean

demo: ## Set everything up and digitise the samples
	@scripts/setup
	@scripts/demo

test: ## Set everything up and pass the tests
	@scripts/setup test
	@scripts/check
	@.venv/bin/pytest -n 2 --dist loadfile

check: ## Style, types and layers
	@scripts/check

lock: ## Renew requirements.lock
	@scripts/lock

clean:
	rm -rf .venv demo-output
