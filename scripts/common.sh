# shellcheck shell=bash
# Sourced by every script here before anything else. It finds the project's folder,
# $root, however the script was called, and takes out of the environment what would
# make the same line do another thing on another machine.
set -euo pipefail +o noclobber +o noglob +o posix

# CDPATH sends cd elsewhere and has it print where; a git hook names another tree.
unset CDPATH GREP_OPTIONS GOPACKAGESDRIVER GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_PREFIX GIT_OBJECT_DIRECTORY
root=$(builtin cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/.." && pwd -P)

# Go is told everything, since what it is not told it takes from the user's own
# settings (`go env -w`), where an empty value would count for nothing. Only where
# modules come from is the user's business. What is built knows no version of the
# checkout: git may refuse to read one that is another user's, or there is none.
# All is compiled as the programs are, without cgo and without the folder's name: so
# what the checks and the tests compiled serves the programs too. What needs cgo says so.
export GOFLAGS='-buildvcs=false -trimpath' GOWORK=off GO111MODULE=on CGO_ENABLED=0
if [[ -z ${HOME:-} ]]; then # Go keeps what it compiled there
	export HOME=$root/.build/home GOFLAGS="$GOFLAGS -modcacherw"
	mkdir -p -- "$HOME"
fi
if command -v go >/dev/null; then
	GOOS=$(go env GOHOSTOS) GOARCH=$(go env GOHOSTARCH)
	export GOOS GOARCH
fi

# git reads this checkout, whoever owns it.
git() { command git -c safe.directory="$root" "$@"; }

# usage prints a script's first comment, without the line of its interpreter.
usage() { sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$root/scripts/$1"; }
