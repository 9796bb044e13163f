package network

import (
	"fmt"
	"path/filepath"
)

// The types in this file are the data of the templates.

// ordererNode is one orderer, with absolute paths.
type ordererNode struct {
	Name               string
	ID                 int    // its number among the consenters, from 1
	Host               string // that runs it; empty if none does
	Organization       string
	Consensus          string
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

// hostNode is one host's peer, CA and chaincode, with absolute paths.
type hostNode struct {
	Name               string
	Network            string
	Loopback           string
	Ports              HostPorts
	Peer               string
	PeerOperations     string
	PeerChaincode      string
	Chaincode          string
	CAOperations       string
	MSP                string // folder of the organization's MSP, without keys
	Crypto             string // folder of the peer's MSP and TLS files
	TLS                string // folder of the CA's TLS files
	Root               string // folder of the CA's root certificate and key
	Operator           string // the certificate that operations ports accept
	Folder             string // of the process that is being configured
	Secret             string // the registrar's
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
			TimeWindow: t.TimeWindow.String(), TotalQueryLimit: t.TotalQueryLimit, CrossCertificate: dir.crossCertificate(name),
		})
	}
	return nodes
}
