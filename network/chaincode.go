package network

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"allianceregistry/network/words"
)

// The chaincode's definition. A new version of the rules raises both.
const (
	chaincodeVersion  = "1"
	chaincodeSequence = "1"
)

// defineChaincode installs, approves and commits the chaincode, unless it is committed
// already. The endorsement policy is the channel's default: a majority of hosts.
func (n *Network) defineChaincode(ctx context.Context) error {
	first := n.topology.Hosts[0]
	query := append([]string{"lifecycle", "chaincode", "querycommitted"}, n.definitionFlags()[:4]...)
	if _, err := n.peer(ctx, first, query...); err == nil {
		return nil
	}
	leader, err := n.waitLeader(ctx)
	if err != nil {
		return err
	}
	err = forEach(n.topology.Hosts, func(host string) error {
		if err := n.install(ctx, host); err != nil {
			return words.Of("chaincode.install", "host", host, "cause", err)
		}
		if err := n.approve(ctx, host, leader); err != nil {
			return words.Of("chaincode.approve", "host", host, "cause", err)
		}
		return nil
	})
	if err != nil {
		return err
	}
	args := append([]string{"lifecycle", "chaincode", "commit"}, n.definitionFlags()...)
	args = append(append(args, n.ordererFlags(first, leader)...), n.peerFlags(n.topology.hostNodes(n.dir))...)
	if _, err := n.peer(ctx, first, args...); err != nil {
		return words.Of("chaincode.commit", "cause", err)
	}
	return nil
}

func (n *Network) definitionFlags() []string {
	return []string{
		"--channelID", n.topology.Channel, "--name", n.topology.Chaincode,
		"--version", chaincodeVersion, "--sequence", chaincodeSequence,
	}
}

func (n *Network) install(ctx context.Context, host string) error {
	_, err := n.peer(ctx, host, "lifecycle", "chaincode", "install", n.dir.chaincodePackage(host))
	return ignoreRepeat(err, "already successfully installed")
}

func (n *Network) approve(ctx context.Context, host string, leader ordererNode) error {
	id, err := packageID(n.topology.Chaincode, n.dir.chaincodePackage(host))
	if err != nil {
		return err
	}
	args := append([]string{"lifecycle", "chaincode", "approveformyorg", "--package-id", id}, n.definitionFlags()...)
	_, err = n.peer(ctx, host, append(args, n.ordererFlags(host, leader)...)...)
	return ignoreRepeat(err, "with unchanged content")
}

// ignoreRepeat drops the error with which Fabric refuses to do something twice, known by
// its text: after an interrupted `up`, that is success.
func ignoreRepeat(err error, text string) error {
	if err != nil && strings.Contains(err.Error(), text) {
		return nil
	}
	return err
}

// QueryChaincode sends a query of constant cost to a host's chaincode, through its peer.
func (n *Network) QueryChaincode(ctx context.Context, host string) error {
	_, err := n.peer(ctx, host, "chaincode", "query", "--channelID", n.topology.Channel,
		"--name", n.topology.Chaincode, "--ctor", probeFunction)
	return err
}

// ChaincodeApproval is what a host's peer knows of the chaincode. What it does not
// answer stays empty.
type ChaincodeApproval struct {
	Package  string // id of the host's own package
	Approved string // id of the package that the host has approved
	Sequence string // of the definition that the channel has committed
}

// ChaincodeApproval asks a host's peer. It fails only if the host's own package cannot
// be read.
func (n *Network) ChaincodeApproval(ctx context.Context, host string) (ChaincodeApproval, error) {
	own, err := packageID(n.topology.Chaincode, n.dir.chaincodePackage(host))
	if err != nil {
		return ChaincodeApproval{}, err
	}
	approval := ChaincodeApproval{Package: own}
	if out, err := n.peer(ctx, host, n.lifecycleQuery("querycommitted")...); err == nil {
		approval.Sequence, _ = committedSequence([]byte(out))
	}
	if out, err := n.peer(ctx, host, n.lifecycleQuery("queryapproved")...); err == nil {
		approval.Approved, _ = approvedPackage([]byte(out))
	} else if packages, err := n.installedPackages(ctx, host); err == nil {
		// A peer that began with a snapshot has only the hash of its host's approval.
		approval.Approved = packages.packageFor(n.topology.Channel, n.topology.Chaincode)
	}
	return approval, nil
}

func (n *Network) lifecycleQuery(query string) []string {
	return []string{"lifecycle", "chaincode", query, "--channelID", n.topology.Channel, "--name", n.topology.Chaincode, "--output", "json"}
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
