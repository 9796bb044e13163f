package network

import (
	"fmt"
	"path/filepath"
	"slices"
)

// The types in this file are the data of the templates.

// ordererNode is one orderer, with absolute paths.
type ordererNode struct {
	Name               string
	ID                 int    // its number among the consenters, from 1
	Host               string // that runs it; empty if none does
	Organization       string
	Consensus          string
	Local              bool   // its keys are in this network's folder, and it runs on this machine
	Orders             bool   // it takes part in ordering; one that has just been added does not
	Listen             string // the IP address that it listens on
	Address            string // where others reach it, host:port
	Loopback           string
	Ports              OrdererPorts
	Operations         string
	Admin              string
	Crypto             string // folder of its MSP and TLS files
	Identity           string // its certificate, against which BFT checks its votes
	TLSRoot            string
	Operator           string // the certificate that its operations port accepts
	Folder             string
	TimeWindow         string
	ClientAuthRequired bool // a TLS certificate is required of clients
}

// hostNode is one host's peers, CA and chaincode, with absolute paths.
type hostNode struct {
	Name               string
	Network            string
	Local              bool   // its keys are in this network's folder, and it runs on this machine
	Listen             string // the IP address that its peers and its CA listen on
	Loopback           string
	Ports              HostPorts
	Peers              []peerNode // one at least; of another machine's host the anchor peer alone
	Chaincode          string
	CA                 string // where its parties reach its CA, host:port
	CAOperations       string
	MSP                string // folder of the organization's MSP, without keys
	TLS                string // folder of the CA's TLS files
	Root               string // folder of the CA's root certificate and key
	Operator           string // the certificate that operations ports accept
	Folder             string // of the CA
	Secret             string // the registrar's
	Token              bool   // its CA's key is in a PKCS #11 token
	ClientAuthRequired bool   // a TLS certificate is required of clients
	CrossCertificate   string // the certificate by which members are accepted
	TimeWindow         string
	TotalQueryLimit    int
}

// OrdererNames returns the names of the orderers and of their processes.
func (t Topology) OrdererNames() []string {
	names := make([]string, max(0, t.Orderers.Count))
	for i := range names {
		names[i] = fmt.Sprintf("orderer%d", i+1)
	}
	return names
}

// ordererNodes returns the orderers of a network of one machine.
func (t Topology) ordererNodes(dir Dir) []ordererNode {
	var nodes []ordererNode
	for i, name := range t.OrdererNames() {
		node := t.orderer(dir, name, t.ordererOrganization(i), i+1)
		node.Host, node.Orders = t.ordererHost(i), true
		nodes = append(nodes, node.here(loopback, loopback, t.OrdererPorts(i)))
	}
	return nodes
}

// orderer returns an orderer of which nothing is known yet but its name and its number.
func (t Topology) orderer(dir Dir, name, organization string, number int) ordererNode {
	crypto := dir.orderer(organization, name)
	return ordererNode{
		Name: name, ID: number, Organization: organization, Consensus: t.Consensus, Loopback: loopback,
		Crypto: crypto, Identity: filepath.Join(crypto, "msp", "signcerts", name+"-cert.pem"),
		TLSRoot: dir.ordererTLSRoot(organization), Operator: dir.operatorCertificate(), Folder: dir.process(name), TimeWindow: t.TimeWindow.String(),
	}
}

// here returns the orderer as one that runs on this machine. It listens on an IP address,
// and is reached by others under a name or an address.
func (o ordererNode) here(listen, reached string, ports OrdererPorts) ordererNode {
	o.Local, o.Listen, o.Ports = true, listen, ports
	o.Address = join(reached, ports.Listen)
	o.Operations, o.Admin = Address(ports.Operations), Address(ports.Admin)
	return o
}

// hostNodes returns the hosts of a network of one machine.
func (t Topology) hostNodes(dir Dir) []hostNode {
	var nodes []hostNode
	for i, name := range t.Hosts {
		nodes = append(nodes, t.host(dir, name).here(loopback, loopback, t.HostPorts(i)))
	}
	return nodes
}

// host returns a host of which nothing is known yet but its name.
func (t Topology) host(dir Dir, name string) hostNode {
	return hostNode{
		Name: name, Network: t.Name, Loopback: loopback,
		MSP:   filepath.Join(dir.organization(name), "msp"),
		Peers: []peerNode{dir.peer(name, 1)}, TLS: filepath.Join(dir.node(name, "ca"), "tls"),
		Root: filepath.Join(dir.organization(name), "ca"), Folder: dir.process("ca." + name),
		Operator:   dir.operatorCertificate(),
		TimeWindow: t.TimeWindow.String(), TotalQueryLimit: t.TotalQueryLimit, CrossCertificate: dir.crossCertificate(name),
	}
}

// here returns the host as one that runs on this machine. Its peers and its CA listen on an
// IP address, and are reached by others under a name or an address. All else is for this
// machine alone.
func (h hostNode) here(listen, reached string, ports HostPorts) hostNode {
	h.Local, h.Listen, h.Ports = true, listen, ports
	h.Peers = slices.Clone(h.Peers)
	for i, peer := range h.Peers {
		h.Peers[i] = peer.here(listen, reached, ports.peer(i))
	}
	h.CA = join(reached, ports.CA)
	h.Chaincode, h.CAOperations = Address(ports.Chaincode), Address(ports.CAOperations)
	return h
}

// localHosts returns the hosts that run on this machine.
func (n *Network) localHosts() []hostNode {
	return slices.DeleteFunc(slices.Clone(n.hosts), func(node hostNode) bool { return !node.Local })
}

// localNames returns the names of the hosts that run on this machine.
func (n *Network) localNames() []string {
	var names []string
	for _, node := range n.localHosts() {
		names = append(names, node.Name)
	}
	return names
}

// localOrderers returns the orderers that run on this machine.
func (n *Network) localOrderers() []ordererNode {
	return slices.DeleteFunc(slices.Clone(n.orderers), func(node ordererNode) bool { return !node.Local })
}
