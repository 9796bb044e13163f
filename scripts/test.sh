#!/usr/bin/env bash
# Passes all tests: the checks of the code, the tests without a network, the tests on
# real Fabric networks of their own, and the demo; and prints what took how long.
#
#   scripts/test.sh            everything
#   scripts/test.sh unit       the checks and the tests without a network
#   scripts/test.sh live       the tests on networks, and the demo
#   scripts/test.sh nightly    everything, with more random cases and longer attacks
#
# The networks listen on loopback, beside one that may be running, and are gone
# afterwards.
source "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/common.sh"
case ${1:-all} in
-h | --help)
	usage test.sh
	exit
	;;
all | unit | live | nightly) part=${1:-all} ;;
*)
	echo "test.sh: no part \"$1\": unit, live or nightly, or nothing for everything" >&2
	exit 2
	;;
esac
cd -- "$root"

# In these packages goroutines share memory, so they are tested under the race
# detector; it finds nothing in the others, and takes four to eight times as long.
# scripts_test.go sees that no package is missing.
concurrent=(
	./audit/chain/...
	./audit/index/...
	./audit/replay
	./client
	./client/conformance
	./client/gateway
	./client/internal/failover
	./client/memory
	./client/sdk
	./internal/terminal
	./membership/memledger
	./network
	./network/doctor
	./scripts/bench
	./scripts/chaos
)

# Tests of the index that start no goroutine of their own.
sequential='^Test(KnownUntil|RefusedSaysNothingOfTime|RosterKnownAtDespiteOneTime)$'

# Each of these brings up networks with a name and ports of its own. They wait for
# blocks, clocks and faults more than they work: so all run at the same time.
networked=(
	./audit/cmd/auditor
	./audit/tamper
	./client/gateway
	./client/sdk
	./network
	./network/doctor
)

began=$SECONDS
name='' since=$SECONDS times=()

# stage ends the stage before and begins one; without a name it only ends.
stage() {
	if [[ -n $name ]]; then times+=("$((SECONDS - since)) $name"); fi
	name=${1:-} since=$SECONDS
	if [[ -n $name ]]; then printf '\n== %s (after %d s)\n' "$name" $((SECONDS - began)); fi
}

# finish prints how long each stage took, also after a failure, and removes the
# demo's network.
finish() {
	local status=$? line
	stage
	if [[ -d .network/demo-test ]]; then scripts/network.sh --name demo-test down --yes || status=1; fi
	printf '\nseconds of each stage:\n'
	for line in "${times[@]}"; do printf '%8d  %s\n' "${line%% *}" "${line#* }"; done
	if [[ $status -eq 0 ]]; then
		printf '\nall passed after %d s\n' $((SECONDS - began))
	else
		printf '\nFAILED after %d s\n' $((SECONDS - began))
	fi
	exit "$status"
}

# tests runs go test, and prints what took longest.
tests() { go test -json "$@" | .build/tools/testsummary; }

# plain lists the packages that are not among the concurrent ones.
plain() { comm -23 <(go list ./... | sort) <(go list "${concurrent[@]}" | sort); }

# random lists the packages whose tests draw cases at random.
random() {
	local imports='{{range .TestImports}}{{.}} {{end}}{{range .XTestImports}}{{.}} {{end}}'
	go list -f "{{.ImportPath}} $imports" ./... | sed -n 's/ .*pgregory.net.rapid .*//p'
}

trap finish EXIT
go -C scripts/tools build -o "$root/.build/tools/" ./testsummary

if [[ $part != live ]]; then
	stage "checks"
	scripts/check.sh
	stage "tests without a network"
	mapfile -t packages < <(plain)
	tests "${packages[@]}"
	stage "tests without a network, under the race detector"
	# SQLite is C translated to Go: under the detector it takes three times as long, and
	# shares no memory with our goroutines. Three tests of the index make long chains one
	# after the other, for which the detector takes minutes, and run without it.
	tests -race -gcflags='modernc.org/...=-race=false' -timeout 30m -skip "$sequential" "${concurrent[@]}"
	tests -run "$sequential" ./audit/index
	tests -tags gateway -run TestGatewaySettings ./client/cmd/alliance
fi

if [[ $part == nightly ]]; then
	stage "ten times as many random cases"
	mapfile -t packages < <(random)
	tests -timeout 2h "${packages[@]}" -args -rapid.checks=1000
	tests -timeout 2h -run '^TestAgainstBruteForce$' ./membership/charter -args -votes=1000000
fi

if [[ $part != unit ]]; then
	stage "programs"
	scripts/build.sh
	stage "tests on real networks"
	tests -tags live -count=1 -run '^TestLive[A-Z]' -timeout 30m -p "${#networked[@]}" -parallel 4 "${networked[@]}"
	stage "what is hostile to orderers that do not trust each other"
	NETWORK_CONSENSUS=bft tests -tags live -count=1 -run '^TestLive(Fuzz|Hostile(Consenter|Request|Ledger|Transactions))$' ./client/gateway
	if [[ $part == nightly ]]; then
		stage "longer attacks"
		LIVE_FUZZ=10m tests -tags live -count=1 -run '^TestLive(Fuzz|Storm)$' -timeout 1h ./client/gateway -args -storm=10m
	fi
	stage "the demo"
	scripts/demo.sh --name demo-test --base-port 21000 | tail -n 20
	scripts/network.sh --name demo-test down --yes
	stage "the demo with the members' program on fabric-gateway"
	scripts/demo.sh --name demo-test --base-port 21000 --client gateway | tail -n 20
fi
