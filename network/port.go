package network

import "fmt"

// loopback is the only address that anything listens on.
const loopback = "127.0.0.1"

// Each orderer has portsOfOrderer ports and each host portsOfHost, used or not, so that a
// process keeps its ports when others are added.
const (
	portsOfOrderer  = 3
	portsOfOrderers = 30
	portsOfHost     = 10
)

// Address returns host:port on the loopback interface.
func Address(port int) string { return fmt.Sprintf("%s:%d", loopback, port) }

// OrdererPorts are the ports of one orderer.
type OrdererPorts struct {
	Listen     int // broadcast, deliver and Raft between orderers
	Admin      int // channel participation
	Operations int // health and metrics
}

// HostPorts are the ports of one host's processes.
type HostPorts struct {
	Peer           int
	PeerOperations int // health and metrics
	PeerChaincode  int // opened by every peer for chaincode that connects to it; unused here
	Chaincode      int // the chaincode service
	CA             int
	CAOperations   int
}

// OrdererPorts returns the ports of the orderer with that index, from 0.
func (t Topology) OrdererPorts(index int) OrdererPorts {
	first := t.BasePort + index*portsOfOrderer
	return OrdererPorts{Listen: first, Admin: first + 1, Operations: first + 2}
}

// HostPorts returns the ports of the host with that index, from 0.
func (t Topology) HostPorts(index int) HostPorts {
	first := t.BasePort + portsOfOrderers + index*portsOfHost
	return HostPorts{
		Peer: first, PeerOperations: first + 1, PeerChaincode: first + 2,
		Chaincode: first + 3, CA: first + 4, CAOperations: first + 5,
	}
}
