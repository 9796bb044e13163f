#!/usr/bin/env bash
# Builds every program that the network runs into .build/bin: Fabric's own, from
# their Go modules, once; and this project's, each time (Go caches those). With
# --pkcs11 also those that sign with keys in a PKCS #11 token (docs/token.md).
source "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/common.sh"
cd -- "$root"

case "$*" in
"" | --pkcs11) ;;
-h | --help) usage build.sh && exit ;;
*)
	echo "usage: scripts/build.sh [--pkcs11]" >&2
	exit 2
	;;
esac

need() {
	if ! command -v "$1" >/dev/null; then
		echo "$1 is needed: $2" >&2
		exit 1
	fi
}
need go "install Go 1.26 or newer from https://go.dev/dl/ and put it on the PATH"
need "$(go env CC | cut -d' ' -f1)" "install a C compiler (gcc or clang): Fabric CA's database needs one"

say() { echo "build: $*" >&2; }

# Go names each package it compiles: shows every hundredth, and all other lines.
progress() { awk -v of="$1" '/^[^ ]+$/ { if (++n % 100 == 0) print "build: " of ": " n " packages"; fflush(); next } { print; fflush() }' >&2; }

# there reports whether the programs pinned by a nested go.mod have been built.
there() {
	local program
	while read -r program; do
		[[ -x .build/bin/$program ]] || return 1
	done < <(sed -n 's#^.*/cmd/\([a-z-]*\)$#\1#p' "$1/go.mod")
}

# tools FOLDER NAME LDFLAGS TAGS [HARDEN]: builds the programs pinned by a nested
# go.mod, unless that was done with the same pins, flags, changes, Go and compiler.
# HARDEN is the folder of the program that changes the sources before they are built.
tools() {
	local stamp=.build/${1##*/}.stamp now flags=()
	now="$(
		go version
		echo "$3 $4"
		cat "$1/go.mod" "$1/go.sum" | sha256sum
	)"
	now+=" $(go env GOOS GOARCH GOAMD64 GOARM64 GOEXPERIMENT CGO_ENABLED CC CGO_CFLAGS CGO_LDFLAGS | sha256sum)"
	if [[ ${5:-} ]]; then now+=" $(find "$5" -name '*.go' ! -name '*_test.go' | LC_ALL=C sort | xargs cat | sha256sum)"; fi
	[[ -f $stamp && "$(<"$stamp")" == "$now" ]] && there "$1" && return
	rm -f "$stamp"
	say "$2 from its Go module; only the first time, a minute or two"
	local begun=$SECONDS
	if [[ ${5:-} ]]; then
		go run "./$5" -pins "$1" -out .build/harden
		flags=(-modfile "$PWD/.build/harden/go.mod")
	fi
	go build -C "$1" "${flags[@]}" -v -tags "$4" -ldflags "$3" -o "$PWD/.build/bin/" tool 2>&1 | progress "$2"
	there "$1" || {
		say "$2 was built, and not all of its programs are there"
		exit 1
	}
	echo "$now" >"$stamp"
	say "$2 built in $((SECONDS - begun)) s"
}

mkdir -p .build/bin .build/fabric/config
if command -v flock >/dev/null; then
	exec 9>.build/lock
	flock 9
fi

# static_c reports whether the C compiler links programs that need no library.
static_c() { echo 'int main(void) { return 0; }' | $(go env CC) -static -x c -o .build/static - 2>/dev/null && rm -f .build/static; }

# All programs are static: they are the same bytes whichever C library a machine has, and
# run where there is none (scripts/images.sh). Only Fabric CA's database is in C.
fabric=github.com/hyperledger/fabric
fabric_flags="-s -w -X $fabric/common/metadata.Version=v3.1.1+registry.6 -X $fabric/common/metadata.CommitSHA=435a7f1"
tools network/fabric "Fabric 3.1.1" "$fabric_flags" "" network/harden
link=
if static_c; then link=" -linkmode external -extldflags -static"; fi
fabric_ca_flags="-s -w -X $fabric-ca/lib/metadata.Version=v1.5.21"
CGO_ENABLED=1 tools network/fabric-ca "Fabric CA 1.5.21" "$fabric_ca_flags$link" "netgo osusergo sqlite_omit_load_extension"

# Without cgo it is built well, and ends when it opens its database.
go version -m .build/bin/fabric-ca-server | grep -q 'CGO_ENABLED=1$' || {
	rm -f .build/fabric-ca.stamp
	say "Fabric CA was built without cgo: install a C compiler, and build again"
	exit 1
}

# Our configuration is laid over the samples of the release that was built.
if [[ ! -f .build/fabric/config/orderer.yaml || .build/fabric.stamp -nt .build/fabric/config/orderer.yaml ]]; then
	samples="$(go list -C network/fabric -m -f '{{.Dir}}' $fabric)/sampleconfig"
	install -m 644 "$samples/core.yaml" "$samples/orderer.yaml" .build/fabric/config/
fi

go build -o .build/bin/ ./network/cmd/network ./chaincode ./client/cmd/alliance ./audit/cmd/auditor

if [[ ${1:-} != --pkcs11 ]]; then exit; fi

# variant NAME FOLDER PROGRAM TAGS LDFLAGS [FLAGS]: builds one of a nested go.mod's programs
# once more, as NAME-pkcs11. It opens a maker's library while it runs, and so cannot be static.
variant() {
	say "$1-pkcs11; the first time it takes a minute"
	CGO_ENABLED=1 go build -C "$2" "${@:6}" -tags "$4" -ldflags "$5" -o "$PWD/.build/bin/$1-pkcs11" "$3"
}
for program in peer orderer; do
	variant "$program" network/fabric "$fabric/cmd/$program" pkcs11 "$fabric_flags" -modfile "$PWD/.build/harden/go.mod"
done
variant fabric-ca-server network/fabric-ca "$fabric-ca/cmd/fabric-ca-server" "netgo osusergo sqlite_omit_load_extension pkcs11" "$fabric_ca_flags"
CGO_ENABLED=1 go build -tags pkcs11 -o .build/bin/network-token ./network/cmd/token
