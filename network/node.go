package network

import (
	"fmt"
	"path/filepath"
)

// The structures of this file are what the templates are filled with.

// ordererNode is one orderer, with absolute paths.
type ordererNode struct {
	Name         string
	ID           int    // its number among the consenters, from 1
	Host         string // that runs it; empty when none does
	Organization string
	Consensus    string
	Loopback     string
	Ports        OrdererPorts
	Operations   string
	Admin        string
	Crypto       string // its MSP and TLS
	Identity     string // its certificate, by which BFT knows its votes
	TLSRoot      string
	Operator     string // the certificate that its operations let in
	Folder       string
	TimeWindow   string
	AsksClients  bool // for a TLS certificate
}

// hostNode is one host's peer, CA and chaincode, with absolute paths.
type hostNode struct {
	Name            string
	Network         string
	Loopback        string
	Ports           HostPorts
	Peer            string
	PeerOperations  string
	PeerChaincode   string
	Chaincode       string
	CAOperations    string
	MSP             string // the organization's, without keys
	Crypto          string // the peer's MSP and TLS
	TLS             string // the CA's TLS
	Root            string // the CA's root certificate and key
	Operator        string // the certificate that operations let in
	Folder          string // of the process being configured
	Secret          string // the registrar's
	AsksClients     bool   // for a TLS certificate
	Members         string // the certificate by which members are let in
	TimeWindow      string
	TotalQueryLimit int
}

// OrdererNames returns the names of the orderers, which are also those of
// their processes.
func (t Topology) OrdererNames() []string {
	names := make([]string, max(0, t.Orderers.Count))
	for i := range names {
		names[i] = fmt.Sprintf("orderer%d", i+1)
	}
	return names
}

func (t Topology) ordererNodes(dir Dir) []ordererNode {
	var nodes []ordererNode
	for i, name := range t.OrdererNames() {
		ports, organization := t.OrdererPorts(i), t.ordererOrganization(i)
		crypto := dir.orderer(organization, name)
		nodes = append(nodes, ordererNode{
			Name: name, ID: i + 1, Host: t.ordererHost(i), Organization: organization, Consensus: t.Consensus,
			Loopback: loopback, Ports: ports, Operations: Address(ports.Operations), Admin: Address(ports.Admin),
			Crypto: crypto, Identity: filepath.Join(crypto, "msp", "signcerts", name+"-cert.pem"),
			TLSRoot: dir.ordererTLSRoot(organization), Operator: dir.operatorCertificate(), Folder: dir.process(name), TimeWindow: t.TimeWindow.String(),
		})
	}
	return nodes
}

func (t Topology) hostNodes(dir Dir) []hostNode {
	var nodes []hostNode
	for i, name := range t.Hosts {
		ports := t.HostPorts(i)
		nodes = append(nodes, hostNode{
			Name: name, Network: t.Name, Loopback: loopback, Ports: ports,
			Peer: Address(ports.Peer), PeerOperations: Address(ports.PeerOperations),
			PeerChaincode: Address(ports.PeerChaincode), Chaincode: Address(ports.Chaincode),
			CAOperations: Address(ports.CAOperations),
			MSP:          filepath.Join(dir.organization(name), "msp"),
			Crypto:       dir.node(name, "peer"), TLS: filepath.Join(dir.node(name, "ca"), "tls"),
			Root:       filepath.Join(dir.organization(name), "ca"),
			Operator:   dir.operatorCertificate(),
			TimeWindow: t.TimeWindow.String(), TotalQueryLimit: t.TotalQueryLimit, Members: dir.members(name),
		})
	}
	return nodes
}
