package chain

import (
	"maps"
	"math/bits"
	"slices"

	"allianceregistry/audit/block"
)

// maxHosts bounds the hosts of which every choice is tried.
const maxHosts = 16

// Needed is how few of a channel's hosts meet a policy together.
type Needed struct {
	// Hosts is how many there are, Least how many suffice, if they are the right ones:
	// Hosts+1 if all of them together do not.
	Hosts int `json:"hosts"`
	Least int `json:"least"`
	// Alone are those that meet it without any other, in order.
	Alone []string `json:"alone,omitempty"`
}

// Few reports whether less than a majority suffices, or one host alone does: who
// trusts a majority of the hosts to be honest trusts something else then.
func (n Needed) Few() bool { return n.Least <= n.Hosts/2 || len(n.Alone) > 0 }

// HostsNeeded works out how few hosts meet a policy under a configuration, each with
// as many signatures, in whatever role, as it likes: that is in its own hands. False
// says that it cannot be worked out: the policy is of an unknown kind, or there are
// many hosts, and one stands in several parts of it.
func HostsNeeded(config *block.Config, policy block.Policy) (Needed, bool) {
	var hosts []string
	for _, org := range config.Members {
		hosts = append(hosts, org.MSP)
	}
	slices.Sort(hosts)
	n := Needed{Hosts: len(hosts), Least: len(hosts) + 1}
	c := &channel{config: config}
	if len(hosts) > maxHosts {
		return ofMany(c, hosts, policy)
	}
	for chosen := range uint(1) << len(hosts) {
		s := coalition{channel: c, hosts: map[string]bool{}}
		for i, host := range hosts {
			s.hosts[host] = chosen&(1<<i) != 0
		}
		met := s.met(policy, config.Root.Groups[applicationPart], maxNested)
		if s.unknown {
			return n, false
		}
		if count := bits.OnesCount(chosen); met {
			n.Least = min(n.Least, count)
			if count == 1 {
				n.Alone = append(n.Alone, hosts[bits.TrailingZeros(chosen)])
			}
		}
	}
	if n.Least == 0 { // whoever it is
		n.Alone = hosts
	}
	return n, true
}

// ofMany is HostsNeeded where not every choice of hosts can be tried.
func ofMany(c *channel, hosts []string, policy block.Policy) (Needed, bool) {
	n := Needed{Hosts: len(hosts), Least: len(hosts) + 1}
	a := apart{channel: c, hosts: hosts}
	n.Least = a.policy(policy, c.config.Root.Groups[applicationPart], maxNested).count
	for _, host := range hosts {
		s := coalition{channel: c, hosts: map[string]bool{host: true}}
		if s.met(policy, c.config.Root.Groups[applicationPart], maxNested) {
			n.Alone = append(n.Alone, host)
		}
	}
	return n, !a.unknown
}

// ConfigurationPolicy is the policy by which the hosts' part of a configuration is
// changed, and LifecyclePolicy that by which the chaincode is.
func ConfigurationPolicy(config *block.Config) block.Policy {
	return block.Policy{Reference: config.Root.Groups[applicationPart].ModPolicy}
}

// LifecyclePolicy is the policy by which a chaincode's definition is changed.
func LifecyclePolicy() block.Policy { return block.Policy{Reference: lifecyclePolicy} }

// PolicyText is a policy in Fabric's words; of one that is named by its path, also what stands
// there in a configuration.
func PolicyText(config *block.Config, policy block.Policy) string {
	c := &channel{config: config}
	found, _, ok := c.find(policy.Reference, []string{applicationPart})
	if policy.Reference == "" || !ok {
		return policy.String()
	}
	return policy.Reference + " (" + found.String() + ")"
}

// maxNested bounds policies that name one another.
const maxNested = 16

// coalition is some of the hosts, and asks whether they meet a policy.
type coalition struct {
	channel *channel
	hosts   map[string]bool
	unknown bool
}

func (s *coalition) met(policy block.Policy, group block.Group, depth int) bool {
	switch {
	case depth == 0:
		s.unknown = true
	case policy.Signature != nil:
		return s.rule(policy.Signature.Rule, policy.Signature.Principals)
	case policy.Implicit != nil:
		return s.implicit(policy.Implicit, group, depth)
	case policy.Reference != "":
		found, of, ok := s.channel.find(policy.Reference, []string{applicationPart})
		return ok && s.met(found, of, depth-1)
	default:
		s.unknown = true
	}
	return false
}

func (s *coalition) rule(rule block.SignatureRule, principals []block.Principal) bool {
	if len(rule.Of) == 0 && rule.Count == 0 {
		return rule.Principal >= 0 && rule.Principal < len(principals) && s.hosts[principals[rule.Principal].MSP]
	}
	have := 0
	for _, part := range rule.Of {
		if s.rule(part, principals) {
			have++
		}
	}
	return have >= rule.Count
}

func (s *coalition) implicit(policy *block.ImplicitPolicy, group block.Group, depth int) bool {
	have := 0
	for _, name := range slices.Sorted(maps.Keys(group.Groups)) {
		below := group.Groups[name]
		if named, there := below.Policies[policy.Sub]; there && s.met(named.Policy, below, depth-1) {
			have++
		}
	}
	need, known := quorum(policy.Rule, len(group.Groups))
	s.unknown = s.unknown || !known
	return known && have >= need
}

// quorum is how many of the groups below an implicit rule needs; false if the rule is
// of an unknown kind.
func quorum(rule string, groups int) (int, bool) {
	switch rule {
	case "ANY":
		return min(1, groups), true
	case "ALL":
		return groups, true
	case "MAJORITY":
		if groups == 0 {
			return 0, true
		}
		return groups/2 + 1, true
	}
	return 0, false
}
