#!/usr/bin/env bash
# Runs the network program, built first if necessary. `scripts/network.sh help`.
source "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/common.sh"
"$root/scripts/build.sh"
exec "$root/.build/bin/network" "$@"
