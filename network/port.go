package network

import (
	"net"
	"strconv"
)

// loopback is the address that everything listens on, except the peer, the orderer and the
// CA of a host on a machine of its own, for which another is configured.
const loopback = "127.0.0.1"

// Each orderer has portsOfOrderer ports and each host portsOfHost, used or not, so that a
// process keeps its ports when others are added.
const (
	portsOfOrderer  = 3
	portsOfOrderers = 30
	portsOfHost     = 10
)

// Address returns host:port on the loopback interface.
func Address(port int) string { return join(loopback, port) }

// join returns host:port, with an IPv6 address in brackets.
func join(host string, port int) string { return net.JoinHostPort(host, strconv.Itoa(port)) }

// OrdererPorts are the ports of one orderer.
type OrdererPorts struct {
	Listen     int // broadcast, deliver and Raft between orderers
	Admin      int // channel participation
	Operations int // health and metrics
}

// HostPorts are the ports of one host's processes.
type HostPorts struct {
	Peer         int // the first of its first peer's, see PeerPorts
	Chaincode    int // the chaincode service
	CA           int
	CAOperations int
}

// PeerPorts are the ports of one peer.
type PeerPorts struct {
	Listen     int // clients and gossip
	Operations int // health and metrics
	Chaincode  int // opened by every peer for chaincode that connects to it; unused here
}

// peer returns the ports of one of the host's peers, from 0. Those of a further one are where
// the next host's would be: a host on a machine of its own has no next one.
func (p HostPorts) peer(index int) PeerPorts {
	first := p.Peer + index*portsOfHost
	return PeerPorts{Listen: first, Operations: first + 1, Chaincode: first + 2}
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
		Peer: first, Chaincode: first + 3, CA: first + 4, CAOperations: first + 5,
	}
}
