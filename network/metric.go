package network

import (
	"bufio"
	"context"
	"fmt"
	"strconv"
	"strings"
)

// metric reads one figure of a channel from a process's operations endpoint.
// It costs a few milliseconds; asking through Fabric's `peer` program costs 150.
func metric(ctx context.Context, process Process, name, channel string) (float64, error) {
	response, err := process.operations(ctx, "/metrics")
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	begin := fmt.Sprintf("%s{channel=%q} ", name, channel)
	lines := bufio.NewScanner(response.Body)
	for lines.Scan() {
		if value, found := strings.CutPrefix(lines.Text(), begin); found {
			return strconv.ParseFloat(value, 64)
		}
	}
	if err := lines.Err(); err != nil {
		return 0, err
	}
	return 0, fmt.Errorf("%s does not report %s for channel %s", process.Name, name, channel)
}

// peerHeight is the number of blocks that a host's peer has, or an error if it
// is down or has not joined the channel.
func (n *Network) peerHeight(ctx context.Context, node hostNode) (uint64, error) {
	height, err := metric(ctx, n.peerProcess(node), "ledger_blockchain_height", n.topology.Channel)
	return uint64(height), err
}
