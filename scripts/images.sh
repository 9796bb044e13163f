#!/usr/bin/env bash
# Builds the images of a host, each from nothing but static programs that were built here:
# no image is pulled.
#
#   scripts/images.sh                          localhost/alliance-registry/peer:RELEASE …, with docker or podman
#   scripts/images.sh --prefix NAME/ --tag TAG
#   scripts/images.sh --to FOLDER              folders with a Dockerfile each, and builds nothing
#
# One image for each kind of service (orderer, peer, ca, chaincode), and one with all
# programs for the operator (network). `network host compose` and `network host kubernetes`
# name them.
source "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/common.sh"
cd -- "$root"

prefix=localhost/alliance-registry/ to=''
tag=$(sed -n 's/^const Release = "\(.*\)"$/\1/p' chaincode/contract/contract.go)
while [[ $# -gt 0 ]]; do
	case $1 in
	-h | --help)
		usage images.sh
		exit
		;;
	--prefix) prefix=${2:?} ;;
	--tag) tag=${2:?} ;;
	--to) to=${2:?} ;;
	*)
		echo "images.sh: \"$1\" is not understood; see scripts/images.sh -h" >&2
		exit 2
		;;
	esac
	shift 2
done

engine=
for name in docker podman; do
	if [[ -z $engine ]] && command -v "$name" >/dev/null; then engine=$name; fi
done
if [[ -z $engine && -z $to ]]; then
	echo "images.sh: docker or podman is needed, or --to FOLDER" >&2
	exit 1
fi

scripts/build.sh
go build -ldflags '-s -w' -o .build/bin/script ./network/cmd/script

folder=${to:-.build/images}
mkdir -p -- "$folder"
folder=$(cd -- "$folder" && pwd -P)

# needs_library reports whether a program needs a library of the system.
needs_library() { LC_ALL=C grep -qaE 'ld-linux|ld-musl|/lib/ld' < <(head -c 4096 "$1"); }

# put FOLDER PROGRAM...: puts programs where they look for each other.
put() {
	local to=$1/registry/.build/bin program
	shift
	mkdir -p -- "$to"
	for program; do
		if needs_library ".build/bin/$program"; then
			echo "images.sh: $program is not static: install your system's static C library (Debian: libc6-dev, Fedora: glibc-static), and build again" >&2
			exit 1
		fi
		install -m 755 ".build/bin/$program" "$to/"
	done
}

# lay NAME PROGRAM...: the folder of an image. What all images hold is a layer of its own,
# which an engine keeps once.
lay() {
	local image=$folder/$1
	shift
	rm -rf -- "$image"
	mkdir -p -- "$image/common/registry/.network" "$image/common/tmp"
	chmod 1777 "$image/common/tmp"
	head -n 1 go.mod >"$image/common/registry/go.mod" # by which the programs know their folder
	put "$image/common" network
	put "$image/files" "$@"
	cat >"$image/Dockerfile" <<'END'
FROM scratch
COPY common/ /
COPY files/ /
ENV PATH=/registry/.build/bin
USER 10001:10001
WORKDIR /registry
ENTRYPOINT []
CMD ["/registry/.build/bin/network", "help"]
END
}

lay orderer orderer
lay ca fabric-ca-server
lay chaincode chaincode
lay peer peer
mkdir -p -- "$folder/peer/files/bin"
install -m 755 .build/bin/script "$folder/peer/files/bin/sh" # see network/cmd/script
lay network peer orderer configtxgen discover fabric-ca-server fabric-ca-client chaincode alliance auditor
mkdir -p -- "$folder/network/files/registry/.build/fabric/config"
install -m 644 .build/fabric/config/*.yaml "$folder/network/files/registry/.build/fabric/config/"

if [[ -n $to ]]; then exit; fi
for name in orderer ca chaincode peer network; do
	"$engine" build --quiet --tag "$prefix$name:$tag" "$folder/$name" >/dev/null
	echo "$prefix$name:$tag"
done
