package main

// text is everything that the program's help says, in one place for translation.
var text = struct {
	rootShort, rootLong, rootExample             string
	flagName, flagDir, flagTopology, flagBase    string
	flagConsensus                                string
	flagOutput, flagFollow, flagReset, flagLines string
	flagOperator                                 string
	upShort, upLong, upExample                   string
	downShort, downLong                          string
	stopShort, stopExample                       string
	startShort, restartShort, restartExample     string
	statusShort, statusLong, statusExample       string
	logsShort, logsExample                       string
	envShort, envLong, envExample                string
	registerShort, registerLong, registerExample string
	killShort, killLong                          string
	doctorShort, doctorLong, doctorExample       string
	examined                                     string
	builderShort                                 string
	alreadyUp, next, removed, nothing, stopped   string
	continued                                    string
}{
	rootShort: "Run the registry's ledger network on this machine",
	rootLong: `Run a real Hyperledger Fabric network on this machine, as plain processes that
listen on the loopback interface only: for each host a peer, a certificate
authority and the registry's chaincode, and beside them the orderers.`,
	rootExample: `  network up                     bring it up, or heal it
  network status                 what runs, where, how many blocks
  network register cisco@industry
  eval "$(network env industry)"
  network down                   end it and remove all its state`,
	flagName:      "the network's `name`",
	flagDir:       "the network's `folder` (default .network/NAME in the project's folder)",
	flagTopology:  "a topology `file`; what it leaves out is as in the default topology",
	flagBase:      "the first of the `port`s that it uses",
	flagConsensus: "how the orderers agree, `kind` raft or bft (default $NETWORK_CONSENSUS, else raft)",
	flagOutput:    "output `form`: table or json",
	flagFollow:    "go on showing what is written",
	flagOperator:  "let the key act for its host, to recover parties",
	flagReset:     "give a registered party a new secret",
	flagLines:     "how many `lines` of the end to show; 0 shows all",

	upShort: "Bring the network up, or heal it",
	upLong: `Bring the network up from nothing, or heal it: what is there is kept, what is
dead is started, chaincode that was built again is restarted. It returns when a
client's transaction has committed.`,
	upExample: `  network up
  network up --name second --base-port 20000     a second one beside the first
  network up --consensus bft                     four orderers, three of them run by the hosts
  network up --topology my.yaml`,
	downShort:      "End the network and remove all its state",
	downLong:       "End all processes of the network and remove its folder: keys, ledger, logs.",
	stopShort:      "End processes and keep their state",
	stopExample:    "  network stop\n  network stop academia\n  network stop orderer2",
	startShort:     "Start what was stopped or died",
	restartShort:   "End and start processes",
	restartExample: "  network restart chaincode.industry",
	statusShort:    "Show what runs, where, and how many blocks it has",
	statusLong:     "Show every process. Exits with 3 when something is down.",
	statusExample:  "  network status\n  network status -o json",
	logsShort:      "Show the log of one process, or the end of all",
	logsExample:    "  network logs\n  network logs peer.industry -f\n  network logs orderer1 --lines 0",
	envShort:       "Print the shell variables with which to act for a host",
	envLong: `Print export lines for a shell: where this project's programs find the host's
connection profile, and what Fabric's own peer program needs to act as the
host's administrator.`,
	envExample:    "  eval \"$(network env industry)\"\n  peer channel getinfo -c registry",
	registerShort: "Register parties at their hosts' CAs and print their secrets",
	registerLong: `Register parties at their hosts' certificate authorities. Each line printed is a
party's id and the secret with which it enrolls. The certificate will carry the
attribute registry.party with the id.`,
	registerExample: `  network register cisco@industry
  network register cisco@industry tsinghua@academia -o json
  network register cisco@industry --reset
  network register operator@industry --operator`,
	killShort:   "End one process without warning",
	killLong:    "End one process without warning, to see what the others do then. `network up` heals.",
	doctorShort: "Find what is wrong and say what to type",
	doctorLong: `Examine programs, ports, disk, memory, open files, certificates, processes,
clocks, heights and chaincode. Each line is ok, a warning or a failure; what is
not ok has a line below it with what to type. Exits with 1 when something has
failed. Where there is no network yet it examines the machine for one.`,
	doctorExample: "  network doctor\n  network doctor -o json",
	examined:      "%d failures, %d warnings",
	builderShort:  "What a peer calls to handle a chaincode package",

	alreadyUp: "everything is up already",
	next:      "next: eval \"$(%s env %s)\"",
	removed:   "removed %s",
	nothing:   "there is no network to remove",
	stopped:   "stopped",
	continued: "what was started runs on: `%s up` again continues, `%s down` removes it",
}
