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
	./audit/feed
	./audit/graph
	./audit/health
	./audit/index/...
	./audit/replay
	./audit/rest
	./audit/witness
	./client
	./client/auditor
	./client/conformance
	./client/console
	./client/gateway
	./client/internal/failover
	./client/keeper
	./client/memory
	./client/rest
	./client/sdk
	./client/signin
	./client/signoff
	./internal/terminal
	./internal/web
	./membership/memledger
	./membership/schema/schematest
	./network
	./network/doctor
	./scripts/bench
	./scripts/chaos
)

# These start goroutines, or guard memory, in a few places: where they serve, wait, or keep
# pictures. Of their tests those of that run under the detector too.
serving=(
	./audit/cmd/auditor
	./audit/console
	./client/cmd/alliance
)
serves='^Test(Watch.*|Serve.*|Picture.*|Scripts)$/^(raft|serve|notify|keep)$/^serve$'

# Tests of the index that start no goroutine of their own. scripts_test.go sees that each is
# there, and has its name alone among the packages from whose tests these are left out.
sequential='^Test(AnyCut|ChangedBytes|KnownUntil|RefusedSaysNothingOfTime|RosterIsThatOfTheRules|RosterKnownAtDespiteOneTime)$'

# These start the package's own test program once for each request to a token, one after the
# other. Built with the detector, it takes a second to begin each time.
spawning='^Test(FurtherPeerOnToken|MakeHostOnToken|EmptiedTokenStaysEmpty|MoveKeys|KeysOfARunningHostStay)$'

# Each of these brings up networks with a name and ports of its own; those that take longest
# begin. They wait for blocks, clocks and faults about as much as they work: so two run at the
# same time, and of each three tests. With three packages and four tests a machine of two
# processors had a load of 40, and networks did not answer in time.
networked=(
	./network
	./client/sdk
	./client/gateway
	./audit/cmd/auditor
	./audit/tamper
	./network/doctor
)

began=$SECONDS
name='' since=$SECONDS times=() alone=()
demo='' # the process of a demo that runs beside tests

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
	if [[ -n $demo ]]; then wait "$demo" || true; fi
	if [[ -d .network/demo-test ]]; then scripts/network.sh --name demo-test down --yes || status=1; fi
	printf '\nseconds of each stage:\n'
	for line in "${times[@]}"; do printf '%8d  %s\n' "${line%% *}" "${line#* }"; done
	if [[ ${#alone[@]} -gt 0 ]]; then
		printf '\npassed only when run again, alone on the machine:\n'
		printf '          %s\n' "${alone[@]}"
	fi
	if [[ $status -eq 0 ]]; then
		printf '\nall passed after %d s\n' $((SECONDS - began))
	else
		printf '\nFAILED after %d s\n' $((SECONDS - began))
	fi
	exit "$status"
}

# tests runs go test, and prints what took longest. The checks have vetted all packages.
tests() { go test -json -vet=off "$@" | .build/tools/testsummary; }

# raced is tests under the race detector, which needs cgo.
raced() { CGO_ENABLED=1 tests -race -gcflags='modernc.org/...=-race=false' "$@"; }

# live runs tests on real networks, with the arguments of go test. Beside others a network can
# be too slow for the limits of its own programs, which are those of real machines. So what
# fails is run once more, with nothing beside it. What fails then too, fails; what passes is
# named at the end, for it is either too slow or wrong at times.
live() {
	local failed=.build/tools/failed again package test
	go test -json -vet=off -tags live -count=1 "$@" | .build/tools/testsummary -failed "$failed" && return
	mapfile -t again <"$failed"
	if [[ ${#again[@]} -eq 0 ]]; then return 1; fi
	if [[ -n $demo ]]; then wait "$demo" || true; fi
	stage "again, one after the other, what failed"
	for test in "${again[@]}"; do
		read -r package test <<<"$test"
		tests -tags live -count=1 -run "^$test\$" -timeout 30m -parallel 1 "$package"
		alone+=("$package $test")
	done
}

# plain lists the packages that are not among the concurrent ones.
plain() { comm -23 <(go list ./... | sort) <(go list "${concurrent[@]}" | sort); }

# random lists the packages whose tests draw cases at random.
random() {
	local imports='{{range .TestImports}}{{.}} {{end}}{{range .XTestImports}}{{.}} {{end}}'
	go list -f "{{.ImportPath}} $imports" ./... | sed -n 's/ .*pgregory.net.rapid .*//p'
}

# demos passes the demo with either of the members' programs, and prints how each ends.
demos() {
	scripts/demo.sh --name demo-test --base-port 21000 | tail -n 20
	scripts/network.sh --name demo-test down --yes
	echo "== the demo with the members' program on fabric-gateway"
	scripts/demo.sh --name demo-test --base-port 21000 --client gateway | tail -n 20
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
	# shares no memory with our goroutines. Some tests of the index make long chains, or ask
	# hundreds of questions, one after the other; for those the detector takes minutes.
	raced -timeout 30m -skip "$sequential|$spawning" "${concurrent[@]}"
	raced -run "$serves" "${serving[@]}"
	tests -run "$sequential" ./audit/index
	tests -run "$spawning" ./network
	tests -tags gateway -run TestGatewaySettings ./client/cmd/alliance
fi

if [[ $part == nightly ]]; then
	stage "ten times as many random cases"
	mapfile -t packages < <(random)
	tests -timeout 2h "${packages[@]}" -args -rapid.checks=1000
	stage "every way to complete a million small votes, and the largest rules by a thousand members"
	go test -vet=off -v -count=1 -timeout 2h -run '^TestAgainstBruteForce$' ./membership/charter -args -votes=1000000
	go test -vet=off -run '^$' -bench '^Benchmark(Decision|STV)$' ./membership/charter ./membership/election ./examples/charters
	stage "the rules on a state that is kept in CouchDB"
	tests ./membership -args -couchdb
fi

if [[ $part != unit ]]; then
	stage "programs"
	token=
	if command -v softhsm2-util >/dev/null; then token=--pkcs11; fi # a host's keys in a token are tried with it
	scripts/build.sh $token
	stage "what Fabric's own programs make of channels and changes, and what is changed in them"
	tests -count=1 ./network/channel ./network/change
	tests -count=1 -run '^TestCluster$' ./network/harden
	stage "tests on real networks"
	live -run '^TestLive[A-Z]' -timeout 30m -p 2 -parallel 3 "${networked[@]}"
	stage "what is hostile to orderers that do not trust each other, and beside it the demo"
	demos >.build/demos.txt 2>&1 &
	demo=$!
	NETWORK_CONSENSUS=bft live -run '^TestLive(Fuzz|Hostile(Consenter|Request|Ledger|Transactions))$' ./client/gateway
	ended=0
	wait "$demo" || ended=$?
	cat .build/demos.txt
	if [[ $ended -ne 0 ]]; then exit "$ended"; fi
	if [[ $part == nightly ]]; then
		stage "longer attacks"
		LIVE_EVENTS=60 live -run '^TestLiveEvents' -timeout 30m ./client/sdk
		LIVE_CUT=60s NETWORK_CONSENSUS=bft live -run '^TestLive(ApartFaults|Move)$' -timeout 30m -parallel 1 ./network
		LIVE_CUT=60s live -run '^TestLiveApartFaults$' -timeout 30m ./network
		LIVE_FUZZ=10m tests -tags live -count=1 -run '^TestLive(Fuzz|Storm)$' -timeout 1h ./client/gateway -args -storm=10m
	fi
fi
