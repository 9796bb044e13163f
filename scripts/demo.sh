#!/usr/bin/env bash
# Runs the registry's main job on a real network: two alliances are founded,
# applicants join, members of different hosts endorse them, one leaves.
#
# Every command is shown as it is typed. Run again, it does nothing twice.
#
#   scripts/demo.sh [--name NAME] [--base-port PORT]    a network beside another
set -euo pipefail
name=registry up=()
while (($# > 0)); do
	case $1 in
	-h | --help) sed -n '2,7s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit ;;
	--name) name=${2:?--name needs a name}; shift 2 ;;
	--base-port) up=(--base-port "${2:?--base-port needs a port}"); shift 2 ;;
	*) echo "demo.sh: unknown word \"$1\"; try --help" >&2; exit 2 ;;
	esac
done
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scripts/network.sh --name "$name" up "${up[@]}"
export PATH="$PWD/.build/bin:$PATH"
export ALLIANCE_NETWORK=.network/$name ALLIANCE_HOME=.network/$name/demo
began=$SECONDS

title() { printf '\n== %s\n' "$*"; }

# run shows a command as a person would type it, then runs it.
run() {
	printf '\n$'
	local word
	for word in "$@"; do
		if [[ $word == *[!a-zA-Z0-9@._/=-]* ]]; then printf " '%s'" "$word"; else printf ' %s' "$word"; fi
	done
	printf '\n'
	"$@"
}

parties=(cic@association tsinghua@academia bupt@academia 21vianet@industry unicom-research@industry jijia@industry
	bubi@industry sample-enterprise@industry sample-university@academia ibm@industry intel@association huawei@academia)
zgc=zhongguancun@association
hyperledger=hyperledger@industry

title "Each party gets a key of its own, certified by its host's Fabric CA"
missing=()
for party in "${parties[@]}"; do
	[[ -f $ALLIANCE_HOME/profiles/$party/profile.yaml ]] || missing+=("$party")
done
if ((${#missing[@]} > 0)); then
	printf '\n$ network register -o json PARTY... | alliance enroll --secrets -\n'
	network --name "$name" register --reset -o json "${missing[@]}" | alliance enroll --secrets -
fi

title "Seven founders register, found an alliance and consent to its charter"
run alliance apply -f examples/alliances/zhongguancun.yaml

title "Two applicants join; three members, of three hosts, endorse each"
run alliance party register -p sample-enterprise@industry --request demo-1 --kind enterprise --name zh=示例企业 --name 'en=Sample Enterprise'
run alliance party register -p sample-university@academia --request demo-1 --kind academic --name zh=示例大学 --name 'en=Sample University'
run alliance join $zgc -p sample-enterprise@industry --request demo-2 --statement 'We trace deliveries by blockchain.'
run alliance join $zgc -p sample-university@academia --request demo-2
for applicant in sample-enterprise@industry sample-university@academia; do
	for endorser in cic@association tsinghua@academia bubi@industry; do
		run alliance endorse $zgc $applicant -p $endorser --request "demo-${applicant%@*}" --for --reason 'known to us'
	done
done
run alliance proposal show $zgc sample-enterprise@industry -p cic@association

title "A member leaves again"
run alliance leave $zgc -p sample-enterprise@industry --request demo-3 --reason 'the trial is over'

title "A second alliance, with a charter of its own"
run alliance apply -f examples/alliances/hyperledger.yaml
run alliance join $hyperledger -p huawei@academia --request demo-1
run alliance endorse $hyperledger huawei@academia -p ibm@industry --request demo-1 --for
run alliance endorse $hyperledger huawei@academia -p intel@association --request demo-1 --for

title "Who is a member, since when, by which transaction in which block"
run alliance roster $zgc -p cic@association
run alliance --lang zh roster $hyperledger -p ibm@industry
run alliance history $zgc sample-enterprise@industry -p cic@association

beside=
[[ $name == registry ]] || beside=" --name $name"
cat <<END

The registry's main job took $((SECONDS - began)) s; the network stays up. To go on by hand:

  export PATH="$PWD/.build/bin:\$PATH" ALLIANCE_HOME="$PWD/$ALLIANCE_HOME"
  alliance list -p cic@association
  alliance charter $zgc -p cic@association
  alliance endorse $hyperledger huawei@academia -p cic@association --for     (refused: not a member)
  alliance --help

  scripts/network.sh$beside status      what is running
  scripts/network.sh$beside down        stop it and remove all it wrote, this trial's keys too
END
