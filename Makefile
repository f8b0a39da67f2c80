# vipsec: `make serve` shows the page, `make test` checks everything, `make help` lists the rest.
# Nothing is fetched but packages (crates.io, npm, Debian's Chromium and tshark for the tests) and rustup's wasm target.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
MAKEFLAGS += --no-builtin-rules --no-print-directory
.DEFAULT_GOAL := help
.NOTPARALLEL:
.DELETE_ON_ERROR:

PORT ?= 8080
TRUNK := 0.21.14
# The program must have the version of the library.
BINDGEN := $(shell sed -n '/^name = "wasm-bindgen"$$/{n;s/^version = "\(.*\)"$$/\1/p;}' Cargo.lock)
WASM := wasm32-unknown-unknown
TARGET_DIR := $(or $(CARGO_TARGET_DIR),target)
CORE_FOR_NODE := $(abspath $(TARGET_DIR))/node/vipsec_wasm_bench.js

export PATH := $(CURDIR)/.tools/bin:$(CURDIR)/node_modules/.bin:$(PATH):$(HOME)/.cargo/bin
# Where a panic happened is told without the folders of the machine that built the page.
export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS := --remap-path-prefix=$(or $(CARGO_HOME),$(HOME)/.cargo)/registry/src=crates
# Trunk takes the usual NO_COLOR=1 for a wrong argument.
unexport NO_COLOR

# What the page is made of. Folders count too: their date tells that a file has gone.
PAGE_SOURCES := .cargo/config.toml Cargo.toml Cargo.lock Trunk.toml index.html package-lock.json rust-toolchain.toml \
	$(shell find core web static scripts -not -name '*.snap*' -not -path 'core/cli*')

say = @echo "== $(1)"

.PHONY: help
help: ## list what can be made
	@sed -n 's/^\([a-z-]*\):.* ## \(.*\)$$/  make \1@\2/p' Makefile | column -t -s @

# ---- Showing the page

.PHONY: serve
serve: page ## build the page and serve it on 127.0.0.1:8080 (PORT=... for another port)
	@exec node scripts/serve.mjs --port $(PORT)

.PHONY: dev
dev: tools packages ## like serve, and build again whenever a file changes
	@exec trunk serve --port $(PORT)

.PHONY: page
page: tools packages dist/index.html ## build the page into dist/

dist/index.html: $(PAGE_SOURCES)
	$(call say,page: building dist/ in release mode)
	@exec 9>.tools/lock; ! command -v flock >/dev/null || flock 9; trunk --log warn build

.PHONY: size
size: page ## measure what a browser downloads, against the budget
	$(call say,size: what a browser downloads)
	@node scripts/size.mjs

# ---- Checking

.PHONY: test
test: fmt lint test-rust test-oracle doc size test-wasm test-browser ## all checks and all tests

.PHONY: fmt
fmt: rust ## is the Rust code formatted?
	$(call say,fmt: formatting)
	@cargo fmt --all --check

.PHONY: lint
lint: crates ## clippy, for this machine and for the browser
	$(call say,lint: clippy for this machine)
	@cargo clippy --locked --workspace --all-targets -- -D warnings
	$(call say,lint: clippy for the browser)
	@cargo clippy --locked -p vipsec-web -p vipsec-worker --target $(WASM) -- -D warnings

.PHONY: test-rust
test-rust: crates ## the tests in Rust
	$(call say,test-rust: tests in Rust)
	@cargo test --locked --workspace

.PHONY: test-oracle
test-oracle: crates ## programs by others judge the bytes: Wireshark's tshark
	@scripts/tshark.sh --install >/dev/null || [ "$${CI:-}" != true ]
	$(call say,test-oracle: tshark on what the scenarios put on their cables)
	@cargo test --locked -p vipsec-tests --test oracle -- --nocapture

.PHONY: doc
doc: crates ## does the documentation build without a warning?
	$(call say,doc: documentation)
	@RUSTDOCFLAGS='-D warnings' cargo doc --locked --workspace --no-deps

