# Every target has a line in `make help`.
CONFIG ?= Release
LOCAL  := local/KubeTask.Local/bin/$(CONFIG)/net10.0/kubetask-local
INIT   := out/init/kubetask-init
RUNNER := out/runner/kubetask-run
CLUSTER = $(or $(KUBETASK_CLUSTER_RUN),$(or $(KUBETASK_CLUSTER),$(or $(XDG_CACHE_HOME),$(HOME)/.cache)/kubetask-cluster)/up)
CLIS   := $(or $(KUBETASK_AGENT_CLIS),.local/clis)
WITH_CLIS     = KUBETASK_AGENT_CLIS=$(abspath $(CLIS))
# A name that is none is refused before anything is installed.
WITH_AGENT    = $(if $(filter claude codex gemini opencode,$(AGENT)),agent-clis)
LOCAL_OPTIONS = --runtime $(or $(RUNTIME),standalone) $(if $(AGENT),--agent $(AGENT))
RID    ?= $(shell dotnet --info | awk '/RID:/ {print $$2; exit}')
# A native program for another machine is linked by that machine's gcc (packages gcc-aarch64-linux-gnu, gcc-x86-64-linux-gnu).
HERE   := $(shell uname -m)
CROSS  := $(if $(filter linux-arm64.x86_64,$(RID).$(HERE)),aarch64,$(if $(filter linux-x64.aarch64,$(RID).$(HERE)),x86_64))
NATIVE  = -c Release -r $(RID) -p:Native=true \
  $(if $(CROSS),-p:CppCompilerAndLinker=$(abspath hack/images/cross-gcc.sh) -p:ObjCopyName=$(CROSS)-linux-gnu-objcopy)

# The sources of the quick start. If none of them changed, nothing is built again.
SOURCES := $(shell find lib functions keda local charts/kubetask/files agents \
             -type d \( -name bin -o -name obj \) -prune -o -type f -print) \
           Directory.Build.props Directory.Packages.props BannedSymbols.txt .editorconfig global.json

INIT_SOURCES := $(shell find agents/init lib/KubeTask.Git -type d \( -name bin -o -name obj \) -prune -o -type f -print) \
           Directory.Build.props Directory.Packages.props

SCALER    := out/scaler/kubetask-scaler
FUNCTIONS := out/functions/kubetask-functions
WORKER    := out/worker/kubetask-worker.dll
SERVICE_SOURCES := $(shell find lib functions keda -type d \( -name bin -o -name obj \) -prune -o -type f -print) \
           Directory.Build.props Directory.Packages.props
CLI       := out/cli/kubectl-kubetask
CLI_SOURCES := $(shell find lib cli functions charts/kubetask/files -type d \( -name bin -o -name obj \) -prune -o -type f -print) \
           Directory.Build.props Directory.Packages.props
# Programs of another machine are built anew.
OF_MACHINE := out/.of-$(RID)

RUNNER_SOURCES := $(shell find agents/runner lib/KubeTask.Runs -type d \( -name bin -o -name obj \) -prune -o -type f -print) \
           Directory.Build.props Directory.Packages.props

# The functions have the console in them if it is there when they are built. It can't be built without node and npm.
HAS_NODE := $(shell command -v npm >/dev/null && node -e \
              'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' \
              2>/dev/null && echo yes)
CONSOLE := console/dist/index.html
# Without npm's packages all else is built still, unless the console itself is asked for.
CONSOLE_NEEDED = $(filter console test-console $(CONSOLE),$(MAKECMDGOALS))
BUILT_CONSOLE = $(if $(HAS_NODE),$(CONSOLE),$(wildcard $(CONSOLE)))
CONSOLE_SOURCES := $(shell find console/src console/public console/scripts -type f 2>/dev/null) \
           $(addprefix console/,index.html package.json package-lock.json tsconfig.json vite.config.ts)

