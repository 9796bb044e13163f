package network

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"allianceregistry/network/ccaas"
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
	if err := n.installChaincode(ctx); err != nil {
		return err
	}
	err = forEach(n.topology.Hosts, func(host string) error { return n.approve(ctx, host, leader) })
	if err != nil {
		return err
	}
	return n.commitDefinition(ctx, first, leader, n.localPeers())
}

// installChaincode installs the package of each host of this machine, on each of its peers. Of
// several, one that is down gets it when it is started (see Up).
func (n *Network) installChaincode(ctx context.Context) error {
	return forEach(n.localPeers(), func(peer peerNode) error {
		if peer.Name != n.answering(ctx, peer.Host).Name && reach(ctx, peer.Address) != nil {
			return nil
		}
		if err := n.install(ctx, peer); err != nil {
			return words.Of("chaincode.install", "peer", peer.Name, "cause", err)
		}
		return nil
	})
}

// commitDefinition commits the definition, endorsed by some peers.
func (n *Network) commitDefinition(ctx context.Context, host string, orderer ordererNode, peers []peerNode) error {
	args := append([]string{"lifecycle", "chaincode", "commit"}, n.definitionFlags()...)
	args = append(append(args, n.ordererFlags(host, orderer)...), n.peerFlags(peers)...)
	_, err := n.peer(ctx, host, args...)
	if err := ignoreRepeat(err, "requested sequence is "+chaincodeSequence+", but new definition must be sequence"); err != nil {
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

func (n *Network) install(ctx context.Context, peer peerNode) error {
	_, err := n.peerAt(ctx, peer, "lifecycle", "chaincode", "install", n.dir.chaincodePackage(peer.Host))
	return ignoreRepeat(err, "already successfully installed")
}

func (n *Network) approve(ctx context.Context, host string, leader ordererNode) error {
	id, err := packageID(n.topology.Chaincode, n.dir.chaincodePackage(host))
	if err != nil {
		return err
	}
	args := append([]string{"lifecycle", "chaincode", "approveformyorg", "--package-id", id}, n.definitionFlags()...)
	_, err = n.peer(ctx, host, append(args, n.ordererFlags(host, leader)...)...)
	if err := ignoreRepeat(err, "with unchanged content"); err != nil {
		return words.Of("chaincode.approve", "host", host, "cause", err)
	}
	return nil
}

// ignoreRepeat drops the error with which Fabric refuses to do something twice, known by
// its text: after an interrupted `up`, that is success.
func ignoreRepeat(err error, text string) error {
	if err != nil && strings.Contains(err.Error(), text) {
		return nil
	}
	return err
}

// QueryChaincode sends a query of constant cost to a host's chaincode, through the peer of a
// process.
func (n *Network) QueryChaincode(ctx context.Context, process string) error {
	peer, err := n.localPeer(process)
	if err != nil {
		return err
	}
	_, err = n.peerAt(ctx, peer, "chaincode", "query", "--channelID", n.topology.Channel,
		"--name", n.topology.Chaincode, "--ctor", probeFunction)
	return err
}

// ChaincodeApproval is what a peer knows of the chaincode. What it does not
// answer stays empty.
type ChaincodeApproval struct {
	Package  string // id of the host's own package
	Approved string // id of the package that the host has approved
	Sequence string // of the definition that the channel has committed
}

// ChaincodeApproval asks the peer of a process. It fails only if there is none on this
// machine, or its host's own package cannot be read.
func (n *Network) ChaincodeApproval(ctx context.Context, process string) (ChaincodeApproval, error) {
	peer, err := n.localPeer(process)
	if err != nil {
		return ChaincodeApproval{}, err
	}
	own, err := packageID(n.topology.Chaincode, n.dir.chaincodePackage(peer.Host))
	if err != nil {
		return ChaincodeApproval{}, err
	}
	approval := ChaincodeApproval{Package: own}
	if out, err := n.peerAt(ctx, peer, n.lifecycleQuery("querycommitted")...); err == nil {
		approval.Sequence, _ = committedSequence([]byte(out))
	}
	if out, err := n.peerAt(ctx, peer, n.lifecycleQuery("queryapproved")...); err == nil {
		approval.Approved, _ = approvedPackage([]byte(out))
	} else if packages, err := n.installedPackages(ctx, peer); err == nil {
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

// installedChaincodes are the chaincode packages on a peer.
type installedChaincodes []struct {
	ID string `json:"package_id"`
	// References are, by channel, the committed definitions for which the peer runs the
	// package: those for which its host approved it.
	References map[string]struct {
		Chaincodes []struct{ Name string }
	}
}

// installedPackages asks a peer for its packages.
func (n *Network) installedPackages(ctx context.Context, peer peerNode) (installedChaincodes, error) {
	out, err := n.peerAt(ctx, peer, "lifecycle", "chaincode", "queryinstalled", "--output", "json")
	if err != nil {
		return nil, err
	}
	return parseInstalled([]byte(out))
}

// parseInstalled parses the answer of queryinstalled.
func parseInstalled(answer []byte) (installedChaincodes, error) {
	var parsed struct {
		Packages installedChaincodes `json:"installed_chaincodes"`
	}
	if err := json.Unmarshal(answer, &parsed); err != nil {
		return nil, fmt.Errorf("the installed packages: %w", err)
	}
	return parsed.Packages, nil
}

// packageFor returns the id of the package that runs a chaincode of a channel; empty if
// none does.
func (i installedChaincodes) packageFor(channel, chaincode string) string {
	for _, installed := range i {
		for _, definition := range installed.References[channel].Chaincodes {
			if definition.Name == chaincode {
				return installed.ID
			}
		}
	}
	return ""
}

// writePackage writes a host's package once, so that the approved id stays the same. Each
// host's service has its own address, and so each host's package its own id.
func (n *Network) writePackage(node hostNode) error {
	if _, err := os.Stat(n.dir.chaincodePackage(node.Name)); err == nil {
		return nil
	}
	content, err := ccaas.Package(n.topology.Chaincode, node.Chaincode)
	if err != nil {
		return err
	}
	return writeFile(n.dir.chaincodePackage(node.Name), content)
}

// packageID returns the id that Fabric gives a package.
func packageID(label, path string) (string, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%s:%x", label, sha256.Sum256(content)), nil
}

// writeBuilder writes the scripts that a peer runs. They use absolute paths, since a peer
// gives a builder no environment.
func (n *Network) writeBuilder(peer peerNode) error {
	for _, step := range []string{"detect", "build", "release"} {
		line := fmt.Sprintf("exec %s builder %s", Quote(n.home.program("network")), step)
		if step == "release" {
			certificate, key := n.callerPair(peer.Host)
			line += " --cert " + Quote(certificate) + " --key " + Quote(key) + " --root " + Quote(filepath.Join(peer.Crypto, "tls", "ca.crt"))
		}
		path := filepath.Join(peer.Folder, "builder", "bin", step)
		if err := writeFile(path, []byte("#!/bin/sh\n"+line+" \"$@\"\n")); err != nil {
			return err
		}
		if err := os.Chmod(path, 0o700); err != nil {
			return err
		}
	}
	return nil
}
