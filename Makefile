# 冷暖专版 · Lengnuan. `make help` lists what there is.
SHELL := /bin/sh
# The first Python that is new enough and really runs (a version manager's shim may not). The system's own comes first: it
# was built with its optimizer, which a version manager leaves out, and saves 8 to 18 % of the CPU.
# `make PYTHON=...` decides.
PYTHON ?= $(shell for each in /usr/bin/python3.11 python3.11 /usr/bin/python3 python3 python3.12 python3.13; do \
	$$each -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$each && break; done)
BIN := .venv/bin
export INSTANCE ?= instance
export HOST ?= 127.0.0.1
export PORT ?= 8000
CATALOGUES := $(wildcard directory/translations/*/LC_MESSAGES/messages.po)
COMPILED := $(CATALOGUES:.po=.mo)
PRESSED := $(addsuffix .gz,$(wildcard directory/static/css/*.css directory/static/js/*.js directory/static/vendor/*/*.js))

.PHONY: help FORCE build run scan test test-fast check coverage planted docs stats measure bench faults lock translations clean

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 16

.venv/.run: requirements.txt
	@test -n "$(PYTHON)" && $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer with venv is needed (Debian: apt install python3-venv), or make PYTHON=..."; exit 1; }
	@test -x $(BIN)/pip || $(PYTHON) -m venv --clear .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/.dev: .venv/.run requirements-dev.txt requirements-scan.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt -r requirements-dev.txt -r requirements-scan.txt
	@touch $@

# 410 MB that only a site whose operator photographs newspapers needs: a first start does not wait for it.
.venv/.scan: .venv/.run requirements-scan.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt -r requirements-scan.txt
	@touch $@

# Both are put in place whole: half of a file, newer than its source, would never be made again.
# pybabel compile would stop at a singular that says "the business" where the plural says "%(num)s businesses".
COMPILE := from sys import argv; from babel.messages import mofile, pofile; \
	mofile.write_mo(open(argv[2], "wb"), pofile.read_po(open(argv[1], "rb")))
%.mo: %.po .venv/.run
	@$(BIN)/python -c '$(COMPILE)' $< $@.new && mv $@.new $@ || { rm -f $@.new; exit 1; }

# What goes to every phone goes there compressed once, at its smallest.
PRESS := from sys import argv; import gzip; \
	open(argv[2], "wb").write(gzip.compress(open(argv[1], "rb").read(), 9, mtime=0))
%.gz: % .venv/.run
	@$(BIN)/python -c '$(PRESS)' $< $@.new && mv $@.new $@ || { rm -f $@.new; exit 1; }

# Byte code, tables and templates made ahead, so that a start only reads them. Safe to delete: whoever misses one makes it.
SOURCES := $(shell find directory templates seed -type f ! -name '*.pyc' ! -name '*.gz' ! -name '*.mo' 2>/dev/null)
build/.made: .venv/.run $(SOURCES)
	@$(BIN)/python -m compileall -q directory
	@$(BIN)/python -m directory.prepare
	@touch $@

# Which commit this is, for `version`, /metrics and check. A checkout without git says nothing of it.
build/release: build/.made FORCE
	@{ git describe --tags --always --dirty 2>/dev/null || echo unknown; } > $@.new; \
	cmp -s $@.new $@ && rm $@.new || mv $@.new $@
FORCE:

build: .venv/.run $(COMPILED) $(PRESSED) build/.made build/release ## what a server needs, without starting it

run: .venv/.run $(COMPILED) $(PRESSED) build/.made build/release ## the site and its worker on http://127.0.0.1:8000
	@LENGNUAN_ENV=development $(BIN)/flask --app directory db upgrade
	@LENGNUAN_ENV=development $(BIN)/flask --app directory seed
	@LENGNUAN_ENV=development exec $(BIN)/python -m directory.run

scan: .venv/.scan ## what reads photographs of ads, on top of what `make run` installs (410 MB)

