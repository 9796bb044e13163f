package network

import (
	"context"
	"errors"
	"path/filepath"

	"allianceregistry/network/words"
)

// A network is up when a client's transaction has committed, not when its processes
// answer. That client is the probe: an identity of the first host, enrolled at the host's
// CA like any user, without a party.

const probeID = "probe"

// probeFunction changes nothing and needs no party.
const probeFunction = `{"Args":["Version"]}`

// enrollProbe enrolls the probe, once.
func (n *Network) enrollProbe(ctx context.Context) error {
	host := n.topology.Hosts[0]
	folder := n.probeFolder(host)
	if enrolled(folder) {
		return nil
	}
	secret, err := n.registerIdentity(ctx, host, probeID, nil)
	if errors.Is(err, errRegistered) {
		secret, err = n.resetIdentity(ctx, host, probeID, nil)
	}
	if err != nil {
		return words.Of("probe.register", "cause", err)
	}
	roles, err := render("msp.yaml", nil)
	if err != nil {
		return err
	}
	if err := writeFile(filepath.Join(folder, "msp", "config.yaml"), roles); err != nil { // before it counts as enrolled
		return err
	}
	if err := n.enroll(ctx, host, probeID, secret, folder); err != nil {
		return words.Of("probe.enroll", "cause", err)
	}
	return nil
}

func (n *Network) probeFolder(host string) string { return filepath.Join(n.dir.Host(host), probeID) }

// commitProbe sends one transaction, endorsed by all hosts, and returns when every host's
// peer has committed it as valid.
func (n *Network) commitProbe(ctx context.Context) error {
	leader, err := n.waitLeader(ctx)
	if err != nil {
		return err
	}
	return n.commitThrough(ctx, leader)
}

// commitThrough sends one transaction through one orderer.
func (n *Network) commitThrough(ctx context.Context, node ordererNode) error {
	return n.commitAt(ctx, node, n.localPeers())
}

// commitAt has only some peers endorse the transaction and report its commit.
func (n *Network) commitAt(ctx context.Context, node ordererNode, peers []peerNode) error {
	host := n.topology.Hosts[0]
	args := []string{
		"chaincode", "invoke", "--channelID", n.topology.Channel, "--name", n.topology.Chaincode,
		"--ctor", probeFunction, "--waitForEvent", "--waitForEventTimeout", "20s",
	}
	args = append(append(args, n.ordererFlags(host, node)...), n.peerFlags(peers)...)
	env := n.clientEnv(host, filepath.Join(n.probeFolder(host), "msp"))
	if _, err := n.run(ctx, env, "peer", args...); err != nil {
		return words.Of("probe.commit", "cause", err)
	}
	return nil
}
