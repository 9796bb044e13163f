#!/usr/bin/env bash
# Passes all tests: the checks of the code, the tests without a network under the
# race detector, the tests on real Fabric networks of their own, and the demo.
#
#   scripts/test.sh            everything
#   scripts/test.sh unit       the checks and the tests without a network
#   scripts/test.sh live       the tests on networks, and the demo
#
# The networks listen on loopback, beside one that may be running, and are gone
# afterwards.
source "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/common.sh"
case ${1:-all} in
-h | --help)
	usage test.sh
	exit
	;;
all | unit | live) part=${1:-all} ;;
*)
	echo "test.sh: no part \"$1\": unit or live, or nothing for everything" >&2
	exit 2
	;;
esac
cd -- "$root"
began=$SECONDS

stage() { printf '\n== %s (after %d s)\n' "$1" $((SECONDS - began)); }

if [[ $part != live ]]; then
	stage "checks"
	scripts/check.sh
	stage "tests without a network, under the race detector"
	go test -race -timeout 30m ./... # the database is in pure Go, and slow under the detector
	go test -race -tags gateway -run TestGatewaySettings ./client/cmd/alliance
fi

if [[ $part != unit ]]; then
	stage "programs"
	scripts/build.sh
	stage "tests on real networks, one package after another"
	go test -tags live -count=1 -timeout 30m -p 1 ./network/... ./client/sdk ./client/gateway ./audit/tamper ./audit/cmd/auditor
	stage "what is hostile to orderers that do not trust each other"
	NETWORK_CONSENSUS=bft go test -tags live -count=1 -run 'TestLive(Fuzz|Hostile(Consenter|Request|Ledger|Transactions))$' ./client/gateway
	stage "the demo"
	trap 'scripts/network.sh --name demo-test down --yes' EXIT
	scripts/demo.sh --name demo-test --base-port 21000 | tail -n 20
	scripts/network.sh --name demo-test down --yes
	stage "the demo with the members' program on fabric-gateway"
	scripts/demo.sh --name demo-test --base-port 21000 --client gateway | tail -n 20
fi
printf '\nall passed after %d s\n' $((SECONDS - began))
