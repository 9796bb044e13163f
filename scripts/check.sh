#!/usr/bin/env bash
# Checks everything that can be checked without running the project: see -h.
source "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/common.sh"

show_help() {
	cat <<'END'
usage: scripts/check.sh [-h] [STAGE...]

Checks formatting, suspicious code, complexity, comments, layers, determinism, pairs,
what adapters have in common, go.mod files, shell scripts, documents, forbidden words and sizes, and prints one line
for each stage. Without names it runs all stages; a stage that fails does not
stop the others. Exit code: 0 if all pass, 1 if one fails, 2 if it cannot start.

The tools are pinned in scripts/tools/go.mod and built into .build/tools; the
first run compiles them, later ones do not.

stages:
END
	printf '  %s\n' "${stages[@]}"
}

stages=(format vet staticcheck complexity exported layers rooms common determinism pairs tidy shell readme words large tools)
max_complexity=15
max_files=60 # Go files of a package

cd -- "$root"
bin=$root/.build/tools
nested=(scripts/tools network/fabric network/fabric-ca)

# files lists what belongs to the tree, committed or not, and is still there.
files() {
	local file
	git ls-files -z --cached --others --exclude-standard -- "$@" | sort -zu |
		while IFS= read -r -d '' file; do
			if [[ -f $file ]]; then printf '%s\0' "$file"; fi
		done
}

# handwritten lists the Go files that no program wrote.
handwritten() {
	files '*.go' "$@" | { over grep -LZE '^// Code generated .* DO NOT EDIT\.$' || true; }
}

# clean runs a command, and drops from what it says the folder's own path and
# the downloads of a first run.
clean() {
	local said status=0
	said=$("$@" 2>&1) || status=$?
	printf '%s\n' "${said//"$root/"/}" | grep -v -e '^go: downloading ' -e '^$' || true
	return $status
}

# over runs a command over the NUL-separated files on its input, if there are any.
over() { xargs -0 -r "$@"; }

# holds_go reports whether there is a Go file in or below a folder.
holds_go() { [[ -n $(files "$1/*.go" | tr '\0' '\n') ]]; }

check_format() {
	local found
	found=$(handwritten | over "$bin/gofumpt" -l) || return 1
	if [[ -n $found ]]; then
		printf '%s\n(to repair: .build/tools/gofumpt -w FILE)\n' "$found"
		return 1
	fi
}

