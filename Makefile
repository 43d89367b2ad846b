# Every target sets up what it needs: a virtual environment from the hash-pinned lock, and on Debian as root the
# system libraries. Without root it prints the one line to run.
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
READY := .setup/ready
OUT ?= out

.DEFAULT_GOAL := help
.PHONY: help sizes run demo test lint types unit window both fuzz peers soak bench pictures installer installed clean

help: ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

$(READY): requirements.lock tools/setup.sh
	@sh tools/setup.sh $(PYTHON) $(VENV)
	@mkdir -p .setup && touch $(READY)

run: $(READY) ## open the desk on the sample township; without a screen, do the whole job unattended
	@sh tools/run.sh $(PY) $(OUT)

demo: $(READY) ## build the sample township, print every ledger, picture every tab
	$(PY) -m app demo --out $(OUT)

test: $(READY) lint types unit window ## every check of the project

lint: $(READY)
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/lint-imports --no-cache

types: $(READY)
	$(VENV)/bin/mypy

unit: $(READY)
	sh tools/system.sh test
	QT_QPA_PLATFORM=offscreen $(PY) -m coverage run -m pytest -n auto --durations=20 -m "not window and not peers" --ignore=tests/ui
	# The window's tests in processes of their own: among the objects of thousands of others each would take longer.
	QT_QPA_PLATFORM=offscreen $(PY) -m coverage run -m pytest -n auto --durations=20 -m "not window and not peers" tests/ui

window: $(READY)
	sh tools/window_tests.sh $(PY)
	$(PY) -m coverage combine
	$(PY) -m coverage report

sizes: $(READY) ## every page and dialog at 100, 150 and 200 % and 10 to 18 points; pictures in out/sizes
	sh tools/system.sh test
	sh tools/sizes.sh $(PY) $(OUT)/sizes

both: $(READY) ## the tests of the store, the services and the command line at a county's server, each with all its values
	sh tools/system.sh test
	QT_QPA_PLATFORM=offscreen $(PY) -m pytest -n auto --at-server -m "not window and not peers" tests

fuzz: $(READY) ## the property tests on examples that no run had before
	sh tools/system.sh test
	QT_QPA_PLATFORM=offscreen $(PY) -m pytest -n auto --hypothesis-profile=default -m "hypothesis and not window and not peers"

peers: $(READY) ## tests against other programs on this machine: a real print queue (needs root)
	sh tools/peers.sh $(PY)

pictures: demo ## make the pictures of README.md and the manual from the demo
	sh tools/system.sh test
	PYTHON=$(PY) sh tools/pictures.sh $(OUT)

soak: $(READY) ## the long loops of the faults; writes docs/reliability.md (ROUNDS=200)
	sh tools/system.sh test
	QT_QPA_PLATFORM=offscreen ROUNDS=$(or $(ROUNDS),200) $(PY) -m tests.faults.soak $(PARTS)

bench: $(READY) ## measure against peers; writes docs/performance.md
	sh tools/system.sh bench
	$(PY) -m bench

installer: $(READY) ## the .deb and the portable tar, in dist/
	sh tools/system.sh installer
	$(PY) build_installer.py

installed: installer ## that .deb in a bare Debian root: installed, used, upgraded, removed (needs root)
	sh tools/installed.sh $(PY)

clean: ## remove what the targets made
	rm -rf $(VENV) .setup out build dist .mypy_cache .ruff_cache .pytest_cache
