#!/usr/bin/env bash
# Runs the registry's main job on a real network: alliances are founded; parties
# are admitted, rejected, suspended and reinstated; one withdraws, one leaves.
#
# Every command is shown as it is typed. Run again, it does nothing twice.
#
#   scripts/demo.sh [--name NAME] [--base-port PORT]    a network beside another
#   scripts/demo.sh --client gateway     the members' program on fabric-gateway
source "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/common.sh"
name=registry up=() client=sdk
while (($# > 0)); do
	case $1 in
	-h | --help)
		usage demo.sh
		exit
		;;
	--name)
		name=${2:?--name needs a name}
		shift 2
		;;
	--base-port)
		up=(--base-port "${2:?--base-port needs a port}")
		shift 2
		;;
	--client)
		client=${2:?--client needs sdk or gateway}
		[[ $client == sdk || $client == gateway ]] || {
			echo "demo.sh: no client \"$client\": sdk or gateway" >&2
			exit 2
		}
		shift 2
		;;
	*)
		echo "demo.sh: unknown word \"$1\"; try --help" >&2
		exit 2
		;;
	esac
done
cd -- "$root"

scripts/network.sh --name "$name" up "${up[@]}"
path=$PWD/.build/bin
if [[ $client == gateway ]]; then
	go build -tags gateway -o .build/gateway/ ./client/cmd/alliance
	path=$PWD/.build/gateway:$path
fi
export PATH="$path:$PATH"
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

# proposal says the id of the proposal that a command files. The command is sent
# again, under the same request id: so it answers with what it did before.
proposal() { "$@" -o json | sed -n 's/^ *"proposal": "\([0-9a-f]*\)".*/\1/p'; }

# identities of the parties, as the operators of their hosts register them
parties=(cic@association tsinghua@academia bupt@academia 21vianet@industry unicom-research@industry jijia@industry
	bubi@industry ibm@industry intel@association huawei@academia secretariat@association
	sample-enterprise@industry sample-university@academia sample-trader@industry sample-developer@academia)
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

title "Two alliances: founders register, found and consent to a charter, each by its own key"
run alliance apply -f examples/alliances/zhongguancun.yaml
run alliance apply -f examples/alliances/hyperledger.yaml
run alliance charter $zgc -p cic@association

title "Four applicants: two are admitted by members of three hosts, one is rejected, one withdraws"
run alliance party register -p sample-enterprise@industry --request demo-1 --kind enterprise --name zh=示例企业 --name 'en=Sample Enterprise'
run alliance party register -p sample-university@academia --request demo-1 --kind academic --name zh=示例大学 --name 'en=Sample University'
run alliance party register -p sample-trader@industry --request demo-1 --kind enterprise --name zh=示例贸易商 --name 'en=Sample Trader'
run alliance party register -p sample-developer@academia --request demo-1 --kind individual --name zh=示例开发者 --name 'en=Sample Developer'
for applicant in sample-enterprise@industry sample-university@academia sample-trader@industry; do
	run alliance join $zgc -p $applicant --request demo-2
done
run alliance join $zgc -p sample-developer@academia --request demo-2 --class individual
run alliance inbox -p bubi@industry
for applicant in sample-enterprise@industry sample-university@academia; do
	for endorser in cic@association tsinghua@academia bubi@industry; do
		run alliance endorse $zgc $applicant -p $endorser --request "demo-${applicant%@*}" --for --reason 'known to us'
	done
done
for endorser in jijia@industry bupt@academia 21vianet@industry unicom-research@industry cic@association; do
	run alliance endorse $zgc sample-trader@industry -p $endorser --request demo-trader --against --reason 'not known to us'
done
run alliance proposal withdraw $zgc sample-developer@academia -p sample-developer@academia --request demo-3

run alliance seal $zgc -p cic@association

title "Huawei joins Hyperledger; a proposal to suspend it finds no sponsor"
run alliance join $hyperledger -p huawei@academia --request demo-1
for endorser in ibm@industry intel@association; do
	run alliance endorse $hyperledger huawei@academia -p $endorser --request demo-huawei --for
