package doctor

import (
	"context"
	"sync"
	"time"

	"allianceregistry/network"
	"allianceregistry/network/advice"
	"allianceregistry/network/words"
)

// queryTimeout bounds the questions to one peer about its chaincode, each of constant cost.
const queryTimeout = 10 * time.Second

// chaincodeFacts is what is known of the chaincode at one peer.
type chaincodeFacts struct {
	Host     string
	Peer     string // its process
	PeerUp   bool
	Own      bool                      // the host is on a machine of its own
	Approval network.ChaincodeApproval // as the peer reports it
	Cause    error                     // why a query through the peer failed
	Up       bool                      // the chaincode's process runs and has its port open
}

func (e examination) checkChaincode(ctx context.Context) []Finding {
	facts := chaincodesIn(e.status, e.IsOwn())
	var group sync.WaitGroup
	for i := range facts {
		group.Go(func() { e.askChaincode(ctx, &facts[i]) })
	}
	group.Wait()
	return judgeChaincode(facts, e.lines)
}

// chaincodesIn returns, for each peer in a status, what that says of its chaincode.
func chaincodesIn(status network.Status, own bool) []chaincodeFacts {
	up := map[string]bool{} // whether the chaincode's process is, by host
	for _, process := range status.Processes {
		if process.Kind == network.KindChaincode {
			up[process.Host] = process.Up
		}
	}
	var facts []chaincodeFacts
	for _, process := range status.Processes {
		if process.Kind == network.KindPeer {
			facts = append(facts, chaincodeFacts{Host: process.Host, Peer: process.Name, PeerUp: process.Up, Own: own, Up: up[process.Host]})
		}
	}
	return facts
}

// askChaincode gathers the facts that a peer has.
func (e examination) askChaincode(ctx context.Context, facts *chaincodeFacts) {
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	if !facts.PeerUp {
		return
	}
	if facts.Approval, facts.Cause = e.ChaincodeApproval(ctx, facts.Peer); facts.Cause != nil {
		return
	}
	facts.Cause = e.QueryChaincode(ctx, facts.Peer)
	if ctx.Err() != nil {
		facts.Cause = words.Of("chaincode.late", "limit", queryTimeout)
	}
}

// judgeChaincode expects a committed definition at every peer, its host's own package
// approved for it, and an answered query.
func judgeChaincode(facts []chaincodeFacts, lines advice.Lines) []Finding {
	var problems []Finding
	for _, fact := range facts {
		finding := Finding{Severity: Failure, Fix: words.Command(lines.Restart("chaincode." + fact.Host))}
		switch {
		case !fact.PeerUp:
			// The peer itself is a failure that another check reports.
			finding.Severity, finding.Fix = Warning, words.Command(lines.Restart(fact.Peer))
			finding.Text = words.Of("chaincode.skipped", "peer", fact.Peer)
		case fact.Approval.Sequence == "":
			finding.Text, finding.Fix = words.Of("chaincode.undefined", "peer", fact.Peer), words.Command(lines.Restart(""))
		case fact.Approval.Approved == "":
			finding.Text, finding.Fix = words.Of("chaincode.uninstalled", "peer", fact.Peer), words.Command(lines.Program+" rejoin "+fact.Host)
			if fact.Own {
				finding.Fix = words.Command(lines.Restart(fact.Peer) + " && " + lines.Self() + " host start")
			}
		case fact.Approval.Approved != fact.Approval.Package:
			finding.Fix = words.Command(lines.Restart(fact.Peer))
			finding.Text = words.Of("chaincode.other", "host", fact.Host, "approved", fact.Approval.Approved, "wanted", fact.Approval.Package)
		case fact.Cause != nil && !fact.Up:
			finding.Text = words.Of("process.idle", "process", "chaincode."+fact.Host)
			finding.Fix = words.Command(lines.Start("chaincode." + fact.Host))
		case fact.Cause != nil:
			finding.Text = words.Of("chaincode.silent", "host", fact.Host, "peer", fact.Peer, "cause", fact.Cause)
		default:
			continue
		}
		if lines.IsOwn() && fact.PeerUp {
			finding.Fix = agreement(fact, finding.Fix, lines)
		}
		problems = append(problems, finding)
	}
	return passed("chaincode", words.Of("chaincode.passed", "count", len(facts)), problems)
}

// agreement is what a host on a machine of its own does about a chaincode on which the hosts
// have not agreed, each by a command of its own; else what is to be done on every machine.
func agreement(fact chaincodeFacts, fix *words.Message, lines advice.Lines) *words.Message {
	switch {
	case fact.Approval.Sequence == "":
		return words.Command(lines.Self() + " chaincode approve && " + lines.Self() + " chaincode status")
	case fact.Approval.Approved != fact.Approval.Package:
		return words.Command(lines.Self() + " chaincode approve")
	}
	return fix
}
