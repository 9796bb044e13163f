#!/usr/bin/env bash
# Breaks a network of its own, one fault after another, while clients write to it:
# kills and pauses a process of each kind, the orderer that leads too, and restarts
# the whole network. Prints for each fault what the clients noticed, and what was
# lost or doubled; fails if anything was, or if a client saw an error though a
# quorum was left. Takes about three minutes.
#
#   scripts/chaos.sh [--clients N] [--length 12s] [--json]
#   NETWORK_CONSENSUS=bft scripts/chaos.sh      with BFT orderers
source "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/common.sh"
if [[ ${1:-} == -h || ${1:-} == --help ]]; then
	usage chaos.sh
	exit
fi
cd -- "$root"
trap 'scripts/network.sh --name chaos down --yes' EXIT
scripts/network.sh --name chaos up --base-port 23000 >&2
go build -o .build/bin/chaos ./scripts/chaos
.build/bin/chaos "$@"