.DEFAULT_GOAL := help
.PHONY: help demo run build console no-console test-console test lint fmt update verify publish clean \
        e2e e2e-setup e2e-test e2e-teardown dry-run \
        publish-cli publish-functions publish-init publish-runner publish-scaler publish-worker test-agents test-chart test-gitops \
        test-hosts crd-check images e2e-test-here \
        docker-build docker-buildx \
        agent-build agent-buildx agent-clis agent-images agent-versions bench bench-check bench-hosts \
        bench-bodies bench-cron bench-docs bench-git bench-http bench-scaler mutants interleavings cron-year cron-local

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-17s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(LOCAL) $(INIT) $(WITH_AGENT) ## Run a Task with no cluster, step by step (RUNTIME=worker, AGENT=claude)
	@$(WITH_CLIS) $(LOCAL) demo $(LOCAL_OPTIONS)

run: $(if $(BUILT_CONSOLE),,no-console) $(LOCAL) $(INIT) $(WITH_AGENT) ## Start KubeTask with no cluster, and its console (Ctrl-C ends it)
	@$(WITH_CLIS) $(LOCAL) run $(LOCAL_OPTIONS)

no-console:
	@echo "there is no node 20.19 or newer with npm, so this is built without the console"

$(LOCAL): $(SOURCES) $(BUILT_CONSOLE)
	@echo "building KubeTask (the first time takes a minute or two) ..."
	@dotnet build local/KubeTask.Local -c $(CONFIG) -v quiet -nologo -clp:NoSummary
	@touch $@

$(OF_MACHINE):
	@mkdir -p out && rm -f out/.of-* && touch $@

$(INIT): $(INIT_SOURCES) $(OF_MACHINE)
	@echo "building the init container's program ..."
	@dotnet publish agents/init $(NATIVE) -o out/init -v quiet -nologo -clp:NoSummary
	@touch $@

# Without node, a console that was built elsewhere is taken as it is.
ifneq ($(HAS_NODE),)
# "npm ci" refuses a lock file without the packages of other systems, which not every registry has. This keeps to the lock file too.
console/node_modules/.installed: console/package.json console/package-lock.json
	@cd console && { npm install --no-audit --no-fund --loglevel=error && touch node_modules/.installed || \
	  $(if $(CONSOLE_NEEDED),exit 1,echo "npm can't install what builds the console"); }

$(CONSOLE): $(CONSOLE_SOURCES) console/node_modules/.installed
	@cd console && if [ -e node_modules/.installed ]; then echo "building the console ..." && \
	    { npm run --silent build >node_modules/.build.log || { cat node_modules/.build.log; exit 1; }; } && touch dist/index.html; \
	  else echo "this is built without the console"; fi
else
console/node_modules/.installed: no-console
	@exit 1
endif

console: console/node_modules/.installed ## Check and build the console (node 20.19); functions and the CLI that are built next have it
	@cd console && npm run --silent lint && npm test --silent
	@rm -f $(CONSOLE) && $(MAKE) --no-print-directory $(CONSOLE) && tail -n 1 console/node_modules/.build.log

test-console: $(CONSOLE) $(LOCAL) ## Drive the console with Chromium: against a mock, and against the local cluster (CHROMIUM)
	@cd console && npm run --silent test:browser

build: ## Build everything, warnings as errors
	dotnet build KubeTask.sln -c $(CONFIG) -nologo -v minimal

# One at a time: each of them has processes of its own, and together they starve each other.
test: ## Run all tests
	dotnet test --solution KubeTask.sln -c $(CONFIG) --no-progress --max-parallel-test-modules 1

test-agents: ## Run Tasks with the real agent CLIs, which npm installs (about 1 GB), and a stub model
	@$(MAKE) --no-print-directory agent-clis || echo "THE AGENTS CAN'T BE INSTALLED, SO THEY ARE NOT TESTED"
	@dotnet build tests/KubeTask.Local.Tests -c $(CONFIG) -v quiet -nologo -clp:NoSummary
	KUBETASK_REAL_AGENTS=1 $(WITH_CLIS) dotnet test --project tests/KubeTask.Local.Tests -c $(CONFIG) --no-build --no-progress \
	  --filter-trait Agents=real