done
idle=(alliance propose suspend $hyperledger huawei@academia -p intel@association --request demo-2)
run "${idle[@]}" # nobody sponsors it: this charter, one for trials, gives it ten seconds
idle=$(proposal "${idle[@]}")

title "A member is suspended by two thirds of all others, and reinstated; another leaves"
suspend=(alliance propose suspend $zgc sample-university@academia -p bubi@industry --request demo-suspend --reason 'the annual report is missing')
run "${suspend[@]}"
suspension=$(proposal "${suspend[@]}")
run alliance endorse "$suspension" -p cic@association --request demo-suspend-0 --sponsor
for endorser in cic@association tsinghua@academia bupt@academia 21vianet@industry jijia@industry bubi@industry; do
	run alliance endorse "$suspension" -p $endorser --request demo-suspend-1 --for
done
run alliance proposal show "$suspension" -p cic@association
reinstate=(alliance propose reinstate $zgc sample-university@academia -p cic@association --request demo-reinstate --reason 'the report has come')
run "${reinstate[@]}"
reinstatement=$(proposal "${reinstate[@]}")
for endorser in cic@association tsinghua@academia bupt@academia 21vianet@industry jijia@industry; do
	run alliance endorse "$reinstatement" -p $endorser --request demo-reinstate-1 --for
done
run alliance leave $zgc -p sample-enterprise@industry --request demo-4 --reason 'the trial is over'

title "Zhongguancun mandates a member to act for it, and joins Hyperledger, as it did in life"
mandate=(alliance propose mandate $zgc cic@association -p cic@association --request demo-mandate --until 2030-12-31)
run "${mandate[@]}"
mandated=$(proposal "${mandate[@]}")
for endorser in cic@association tsinghua@academia bupt@academia 21vianet@industry jijia@industry; do
	run alliance endorse "$mandated" -p $endorser --request demo-mandate-1 --for
done
run alliance join $hyperledger --as $zgc -p cic@association --request demo-5
for endorser in ibm@industry intel@association; do
	run alliance endorse $hyperledger $zgc -p $endorser --request demo-zgc --for
done

title "The proposal that nobody sponsored has expired"
until run alliance decide "$idle" -p intel@association; do sleep 2; done

title "Who is a member, since when, by which transaction in which block; and why"
run alliance roster $zgc -p cic@association
run alliance --lang zh roster $hyperledger -p ibm@industry
run alliance history $zgc sample-university@academia -p cic@association
run alliance --lang zh proposal show $zgc sample-trader@industry -p cic@association
run alliance seal list $zgc -p cic@association
run alliance claim list $zgc -p cic@association

title "An auditor checks all of it: by a key, a client and an index of its own, from the blocks"
export AUDITOR_HOME=.network/$name/auditor
if [[ ! -f $AUDITOR_HOME/profiles/auditor@association/profile.yaml ]]; then
	printf '\n$ network register auditor@association | auditor enroll auditor@association --secret-file -\n'
	network --name "$name" register --reset auditor@association | auditor enroll auditor@association --secret-file -
fi
genesis=$(network --name "$name" genesis | head -n 1)
run auditor trust "$genesis"
run auditor index
run auditor roster $zgc
run auditor replay
run auditor compare
run auditor --lang zh history --party sample-university@academia --oldest

title "What a charter means, in plain words, and a test of it that needs no program"
run alliance charter explain examples/charters/cabforum.yaml --rule resolve
run alliance --lang zh charter explain $zgc -p cic@association --rule expel
run alliance charter test examples/charters/cabforum.yaml

beside=
[[ $name == registry ]] || beside=" --name $name"
cat <<END

The registry's main job took $((SECONDS - began)) s; the network stays up. To go on by hand:

  export PATH="$path:\$PATH" ALLIANCE_HOME="$PWD/$ALLIANCE_HOME" AUDITOR_HOME="$PWD/$AUDITOR_HOME"
  alliance list -p cic@association
  alliance charter $zgc -p cic@association
  alliance endorse $hyperledger huawei@academia -p cic@association --for     (refused: not a member)
  auditor report $zgc --file report.html
  alliance --help; auditor --help

  scripts/network.sh$beside status      what is running
  scripts/network.sh$beside down        stop it and remove all it wrote, this trial's keys too
END
