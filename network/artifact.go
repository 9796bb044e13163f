package network

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"gopkg.in/yaml.v3"
)

// makeArtifacts writes what the processes need before they start: the
// topology, certificates and keys, the genesis block and each process's
// configuration. What is there already is kept, so that an interrupted `up`
// goes on where it stopped and a finished one changes nothing.
func (n *Network) makeArtifacts(ctx context.Context) error {
	steps := []struct {
		made string
		make func(context.Context) error
	}{
		{n.dir.topology(), n.writeTopology},
		{n.dir.crypto(), n.makeCrypto},
		{n.dir.operator(), n.makeOperator},
		{n.dir.genesis(), n.makeGenesis},
	}
	for _, step := range steps {
		if _, err := os.Stat(step.made); err == nil {
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

// cryptoInput says what certificates there are.
func (n *Network) cryptoInput() ([]byte, error) {
	return render("crypto.yaml", struct {
		Hosts         []string
		OrdererGroups []ordererGroup
	}{n.topology.Hosts, n.topology.ordererGroups(n.dir)})
}

// makeCrypto makes all certificates and keys. They appear under their final
// name only when complete.
func (n *Network) makeCrypto(ctx context.Context) error {
	input, err := n.cryptoInput()
	if err != nil {
		return err
	}
	config := n.dir.path("crypto.yaml")
	if err := writeFile(config, input); err != nil {
		return err
	}
	part := Dir(n.dir.path("crypto.part"))
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
	if err := errors.Join(n.admitMembers(part), n.makeCallers(part)); err != nil {
		return err
	}
	return os.Rename(string(part), n.dir.crypto())
}

// makeGenesis makes the channel's first block.
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
	if err := writeFile(n.dir.path("configtx.yaml"), input); err != nil {
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
		node.AsksClients = n.asksClients()
		if err := n.configureWith("orderer.yaml", "orderer.yaml", node.Folder, node); err != nil {
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
	node.Folder, node.AsksClients = n.dir.process("peer."+node.Name), n.asksClients()
	if err := n.configureWith("core.yaml", "peer.yaml", node.Folder, node); err != nil {
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

// configureWith lays a template over one of Fabric's sample files.
func (n *Network) configureWith(sample, name, folder string, data any) error {
	below, err := os.ReadFile(n.home.sample(sample))
	if err != nil {
		return err
	}
	above, err := render(name, data)
	if err != nil {
		return err
	}
	merged, err := overlay(below, above)
	if err != nil {
		return err
	}
	return writeFile(filepath.Join(folder, sample), merged)
}

// configureCA writes the CA's configuration, with the registrar's password
// made once.
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
