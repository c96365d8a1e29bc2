# Every target works first thing on a fresh clone: it installs what it needs.
# Needs Node >= 20.19 with npm; `run`, `test` and `bench` also an Envoy, which they find or fetch (README, "Envoy");
# `test`, `protos`, `schemas` and what needs a cluster also Go, which reads the pinned modules. `test` and a local cluster need root: they
# make network namespaces, and install what they miss of the distribution.
.DEFAULT_GOAL := help
SHELL := /bin/bash
export GOTOOLCHAIN ?= go1.27.0
# ENGINE=kind or ENGINE=local: which cluster the targets below are about.
ifdef ENGINE
export GATEWRIGHT_CLUSTER_ENGINE := $(ENGINE)
endif

installed := node_modules/.package-lock.json
bundle := dist/main.js

# Not `npm ci`: it refuses a lock file without the packages of other platforms, and mirrors may not carry those.
$(installed): package.json package-lock.json
	npm install --no-update-notifier --no-save --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

$(bundle): $(installed) $(shell find src scripts -type f 2>/dev/null)
	npm run --silent build

.PHONY: help
help: ## Show this list
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

.PHONY: run
run: $(bundle) ## Serve examples/quickstart through a real Envoy on localhost:8080
	./bin/gatewright run examples/quickstart --echo v1=9001 --echo v2=9002

.PHONY: build
build: $(bundle) ## Bundle the program into dist/; then ./bin/gatewright works

.PHONY: test
test: $(bundle) ## Type check, lint and run every test that needs no cluster, the real Envoy included
	scripts/packages nft:nftables ip:iproute2 nsenter:util-linux prlimit:util-linux script:bsdutils
	npm run --silent typecheck
	npm run --silent lint
	GATEWRIGHT_ENVOY=$$(npx tsx scripts/envoy-path.ts) && export GATEWRIGHT_ENVOY && npm test --silent

.PHONY: lint
lint: $(installed) ## Check style and types
	npm run --silent typecheck
	npm run --silent lint

.PHONY: protos
protos: $(installed) ## Regenerate proto/ and src/envoy-api/generated from the pinned Go module
	npm run --silent protos

.PHONY: schemas
schemas: $(installed) ## Regenerate src/resources/generated from the pinned Gateway API module
	npm run --silent schemas

.PHONY: reference
reference: $(installed) ## Regenerate docs/reference and the chart's README from the CRD, the chart's values and the code
	npm run --silent reference

.PHONY: programs
programs: $(installed) ## Build and fetch once what a cluster and its tests run (Kubernetes: about 15 minutes on two cores)
	e2e/cluster/programs

.PHONY: image-digests
image-digests: ## Pin the base images in the Dockerfile to what the registries have now (needs Docker)
	scripts/image-digests

.PHONY: cluster
cluster: programs ## Start a cluster: kind where Docker answers, else a local one-node Kubernetes (needs root); or ENGINE=kind|local
	e2e/cluster/up

.PHONY: install
install: $(installed) cluster ## Install the chart with the image of this checkout in the cluster, and with the mesh
	# Many sidecars on the one node of the cluster ask for no more than it has.
	e2e/cluster/install --set mesh.enabled=true,mesh.sidecar.resources.requests.cpu=5m

.PHONY: cluster-down
cluster-down: ## End the cluster; nothing of it is left but cached programs
	e2e/cluster/down

.PHONY: e2e
e2e: install ## Run the end-to-end tests in the cluster
	e2e/cluster/run npm run --silent e2e
	$(if $(filter kind,$(ENGINE)),e2e/cluster/run npm run --silent e2e:nodes)

.PHONY: e2e-nodes
e2e-nodes: install ## Run the end-to-end tests of more than one node: ENGINE=kind
	e2e/cluster/run npm run --silent e2e:nodes

.PHONY: conformance
conformance: install ## Run the official conformance suite; RUN=NAME for one test
	e2e/conformance/run

.PHONY: bench
ifdef CLUSTER
bench: $(bundle) programs
	bench/cluster/envoy-gateway/build >/dev/null
	e2e/cluster/up
	e2e/cluster/run npm run --silent bench:cluster -- $(or $(ROUTES),1000)
else ifdef MESH
bench: install
	e2e/cluster/run npm run --silent bench:mesh
else
bench: $(bundle) ## Measure; prints ratios (docs/benchmarks.md). CLUSTER=1: beside Envoy Gateway, with ROUTES=1000; MESH=1: sidecars
	GATEWRIGHT_ENVOY=$$(npx tsx scripts/envoy-path.ts) && export GATEWRIGHT_ENVOY && npm run --silent bench
endif

.PHONY: release
release: $(installed) ## Set VERSION=1.2.3 in a commit and a tag, and pack chart, npm package and SBOM into release/; nothing is pushed
	npx tsx scripts/release.ts "$(VERSION)"

.PHONY: clean
clean: ## Remove what was built and installed
	rm -rf dist node_modules release
