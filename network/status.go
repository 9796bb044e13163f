package network

import (
	"context"
	"slices"
	"time"
)

// Status is what one look at the network shows.
type Status struct {
	Name      string          `json:"name"`
	Dir       string          `json:"dir"`
	Channel   string          `json:"channel"`
	Chaincode string          `json:"chaincode"`
	Genesis   string          `json:"genesis,omitempty"` // hash of the channel's first block, see Genesis
	Up        bool            `json:"up"`                // every process runs and answers
	Processes []ProcessStatus `json:"processes"`
}

// ProcessStatus is one process's part of a Status.
type ProcessStatus struct {
	Name    string `json:"name"`
	Kind    string `json:"kind"`
	Host    string `json:"host,omitempty"`
	Address string `json:"address"`
	PID     int    `json:"pid"`              // 0: it does not run
	Up      bool   `json:"up"`               // it runs and answers
	Height  uint64 `json:"height,omitempty"` // blocks of the channel; peers and orderers only
	Leads   bool   `json:"leads,omitempty"`  // the orderer that leads the others, as of the newest block
}

// Any says whether any process runs.
func (s Status) Any() bool {
	return slices.ContainsFunc(s.Processes, func(p ProcessStatus) bool { return p.PID != 0 })
}

// lookTime is how long one look may take.
const lookTime = 5 * time.Second

// Status looks at every process at the same time.
func (n *Network) Status(ctx context.Context) Status {
	ctx, cancel := context.WithTimeout(ctx, lookTime)
	defer cancel()
	status := Status{
		Name: n.topology.Name, Dir: string(n.dir), Up: true,
		Channel: n.topology.Channel, Chaincode: n.topology.Chaincode,
	}
	if genesis, err := n.Genesis(); err == nil {
		status.Genesis = genesis.Hash
	}
	heights := n.heights(ctx)
	for _, process := range n.Processes() {
		one := ProcessStatus{
			Name: process.Name, Kind: process.Kind, Host: process.Host,
			Address: Address(process.Port), PID: process.PID(), Up: process.answers(ctx) == nil,
			Height: heights[process.Name],
		}
		one.Leads = process.Kind == KindOrderer && n.leads(ctx, process)
		status.Up = status.Up && one.Up
		status.Processes = append(status.Processes, one)
	}
	return status
}

// heights asks peers and orderers how many blocks they have. Who does not
// answer has none.
func (n *Network) heights(ctx context.Context) map[string]uint64 {
	heights := map[string]uint64{}
	for _, node := range n.topology.hostNodes(n.dir) {
		if height, err := n.peerHeight(ctx, node); err == nil {
			heights["peer."+node.Name] = height
		}
	}
	for _, node := range n.topology.ordererNodes(n.dir) {
		if info, err := n.ordererInfo(ctx, node); err == nil {
			heights[node.Name] = info.Height
		}
	}
	return heights
}