# "npm ci" refuses a lock file without the packages of other systems, which not every registry has. This keeps to the lock file too.
$(CLIS)/.installed: agents/cli/package.json agents/cli/package-lock.json
	@mkdir -p $(CLIS)/bin
	@cp $^ $(CLIS)
	@echo "installing the agents from npm (about 1 GB) ..."
	@npm install --prefix $(CLIS) --no-audit --no-fund --loglevel=error
	@for cli in $(CLIS)/node_modules/.bin/*; do \
	  $$cli --version >/dev/null 2>&1 || { echo "$${cli##*/} DOES NOT RUN HERE, SO IT IS NOT TESTED"; rm $$cli; }; done
	@touch $@

$(CLIS)/bin/kubetask-run: $(RUNNER)
	@mkdir -p $(@D) && cp $< $@

agent-clis: $(CLIS)/.installed $(CLIS)/bin/kubetask-run ## Install the real agent CLIs for the demo and the tests (.local/clis)

test-hosts: ## Run the tests of the functions behind the Functions host's stand-in, as custom handler and as worker
	@dotnet build tests/KubeTask.Functions.Tests -c $(CONFIG) -v quiet -nologo -clp:NoSummary
	@for runtime in custom worker; do \
	  KUBETASK_RUNTIME=$$runtime dotnet test --project tests/KubeTask.Functions.Tests -c $(CONFIG) --no-build --no-progress || exit 1; \
	done

test-chart: ## Render the chart with Helm, and compare it with tests/chart/golden
	@tests/chart/run.sh

test-gitops: ## Run the scripts for Argo CD in Lua (needs lua5.1 and python3-yaml)
	@hack/argocd/test.sh

crd-check: ## Run the CRDs and their rules on the CRD server of today's Kubernetes, which Debian's source builds (7 minutes, once)
	@dotnet build tests/KubeTask.Local.Tests -c $(CONFIG) -v quiet -nologo -clp:NoSummary
	@CONFIG=$(CONFIG) hack/crd-server/check.sh

e2e: ## Install the chart in the cluster that KUBECONFIG names, and run the end-to-end checks
	@CONFIG=$(CONFIG) hack/e2e/run.sh

e2e-setup: ## Start a real cluster on this machine: with kind, or without Docker (root, Debian 12; the first time builds it)
	@if hack/e2e/kind.sh possible; then hack/e2e/kind.sh up; else hack/cluster/up.sh; fi

# The pods of its node reach the API server from the node's own network only.
e2e-test: images ## Run the end-to-end checks against the cluster of e2e-setup
	@if hack/e2e/kind.sh possible; then hack/e2e/kind.sh test; else $(MAKE) --no-print-directory e2e-test-here; fi

e2e-test-here: agent-images ## Run them on the cluster of hack/cluster, with the images that are there (make images)
	@KUBETASK_CLUSTER_RUN=$(CLUSTER) hack/cluster/load.sh out/images/kubetask-scaler.tar out/images/kubetask-functions.tar \
	  out/images/kubetask-init.tar out/images/kubetask-agent-echo.tar
	@KUBECONFIG=$(CLUSTER)/admin.kubeconfig AUDIT_LOG=$(CLUSTER)/audit.log HOST_NETWORK=1 CONFIG=$(CONFIG) hack/e2e/run.sh

images: publish publish-worker ## Make the images of the chart without Docker, as archives (out/images)
	@hack/images/scaler.sh
	@for runtime in standalone worker customHandler; do hack/images/functions.sh $$runtime || exit 1; done
	@hack/images/init.sh
	@hack/images/echo.sh

docker-build: $(BUILT_CONSOLE) ## Build the images of the chart with Docker (NAME, IMG_REGISTRY, IMG_ORG, VERSION)
	@hack/images/docker.sh

docker-buildx: $(BUILT_CONSOLE) ## Build the images of the chart for amd64 and arm64, and push them (NAME, IMG_REGISTRY, IMG_ORG, VERSION)
	@hack/images/docker.sh --push

