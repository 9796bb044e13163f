package network

import (
	"context"
	"encoding/json"
	"fmt"
)

// installedChaincodes are the chaincode packages on a peer.
type installedChaincodes []struct {
	ID string `json:"package_id"`
	// References are, by channel, the committed definitions for which the peer runs the
	// package: those for which its host approved it.
	References map[string]struct {
		Chaincodes []struct{ Name string }
	}
}

// installedPackages asks a host's peer for its packages.
func (n *Network) installedPackages(ctx context.Context, host string) (installedChaincodes, error) {
	out, err := n.peer(ctx, host, "lifecycle", "chaincode", "queryinstalled", "--output", "json")
	if err != nil {
		return nil, err
	}
	return parseInstalled([]byte(out))
}

// parseInstalled parses the answer of queryinstalled.
func parseInstalled(answer []byte) (installedChaincodes, error) {
	var parsed struct {
		Packages installedChaincodes `json:"installed_chaincodes"`
	}
	if err := json.Unmarshal(answer, &parsed); err != nil {
		return nil, fmt.Errorf("the installed packages: %w", err)
	}
	return parsed.Packages, nil
}

// packageFor returns the id of the package that runs a chaincode of a channel; empty if
// none does.
func (i installedChaincodes) packageFor(channel, chaincode string) string {
	for _, installed := range i {
		for _, definition := range installed.References[channel].Chaincodes {
			if definition.Name == chaincode {
				return installed.ID
			}
		}
	}
	return ""
}
