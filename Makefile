# One page of how this project is built and tried. `make` alone says what there is.
#
# A driver is made in two steps: cargo compiles its crate to a core WebAssembly module, and nethost itself makes a
# snapshotted component of that (`nethost plugin build`). The components then go into nethost, so nethost is
# linked twice when a driver has changed, and once when none has.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

CARGO ?= cargo
TARGET := $(or $(CARGO_TARGET_DIR),target)
# cargo's profile: `release` for use, `dev` for tests.
PROFILE ?= release
BINARY := $(TARGET)/$(if $(filter dev,$(PROFILE)),debug,$(PROFILE))/nethost

# What cargo is to build for nethost. Tests follow a build in dev: cargo builds a dependency anew for each set of its
# features, and they are those of the tests only where a test is among what is built.
SELECTED := $(if $(filter dev,$(PROFILE)),--workspace --bin nethost --test language,-p nethost)

# The first-party drivers: platform names; the folder and the crate have `-` for `_`.
DRIVERS := $(subst -,_,$(patsubst plugins/%/driver.toml,%,$(wildcard $(patsubst plugins/%/src/lib.rs,plugins/%/driver.toml,$(wildcard plugins/*/src/lib.rs)))))
DIST := plugins/dist
MADE := $(TARGET)/drivers
folder = plugins/$(subst _,-,$(1))
CORE := $(TARGET)/wasm32-unknown-unknown/driver
# Out of which nethost makes drivers of folders without code: a core module that it carries.
TEMPLATE := $(CORE)/nethost_driver_template.wasm
# What else decides how a component comes out: a change there makes all components anew.
BUILDER := $(wildcard host/src/plugin/build/*.rs) host/src/plugin/engine/snapshot.rs Cargo.lock $(wildcard wit/*/*.wit)

say = @printf '\n==> %s\n' "$(1)" >&2

.PHONY: help
help: ## say what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: build
build: ## build nethost with its drivers: target/release/nethost
	@$(MAKE) --no-print-directory nethost PROFILE=release
	$(call say,$(TARGET)/release/nethost is ready)

.PHONY: demo
demo: build ## run commands on a simulated fleet of fifty devices, on this machine
	@scripts/demo.sh $(TARGET)/release/nethost

TOUR := counter two_locks semaphore queue fetch gather cores

.PHONY: tour
tour: nethost ## run the tour of concurrency on simulated devices: examples/tour
	$(CARGO) build --profile $(PROFILE) -p nethost-tour
	@for stop in $(TOUR); do \
	  printf '\n==> %s\n' $$stop >&2; \
	  $(dir $(BINARY))$$stop; \
	done

.PHONY: drivers
drivers: ## build the drivers only: plugins/dist/*.wasm
	@$(MAKE) --no-print-directory nethost

.PHONY: pages
pages: ## write the drivers' pages of documentation: plugins/*/README.md
	@$(MAKE) --no-print-directory nethost PROFILE=dev
	@$(foreach driver,$(DRIVERS),$(TARGET)/debug/nethost plugin page $(driver) > $(call folder,$(driver))/README.md &&) true

# NETHOST_TESTS_WITHOUT_SERVERS=1 leaves out the tests that need sshd, FRRouting and root.
.PHONY: test
test: servers kit-tools ## run all tests, real servers included (as root, or see the README)
	@$(MAKE) --no-print-directory nethost PROFILE=dev
	$(call say,testing; a cold build of the tests takes some minutes)
	$(CARGO) test --workspace $(if $(WITHOUT_SERVERS),-- --skip servers::)
	@if python3 -c 'import tomllib' 2>/dev/null; then python3 -m unittest discover -s bench/tests -t bench; \
	  else echo 'there is no Python 3.11 here: the tests of the benchmark are left out' >&2; fi
	$(if $(WITHOUT_SERVERS),$(call say,passed WITHOUT the tests against sshd, FRRouting and docker-registry: they were left out))

# The whole workspace is named where one package would do: of another selection cargo builds half the tree anew.
.PHONY: conformance
conformance: ## compare the drivers with the corpus that NETHOST_CORPUS names (after `make test`)
	$(call say,comparing with the outputs in $(NETHOST_CORPUS))
	$(CARGO) test --workspace --lib -- --ignored session::tests::conformance
	$(CARGO) test --workspace --test whole_program -- --ignored --nocapture conformance

# The engine against Python's. They need PyPI once.
TEXTFSM_PYTHON = $$(scripts/textfsm/python.sh $(TARGET)/textfsm-python)
TEXTFSM_EXAMPLES = $(TARGET)/release/examples
# Seeds of the generators: others find other things.
SEED ?= 1

.PHONY: conformance-textfsm
conformance-textfsm: ## compare the template engine with Python's on the corpus, and on SEED's mutations of it and patterns
	$(call say,comparing the template engine with Python)
	$(CARGO) build --release -p nethost-textfsm --examples
	python=$(TEXTFSM_PYTHON); \
	  $$python scripts/textfsm/compare.py --seed $(SEED) $(TEXTFSM_EXAMPLES)/answer; \
	  $$python scripts/textfsm/patterns.py --seed $(SEED) $(TEXTFSM_EXAMPLES)/answer; \
	  NETHOST_TEMPLATES=$$($$python -c 'import ntc_templates, os; print(os.path.dirname(ntc_templates.__file__) + "/templates")') \
	  $(CARGO) test --workspace --test whole_program -- --ignored --nocapture templates::

# The floor of the benchmark is a workspace of its own.
FLOOR := --manifest-path bench/floor/Cargo.toml --target-dir $(TARGET)

# What the rig is told, such as BENCH='--sizes 100 --peers asyncssh'; bench/README.md.
BENCH ?=

.PHONY: bench
bench: build ## measure nethost beside its peers on simulated fleets, into docs/; BENCH='--sizes 100' and the like
	$(CARGO) build --release $(FLOOR)
	@bench/peers/install.sh $(TARGET)/bench
	$(call say,measuring; all of it takes about a quarter of an hour and wants a quiet machine)
	python3 bench/run.py $(BENCH)
	@# The page of growth takes the greatest fleets from it.
	@python3 bench/growth.py --only-write docs/growth.json
	$(call say,the drivers have benchmarks of their own: make bench-drivers)

.PHONY: bench-growth
bench-growth: build ## measure how the cost grows, and where its walls are, into docs/; GROWTH='--quick' for a try
	$(call say,measuring; all of it takes some minutes and wants a quiet machine)
	python3 bench/growth.py $(GROWTH)

.PHONY: bench-textfsm
bench-textfsm: ## measure the template engine beside Python's; ALSO='NAME=COMMAND' adds one
	$(call say,measuring the template engine)
	$(CARGO) build --release -p nethost-textfsm --examples
	python=$(TEXTFSM_PYTHON); \
	  $$python scripts/textfsm/bench.py native=$(TEXTFSM_EXAMPLES)/bench $(if $(ALSO),'$(ALSO)')

# The driver is made of ntc-templates' own files.
.PHONY: bench-drivers
bench-drivers: build ## measure drivers of templates in their sandbox, beside the engine alone and Python's
	@$(MAKE) --no-print-directory bench-textfsm \
	  ALSO='sandbox=$(CARGO) bench --quiet -p nethost --bench driver_calls -- --pairs'

.PHONY: bench-micro
bench-micro: build ## measure small things: sessions, parses, the sandbox, a start, one device; JSON=1 for a program
	$(call say,measuring small things)
	@python=$(TEXTFSM_PYTHON) || python=; \
	  python3 -B scripts/micro/micro.py $(BINARY) $${python:+--python $$python} $(if $(JSON),--json)

# Drivers are in it, as `make test` has made them.
.PHONY: counts counts-accept
counts: valgrind ## count the instructions of pieces of work; refuse what takes a tenth more than is recorded
	@$(MAKE) --no-print-directory nethost PROFILE=dev
	$(call say,counting instructions)
	@$(COUNTS_PYTHON) -m unittest discover --quiet scripts/counts
	@$(COUNTS_PYTHON) scripts/counts/counts.py check $(TARGET)/counts

counts-accept: valgrind ## record what pieces of work take now: WHY="the reason"
	@$(MAKE) --no-print-directory nethost PROFILE=dev
	$(call say,counting instructions)
	@$(COUNTS_PYTHON) scripts/counts/counts.py accept $(TARGET)/counts '$(subst ','\'',$(WHY))'

COUNTS_PYTHON := python3 -B

FUZZERS := $(basename $(notdir $(wildcard fuzz/fuzz_targets/*.rs)))
# How long each fuzzer runs.
SECONDS ?= 60
# What cargo-fuzz sets but for the sanitizers, which a stable compiler has not.
FUZZ_FLAGS := --cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
  -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
  -Cllvm-args=-sanitizer-coverage-trace-compares -Clink-dead-code -Cdebug-assertions -Ccodegen-units=1

# The target is given so that build scripts are not built in this way. A finding is left in fuzz/artifacts.
.PHONY: fuzz
fuzz: ## fuzz what reads bytes of devices, SECONDS=60 for each target
	$(call say,building the fuzzers)
	cd fuzz && CARGO_TARGET_DIR=target RUSTFLAGS='$(FUZZ_FLAGS)' $(CARGO) build --release --target $(HOST_TARGET)
	@scripts/fuzz-seeds.sh
	@for fuzzer in $(FUZZERS); do \
	  printf '\n==> %s, %s s\n' $$fuzzer $(SECONDS) >&2; \
	  mkdir -p fuzz/corpus/$$fuzzer fuzz/artifacts/$$fuzzer; \
	  fuzz/target/$(HOST_TARGET)/release/$$fuzzer -max_total_time=$(SECONDS) -timeout=10 -rss_limit_mb=512 -max_len=4096 \
	    -print_final_stats=1 -artifact_prefix=fuzz/artifacts/$$fuzzer/ fuzz/corpus/$$fuzzer fuzz/seeds/$$fuzzer; \
	done

HOST_TARGET = $(shell rustc -vV | sed -n 's/^host: //p')

WITHOUT_SERVERS := $(filter-out 0,$(NETHOST_TESTS_WITHOUT_SERVERS))

.PHONY: lint
lint: ## check formatting and lints
	$(call say,checking the formatting)
	$(CARGO) fmt --all --check
	$(CARGO) fmt --manifest-path bench/floor/Cargo.toml --check
	$(call say,running clippy; warnings are errors)
	$(CARGO) clippy --workspace --all-targets -- -D warnings
	$(CARGO) clippy $(FLOOR) -- -D warnings

.PHONY: docs
docs: ## build the documentation of the library: target/doc
	$(call say,building the documentation; warnings are errors)
	RUSTDOCFLAGS='-D warnings' $(CARGO) doc --workspace --no-deps

.PHONY: clean
clean: ## remove all that was built
	$(CARGO) clean
	rm -rf $(DIST)

.PHONY: wasm-target
wasm-target:
	@scripts/wasm-target.sh

# What builds drivers in Python and JavaScript, in the versions that drivers' folders come with. Where they cannot be
# installed, the tests that need them are left out.
TOOLS := $(TARGET)/tools
PYTHON_TOOL := $(shell cat host/src/plugin/kit/scaffold/skeleton/python/requirements.txt)
JAVASCRIPT_TOOL := $(shell cat host/src/plugin/build/componentize-qjs)
.PHONY: kit-tools
kit-tools: ## install what builds drivers in Python and JavaScript: target/tools
	@[ -e $(TOOLS)/python/$(PYTHON_TOOL) ] || { command -v python3 >/dev/null && python3 -m venv $(TOOLS)/python && \
	  $(TOOLS)/python/bin/pip install --quiet $(PYTHON_TOOL) && touch $(TOOLS)/python/$(PYTHON_TOOL); } || \
	  echo 'there is no python3 or no package index here: the tests of drivers in Python are left out' >&2
	@[ -e $(TOOLS)/javascript/$(JAVASCRIPT_TOOL) ] || { command -v npm >/dev/null && \
	  npm install --silent --no-fund --no-audit --prefix $(TOOLS)/javascript $(JAVASCRIPT_TOOL) && \
	  touch $(TOOLS)/javascript/$(JAVASCRIPT_TOOL); } || \
	  echo 'there is no npm or no package index here: the tests of drivers in JavaScript are left out' >&2

.PHONY: valgrind
valgrind:
	@scripts/valgrind.sh

.PHONY: servers
servers: ## install the servers that tests use: sshd, FRRouting, docker-registry (root)
	@$(if $(WITHOUT_SERVERS),:,scripts/test-servers.sh)

# nethost with its drivers, in the profile $(PROFILE). cargo knows what of the crates is out of date, make what of
# the components.
.PHONY: nethost
nethost: wasm-target
	$(call say,building nethost ($(PROFILE)); the first time takes several minutes)
	@mkdir -p $(DIST) $(MADE)
	$(CARGO) build --profile $(PROFILE) $(SELECTED)
	$(call say,building the drivers)
	@$(foreach driver,$(DRIVERS),$(CARGO) build --lib --target wasm32-unknown-unknown --profile driver \
	  --manifest-path $(call folder,$(driver))/Cargo.toml &&) true
	$(CARGO) build --lib --target wasm32-unknown-unknown --profile driver --manifest-path plugins/template/Cargo.toml
	@cmp -s $(TEMPLATE) $(DIST)/template.core || cp $(TEMPLATE) $(DIST)/template.core
	@$(MAKE) --no-print-directory components
	$(CARGO) build --profile $(PROFILE) $(SELECTED)

.PHONY: components FORCE
components: $(DRIVERS:%=$(MADE)/%)
	@:

# Stands for a component; newer than it when the component came out the same, so that nethost is not linked for it.
$(DRIVERS:%=$(MADE)/%): $(MADE)/%: $(CORE)/nethost_driver_%.wasm $(BUILDER)
	$(BINARY) plugin build $(call folder,$*) --prebuilt $< -o $(DIST)/$*.wasm
	@touch $@

# A component that somebody has removed is made again.
$(patsubst $(DIST)/%.wasm,$(MADE)/%,$(filter-out $(wildcard $(DIST)/*.wasm),$(DRIVERS:%=$(DIST)/%.wasm))): FORCE
