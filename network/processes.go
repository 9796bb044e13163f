package network

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"
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
	for _, node := range n.localOrderers() {
		all = append(all, n.ordererProcess(node))
	}
	for _, node := range n.localHosts() {
		for _, peer := range node.Peers {
			all = append(all, n.peerProcess(peer))
		}
		all = append(all, n.chaincodeProcess(node), n.caProcess(node))
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
	return Process{
		Name: name, Kind: kind, Host: host, Folder: n.dir.process(name), Supervisor: n.supervisor,
		HostMoved: n.host != nil && n.host.Former.Address != "",
	}
}

func (n *Network) ordererProcess(node ordererNode) Process {
	p := n.process(KindOrderer, node.Host, node.Name)
	p.Address, p.Listen, p.Port = node.Address, node.Listen, node.Ports.Listen
	p.Ports = []int{node.Ports.Listen, node.Ports.Admin, node.Ports.Operations}
	p.Operations, p.TLSRoot, p.Operator = node.Ports.Operations, node.TLSRoot, n.dir.Operator()
	p.TLS = filepath.Join(node.Crypto, "tls", "server.crt")
	p.Program = n.home.program("orderer")
	p.Env = []string{"FABRIC_CFG_PATH=" + p.Folder, plainLogFormat}
	return n.onToken(p)
}

func (n *Network) peerProcess(peer peerNode) Process {
	p := n.process(KindPeer, peer.Host, peer.Name)
	p.Address, p.Listen, p.Port = peer.Address, peer.IP, peer.Ports.Listen
	p.Ports = []int{peer.Ports.Listen, peer.Ports.Operations, peer.Ports.Chaincode}
	p.Operations, p.TLSRoot, p.Operator = peer.Ports.Operations, n.dir.hostTLSRoot(peer.Host), n.dir.Operator()
	p.TLS = filepath.Join(peer.Crypto, "tls", "server.crt")
	p.Program, p.Args = n.home.program("peer"), []string{"node", "start"}
	p.Env = []string{"FABRIC_CFG_PATH=" + p.Folder, plainLogFormat}
	return n.onToken(p)
}

func (n *Network) caProcess(node hostNode) Process {
	p := n.process(KindCA, node.Name, "ca."+node.Name)
	p.Address, p.Listen, p.Port = node.CA, node.Listen, node.Ports.CA
	p.Ports = []int{node.Ports.CA, node.Ports.CAOperations}
	p.Operations, p.TLSRoot, p.Operator = node.Ports.CAOperations, n.dir.hostTLSRoot(node.Name), n.dir.Operator()
	p.TLS = filepath.Join(node.TLS, "server.crt")
	p.Program, p.Args = n.home.program("fabric-ca-server"), []string{"start", "--home", p.Folder}
	p.Env = []string{"FABRIC_CA_SERVER_HOME=" + p.Folder}
	return n.onToken(p)
}

func (n *Network) chaincodeProcess(node hostNode) Process {
	p := n.process(KindChaincode, node.Name, "chaincode."+node.Name)
	p.Address, p.Listen, p.Port = node.Chaincode, loopback, node.Ports.Chaincode
	p.Ports = []int{node.Ports.Chaincode}
	p.Program = n.home.program("chaincode")
	tls := filepath.Join(n.dir.node(node.Name, "chaincode"), "tls")
	p.TLS = filepath.Join(tls, "server.crt")
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

// requireRunning refuses a command for which a host's process of some kind has to run, and none
// does. Otherwise the command would end in what another program says of a closed port. Of several
// peers one is enough: answering finds it.
func (n *Network) requireRunning(kind, host string) error {
	of := slices.DeleteFunc(n.Processes(), func(p Process) bool { return p.Kind != kind || p.Host != host })
	if len(of) == 0 || slices.ContainsFunc(of, Process.Running) {
		return nil
	}
	return words.Of("process.needed", "process", of[0].Name, "line", n.advice().Up())
}

// notRunning returns the processes that do not run, and that this program starts.
func notRunning(processes []Process) []Process {
	var found []Process
	for _, process := range processes {
		if process.Supervisor == "" && process.PID() == 0 {
			found = append(found, process)
		}
	}
	return found
}

// startAll starts the processes that do not run, and those that are outdated, and waits
// until all are healthy. It returns the names of those that it started.
func (n *Network) startAll(ctx context.Context, processes []Process) ([]string, error) {
	for _, process := range processes {
		if process.Supervisor == "" && process.outdated(ctx) {
			if err := process.halt(); err != nil {
				return nil, err
			}
		}
	}
	if err := n.checkPorts(processes, true); err != nil {
		return nil, err
	}
	missing := notRunning(processes)
	if slices.ContainsFunc(missing, func(p Process) bool { return p.Token }) {
		if err := n.CheckToken(); err != nil {
			return nil, err
		}
	}
	var started []string
	for _, process := range missing {
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

// FinishMove restarts what has another address or certificate than it started with. It is
// for commands that need the host's peer, after one that was interrupted.
func (n *Network) FinishMove(ctx context.Context) error {
	if !slices.ContainsFunc(n.Processes(), Process.Moved) {
		return nil
	}
	unlock, err := n.dir.lock()
	if err != nil {
		return err
	}
	defer unlock()
	return n.restartMoved(ctx)
}

// restartMoved restarts what has another address or certificate than it started with.
func (n *Network) restartMoved(ctx context.Context) error {
	moved := slices.DeleteFunc(n.Processes(), func(p Process) bool { return !p.Moved() })
	if len(moved) == 0 {
		return nil
	}
	if err := n.configure(); err != nil {
		return err
	}
	started, err := n.startAll(ctx, moved)
	if err == nil {
		n.progress(words.Of("stage.restarted", "names", strings.Join(started, ", ")))
	}
	return err
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

// The pauses between two attempts of waitUntil.
const (
	minPause = 50 * time.Millisecond
	maxPause = 400 * time.Millisecond
)

// waitUntil retries until there is no error, or the time is up, or a process has exited
// that cannot answer any more. Each pause is longer than the one before, up to maxPause:
// whoever has to wait for a busy machine does not keep it busy by asking.
func waitUntil(ctx context.Context, limit time.Duration, late *words.Message, try func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	for pause := minPause; ; pause = min(pause*3/2, maxPause) {
		err := try(ctx)
		if err == nil || errors.Is(err, errExited) {
			return err
		}
		select {
		case <-ctx.Done():
			return words.Of("late", "what", late, "limit", limit, "cause", err)
		case <-time.After(pause):
		}
	}
}
