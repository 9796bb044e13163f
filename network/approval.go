package network

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"allianceregistry/network/words"
)

// chaincodeFacts is what is known of the chaincode at one host.
type chaincodeFacts struct {
	Host     string
	Asked    bool   // its peer runs
	Wanted   string // id of the host's package
	Approved string // id that the host has approved
	Sequence string // of the definition that the channel has committed; empty if none
	Fault    error  // why a query through the host's peer did not come back
	Alive    bool   // the process runs and has its port open
}

func (d doctor) checkChaincode(ctx context.Context) []Finding {
	facts := make([]chaincodeFacts, len(d.topology.Hosts))
	numbers := make([]int, len(facts))
	for i := range numbers {
		numbers[i] = i
	}
	_ = each(numbers, func(i int) error {
		facts[i] = d.chaincodeFacts(ctx, d.topology.Hosts[i])
		return nil
	})
	return judgeChaincode(facts, d.self)
}

// chaincodeTime is how long a host's chaincode has for a query of constant cost.
const chaincodeTime = 10 * time.Second

func (d doctor) chaincodeFacts(ctx context.Context, host string) chaincodeFacts {
	ctx, cancel := context.WithTimeout(ctx, chaincodeTime)
	defer cancel()
	facts := chaincodeFacts{Host: host}
	for _, process := range d.status.Processes {
		switch process.Name {
		case "peer." + host:
			facts.Asked = process.Up
		case "chaincode." + host:
			facts.Alive = process.Up
		}
	}
	if !facts.Asked {
		return facts
	}
	if facts.Wanted, facts.Fault = packageID(d.topology.Chaincode, d.dir.chaincodePackage(host)); facts.Fault != nil {
		return facts
	}
	// An answer that does not come leaves its fact empty, which is judged.
	if out, err := d.peer(ctx, host, d.lifecycle("querycommitted")...); err == nil {
		facts.Sequence, _ = committedSequence([]byte(out))
	}
	if out, err := d.peer(ctx, host, d.lifecycle("queryapproved")...); err == nil {
		facts.Approved, _ = approvedPackage([]byte(out))
	} else if packages, err := d.installedPackages(ctx, host); err == nil {
		// A peer that began with a snapshot knows its host's approval by its hash only.
		facts.Approved = packages.serve(d.topology.Channel, d.topology.Chaincode)
	}
	facts.Fault = d.askChaincode(ctx, host)
	if ctx.Err() != nil {
		facts.Fault = words.Of("chaincode.late", "limit", chaincodeTime)
	}
	return facts
}

// askChaincode puts a question of constant cost to a host's chaincode, through its peer.
func (n *Network) askChaincode(ctx context.Context, host string) error {
	_, err := n.peer(ctx, host, "chaincode", "query", "--channelID", n.topology.Channel,
		"--name", n.topology.Chaincode, "--ctor", probeFunction)
	return err
}

func (n *Network) lifecycle(question string) []string {
	return []string{"lifecycle", "chaincode", question, "--channelID", n.topology.Channel, "--name", n.topology.Chaincode, "--output", "json"}
}

// committedSequence reads the answer of querycommitted.
func committedSequence(answer []byte) (string, error) {
	var definition struct{ Sequence int }
	if err := json.Unmarshal(answer, &definition); err != nil {
		return "", fmt.Errorf("the committed definition: %w", err)
	}
	return strconv.Itoa(definition.Sequence), nil
}

// approvedPackage reads the answer of queryapproved.
func approvedPackage(answer []byte) (string, error) {
	var approval struct {
		Source struct {
			Type struct {
				LocalPackage struct {
					PackageID string `json:"package_id"`
				}
			}
		}
	}
	if err := json.Unmarshal(answer, &approval); err != nil {
		return "", fmt.Errorf("the approved definition: %w", err)
	}
	return approval.Source.Type.LocalPackage.PackageID, nil
}

// judgeChaincode wants, at every host, a committed definition, the host's own
// package approved for it, and a query answered.
func judgeChaincode(facts []chaincodeFacts, self string) []Finding {
	var wrong []Finding
	for _, fact := range facts {
		finding := Finding{State: Failure, Fix: words.Typed(self + " restart chaincode." + fact.Host)}
		switch {
		case !fact.Asked:
			// The peer itself is a failure of another check.
			finding.State, finding.Fix = Warning, words.Typed(self+" restart peer."+fact.Host)
			finding.Text = words.Of("chaincode.unasked", "host", fact.Host)
		case fact.Sequence == "":
			finding.Text, finding.Fix = words.Of("chaincode.undefined", "host", fact.Host), words.Typed(self+" restart")
		case fact.Approved == "":
			finding.Text, finding.Fix = words.Of("chaincode.uninstalled", "host", fact.Host), words.Typed(self+" rejoin "+fact.Host)
		case fact.Approved != fact.Wanted:
			finding.Fix = words.Typed(self + " restart peer." + fact.Host)
			finding.Text = words.Of("chaincode.other", "host", fact.Host, "approved", fact.Approved, "wanted", fact.Wanted)
		case fact.Fault != nil && !fact.Alive:
			finding.Text = words.Of("process.idle", "process", "chaincode."+fact.Host)
			finding.Fix = words.Typed(self + " start chaincode." + fact.Host)
		case fact.Fault != nil:
			finding.Text = words.Of("chaincode.silent", "host", fact.Host, "cause", fact.Fault)
		default:
			continue
		}
		wrong = append(wrong, finding)
	}
	return sound("chaincode", words.Of("chaincode.sound", "count", len(facts)), wrong)
}
