package network

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"time"

	"allianceregistry/network/words"
)

// Kinds of processes.
const (
	KindOrderer   = "orderer"
	KindCA        = "ca"
	KindPeer      = "peer"
	KindChaincode = "chaincode"
)

// plainLogFormat has Fabric's programs write logs without colors.
const plainLogFormat = "FABRIC_LOGGING_FORMAT=%{time:2006-01-02 15:04:05.000} %{level:.4s} [%{module}] %{message}"

// startTimeout bounds the start of anything, on a busy machine.
const startTimeout = time.Minute

// Processes returns all processes of the network, in the order in which they are shown. A
// chaincode service needs its package's id: before the package is written it is empty.
func (n *Network) Processes() []Process {
	var all []Process
	for _, node := range n.topology.ordererNodes(n.dir) {
		all = append(all, n.ordererProcess(node))
	}
	for _, node := range n.topology.hostNodes(n.dir) {
		all = append(all, n.peerProcess(node), n.chaincodeProcess(node), n.caProcess(node))
	}
	return all
}

// Process returns the process of that name.
func (n *Network) Process(name string) (Process, error) {
	for _, process := range n.Processes() {
		if process.Name == name {
			return process, nil
		}
	}
	return Process{}, words.Of("process.none", "name", name)
}

// Select returns the processes of that name, or of the host of that name, or
// all if the name is empty.
func (n *Network) Select(name string) ([]Process, error) {
	if name == "" {
		return n.Processes(), nil
	}
	var selected []Process
	for _, process := range n.Processes() {
		if process.Name == name || process.Host == name {
			selected = append(selected, process)
		}
	}
	if len(selected) == 0 {
		return nil, words.Of("process.select", "name", name)
	}
	return selected, nil
}

func (n *Network) process(kind, host, name string) Process {
	return Process{Name: name, Kind: kind, Host: host, Folder: n.dir.process(name)}
}

func (n *Network) ordererProcess(node ordererNode) Process {
	p := n.process(KindOrderer, node.Host, node.Name)
	p.Port = node.Ports.Listen
	p.Ports = []int{node.Ports.Listen, node.Ports.Admin, node.Ports.Operations}
	p.Operations, p.TLSRoot, p.Operator = node.Ports.Operations, node.TLSRoot, n.dir.Operator()
	p.Program = n.home.program("orderer")
	p.Env = []string{"FABRIC_CFG_PATH=" + p.Folder, plainLogFormat}
	return p
}

func (n *Network) peerProcess(node hostNode) Process {
	p := n.process(KindPeer, node.Name, "peer."+node.Name)
	p.Port = node.Ports.Peer
	p.Ports = []int{node.Ports.Peer, node.Ports.PeerOperations, node.Ports.PeerChaincode}
	p.Operations, p.TLSRoot, p.Operator = node.Ports.PeerOperations, n.dir.hostTLSRoot(node.Name), n.dir.Operator()
	p.Program, p.Args = n.home.program("peer"), []string{"node", "start"}
	p.Env = []string{"FABRIC_CFG_PATH=" + p.Folder, plainLogFormat}
	return p
}

func (n *Network) caProcess(node hostNode) Process {
	p := n.process(KindCA, node.Name, "ca."+node.Name)
	p.Port = node.Ports.CA
	p.Ports = []int{node.Ports.CA, node.Ports.CAOperations}
	p.Operations, p.TLSRoot, p.Operator = node.Ports.CAOperations, n.dir.hostTLSRoot(node.Name), n.dir.Operator()
	p.Program, p.Args = n.home.program("fabric-ca-server"), []string{"start", "--home", p.Folder}
	p.Env = []string{"FABRIC_CA_SERVER_HOME=" + p.Folder}
	return p
}

func (n *Network) chaincodeProcess(node hostNode) Process {
	p := n.process(KindChaincode, node.Name, "chaincode."+node.Name)
	p.Port, p.Ports = node.Ports.Chaincode, []int{node.Ports.Chaincode}
	p.Program = n.home.program("chaincode")
	tls := filepath.Join(n.dir.node(node.Name, "chaincode"), "tls")
	id, err := packageID(n.topology.Chaincode, n.dir.chaincodePackage(node.Name))
	if err != nil {
		id = "" // no package yet
	}
	p.Env = []string{
		"CHAINCODE_ID=" + id,
		"CHAINCODE_SERVER_ADDRESS=" + node.Chaincode,
		"CHAINCODE_TLS_CERT=" + filepath.Join(tls, "server.crt"),
		"CHAINCODE_TLS_KEY=" + filepath.Join(tls, "server.key"),
		"CHAINCODE_CLIENT_CA_CERT=" + n.callerRoot(node.Name),
	}
	return p
}

// notRunning returns the processes that do not run.
func notRunning(processes []Process) []Process {
	var found []Process
	for _, process := range processes {
		if process.PID() == 0 {
			found = append(found, process)
		}
	}
	return found
}

// startAll starts the processes that do not run, and those that are outdated, and waits
// until all are healthy. It returns the names of those that it started.
func (n *Network) startAll(ctx context.Context, processes []Process) ([]string, error) {
	for _, process := range processes {
		if process.outdated(ctx) {
			if err := process.stop(); err != nil {
				return nil, err
			}
		}
	}
	if err := checkPorts(processes, true); err != nil {
		return nil, err
	}
	var started []string
	for _, process := range notRunning(processes) {
		if err := process.start(); err != nil {
			return started, err
		}
		started = append(started, process.Name)
	}
	for _, process := range processes {
		if err := waitUntil(ctx, startTimeout, words.Of("process.unstarted", "process", process.Name), process.CheckHealth); err != nil {
			return started, err
		}
	}
	return started, nil
}

// stopAll stops all processes concurrently.
func stopAll(processes []Process) error {
	return forEach(processes, func(p Process) error { return p.stop() })
}

// forEach calls do for all items concurrently and returns all errors.
func forEach[T any](items []T, do func(T) error) error {
	errs := make([]error, len(items))
	var group sync.WaitGroup
	for i, item := range items {
		group.Go(func() { errs[i] = do(item) })
	}
	group.Wait()
	return errors.Join(errs...)
}
