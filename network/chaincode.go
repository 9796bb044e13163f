package network

import (
	"context"
	"strings"

	"allianceregistry/network/words"
)

// The chaincode's definition. A new rule set raises both.
const (
	chaincodeVersion  = "1"
	chaincodeSequence = "1"
)

// defineChaincode installs, approves and commits the chaincode, unless that is
// done. The endorsement policy is the channel's own: a majority of hosts.
func (n *Network) defineChaincode(ctx context.Context) error {
	first := n.topology.Hosts[0]
	query := append([]string{"lifecycle", "chaincode", "querycommitted"}, n.definition()[:4]...)
	if _, err := n.peer(ctx, first, query...); err == nil {
		return nil
	}
	leader, err := n.waitLeader(ctx)
	if err != nil {
		return err
	}
	err = each(n.topology.Hosts, func(host string) error {
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
	args := append([]string{"lifecycle", "chaincode", "commit"}, n.definition()...)
	args = append(append(args, n.toOrderer(first, leader)...), n.toPeers(n.topology.hostNodes(n.dir))...)
	if _, err := n.peer(ctx, first, args...); err != nil {
		return words.Of("chaincode.commit", "cause", err)
	}
	return nil
}

func (n *Network) definition() []string {
	return []string{
		"--channelID", n.topology.Channel, "--name", n.topology.Chaincode,
		"--version", chaincodeVersion, "--sequence", chaincodeSequence,
	}
}

func (n *Network) install(ctx context.Context, host string) error {
	_, err := n.peer(ctx, host, "lifecycle", "chaincode", "install", n.dir.chaincodePackage(host))
	return unlessDone(err, "already successfully installed")
}

func (n *Network) approve(ctx context.Context, host string, leader ordererNode) error {
	id, err := packageID(n.topology.Chaincode, n.dir.chaincodePackage(host))
	if err != nil {
		return err
	}
	args := append([]string{"lifecycle", "chaincode", "approveformyorg", "--package-id", id}, n.definition()...)
	_, err = n.peer(ctx, host, append(args, n.toOrderer(host, leader)...)...)
	return unlessDone(err, "with unchanged content")
}

// unlessDone drops the error with which Fabric refuses to do a thing twice:
// after an interrupted `up` that is what we want to hear.
func unlessDone(err error, words string) error {
	if err != nil && strings.Contains(err.Error(), words) {
		return nil
	}
	return err
}
