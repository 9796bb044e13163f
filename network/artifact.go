package network

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"allianceregistry/internal/input"
	"allianceregistry/network/channel"
	"allianceregistry/network/keys"
	"allianceregistry/network/words"
)

// makeArtifacts writes what the processes need before they start: the
// topology, certificates and keys, the genesis block and each process's
// configuration. What is there already is kept, so that `up` continues where it was
// interrupted, and changes nothing if it was finished.
func (n *Network) makeArtifacts(ctx context.Context) error {
	steps := []struct {
		path string
		make func(context.Context) error
	}{
		{n.dir.topology(), n.writeTopology},
		{n.dir.Crypto(), n.makeCrypto},
		{n.dir.Operator(), n.makeOperator},
		{n.dir.genesis(), n.makeGenesis},
	}
	for _, step := range steps {
		if _, err := os.Stat(step.path); err == nil {
			continue
		} else if !errors.Is(err, os.ErrNotExist) {
			return err
		}
		if err := step.make(ctx); err != nil {
			return err
		}
	}
	return n.configure()
}

func (n *Network) writeTopology(context.Context) error {
	content, err := yaml.Marshal(n.topology)
	if err != nil {
		return err
	}
	return writeFile(n.dir.topology(), content)
}

// makeCrypto makes all certificates and keys, those of each organization by themselves.
// Their folder gets its final name only when it is complete.
func (n *Network) makeCrypto(context.Context) error {
	part := Dir(n.dir.Path("crypto.part"))
	if err := os.RemoveAll(string(part)); err != nil {
		return err
	}
	now := time.Now()
	for _, host := range n.topology.Hosts {
		if err := keys.Make(part.Path("peerOrganizations", host), hostKeys(host, nil), now); err != nil {
			return fmt.Errorf("keys of %s: %w", host, err)
		}
	}
	for _, group := range n.ordererGroups() {
		if err := keys.Make(part.Path("ordererOrganizations", group.Name), group.keys(), now); err != nil {
			return fmt.Errorf("keys of %s: %w", group.Name, err)
		}
	}
	return os.Rename(string(part), n.dir.Crypto())
}

// hostKeys says which certificates a host needs, whose peer and CA are reached under some
// addresses. Its CA and its chaincode service need one for TLS alone.
func hostKeys(host string, addresses []string) keys.Organization {
	return keys.Organization{Name: host, Nodes: []keys.Node{
		{Name: "peer." + host, Addresses: addresses},
		{Name: "ca." + host, Service: true, Addresses: addresses},
		{Name: "chaincode." + host, Service: true},
	}}
}

func (g ordererGroup) keys() keys.Organization {
	organization := keys.Organization{Name: g.Name, Ordering: true}
	for _, node := range g.Nodes {
		organization.Nodes = append(organization.Nodes, keys.Node{Name: node.Name})
	}
	return organization
}

// makeGenesis makes the channel's genesis block.
func (n *Network) makeGenesis(ctx context.Context) error {
	run := func(ctx context.Context, program string, args ...string) (string, error) {
		return n.run(ctx, nil, program, args...)
	}
	block, err := n.settings().Make(ctx, run, n.topology.Channel, string(n.dir))
	if err != nil {
		return err
	}
	return writeFile(n.dir.genesis(), block)
}

// Genesis is the channel's genesis block. Auditors who check the blocks of a peer that they
// do not trust start from this hash, which they got from an operator by another channel
// than the network.
type Genesis struct {
	Channel string `json:"channel"`
	Hash    string `json:"hash"` // SHA-256 of the block's header, in hex
	File    string `json:"file"` // the block's path
}

// maxGenesis bounds the size of a genesis block, in bytes.
const maxGenesis = 100 << 20

// Genesis reads the channel's genesis block.
func (n *Network) Genesis() (Genesis, error) {
	content, err := input.ReadFile(n.dir.genesis(), maxGenesis)
	if err != nil {
		return Genesis{}, words.Of("genesis.fault", "cause", err)
	}
	hash, err := channel.FirstHash(content)
	if err != nil {
		return Genesis{}, words.Of("genesis.fault", "cause", err)
	}
	return Genesis{Channel: n.topology.Channel, Hash: hex.EncodeToString(hash), File: n.dir.genesis()}, nil
}

// configure writes the configuration of every process and of every client.
func (n *Network) configure() error {
	for _, node := range n.localOrderers() {
		node.ClientAuthRequired = n.ClientAuthRequired()
		if err := n.writeConfig("orderer.yaml", "orderer.yaml", node.Folder, node); err != nil {
			return err
		}
	}
	for _, node := range n.localHosts() {
		if err := n.configureHost(node); err != nil {
			return fmt.Errorf("configure %s: %w", node.Name, err)
		}
	}
	return nil
}

func (n *Network) configureHost(node hostNode) error {
	node.ClientAuthRequired = n.ClientAuthRequired()
	for _, peer := range node.Peers {
		if err := n.writeConfig("core.yaml", "peer.yaml", peer.Folder, peerSettings{node, peer}); err != nil {
			return err
		}
		if err := n.writeBuilder(peer); err != nil {
			return err
		}
	}
	if err := n.configureCA(node); err != nil {
		return err
	}
	if err := os.MkdirAll(n.dir.process("chaincode."+node.Name), 0o700); err != nil {
		return err
	}
	if err := n.writePackage(node); err != nil {
		return err
	}
	return n.writeClientSettings(node)
}

// writeConfig merges a template into one of Fabric's sample files and writes the result
// into a folder.
func (n *Network) writeConfig(sample, name, folder string, data any) error {
	base, err := os.ReadFile(n.home.sample(sample))
	if err != nil {
		return err
	}
	ours, err := render(name, data)
	if err != nil {
		return err
	}
	merged, err := overlay(base, ours)
	if err != nil {
		return err
	}
	return writeFile(filepath.Join(folder, sample), merged)
}

// configureCA writes the CA's configuration. The registrar's secret in it is made once.
func (n *Network) configureCA(node hostNode) error {
	node.Token = n.Token().IsSet()
	var err error
	if node.Secret, err = n.registrarSecret(node.Name); err != nil {
		return err
	}
	content, err := render("ca.yaml", node)
	if err != nil {
		return err
	}
	return writeFile(filepath.Join(node.Folder, "fabric-ca-server-config.yaml"), content)
}

// registrarSecret returns the secret of a host's registrar, which it makes if there is none.
func (n *Network) registrarSecret(host string) (string, error) {
	path := filepath.Join(n.dir.Host(host), "registrar", "secret")
	if content, err := os.ReadFile(path); err == nil {
		return strings.TrimSpace(string(content)), nil
	}
	secret, err := newSecret()
	if err != nil {
		return "", err
	}
	return secret, writeFile(path, []byte(secret+"\n"))
}
