#!/usr/bin/env bash
# Measures a network of its own: no-op, join and endorse side by side with 1, 32,
# 128 and 700 clients; a crowd of 256 in one alliance; a decision by 1,000 voters.
# Prints tables, and for each target what was measured. It takes about 12 minutes,
# best on a quiet machine; fails if a transaction failed, was lost or doubled, but
# never because something was slow. NETWORK_CONSENSUS=bft measures BFT orderers.
#
#   scripts/bench.sh [--json FILE] [-o json] [--parts compare,crowd,electorate]
#   scripts/bench.sh --quick       a smoke run of two minutes
#   scripts/bench.sh --help        all flags
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
go build -o .build/bin/bench ./client/cmd/bench
for word in "$@"; do
	if [[ $word == -h || $word == --help ]]; then
		sed -n '2,11s/^# \{0,1\}//p' scripts/bench.sh
		exec .build/bin/bench --help
	fi
done
trap 'scripts/network.sh --name bench down' EXIT
scripts/network.sh --name bench up --base-port 24000 >&2
.build/bin/bench "$@"
