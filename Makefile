# `make check` is everything that is checked beside the tests; .ci/run does it too.
PYTHON ?= .venv/bin/python
ROOMS = src/youthsim/chain/*,src/youthsim/levers/*,src/youthsim/scenario/*,src/youthsim/engines/*

.PHONY: check lint types spelling duplicates site catalogue test coverage

check: lint types spelling duplicates site

lint:
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .

types:
	$(PYTHON) -m mypy

spelling:
	$(PYTHON) -m codespell_lib

# Six lines or more that share their logic stand once.
duplicates:
	$(PYTHON) -m pylint --disable=all --enable=duplicate-code src/youthsim

site:
	NO_MKDOCS_2_WARNING=1 $(PYTHON) -m mkdocs build --strict --quiet --site-dir build/site

# The pages of the catalogue, made again from the registry, the levers and the outcomes.
catalogue:
	$(PYTHON) docs/catalogue/make.py

test:
	$(PYTHON) -m pytest -q -n 2

# Compiled code cannot be seen from outside, so the rules and engines run as plain Python here.
coverage:
	NUMBA_DISABLE_JIT=1 $(PYTHON) -m pytest -q -m "not browser and not cluster" --cov --cov-report= \
		tests/chain tests/levers tests/scenario tests/engines/test_draws.py
	$(PYTHON) -m coverage report --include='$(ROOMS)' --fail-under=95 --skip-covered
