package network

import "go.yaml.in/yaml/v3"

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
	profile, err := n.connectionProfile(node.Name)
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

func (n *Network) connectionProfile(host string) ([]byte, error) {
	roots := map[string]string{}
	for _, name := range n.topology.Hosts {
		roots[name] = n.dir.hostTLSRoot(name)
	}
	return render("connection.yaml", struct {
		Topology      Topology
		Own           string
		Folder        string
		Loopback      string
		Roots         map[string]string
		OrdererGroups []ordererGroup
		Orderers      []ordererNode
		Hosts         []hostNode
	}{
		n.topology, host, n.dir.Host(host), loopback, roots,
		n.topology.ordererGroups(n.dir), n.topology.ordererNodes(n.dir), n.topology.hostNodes(n.dir),
	})
}

func (n *Network) gatewaySettings(host string) GatewaySettings {
	settings := GatewaySettings{
		Network: n.topology.Name, Host: host, MSPID: host,
		Channel: n.topology.Channel, Chaincode: n.topology.Chaincode,
		CertificateAuthority: GatewayCA{
			Name: "ca." + host, Address: n.caAddress(host), ServerName: "ca." + host, TLSRoot: n.dir.hostTLSRoot(host),
		},
	}
	for _, node := range n.topology.hostNodes(n.dir) {
		peer := GatewayPeer{
			Name: "peer." + node.Name, Host: node.Name, MSPID: node.Name, Address: node.Peer,
			ServerName: "peer." + node.Name, TLSRoot: n.dir.hostTLSRoot(node.Name),
		}
		if node.Name == host {
			settings.Peers = append([]GatewayPeer{peer}, settings.Peers...)
		} else {
			settings.Peers = append(settings.Peers, peer)
		}
	}
	for _, node := range n.topology.ordererNodes(n.dir) {
		settings.Orderers = append(settings.Orderers, GatewayOrderer{
			Name: node.Name, MSPID: node.Organization, Address: Address(node.Ports.Listen),
			ServerName: node.Name, TLSRoot: node.TLSRoot,
		})
	}
	return settings
}