# Compiled code is kept, whatever the shell says: each worker, and each process that a test starts, would compile anew.
test test-fast coverage: export PYTHONDONTWRITEBYTECODE =

test: .venv/.dev $(COMPILED) $(PRESSED) ## the whole suite, on SQLite and PostgreSQL, with a browser
	$(BIN)/python -m pytest -n 4 --dist loadfile --no-loadscope-reorder

# What is left out whole is not loaded either: reading it is more work than many a test.
test-fast: .venv/.dev $(COMPILED) ## what needs no database, in English, and of each file one case on SQLite (`make check` runs the rules)
	$(BIN)/python -m pytest -n 2 --dist loadfile -m "not browser and not kill and not hostile and not large and not postgres and not further" -k "not zh-hans and not zh-hant" --ignore tests/rules --ignore tests/browser --ignore tests/hostile --ignore tests/kill

check: .venv/.dev $(COMPILED) ## format, lint, types, templates, and the rules of the house
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/djlint --quiet --lint templates
	$(BIN)/python -m pytest tests/rules -q -n 2 --dist loadfile

coverage: .venv/.dev $(COMPILED) ## which branches of leads, outbox, claims and accounts the unit part does not take
	$(BIN)/python -m pytest -n 2 --dist loadfile -m "not browser and not kill and not postgres" --ignore tests/rules --cov

planted: .venv/.dev $(COMPILED) $(PRESSED) build/.made ## whether tests and rules go red for the bugs of bench/faults/planted/
	$(BIN)/python -m bench.faults.planted

docs: .venv/.dev ## the picture of the layers and the list of settings, from the code
	$(BIN)/python -m tests.rules.draw_layers > docs/layers.svg
	$(BIN)/python -m tests.rules.list_settings > docs/configuration.md

stats: .venv/.dev ## how large the house is
	@$(BIN)/python -m tests.rules.count_house

measure: .venv/.dev $(COMPILED) $(PRESSED) build/.made ## the first minute on a phone, in pixels and fields, in three languages
	@$(BIN)/python -m tests.browser.first_minute

bench: .venv/.dev $(COMPILED) build/.made ## measurements, as ratios to a floor in the same run
	$(BIN)/python -m bench.web
	$(BIN)/python -m bench.relevance
	$(BIN)/python -m bench.ads
	$(BIN)/python -m bench.scans --pages 5
	$(BIN)/python -m bench.texts
	$(BIN)/python -m bench.startup
	$(BIN)/python -m bench.scale --listings 1000 10000
	$(BIN)/python -m bench.desk --rows 100 10000

# Then, whatever came of it, the planted bugs that it is about: `make planted` plants all.
faults: .venv/.dev $(COMPILED) $(PRESSED) build/.made ## kill, cut and fill up the running site, and count what was lost (SHARE=0.1: a part)
	$(BIN)/python -m bench.faults --share $(or $(SHARE),1); met=$$?; \
	$(BIN)/python -m bench.faults.planted faults outbox transactions && exit $$met

lock: .venv/.dev ## requirements*.txt from requirements*.in
	$(BIN)/uv pip compile -q --universal --generate-hashes --python-version 3.11 requirements.in -o requirements.txt
	$(BIN)/uv pip compile -q --universal --generate-hashes --python-version 3.11 requirements-dev.in -o requirements-dev.txt
	$(BIN)/uv pip compile -q --universal --generate-hashes --python-version 3.11 requirements-scan.in -o requirements-scan.txt

translations: .venv/.dev ## bring both catalogues up to date with the code
	$(BIN)/pybabel --quiet extract -F directory/translations/babel.cfg -k _l -k lazy_ngettext:1,2 --ignore-dirs '.*' --no-location --sort-output -o .venv/messages.pot directory templates
	for each in zh_Hans zh_Hant; do $(BIN)/pybabel --quiet update --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --no-wrap -i .venv/messages.pot -d directory/translations -l $$each; done
	$(MAKE) $(COMPILED)

clean: ## forget the virtual environment and what was compiled
	rm -rf .venv build $(COMPILED) $(PRESSED)
