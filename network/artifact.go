package network

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"go.yaml.in/yaml/v3"
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

// cryptogenConfig says which certificates cryptogen is to make.
func (n *Network) cryptogenConfig() ([]byte, error) {
	return render("crypto.yaml", struct {
		Hosts         []string
		OrdererGroups []ordererGroup
	}{n.topology.Hosts, n.topology.ordererGroups(n.dir)})
}

// makeCrypto makes all certificates and keys. Their folder gets its final name only
// when it is complete.
func (n *Network) makeCrypto(ctx context.Context) error {
	input, err := n.cryptogenConfig()
	if err != nil {
		return err
	}
	config := n.dir.Path("crypto.yaml")
	if err := writeFile(config, input); err != nil {
		return err
	}
	part := Dir(n.dir.Path("crypto.part"))
	if err := os.RemoveAll(string(part)); err != nil {
		return err
	}
	if _, err := n.run(ctx, nil, "cryptogen", "generate", "--config="+config, "--output="+string(part)); err != nil {
		return err
	}
	for _, host := range n.topology.Hosts {
		for _, service := range []string{"ca", "chaincode"} {
			if err := os.RemoveAll(filepath.Join(string(part), "peerOrganizations", host, "peers", service+"."+host, "msp")); err != nil {
				return err
			}
		}
	}
	if err := errors.Join(n.crossSignCAs(part), n.makeCallerKeys(part)); err != nil {
		return err
	}
	return os.Rename(string(part), n.dir.Crypto())
}

// makeGenesis makes the channel's genesis block.
func (n *Network) makeGenesis(ctx context.Context) error {
	input, err := render("configtx.yaml", struct {
		Topology
		Loopback      string
		OrdererGroups []ordererGroup
		OrdererNodes  []ordererNode
		HostNodes     []hostNode
	}{
		n.topology, loopback, n.topology.ordererGroups(n.dir),
		n.topology.ordererNodes(n.dir), n.topology.hostNodes(n.dir),
	})
	if err != nil {
		return err
	}
	if err := writeFile(n.dir.Path("configtx.yaml"), input); err != nil {
		return err
	}
	part := n.dir.genesis() + ".part"
	_, err = n.run(ctx, nil, "configtxgen", "-profile", "Genesis", "-channelID", n.topology.Channel,
		"-configPath", string(n.dir), "-outputBlock", part)
	if err != nil {
		return err
	}
	return os.Rename(part, n.dir.genesis())
}

// configure writes the configuration of every process and of every client.
func (n *Network) configure() error {
	for _, node := range n.topology.ordererNodes(n.dir) {
		node.ClientAuthRequired = n.ClientAuthRequired()
		if err := n.writeConfig("orderer.yaml", "orderer.yaml", node.Folder, node); err != nil {
			return err
		}
	}
	for _, node := range n.topology.hostNodes(n.dir) {
		if err := n.configureHost(node); err != nil {
			return fmt.Errorf("configure %s: %w", node.Name, err)
		}
	}
	return nil
}

func (n *Network) configureHost(node hostNode) error {
	node.Folder, node.ClientAuthRequired = n.dir.process("peer."+node.Name), n.ClientAuthRequired()
	if err := n.writeConfig("core.yaml", "peer.yaml", node.Folder, node); err != nil {
		return err
	}
	if err := n.writeBuilder(node); err != nil {
		return err
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
	node.Folder = n.dir.process("ca." + node.Name)
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
