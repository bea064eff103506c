# One-line targets; .ci/run calls the same ones.
.DEFAULT_GOAL := help
PY := .venv/bin/python
SHARED ?= ../shared
export SHARED PORT SERVE DEMO FULL

help:  ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## */  make \1\t/' | expand -t 24
setup:  ## build .venv from the hashed locks
	@tools/setup runtime
setup-dev:  ## the same, with what tests and checks need
	@tools/setup dev
demo: setup  ## a fictional province, from raw marks to published standings (PORT=8000 SERVE=0 DEMO=full SHARED=../shared)
	@.venv/bin/jiangong demo
test: setup-dev  ## everything that is tested, on SQLite and, where a server is found, on PostgreSQL
	@tools/test
core: setup-dev  ## the core alone: seconds, and every line and branch of it
	@$(PY) -m pytest -p no:django tests/core -q -n auto --dist loadfile --cov --cov-report=term-missing --cov-fail-under=100
cluster: setup-dev  ## the same digits on Apache Spark, and on a cluster of three processes (Java 17; FULL=1 for the whole gallery)
	@tools/setup spark && CLUSTER=required $(PY) -m pytest -q -p no:django tests/cluster
fmt: setup-dev  ## lay the code out
	@$(PY) -m ruff check --fix-only --quiet . ; $(PY) -m ruff format .
check: setup-dev  ## style, types, floors, migrations, translations
	@tools/check
bench: setup-dev  ## every benchmark (FULL=1 for the full sizes)
	@$(PY) -m benchmarks
bench-standings: setup-dev  ## settling against one scan
	@$(PY) -m benchmarks.standings
bench-roster: setup-dev  ## importing a roster against a bare load (ROWS=50000; FULL=1 is a million; SOURCE=xlsx a workbook)
	@$(PY) -m benchmarks.roster
bench-rush: setup-dev  ## the opening rush: registrations competing for places (FULL=1: 10,000 for 500)
	@$(PY) -m benchmarks.rush && $(PY) -m benchmarks.rush --pages
bench-boards: setup-dev  ## results day: 1,000 open live boards and everybody looking for the own place
	@$(PY) -m benchmarks.boards
soak: setup-dev  ## long generated-case and mutation runs, bounded and resumable (MINUTES=10)
	@$(PY) -m tests.soak
docs: setup-dev  ## check that the documents say what the program does
	@$(PY) -m pytest -q tests/architecture/test_documents.py tests/cli/test_examples.py tests/core/rulebook/test_reference_page.py
messages: setup-dev  ## renew the translation catalogues
	@$(PY) tools/messages.py
vendor: setup-dev  ## renew the vendored front-end files from npm
	@$(PY) -m jiangong.web.vendoring
locks: setup-dev  ## renew requirements/*.txt from pyproject.toml
	@tools/locks
clean:  ## remove what the tools left behind
	@rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage htmlcov build dist

.PHONY: help setup setup-dev demo test core cluster fmt check bench bench-standings bench-roster bench-rush bench-boards soak docs messages vendor locks clean
