package chain

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"allianceregistry/audit/block"
)

// channel is a configuration in force, ready to be asked.
type channel struct {
	config *block.Config
	// number is that of the block that has the configuration.
	number uint64
	msps   map[string]*msp // by MSP id
}

// newChannel reads the organizations of a configuration.
func newChannel(config *block.Config, number uint64) (*channel, error) {
	c := &channel{config: config, number: number, msps: make(map[string]*msp)}
	edwards := slices.Contains(config.Capabilities[channelPart], capabilityBFT)
	for _, orgs := range []map[string]block.Organization{config.Orderers, config.Members} {
		for name, org := range orgs {
			if known := c.msps[org.MSP]; known != nil {
				// An organization may be both; its MSP is one (Fabric:
				// channelconfig.MSPConfigHandler).
				if !reflect.DeepEqual(known.org, org) {
					return nil, fmt.Errorf("organization %s: MSP %s is there in two forms", name, org.MSP)
				}
				continue
			}
			m, err := newMSP(org, edwards)
			if err != nil {
				return nil, fmt.Errorf("organization %s: %w", name, err)
			}
			c.msps[org.MSP] = m
		}
	}
	return c, nil
}

// validity says why a signer is not a valid identity of the channel, nil if it is.
func (c *channel) validity(s *signed) error {
	if s.certificate == nil {
		return s.problem
	}
	m := c.msps[s.msp]
	if m == nil {
		return errNoMSP
	}
	return m.validity(s.certificate).problem
}

// valid says why a signature does not count, nil if it does: it has to be one of
// the certificate, and that one of the organization.
func (c *channel) valid(s *signed) error {
	if s.problem != nil {
		return s.problem
	}
	return c.validity(s)
}

// signers are those whose signatures are valid under certificates of known
// organizations, each once. Whether the organization vouches for a certificate, a
// principal asks (Fabric: policies.SignatureSetToValidIdentities).
func (c *channel) signers(all []signed) []*signed {
	type id struct {
		msp string
		key [32]byte
	}
	var kept []*signed
	seen := make(map[id]bool, len(all))
	for i := range all {
		s := &all[i]
		if s.problem != nil || c.msps[s.msp] == nil {
			continue
		}
		if key := (id{s.msp, s.certificate.key}); !seen[key] {
			seen[key] = true
			kept = append(kept, s)
		}
	}
	return kept
}

// separator stands between the names of a policy's path.
const separator = "/"

// root is the name of the configuration's first group.
const root = "Channel"

// find is the policy of a path and the group that has it. A path that begins with
// a slash begins at the channel; another begins at the group named by from.
func (c *channel) find(path string, from []string) (block.Policy, block.Group, bool) {
	names := from
	if rest, absolute := strings.CutPrefix(path, separator+root+separator); absolute {
		names, path = nil, rest
	} else if strings.HasPrefix(path, separator) {
		return block.Policy{}, block.Group{}, false
	}
	steps := strings.Split(path, separator)
	last := len(steps) - 1
	group := c.config.Root
	for _, name := range append(append([]string{}, names...), steps[:last]...) {
		below, ok := group.Groups[name]
		if !ok {
			return block.Policy{}, block.Group{}, false
		}
		group = below
	}
	named, ok := group.Policies[steps[last]]
	return named.Policy, group, ok
}

// member is the application organization with an MSP id, by its name in the tree.
func (c *channel) member(msp string) (string, bool) {
	for name, org := range c.config.Members {
		if org.MSP == msp {
			return name, true
		}
	}
	return "", false
}
