#!/usr/bin/env bash
# Measures, prints tables, and for each target what was measured; best on a quiet
# machine. It fails if something went wrong, but never because something was slow.
#
#   scripts/bench.sh [network] [--json FILE] [-o json] [--parts compare,crowd,electorate]
#   scripts/bench.sh --quick       a smoke run of two minutes
#   scripts/bench.sh --help        all flags
#   scripts/bench.sh audit         the auditor's side, in four to fifteen minutes
#
# network makes a network of its own: no-op, join and endorse side by side with 1, 32,
# 128 and 700 clients; a crowd of 256 in one alliance; a decision by 1,000 voters. It
# takes about 12 minutes, and fails if a transaction failed, was lost or doubled.
# NETWORK_CONSENSUS=bft measures BFT orderers.
#
# audit needs no network: it verifies, indexes and asks synthetic blocks. What it
# compares it measures by turns, and takes the median of the rounds' ratios. It wants
# a PostgreSQL server's programs (postgres, initdb) on the PATH, and starts its own.
source "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/common.sh"
cd -- "$root"

# targets are: package.Benchmark | unit | relation | limit | what it is. The peak and
# the chaincode's scan are the network's own, as docs/performance.md has them.
targets='
chain.Verify | of-ceiling | >= | 0.6 | signatures verified, by what the machine can verify at most
index.Follow/SQLite | tx/s | >= | 200 | verified and added a second, SQLite; limit: the peak
index.Follow/PostgreSQL | tx/s | >= | 200 | verified and added a second, PostgreSQL; limit: the peak
index.NewestPage/SQLite/all | of-short | <= | 1.25 | newest page of 100,000 events, by that of 1,000
index.NewestPage/SQLite/of_an_alliance | of-short | <= | 1.25 | the same, of one alliance
index.NewestPage/SQLite/of_a_party | of-short | <= | 1.25 | the same, of one party
index.RosterAtDate/SQLite | ms/roster | <= | 1310 | roster of 100,000, SQLite, ms; limit: 0.1 of the chaincode
index.RosterAtDate/SQLite | of-scan | of | scan | the same, by the rules alone over a ledger in memory
index.RosterAtDate/SQLite | of-plain | <= | 1 | roster of 100,000, SQLite, by plain PostgreSQL
index.RosterAtDate/PostgreSQL | of-plain | <= | 1 | roster of 100,000, PostgreSQL, by plain PostgreSQL
auditor.Roster/csv | s | <= | 5 | 10,000 members to CSV
auditor.Roster/json | s | <= | 5 | 10,000 members to JSON
auditor.Serve/restart | s/restart | <= | 2 | auditor serve killed at 100,000 events, until it answers again, s
auditor.Serve/page | s/roster | <= | 1 | at 1,000,000 memberships: first page of the roster of now, s
auditor.Serve/page | s/day | <= | 1 | the same, of a day
auditor.Serve/memory | MiB/alone | <= | 300 | its memory, every page asked for one after the other, MiB at most
auditor.Serve/memory | MiB | <= | 300 | the same, twelve long and short answers at once
auditor.Serve/slow | of-alone | <= | 4 | a roster page of it beside 1,000 slow clients, by the same without them
auditor.Serve/slow | MiB | <= | 300 | its memory meanwhile, MiB at most
auditor.Serve/stop | lost | <= | 0 | answers lost when it is told to end while 60 clients ask
report.Gathered/html | s | <= | 5 | 10,000 members to a report, HTML
report.Gathered/csv | s | <= | 5 | 10,000 members to a report, CSV
report.Gathered/json | s | <= | 5 | 10,000 members to a report, JSON
'

# judge reads the targets and then what go test -bench printed.
judge() {
	awk '
	FNR == NR { if (split($0, t, / *\| */) == 5) order[++n] = $0; next }
	/^pkg: / { package = $2; sub(/.*\//, "", package) }
	/^Benchmark/ {
		name = $1; sub(/^Benchmark/, "", name); sub(/-[0-9]+$/, "", name)
		for (i = 3; i < NF; i += 2) seen[package "." name, $(i + 1)] = $i
		seen[package "." name, "s"] = $3 / 1e9
	}
	/^cpu: / { cpu = $0 }
	END {
		print cpu
		printf "signatures a second: %d verified in blocks, %d at most\n", seen["chain.Verify", "signatures/s"], seen["chain.Verify", "ceiling/s"]
		printf "roster of 100,000: %d ms from SQLite, %d ms by the rules, %d ms in plain PostgreSQL\n\n", \
			seen["index.RosterAtDate/SQLite", "ms/roster"], seen["index.RosterAtDate/SQLite", "ms/scan"], seen["index.RosterAtDate/SQLite", "ms/plain"]
		printf "%-68s %10s %10s  %s\n", "WHAT", "FIGURE", "LIMIT", "MET"
		for (i = 1; i <= n; i++) {
			split(order[i], t, / *\| */)
			if (!((t[1], t[2]) in seen)) { printf "%-68s %10s %10s  %s\n", t[5], "-", t[3] " " t[4], "not measured"; continue }
			figure = seen[t[1], t[2]]
			if (t[3] == "of") { printf "%-68s %10.4g\n", t[5], figure; continue }
			met = t[3] == ">=" ? figure >= t[4] : figure <= t[4]
			printf "%-68s %10.4g %10s  %s\n", t[5], figure, t[3] " " t[4], met ? "met" : "short"
		}
	}' <(printf '%s' "$targets") -
}

audit() {
	bench=(go test -p 1 -run '^$' -timeout 20m)
	{
		"${bench[@]}" -bench '^BenchmarkVerify$' -benchtime 1x ./audit/chain
		"${bench[@]}" -bench '^Benchmark(Follow|NewestPage|RosterAtDate)$' -benchtime 1x ./audit/index
		"${bench[@]}" -bench '^BenchmarkServe$' -benchtime 1x ./audit/cmd/auditor
		"${bench[@]}" -bench '^Benchmark(Roster|Gathered)$' -benchtime 5x ./audit/cmd/auditor ./audit/report
	} | tee /dev/stderr | judge
}

network() {
	go build -o .build/bin/bench ./scripts/bench
	trap 'scripts/network.sh --name bench down --yes' EXIT
	scripts/network.sh --name bench up --base-port 24000 >&2
	.build/bin/bench "$@"
}

for word in "$@"; do
	if [[ $word == -h || $word == --help ]]; then
		usage bench.sh
		go build -o .build/bin/bench ./scripts/bench
		exec .build/bin/bench --help
	fi
done
case ${1-} in
audit) shift && audit "$@" ;;
network) shift && network "$@" ;;
*) network "$@" ;;
esac