agent-images: publish-runner ## Give the node of e2e-setup the images of Claude Code and Codex, made without Docker
	@$(MAKE) --no-print-directory agent-clis || echo "THE AGENTS CAN'T BE INSTALLED, SO THEY ARE NOT CHECKED ON THE CLUSTER"
	@for agent in claude codex; do KUBETASK_AGENT_CLIS=$(CLIS) hack/images/agent.sh $$agent && \
	  KUBETASK_CLUSTER_RUN=$(CLUSTER) hack/cluster/load.sh out/images/kubetask-agent-$$agent.tar && \
	  rm out/images/kubetask-agent-$$agent.tar || echo "$$agent HAS NO IMAGE, SO IT IS NOT CHECKED ON THE CLUSTER"; done

agent-build: ## Build the image of an agent with Docker (AGENT, IMG_REGISTRY, IMG_ORG, VERSION)
	@agents/build.sh $(AGENT)

agent-buildx: ## Build the image of an agent for amd64 and arm64, and push it (AGENT, IMG_REGISTRY, IMG_ORG, VERSION)
	@agents/build.sh $(AGENT) --push

agent-versions: ## Take the newest versions of npm's agents into agents/versions.env and agents/cli
	@agents/update-versions.sh

e2e-teardown: ## Stop the cluster of e2e-setup
	@if hack/e2e/kind.sh possible; then hack/e2e/kind.sh down; else hack/cluster/down.sh; fi

dry-run: ## Dry-run the Jobs and ConfigMaps of 2,000 random Tasks on the cluster that KUBECONFIG names
	@dotnet run --project hack/DryRun -c $(CONFIG)

bench: publish ## Measure on a real cluster and compare with bare API calls (docs/benchmarks.md)
	@CONFIG=$(CONFIG) PODS="$(or $(PODS),1000 5000)" bench/run.sh --samples $(or $(SAMPLES),50) --burst $(or $(BURST),1000) \
	  --starts $(or $(STARTS),5)

bench-check: $(if $(FIGURES),,publish) ## Measure again, and fail if a ratio to bare calls is over 20 % worse than in bench/figures.json
	@CONFIG=$(CONFIG) bench/check.sh

bench-docs: ## Measure everything (RERUN=0: take the figures in out/) and write docs/benchmarks.md and its plots
	@CONFIG=$(CONFIG) RERUN=$(or $(RERUN),1) bench/docs.sh

bench-bodies: ## Measure what KubeTask's writes cost the API server, beside other ways to make them (CALLS)
	@CONFIG=$(CONFIG) bench/bodies.sh

bench-cron: ## Measure 20,000 CronTasks (CRONS) that are due in the same minute on a real cluster
	@CONFIG=$(CONFIG) OUT=out/bench-cron.json CRONS=$(or $(CRONS),20000) bench/run.sh

cron-year: ## Simulate a random year of 50 CronTasks 500 times (about 10 minutes of CPU; SEEDS=n for fewer)
	dotnet build tests/KubeTask.Core.Tests -c $(CONFIG) -v quiet -nologo -clp:NoSummary
	KUBETASK_CRON_SEEDS=$(or $(SEEDS),500) tests/KubeTask.Core.Tests/bin/$(CONFIG)/net10.0/KubeTask.Core.Tests \
	  -class KubeTask.Core.Tests.Cron.YearSimulationTests

cron-local: ## Run a CronTask that is due every minute with no cluster, for three due times of the real clock (four minutes)
	dotnet build tests/KubeTask.Local.Tests -c $(CONFIG) -v quiet -nologo -clp:NoSummary
	KUBETASK_REAL_MINUTES=3 tests/KubeTask.Local.Tests/bin/$(CONFIG)/net10.0/KubeTask.Local.Tests \
	  -class KubeTask.Local.Tests.EndToEnd.CronTaskTests

