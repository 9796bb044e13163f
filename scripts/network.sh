#!/usr/bin/env bash
# Runs the network program, built first if necessary. `scripts/network.sh help`.
set -euo pipefail
here="$(dirname "${BASH_SOURCE[0]}")"
"$here/build.sh"
exec "$here/../.build/bin/network" "$@"
