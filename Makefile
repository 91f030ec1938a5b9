# The two commands that a newcomer needs: `make run` and `make test`. Both set up what they need first.
PYTHON ?= python3.11
VENV ?= .venv
BIN := $(VENV)/bin
LAKE ?= lake

.PHONY: run test test-long pictures lint audit lock clean

run: $(VENV)/.installed  ## set up, then load the shipped sample dumps into ./lake
	$(BIN)/dateline ingest flows/samples --lake $(LAKE)

test: $(VENV)/.installed  ## set up, then run the tests
	$(BIN)/pytest -n 2 --dist loadscope --no-loadscope-reorder

test-long: $(VENV)/.installed  ## the tests that try to break it, at full count: hours; prints counts and seeds
	$(BIN)/pytest -m long -s

pictures: $(VENV)/.installed  ## each page as a browser shows it, in build/screenshots, and of these the docs' pictures
	$(BIN)/pytest -n 0 tests/dashboard/test_browser.py -k every_page
	$(BIN)/python tests/dashboard/pictures.py

lint: $(VENV)/.installed  ## style, types, and which package may import which
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

audit:  ## known vulnerabilities of what is locked; asks a service on the internet, so CI does not run it
	$(BIN)/uv tool run pip-audit --require-hashes --disable-pip -r requirements.lock

lock:  ## resolve pyproject.toml anew
	$(BIN)/uv pip compile --quiet --no-header --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--group dev --output-file requirements.lock pyproject.toml

clean:
	rm -rf $(VENV) build *.egg-info

# uv, because the pip of Debian 12 cannot install a lock with hashes whose packages depend on each other. Compiled once, here:
# where Python may not write beside its packages, each command would compile them again for 5 s.
$(VENV)/.installed: requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check 'uv>=0.9,<1'
	$(BIN)/uv pip sync --quiet --compile-bytecode --python $(BIN)/python --require-hashes requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --editable .
	touch $@
