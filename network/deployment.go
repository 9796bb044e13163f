package network

import (
	"path/filepath"

	"allianceregistry/network/deploy"
	"allianceregistry/network/words"
)

// Deployment describes how the host of this folder runs, for a supervisor. The host has
// to have agreed to a channel, and to be configured.
func (n *Network) Deployment() (deploy.Host, error) {
	if n.host == nil {
		return deploy.Host{}, words.Of("host.machine", "folder", n.dir)
	}
	host := deploy.Host{
		Name: n.host.Name, Channel: n.topology.Channel, Address: n.host.Address, Listen: n.host.Listen,
		Folder: string(n.dir), Home: string(n.home),
	}
	for _, node := range n.localOrderers() {
		host.Services = append(host.Services, service(n.ordererProcess(node), node.Crypto, node.Operator))
	}
	for _, node := range n.localHosts() {
		chaincode := filepath.Join(n.dir.node(node.Name, "chaincode"), "tls")
		host.Services = append(host.Services,
			service(n.caProcess(node), node.Root, node.TLS, node.Operator),
			service(n.chaincodeProcess(node), chaincode, n.callerRoot(node.Name)))
		for i, peer := range node.Peers {
			reads := []string{peer.Crypto, node.CrossCertificate, node.Operator}
			if i > 0 { // the first has it among its own
				reads = append(reads, n.dir.caller(node.Name))
			}
			host.Services = append(host.Services, service(n.peerProcess(peer), reads...))
		}
	}
	for i, s := range host.Services {
		if s.Token {
			host.Services[i].Reads = append(s.Reads, n.Token().PINFile)
		}
	}
	return host, host.Check()
}

// service describes a process that reads some files and folders beside its own folder.
func service(p Process, reads ...string) deploy.Service {
	return deploy.Service{
		Name: p.Name, Kind: p.Kind, Program: p.Program, Args: p.Args, Env: p.Env, Folder: p.Folder, Reads: reads,
		Port: p.Port, Public: p.Kind != KindChaincode, Ports: p.Ports, Token: p.Token,
	}
}
