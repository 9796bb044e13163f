package network

import (
	"fmt"
	"strings"

	"allianceregistry/network/words"
)

// Env returns the shell lines with which the programs of this project, and Fabric's own,
// act for a host.
func (n *Network) Env(host string) (string, error) {
	if !n.topology.HasHost(host) {
		return "", words.Of("host.none", "host", host, "hosts", strings.Join(n.topology.Hosts, ", "))
	}
	variables := []string{
		"ALLIANCE_HOST=" + host,
		"ALLIANCE_CONNECTION=" + n.dir.Connection(host),
		"ALLIANCE_GATEWAY=" + n.dir.Gateway(host),
		"ALLIANCE_CHANNEL=" + n.topology.Channel,
		"ALLIANCE_CHAINCODE=" + n.topology.Chaincode,
	}
	variables = append(variables, n.adminEnv(host)...)
	var lines strings.Builder
	for _, variable := range variables {
		name, value, _ := strings.Cut(variable, "=")
		fmt.Fprintf(&lines, "export %s=%s\n", name, Quote(value))
	}
	fmt.Fprintf(&lines, "export PATH=%s:\"$PATH\"\n", Quote(n.home.Bin()))
	return lines.String(), nil
}

// Quote quotes a text for a shell, as one word.
func Quote(text string) string {
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}
