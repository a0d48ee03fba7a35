# Thin: each target says what it does and how long its steps took. `make help` lists them.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
.SILENT:
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := build

JOBS ?= $(shell nproc)
STEP := tools/step
RELEASE := build/release
ASAN := build/asan
# What runs with sanitizers: all of our own code but engine/duckdb, whose foreign headers would take as long to compile
# as everything else together.
SANITIZED := base types syntax analyzer optimizer engine tasks storage metastore metastore_sql warehouse session jobs_sql results net services_http
# The end-to-end tests that a sanitized server runs: all that send it statements and bytes. Those left out measure memory and
# times, or talk to a terminal.
SERVED := catalog explain files formats.Formats hostile_values jobs kept_answers malformed pages problems statement_life streams table_reads with_curl
space := $(subst ,, )

.PHONY: build
build: ## Build the program: build/release/bin/skep
	tools/preflight
	tools/install_packages build
	third_party/fetch
	$(STEP) "configure release" cmake --preset release --log-level=WARNING
	$(STEP) "build release" cmake --build $(RELEASE) -j $(JOBS) --target skep
	echo "== ready: $(RELEASE)/bin/skep"

.PHONY: test
test: build data ## Build and run all tests: units, tools, then tests/run (golden SQL, end to end, clients)
	tools/install_packages test
	$(STEP) "build the unit tests" cmake --build $(RELEASE) -j $(JOBS)
	$(STEP) "tests of tools" python3 tools/check_layers_test.py
	$(STEP) "list of the metastore's calls" tools/metastore_calls --check
	$(STEP) "list of the settings" tools/settings_page --check
	$(STEP) "unit tests" ctest --test-dir $(RELEASE) --output-on-failure --no-tests=error -j $(JOBS)
	if [ -x tests/run ]; then $(STEP) "tests/run" tests/run; fi

.PHONY: test-real
test-real: build data ## Run tests/real/run: foreign clients and systems, as users run them
	if [ -x tests/real/run ]; then $(STEP) "tests/real/run" tests/real/run; else echo "== tests/real/run: not there"; fi

.PHONY: package
package: build ## Make a .deb and a tarball of the build: build/release/packages
	$(STEP) "package" tools/package

.PHONY: site
site: ## Make the documentation as a site: build/site
	$(STEP) "site" tools/site

.PHONY: check
check: layers format-check asan tidy fuzz ## Run what guards quality: layers, format, sanitizers, clang-tidy, fuzz

.PHONY: layers
layers:
	$(STEP) "check layers" tools/check_layers

.PHONY: format-check
format-check:
	tools/install_packages check
	tools/preflight clang-format
	$(STEP) "check format" tools/check_format

.PHONY: asan
asan: ## Build unit tests and server with sanitizers, run the tests, and the end-to-end tests against the server
	tools/preflight
	tools/install_packages build
	third_party/fetch
	$(STEP) "configure asan" cmake --preset asan --log-level=WARNING
	$(STEP) "build asan" cmake --build $(ASAN) -j $(JOBS) --target $(SANITIZED:%=skep_%_test)
	$(STEP) "build the server with sanitizers" cmake --build $(ASAN) -j $(JOBS) --target skep
	$(STEP) "unit tests with sanitizers" ctest --test-dir $(ASAN) --output-on-failure --no-tests=error -j $(JOBS) -R "^skep_($(subst $(space),|,$(SANITIZED)))_test$$"
	$(STEP) "end-to-end tests with sanitizers" env SKEP_BIN=$(ASAN)/bin/skep tests/end_to_end/run $(SERVED:%=test_%.)

.PHONY: tidy
tidy: asan ## Run clang-tidy on changed files (SKEP_BASE=commit says since when)
	tools/install_packages check
	tools/preflight clang-tidy-19
	$(STEP) "clang-tidy on changed files" tools/tidy $(ASAN)

.PHONY: fuzz
fuzz:
	if [ -x fuzz/run ]; then $(STEP) "fuzz/run" fuzz/run; fi

.PHONY: data
data:
	tools/install_packages build
	third_party/fetch data

.PHONY: demo
demo: build data ## Build and run the demo (WAIT=no: without waiting for you between its steps)
	WAIT="$${WAIT:-yes}" demo/run

.PHONY: bench
bench: build data ## Build and run the benchmarks
	tools/install_packages bench
	third_party/fetch bench
	$(STEP) "bench/run" bench/run

.PHONY: format
format: ## Format all C++ sources
	tools/install_packages check
	tools/preflight clang-format
	tools/sources | xargs --no-run-if-empty clang-format -i

.PHONY: clean
clean: ## Remove all builds; build/deps, which took the network, stays
	shopt -s extglob nullglob
	rm -rf build/!(deps)

.PHONY: help
help: ## List the targets
	sed -nE 's/^([a-z-]+):[^#]*## (.*)/  make \1\t\2/p' Makefile | expand -t 20