# check_vet looks at everything with the tests on networks, and once more at the
# packages in which those take the place of others.
check_vet() {
	local without
	mapfile -t without < <(files '*.go' | over grep -lE '^//go:build .*!live' | xargs -r -n 1 dirname | sort -u)
	clean go vet -tags live ./... && clean go vet -tags gateway ./client/cmd/alliance && CGO_ENABLED=1 clean go vet -tags pkcs11 ./network/cmd/token || return 1
	if [[ ${#without[@]} -gt 0 ]]; then clean go vet "${without[@]/#/./}"; fi
}

check_staticcheck() { clean "$bin/staticcheck" -tags live ./... && CGO_ENABLED=1 clean "$bin/staticcheck" -tags pkcs11 ./network/cmd/token; }

check_complexity() {
	# a model or a table in a test reads best whole
	if ! handwritten ':!:*/testdata/*' ':!:*_test.go' | clean over "$bin/gocyclo" -over "$max_complexity"; then
		echo "(complexity, package, function, place: at most $max_complexity)"
		return 1
	fi
}

# Files that the go command passes over belong to packages of others.
check_exported() { files '*.go' ':!:*/testdata/*' ':!:*/_added/*' | clean over -n 100000 "$bin/exported"; }

check_layers() { clean "$bin/layers" ./...; }

check_determinism() {
	local folder packages=()
	for folder in membership chaincode/contract; do
		if holds_go "$folder"; then packages+=("./$folder/..."); fi
	done
	if [[ ${#packages[@]} -gt 0 ]]; then
		clean "$bin/determinism" -test=false -exclude memledger "${packages[@]}"
	fi
}

# check_rooms wants packages in which one finds one's way: at most so many files,
# tests and files of others not counted.
check_rooms() {
	local found
	found=$(files '*.go' ':!:*_test.go' ':!:*/testdata/*' ':!:*/_added/*' | over -n 1 dirname | sort | uniq -c | awk -v max="$max_files" '$1 > max')
	if [[ -n $found ]]; then
		printf '%s\n(files, folder: at most %d)\n' "$found" "$max_files"
		return 1
	fi
}

check_pairs() { clean "$bin/pairs" ./...; }

# check_common wants what both adapters of the client's port do to be done once, in
# client/internal/failover. It counts the lines that are the same in both, without
# those that say nothing by themselves.
max_common=60
check_common() {
	local found count
	found=$(LC_ALL=C comm -12 <(significant client/sdk) <(significant client/gateway))
	count=$(grep -c . <<<"$found" || true)
	if ((count >= max_common)); then
		printf '%s\n(%d significant lines are in client/sdk and in client/gateway; fewer than %d may be)\n' "$found" "$count" "$max_common"
		return 1
	fi
}

# significant prints the lines of a package's files, sorted.
significant() {
	files "$1/*.go" | grep -zv '_test\.go$' | over sed -E 's/^[[:space:]]+//; s/[[:space:]]+$//; s|[[:space:]]*//.*$||' |
		grep -vE -e '^$|^package |^import|^\)$|^[{}()]*,?$|^"|^[a-z]* "[^ ]*"$|^return( nil| err)?$|^default:$|^continue$|^break$' \
			-e '^if err != nil \{$|^return nil, err$|^\} else \{$|^(switch|select|for) \{$|^\}\)$' |
		LC_ALL=C sort
}

check_tidy() {
	local folder found status=0
	for folder in . "${nested[@]}"; do
		if [[ -f $folder/go.mod ]] && ! found=$(clean go -C "$folder" mod tidy -diff); then
			head -n 20 <<<"$found" # a go.sum can differ in hundreds of lines
			echo "(to repair: go -C $folder mod tidy)"
			status=1
		fi
	done
	return $status
}

# check_shell asks shellcheck where it is installed: there is no Go module of it.
check_shell() {
	local status=0
	files '*.sh' .ci/run | clean over -n 1 bash -n || return 1
	if ! files '*.sh' .ci/run | clean over "$bin/shfmt" -d; then
		echo "(to repair: .build/tools/shfmt -w FILE)"
		status=1
	fi
	if command -v shellcheck >/dev/null; then
		files '*.sh' .ci/run | clean over shellcheck -x -P SCRIPTDIR || status=1
	fi
	return $status
}

# check_readme wants the README and the pages of docs in both languages, and no
# translation whose original is gone. That both say the same to type, and that it
# exists, is tested with internal/guide.
check_readme() {
	local file status=0
	for file in README.md docs/*.md; do
		if [[ $file != *.zh-CN.md && -f $file && ! -f ${file%.md}.zh-CN.md ]]; then
			echo "$file has no Chinese twin, ${file%.md}.zh-CN.md"
			status=1
		fi
	done
	while IFS= read -r -d '' file; do
		if [[ ! -f ${file%.zh-CN.md}.md ]]; then
			echo "$file has no English twin, ${file%.zh-CN.md}.md"
			status=1
		fi
	done < <(files '*.zh-CN.md')
	return $status
}

# check_words refuses what works on one machine only: paths of somebody's
# machine, and registries that another network reaches by another name; and the
# marks of a merge that nobody has finished. The words are put together here, so
# that this file does not hold them.
check_words() {
	local slash=/ dot='\.' pattern found
	pattern="(^|[^[:alnum:]_.~-])$slash(work|root)$slash"
	pattern+="|(proxy|sum)${dot}golang${dot}org|goproxy${dot}(io|cn)"
	pattern+="|registry${dot}npmjs${dot}org|(files${dot}pythonhosted|pypi)${dot}org|docker${dot}io"
	pattern+='|^(<{7}|[|]{7}|>{7}) |^={7}$'
	found=$(files ':!:*.sum' | over grep -nIHE "$pattern" || true)
	if [[ -n $found ]]; then
		printf '%s\n' "$found"
		return 1
	fi
}

# check_large refuses built programs, by how their files begin (ELF, Mach-O for one
# processor or for several, PE), and what is as large as one: the recorded ledgers,
# the largest there is, are far smaller.
check_large() {
	local LC_ALL=C file head status=0 found
	while IFS= read -r -d '' file; do
		IFS= read -r -N 4 head <"$file" || true
		case $head in
		$'\x7fELF' | $'\xfe\xed\xfa'[$'\xce\xcf'] | [$'\xce\xcf']$'\xfa\xed\xfe' | $'\xca\xfe\xba\xbe' | MZ*)
			echo "$file is a built program"
			status=1
			;;
		esac
	done < <(files)
	found=$(files | over wc -c | awk '$1 > 1000000 && $2 != "total"')
	if [[ -n $found ]]; then
		printf '%s\n(bytes and file: at most 1000000)\n' "$found"
		status=1
	fi
	return $status
}

# check_tools: the checks above are worth what their own tests are worth.
check_tools() (
	cd scripts/tools
	clean "$bin/staticcheck" ./... && clean go vet ./... && clean go test ./...
)

# stamp changes whenever the tools must be built anew.
stamp() {
	go version
	files 'scripts/tools/go.*' 'scripts/tools/*.go' | over sha256sum
}

build_tools() {
	local now
	now=$(stamp)
	if [[ -f $bin/stamp && $(<"$bin/stamp") == "$now" ]]; then return; fi
	echo "...  building the tools into .build/tools (about a minute the first time)"
	mkdir -p "$bin"
	if ! go -C scripts/tools build -o "$bin/" tool; then
		echo "check.sh: the tools do not build; see scripts/tools/go.mod" >&2
		exit 2
	fi
	printf '%s\n' "$now" >"$bin/stamp"
}

passed=0 failed=0

# stage runs one check and prints its line, and its findings below.
stage() {
	local name=$1 start=$SECONDS output
	if output=$("check_$name" 2>&1); then
		printf 'ok    %s  (%ds)\n' "$name" $((SECONDS - start))
		passed=$((passed + 1))
	else
		printf 'FAIL  %s  (%ds)\n' "$name" $((SECONDS - start))
		printf '%s\n' "$output" | sed 's/^/      /'
		failed=$((failed + 1))
	fi
}

main() {
	local name
	if [[ ${1:-} == -h || ${1:-} == --help ]]; then
		show_help
		return
	fi
	for name in "$@"; do
		if [[ " ${stages[*]} " != *" $name "* ]]; then
			echo "check.sh: no stage is called \"$name\"; see scripts/check.sh -h" >&2
			return 2
		fi
	done
	build_tools
	for name in "${@:-${stages[@]}}"; do stage "$name"; done
	echo "$passed passed, $failed failed"
	[[ $failed -eq 0 ]]
}

main "$@"
