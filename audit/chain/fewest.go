package chain

import (
	"maps"
	"slices"

	"allianceregistry/audit/block"
)

// fewest is how few hosts meet a policy, and which hosts it asks at all.
type fewest struct {
	count int
	asks  map[string]bool
}

// apart works out how few hosts meet a policy of many hosts, of which not every choice can
// be tried: if no host is asked in two parts of one rule, each part has to be met by hosts of
// its own, and the cheapest parts are the fewest hosts. It is so with a channel's usual
// policies: one part for each host.
type apart struct {
	channel *channel
	hosts   []string
	unknown bool // a policy is of an unknown kind, or asks a host in two parts
}

// never is more than all hosts.
func (a *apart) never() fewest { return fewest{count: len(a.hosts) + 1} }

func (a *apart) policy(policy block.Policy, group block.Group, depth int) fewest {
	switch {
	case depth == 0:
		a.unknown = true
	case policy.Signature != nil:
		return a.rule(policy.Signature.Rule, policy.Signature.Principals)
	case policy.Implicit != nil:
		return a.implicit(policy.Implicit, group, depth)
	case policy.Reference != "":
		if found, of, ok := a.channel.find(policy.Reference, []string{applicationPart}); ok {
			return a.policy(found, of, depth-1)
		}
	default:
		a.unknown = true
	}
	return a.never()
}

func (a *apart) rule(rule block.SignatureRule, principals []block.Principal) fewest {
	if len(rule.Of) == 0 && rule.Count == 0 {
		if rule.Principal < 0 || rule.Principal >= len(principals) || !slices.Contains(a.hosts, principals[rule.Principal].MSP) {
			return a.never()
		}
		return fewest{1, map[string]bool{principals[rule.Principal].MSP: true}}
	}
	var parts []fewest
	for _, part := range rule.Of {
		parts = append(parts, a.rule(part, principals))
	}
	return a.of(rule.Count, parts)
}

func (a *apart) implicit(policy *block.ImplicitPolicy, group block.Group, depth int) fewest {
	var parts []fewest
	for _, name := range slices.Sorted(maps.Keys(group.Groups)) {
		below := group.Groups[name]
		if named, there := below.Policies[policy.Sub]; there {
			parts = append(parts, a.policy(named.Policy, below, depth-1))
		}
	}
	need, known := quorum(policy.Rule, len(group.Groups))
	a.unknown = a.unknown || !known
	return a.of(need, parts)
}

// of is a rule that is met by so many of its parts.
func (a *apart) of(need int, parts []fewest) fewest {
	if need > len(parts) {
		return a.never()
	}
	all := fewest{asks: map[string]bool{}}
	var counts []int
	for _, part := range parts {
		for host := range part.asks {
			a.unknown = a.unknown || need > 1 && all.asks[host]
			all.asks[host] = true
		}
		counts = append(counts, part.count)
	}
	slices.Sort(counts)
	for _, count := range counts[:max(need, 0)] {
		all.count = min(all.count+count, len(a.hosts)+1)
	}
	return all
}
