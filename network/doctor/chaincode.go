package doctor

import (
	"context"
	"sync"
	"time"

	"allianceregistry/network"
	"allianceregistry/network/words"
)

// queryTimeout bounds the questions about one host's chaincode, each of constant cost.
const queryTimeout = 10 * time.Second

// chaincodeFacts is what is known of the chaincode at one host.
type chaincodeFacts struct {
	Host     string
	PeerUp   bool
	Approval network.ChaincodeApproval // as the host's peer reports it
	Cause    error                     // why a query through the host's peer failed
	Up       bool                      // the chaincode's process runs and has its port open
}

func (e examination) checkChaincode(ctx context.Context) []Finding {
	hosts := e.Topology().Hosts
	facts := make([]chaincodeFacts, len(hosts))
	var group sync.WaitGroup
	for i, host := range hosts {
		group.Go(func() { facts[i] = e.chaincodeAt(ctx, host) })
	}
	group.Wait()
	return judgeChaincode(facts, e.self)
}

// chaincodeAt gathers the facts of one host.
func (e examination) chaincodeAt(ctx context.Context, host string) chaincodeFacts {
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	facts := chaincodeFacts{Host: host}
	for _, process := range e.status.Processes {
		switch process.Name {
		case "peer." + host:
			facts.PeerUp = process.Up
		case "chaincode." + host:
			facts.Up = process.Up
		}
	}
	if !facts.PeerUp {
		return facts
	}
	if facts.Approval, facts.Cause = e.ChaincodeApproval(ctx, host); facts.Cause != nil {
		return facts
	}
	facts.Cause = e.QueryChaincode(ctx, host)
	if ctx.Err() != nil {
		facts.Cause = words.Of("chaincode.late", "limit", queryTimeout)
	}
	return facts
}

// judgeChaincode expects a committed definition at every host, the host's own package
// approved for it, and an answered query.
func judgeChaincode(facts []chaincodeFacts, self string) []Finding {
	var problems []Finding
	for _, fact := range facts {
		finding := Finding{Severity: Failure, Fix: words.Command(self + " restart chaincode." + fact.Host)}
		switch {
		case !fact.PeerUp:
			// The peer itself is a failure that another check reports.
			finding.Severity, finding.Fix = Warning, words.Command(self+" restart peer."+fact.Host)
			finding.Text = words.Of("chaincode.skipped", "host", fact.Host)
		case fact.Approval.Sequence == "":
			finding.Text, finding.Fix = words.Of("chaincode.undefined", "host", fact.Host), words.Command(self+" restart")
		case fact.Approval.Approved == "":
			finding.Text, finding.Fix = words.Of("chaincode.uninstalled", "host", fact.Host), words.Command(self+" rejoin "+fact.Host)
		case fact.Approval.Approved != fact.Approval.Package:
			finding.Fix = words.Command(self + " restart peer." + fact.Host)
			finding.Text = words.Of("chaincode.other", "host", fact.Host, "approved", fact.Approval.Approved, "wanted", fact.Approval.Package)
		case fact.Cause != nil && !fact.Up:
			finding.Text = words.Of("process.idle", "process", "chaincode."+fact.Host)
			finding.Fix = words.Command(self + " start chaincode." + fact.Host)
		case fact.Cause != nil:
			finding.Text = words.Of("chaincode.silent", "host", fact.Host, "cause", fact.Cause)
		default:
			continue
		}
		problems = append(problems, finding)
	}
	return passed("chaincode", words.Of("chaincode.passed", "count", len(facts)), problems)
}