.PHONY: test-wasm
test-wasm: page vipsec core-for-node ## the worker and the core under Node, against the native program
	$(call say,test-wasm: the worker and the core under Node)
	@VIPSEC='$(TARGET_DIR)/debug/vipsec' VIPSEC_CORE='$(CORE_FOR_NODE)' node --test --test-reporter=spec tests/wasm/*.test.mjs

.PHONY: test-browser
test-browser: page ## journeys through the page in a headless Chromium
	@scripts/browser.sh --install >/dev/null
	$(call say,test-browser: journeys in a headless Chromium)
	@node --test --test-reporter=spec --test-concurrency=1 tests/browser/*.test.mjs

.PHONY: bench
bench: core-for-node ## benchmarks, native and of WebAssembly under Node
	$(call say,bench: native)
	@cargo bench --locked -p vipsec-core
	$(call say,bench: WebAssembly under Node)
	@VIPSEC_CORE='$(CORE_FOR_NODE)' node tests/wasm/core.bench.mjs

# The core as a module for Node: benchmarks and reports, not part of the page.
.PHONY: core-for-node
core-for-node: tools node
	$(call say,core-for-node: building the core for Node)
	@cargo build --locked --release --target $(WASM) -p vipsec-wasm-bench
	@wasm-bindgen --target nodejs --out-dir '$(dir $(CORE_FOR_NODE))' \
		'$(TARGET_DIR)/$(WASM)/release/vipsec_wasm_bench.wasm'
	@echo '{ "type": "commonjs" }' > '$(dir $(CORE_FOR_NODE))package.json'

# ---- The program without a browser

.PHONY: vipsec
vipsec: crates
	$(call say,vipsec: building the program for the tests)
	@cargo build --locked -p vipsec-cli

.PHONY: native
native: crates ## build the fast program target/native/vipsec
	@cargo build --locked --profile native -p vipsec-cli
	@echo '$(TARGET_DIR)/native/vipsec'

# ---- What the above need; each is quick when it is there already

.PHONY: rust
rust:
	@command -v cargo >/dev/null || { echo 'Rust is missing: install rustup (https://rustup.rs), then try again.' >&2; exit 1; }
	@command -v cc >/dev/null || { echo 'A C compiler is missing: install gcc (Debian: apt-get install build-essential).' >&2; exit 1; }
	@if [ ! -d "$$(rustc --print sysroot)/lib/rustlib/$(WASM)" ]; then \
		echo '== rust: adding the target $(WASM)'; rustup target add $(WASM); fi

# Trunk builds without asking the network, so the crates have to be there before.
.PHONY: crates
crates: rust
	@cargo fetch --quiet --locked --target $(WASM) --target "$$(rustc -vV | sed -n 's/^host: //p')"

# Built quickly rather than to be quick.
INSTALL := CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 \
	CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_STRIP=true \
	cargo install --quiet --locked --force --root .tools --target-dir .tools/build

.PHONY: tools
tools: crates
	@if [ "$$(.tools/bin/trunk --version 2>/dev/null)" != 'trunk $(TRUNK)' ]; then \
		echo '== tools: installing trunk $(TRUNK) into .tools (once, some minutes)'; \
		$(INSTALL) trunk --version $(TRUNK) --no-default-features --features rustls; fi
	@if [ "$$(.tools/bin/wasm-bindgen --version 2>/dev/null)" != 'wasm-bindgen $(BINDGEN)' ]; then \
		echo '== tools: installing wasm-bindgen $(BINDGEN) into .tools (once, some minutes)'; \
		$(INSTALL) wasm-bindgen-cli --version $(BINDGEN); fi
	@rm -rf .tools/build

.PHONY: node
node:
	@command -v node >/dev/null || { echo 'Node is missing: install Node 20 or later, with npm.' >&2; exit 1; }
	@node -e 'if (parseInt(process.versions.node) < 20) { console.error(`Node $${process.versions.node} is too old: install Node 20 or later.`); process.exit(1) }'
	@command -v npm >/dev/null || { echo 'npm is missing: install it beside Node.' >&2; exit 1; }

.PHONY: packages
packages: node node_modules/.installed

node_modules/.installed: package.json package-lock.json
	$(call say,packages: installing npm packages)
	@npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

# ---- Tidying up

.PHONY: clean
clean: ## remove what was built
	@rm -rf dist tests/browser/shots
	@cargo clean --quiet

.PHONY: distclean
distclean: clean ## remove what was installed in this folder, too
	@rm -rf .tools node_modules