mutants: ## Run mutation tests of KubeTask.Core, first without and then only its schedules (takes long)
	dotnet tool restore
	cd tests/KubeTask.Core.Tests && KUBETASK_DRAW_PERCENT=10 KUBETASK_CRON_SEEDS=0 \
	  dotnet stryker --skip-version-check --mutate '**/*.cs' --mutate '!**/Cron/**'
	cd tests/KubeTask.Core.Tests && KUBETASK_DRAW_PERCENT=2 KUBETASK_CRON_SEEDS=0 \
	  dotnet stryker --skip-version-check --mutate '**/Cron/**'

interleavings: build ## Run 20,000 random orders of two functions' calls, with crashes, stops and deletions
	KUBETASK_SEEDS=20000 tests/KubeTask.Kubernetes.Tests/bin/$(CONFIG)/net10.0/KubeTask.Kubernetes.Tests \
	  -class KubeTask.Kubernetes.Tests.Interleavings.InterleavingTests

bench-hosts: publish-functions publish-worker ## Measure how the functions start in each of their hosts (TRIES)
	@CONFIG=$(CONFIG) bench/hosts.sh

bench-http: ## Measure Tasks over HTTP on the local cluster (RATE, SECONDS)
	dotnet run --project bench/KubeTask.HttpBench -c $(CONFIG) -- $(or $(RATE),200) $(or $(SECONDS),60)

bench-scaler: publish-scaler ## Measure the scaler: bytes per object, speed, due times; natively its memory, CPU and time to wake
	dotnet run --project bench/KubeTask.Scaler.Bench -c $(CONFIG) -- out/scaler/kubetask-scaler out/bench-scaler.json

lint: ## Check layout and style: CSharpier, then the rules of .editorconfig
	dotnet tool restore
	dotnet csharpier check .
	dotnet format style KubeTask.sln --verify-no-changes

fmt: ## Format the sources as lint wants them
	dotnet tool restore
	dotnet format style KubeTask.sln
	dotnet csharpier format .

update: ## Generate the CRDs, docs/api.md and the tables in the chart's README
	dotnet run --project hack/CrdGen -c $(CONFIG)

verify: ## Fail if a generated file differs from its source
	dotnet run --project hack/CrdGen -c $(CONFIG) -- --check

publish: publish-cli publish-functions publish-init publish-runner publish-scaler ## Build all native binaries (out/)

publish-functions: $(FUNCTIONS) ## Build the functions as one native binary (out/functions)

$(FUNCTIONS): $(SERVICE_SOURCES) $(BUILT_CONSOLE) $(OF_MACHINE)
	dotnet publish functions/hosts/CustomHandler $(NATIVE) -o out/functions
	@touch $@

publish-worker: $(WORKER) ## Build the functions as an isolated worker, ReadyToRun (out/worker)

$(WORKER): $(SERVICE_SOURCES) $(BUILT_CONSOLE) $(OF_MACHINE)
	dotnet publish functions/hosts/Worker -c Release $(if $(CROSS),-r $(RID)) -o out/worker
	@touch $@

publish-cli: $(CLI) ## Build kubectl-kubetask, the command line, as one native binary (out/cli)

$(CLI): $(CLI_SOURCES) $(BUILT_CONSOLE) $(OF_MACHINE)
	dotnet publish cli/KubeTask.Cli $(NATIVE) -o out/cli
	@touch $@

publish-runner: $(RUNNER) ## Build kubetask-run, which starts agents in their images, as one native binary (out/runner)

$(RUNNER): $(RUNNER_SOURCES) $(OF_MACHINE)
	dotnet publish agents/runner $(NATIVE) -o out/runner
	@touch $@

publish-scaler: $(SCALER) ## Build the scaler as one native binary (out/scaler)

$(SCALER): $(SERVICE_SOURCES) $(OF_MACHINE)
	dotnet publish keda/KubeTask.Scaler $(NATIVE) -o out/scaler
	@touch $@

publish-init: $(INIT) ## Build the init container's program as one native binary and libgit2 beside it (out/init)

bench-git: publish-init ## Measure how the init container fetches Git repositories, beside git clone (TRIES)
	@CONFIG=$(CONFIG) bench/git.sh

clean: ## Delete the build output
	dotnet clean KubeTask.sln -c $(CONFIG) -v quiet -nologo
	rm -rf out
