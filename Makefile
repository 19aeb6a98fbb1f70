# `make check` is everything that is checked beside the tests; .ci/run does it too.
PYTHON ?= .venv/bin/python
ROOMS = src/youthsim/chain/*,src/youthsim/levers/*,src/youthsim/scenario/*,src/youthsim/engines/*

.PHONY: check lint types spelling duplicates site test coverage

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

test:
	$(PYTHON) -m pytest -q -n 2

# Compiled code cannot be seen from outside, so the rules and engines run as plain Python here, about a hundred times
# slower: without the tests that need many events. Three minutes.
PLAIN = tests/chain tests/levers tests/scenario $(addprefix tests/engines/test_,calendar.py conservation.py draws.py \
	everything.py mesa_model.py network.py pools.py two_engines.py)
LONG = lost or mmc or cobham or jackson or pollaczek or without_a_limit or any_scenario or shipped or hash_seed or strongest
coverage:
	NUMBA_DISABLE_JIT=1 $(PYTHON) -m pytest -q -k "not ($(LONG)) or everything or (strongest and (transition or area_bound or connection or reorganisation or propensity))" --cov --cov-report= $(PLAIN)
	$(PYTHON) -m coverage report --include='$(ROOMS)' --fail-under=95 --skip-covered --show-missing
