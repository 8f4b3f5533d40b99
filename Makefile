# Two commands: `make run` starts the portal, `make test` tests everything. The scripts behind them are in .ci/.
.DEFAULT_GOAL := help
.PHONY: help run test check format bench lock messages clean

help: ## Show this list
	@awk -F':.*## ' '/^[a-z]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## Start the portal with demonstration data (HOST, PORT, DATABASE_URL, REDIS_URL, DEMO_PASSWORD)
	@exec bash .ci/serve

test: ## Run all tests, on SQLite and on PostgreSQL with Redis, and the browser tests
	@bash .ci/prepare test && exec .venv/bin/python .ci/test.py

check: ## Lint, types, layers, safety, translations, bounds of the architecture
	@bash .ci/prepare test && exec .venv/bin/python .ci/check.py

format: ## Set the code the way `make check` wants it
	@bash .ci/prepare test && .venv/bin/ruff check --quiet --fix . ; exec .venv/bin/ruff format .

bench: ## Print how long each page takes, beside an empty page, and what a PDF costs
	@bash .ci/prepare test && exec .venv/bin/python -m tests.bench

lock: ## Write requirements*.txt anew from pyproject.toml, with hashes
	@bash .ci/prepare test && exec bash .ci/lock

messages: ## Collect the words to translate and compile both catalogues
	@bash .ci/prepare test && exec .venv/bin/python .ci/messages.py

clean: ## Remove what can be made again; data under var/ stays, but for that of tests
	@rm -rf .venv .coverage htmlcov var/test var/check var/static .*_cache
	@find . -name __pycache__ -type d -not -path './var/*' -prune -exec rm -rf {} +
