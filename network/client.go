package network

import (
	"fmt"
	"os"
	"slices"

	"go.yaml.in/yaml/v3"
)

// A host's clients reach the network by a connection profile for fabric-sdk-go or by
// settings for fabric-gateway. Neither names a user's key.

// GatewaySettings are what a fabric-gateway client of a host needs.
type GatewaySettings struct {
	Network   string        `yaml:"network"`
	Host      string        `yaml:"host"`  // the client's own
	MSPID     string        `yaml:"mspID"` // of the client
	Channel   string        `yaml:"channel"`
	Chaincode string        `yaml:"chaincode"`
	Peers     []GatewayPeer `yaml:"peers"` // the host's own first
	// Orderers are for clients that check blocks, or send transactions to orderers
	// themselves: a gateway client leaves ordering to its peer.
	Orderers []GatewayOrderer `yaml:"orderers"`
	// CertificateAuthority is the host's own, where a registered id enrolls.
	CertificateAuthority GatewayCA `yaml:"certificateAuthority"`
}

// GatewayCA is a host's Fabric CA.
type GatewayCA struct {
	Name       string `yaml:"name"`       // in requests to it
	Address    string `yaml:"address"`    // host:port, HTTPS
	ServerName string `yaml:"serverName"` // in the TLS certificate
	TLSRoot    string `yaml:"tlsRoot"`    // PEM file
}

// GatewayOrderer is one orderer, of whichever organization.
type GatewayOrderer struct {
	Name       string `yaml:"name"`
	MSPID      string `yaml:"mspID"`
	Address    string `yaml:"address"`    // host:port
	ServerName string `yaml:"serverName"` // in the TLS certificate
	TLSRoot    string `yaml:"tlsRoot"`    // PEM file
}

// GatewayPeer is one peer that a gateway client may connect to.
type GatewayPeer struct {
	Name       string `yaml:"name"`
	Host       string `yaml:"host"`
	MSPID      string `yaml:"mspID"`
	Address    string `yaml:"address"`    // host:port
	ServerName string `yaml:"serverName"` // in the TLS certificate
	TLSRoot    string `yaml:"tlsRoot"`    // PEM file
}

// writeClientSettings writes a host's connection profile and gateway settings.
func (n *Network) writeClientSettings(node hostNode) error {
	profile, err := n.connectionProfile(node.Name, false)
	if err != nil {
		return err
	}
	if err := writeFile(n.dir.Connection(node.Name), profile); err != nil {
		return err
	}
	gateway, err := yaml.Marshal(n.gatewaySettings(node.Name))
	if err != nil {
		return err
	}
	return writeFile(n.dir.Gateway(node.Name), gateway)
}

// Portable returns what a host's parties and auditors need on machines of their own: the
// connection profile and the gateway settings with all certificates in them.
func (n *Network) Portable(host string) (connection, gateway []byte, err error) {
	if _, err := n.hostNode(host); err != nil {
		return nil, nil, err
	}
	if connection, err = n.connectionProfile(host, true); err != nil {
		return nil, nil, err
	}
	settings := n.gatewaySettings(host)
	roots := []*string{&settings.CertificateAuthority.TLSRoot}
	for i := range settings.Peers {
		roots = append(roots, &settings.Peers[i].TLSRoot)
	}
	for i := range settings.Orderers {
		roots = append(roots, &settings.Orderers[i].TLSRoot)
	}
	for _, root := range roots {
		content, err := os.ReadFile(*root)
		if err != nil {
			return nil, nil, err
		}
		*root = string(content)
	}
	gateway, err = yaml.Marshal(settings)
	return connection, gateway, err
}

// profileData is what the connection profile's template is given.
type profileData struct {
	Portable      bool // certificates stand in it, and no folder of this machine does
	Topology      Topology
	Own           string
	Folder        string
	Roots         map[string]string
	OrdererGroups []ordererGroup
	Orderers      []ordererNode
	Hosts         []hostNode
}

// Root names a TLS root: its file, or what is in it.
func (d profileData) Root(file string) (string, error) { return d.root(file, "%s: %s") }

// RootList is Root where the SDK expects a list.
func (d profileData) RootList(file string) (string, error) {
	if d.Portable {
		return d.root(file, "%s: [%s]")
	}
	return d.Root(file)
}

func (d profileData) root(file, form string) (string, error) {
	key, text := "path", file
	if d.Portable {
		content, err := os.ReadFile(file)
		if err != nil {
			return "", err
		}
		key, text = "pem", string(content)
	}
	quoted, err := quotedPath(text)
	return fmt.Sprintf(form, key, quoted), err
}

func (n *Network) connectionProfile(host string, portable bool) ([]byte, error) {
	roots := map[string]string{}
	for _, name := range n.topology.Hosts {
		roots[name] = n.dir.hostTLSRoot(name)
	}
	return render("connection.yaml", profileData{
		portable, n.topology, host, n.dir.Host(host), roots, n.ordererGroups(), n.orderers, n.reachable(),
	})
}

// reachable returns the hosts whose peers have an address. What another host's administrator
// wrote may be none.
func (n *Network) reachable() []hostNode {
	return slices.DeleteFunc(slices.Clone(n.hosts), func(node hostNode) bool { return node.first().Address == "" })
}

func (n *Network) gatewaySettings(host string) GatewaySettings {
	settings := GatewaySettings{
		Network: n.topology.Name, Host: host, MSPID: host,
		Channel: n.topology.Channel, Chaincode: n.topology.Chaincode,
		CertificateAuthority: GatewayCA{
			Name: "ca." + host, Address: n.caAddress(host), ServerName: "ca." + host, TLSRoot: n.dir.hostTLSRoot(host),
		},
	}
	for _, node := range n.reachable() {
		var peers []GatewayPeer
		for _, peer := range node.Peers {
			peers = append(peers, GatewayPeer{
				Name: peer.Name, Host: node.Name, MSPID: node.Name, Address: peer.Address,
				ServerName: peer.Name, TLSRoot: n.dir.hostTLSRoot(node.Name),
			})
		}
		if node.Name == host {
			settings.Peers = append(peers, settings.Peers...)
		} else {
			settings.Peers = append(settings.Peers, peers...)
		}
	}
	for _, node := range n.orderers {
		settings.Orderers = append(settings.Orderers, GatewayOrderer{
			Name: node.Name, MSPID: node.Organization, Address: node.Address,
			ServerName: node.Name, TLSRoot: node.TLSRoot,
		})
	}
	return settings
}
