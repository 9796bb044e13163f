package network

import (
	"fmt"
	"slices"
	"strings"

	"allianceregistry/network/words"
)

// Env returns the shell lines with which the programs of this project, and Fabric's own,
// act for a host.
func (n *Network) Env(host string) (string, error) {
	if !slices.Contains(n.localNames(), host) {
		return "", words.Of("host.none", "host", host, "hosts", strings.Join(n.localNames(), ", "))
	}
	variables := []string{
		"ALLIANCE_HOST=" + host,
		"ALLIANCE_CONNECTION=" + n.dir.Connection(host),
		"ALLIANCE_GATEWAY=" + n.dir.Gateway(host),
		"ALLIANCE_CHANNEL=" + n.topology.Channel,
		"ALLIANCE_CHAINCODE=" + n.topology.Chaincode,
	}
	variables = append(variables, n.adminEnv(host)...)
	variables = append(variables, n.serviceEnv(host)...)
	var lines strings.Builder
	for _, variable := range variables {
		name, value, _ := strings.Cut(variable, "=")
		fmt.Fprintf(&lines, "export %s=%s\n", name, Quote(value))
	}
	fmt.Fprintf(&lines, "export PATH=%s:\"$PATH\"\n", Quote(n.home.Bin()))
	return lines.String(), nil
}

// serviceEnv is what Fabric's programs need besides a host's peer: an orderer, whose flags
// take these variables' values, and the host's CA. They say errors and nothing else.
func (n *Network) serviceEnv(host string) []string {
	orderer := n.localOrderers()[0]
	return []string{
		"ORDERER_ADDRESS=" + orderer.Address,
		"ORDERER_CA=" + orderer.TLSRoot,
		"FABRIC_CA_CLIENT_URL=https://" + n.caAddress(host),
		"FABRIC_CA_CLIENT_CANAME=ca." + host,
		"FABRIC_CA_CLIENT_TLS_CERTFILES=" + n.dir.hostTLSRoot(host),
		"FABRIC_LOGGING_SPEC=error",
	}
}

// Quote quotes a text for a shell, as one word.
func Quote(text string) string {
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}
