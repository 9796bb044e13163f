package network

import (
	"context"
	"slices"
	"time"

	"allianceregistry/network/internal/kernel"
)

// Status is the state of a network at one time.
type Status struct {
	Name      string          `json:"name"`
	Dir       string          `json:"dir"`
	Channel   string          `json:"channel"`
	Chaincode string          `json:"chaincode"`
	Genesis   string          `json:"genesis,omitempty"` // hash of the channel's genesis block, see Genesis
	Up        bool            `json:"up"`                // every process runs and is healthy
	Processes []ProcessStatus `json:"processes"`
}

// ProcessStatus is the state of one process.
type ProcessStatus struct {
	Name       string `json:"name"`
	Kind       string `json:"kind"`
	Host       string `json:"host,omitempty"`
	Address    string `json:"address"`
	PID        int    `json:"pid"`                  // 0 if it does not run, or a supervisor runs it
	Supervisor string `json:"supervisor,omitempty"` // another program that runs it
	Up         bool   `json:"up"`                   // it runs and is healthy
	Height     uint64 `json:"height,omitempty"`     // blocks of the channel; peers and orderers only
	Leads      bool   `json:"leads,omitempty"`      // the orderers' leader, as of the newest block
}

// Any reports whether any process runs.
func (s Status) Any() bool {
	return slices.ContainsFunc(s.Processes, func(p ProcessStatus) bool { return p.PID != 0 || p.Supervisor != "" && p.Up })
}

// statusTimeout bounds Status.
const statusTimeout = 5 * time.Second

// Status asks every process.
func (n *Network) Status(ctx context.Context) Status {
	ctx, cancel := context.WithTimeout(ctx, statusTimeout)
	defer cancel()
	status := Status{
		Name: n.topology.Name, Dir: string(n.dir), Up: true,
		Channel: n.topology.Channel, Chaincode: n.topology.Chaincode,
	}
	if genesis, err := n.Genesis(); err == nil {
		status.Genesis = genesis.Hash
	}
	heights := n.Heights(ctx)
	open, _ := kernel.ListeningPorts() // without them, no process is up
	for _, process := range n.Processes() {
		entry := ProcessStatus{
			Name: process.Name, Kind: process.Kind, Host: process.Host,
			Address: process.Address, PID: process.PID(), Supervisor: process.Supervisor, Up: process.checkHealth(ctx, open) == nil,
			Height: heights[process.Name],
		}
		entry.Leads = process.Kind == KindOrderer && n.isLeader(ctx, process)
		status.Up = status.Up && entry.Up
		status.Processes = append(status.Processes, entry)
	}
	return status
}

// Heights asks peers and orderers for the number of their blocks, and returns them by
// process. A process that does not answer is not in the map.
func (n *Network) Heights(ctx context.Context) map[string]uint64 {
	heights := map[string]uint64{}
	for _, peer := range n.localPeers() {
		if height, err := n.peerHeight(ctx, peer); err == nil {
			heights[peer.Name] = height
		}
	}
	for _, node := range n.localOrderers() {
		if info, err := n.ordererInfo(ctx, node); err == nil {
			heights[node.Name] = info.Height
		}
	}
	return heights
}
