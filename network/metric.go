package network

import (
	"bufio"
	"context"
	"fmt"
	"strconv"
	"strings"
)

// metric reads a channel's metric from a process's operations endpoint. That takes a few
// milliseconds; a run of Fabric's `peer` program takes 150.
func metric(ctx context.Context, process Process, name, channel string) (float64, error) {
	response, err := process.operations(ctx, "/metrics")
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	prefix := fmt.Sprintf("%s{channel=%q} ", name, channel)
	lines := bufio.NewScanner(response.Body)
	for lines.Scan() {
		if value, found := strings.CutPrefix(lines.Text(), prefix); found {
			return strconv.ParseFloat(value, 64)
		}
	}
	if err := lines.Err(); err != nil {
		return 0, err
	}
	return 0, fmt.Errorf("%s does not report %s for channel %s", process.Name, name, channel)
}

// peerHeight returns the number of blocks at a host's peer. It fails if the peer is down
// or has not joined the channel.
func (n *Network) peerHeight(ctx context.Context, node hostNode) (uint64, error) {
	height, err := metric(ctx, n.peerProcess(node), "ledger_blockchain_height", n.topology.Channel)
	return uint64(height), err
}
