package network

import (
	"context"
	"encoding/json"
	"fmt"
)

// installed are the chaincode packages on a peer.
type installed []struct {
	ID string `json:"package_id"`
	// References are, by channel, the committed definitions that the peer runs
	// the package for: those that its host approved it for.
	References map[string]struct {
		Chaincodes []struct{ Name string }
	}
}

// installedPackages asks a host's peer.
func (n *Network) installedPackages(ctx context.Context, host string) (installed, error) {
	out, err := n.peer(ctx, host, "lifecycle", "chaincode", "queryinstalled", "--output", "json")
	if err != nil {
		return nil, err
	}
	return parseInstalled([]byte(out))
}

// parseInstalled reads the answer of queryinstalled.
func parseInstalled(answer []byte) (installed, error) {
	var parsed struct {
		Packages installed `json:"installed_chaincodes"`
	}
	if err := json.Unmarshal(answer, &parsed); err != nil {
		return nil, fmt.Errorf("the installed packages: %w", err)
	}
	return parsed.Packages, nil
}

// serve is the id of the package that runs a chaincode of a channel; empty if none does.
func (i installed) serve(channel, chaincode string) string {
	for _, one := range i {
		for _, definition := range one.References[channel].Chaincodes {
			if definition.Name == chaincode {
				return one.ID
			}
		}
	}
	return ""
}
