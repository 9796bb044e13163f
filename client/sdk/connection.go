package sdk

import (
	"fmt"
	"maps"
	"slices"

	"go.yaml.in/yaml/v3"

	"allianceregistry/internal/input"
)

// maxProfile bounds the bytes of a connection profile.
const maxProfile = 1 << 20

// The names of the option that says which name a TLS certificate has to have: the SDK's,
// and that of Fabric's other clients.
const (
	serverNameOption   = "ssl-target-name-override"
	hostOverrideOption = "hostnameOverride"
)

// section is a part of a connection profile: things by their names.
type section = map[string]any

// readConnection reads a connection profile as the SDK takes it for a channel. What
// Fabric's own tools write for other clients is made complete.
func readConnection(path, channel string) ([]byte, error) {
	content, err := input.ReadFile(path, maxProfile)
	if err != nil {
		return nil, fmt.Errorf("read the connection profile: %w", err)
	}
	if content, err = completed(content, channel); err != nil {
		return nil, fmt.Errorf("read the connection profile %s: %w", path, err)
	}
	return content, nil
}

// completed gives the SDK the name of a TLS certificate under its own option's name, to
// each organization a folder of keys, which the SDK wants and never reads here, and to a
// profile that names no channels the one that is meant, with all peers and orderers.
func completed(content []byte, channel string) ([]byte, error) {
	var profile section
	if err := yaml.Unmarshal(content, &profile); err != nil {
		return nil, err
	}
	if profile == nil {
		profile = section{}
	}
	peers, orderers := part(profile, "peers"), part(profile, "orderers")
	for _, nodes := range []section{peers, orderers} {
		for name := range nodes {
			completeOptions(part(nodes, name))
		}
	}
	organizations := part(profile, "organizations")
	for name := range organizations {
		organization := part(organizations, name)
		if organization != nil && organization["cryptoPath"] == nil && organization["users"] == nil {
			organization["cryptoPath"] = "none"
		}
	}
	if channel != "" && len(part(profile, "channels")) == 0 {
		all := section{}
		for name := range peers {
			all[name] = section{}
		}
		profile["channels"] = section{channel: section{"peers": all, "orderers": slices.Sorted(maps.Keys(orderers))}}
	}
	return yaml.Marshal(profile)
}

// completeOptions gives a peer or an orderer the SDK's option.
func completeOptions(node section) {
	options := part(node, "grpcOptions")
	if override, given := options[hostOverrideOption]; given && options[serverNameOption] == nil {
		options[serverNameOption] = override
	}
}

// part is a section's section; nil if there is none.
func part(of section, name string) section {
	below, _ := of[name].(section)
	return below
}
