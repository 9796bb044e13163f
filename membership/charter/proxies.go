package charter

import (
	"slices"
	"strconv"
	"time"

	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// ProxyTerms say how a member may be represented by another, in the votes whose rule has
// proxies: the other, the holder, casts the vote of the one, the principal.
type ProxyTerms struct {
	// Most is how many members one holder may represent on one proposal.
	Most int `json:"most"`
	// Holders is "class" if a member may be represented by members of its own class alone,
	// "members" if by any active member, also one without a vote. Otherwise a holder must be
	// one who may vote on the proposal itself: in the vote of an organ, who sits there too.
	Holders string `json:"holders,omitempty" metadata:",optional"`
	// Principal is "overrides" if a member that is represented may vote itself all the same,
	// and its own vote takes the place of its proxy's. Otherwise it may not before it has
	// revoked the proxy.
	Principal string `json:"principal,omitempty" metadata:",optional"`
	// Longest is how long a proxy for all proposals may last. Without it there are proxies
	// for single proposals alone.
	Longest form.Duration `json:"longest,omitempty" metadata:",optional"`
}

// The words of its choices.
const (
	HoldersClass       = "class"
	HoldersMembers     = "members"
	PrincipalOverrides = "overrides"
)

// MaxProxies is the most members that a charter may let one holder represent.
const MaxProxies = 100

// ProxiesIn returns how members are represented in the votes of a rule, and whether they
// may be.
func (c Charter) ProxiesIn(rule Rule) (ProxyTerms, bool) {
	if c.Proxies == nil || !rule.Proxies {
		return ProxyTerms{}, false
	}
	return *c.Proxies, true
}

// Overrides reports whether a member's own vote takes the place of its proxy's.
func (p ProxyTerms) Overrides() bool { return p.Principal == PrincipalOverrides }

// Bars reports whether a member that is represented may not vote itself.
func (p ProxyTerms) Bars() bool { return !p.Overrides() }

// MayChange reports whether a vote by a rule may be another in the end than it was at first:
// then each version of it is kept.
func (c Charter) MayChange(rule Rule) bool {
	proxies, has := c.ProxiesIn(rule)
	return rule.Changing || has && proxies.Overrides()
}

// CheckHolder refuses who may not cast the vote of a principal: with RECUSED, as who has no
// say for itself has none for others (so for cooperatives the German Genossenschaftsgesetz,
// § 43 Abs. 6); with PROXY_UNFIT who is of another class, where the charter demands the same.
// It reports whether the holder must be one who may vote itself.
func (p Poll) CheckHolder(proxies ProxyTerms, holder, principal Voter) (votes bool, err error) {
	if p.Recuses(holder) {
		return false, refusal.New(refusal.Recused, "proposal", p.ID, "party", holder.Party)
	}
	if proxies.Holders == HoldersClass && holder.Class != principal.Class {
		return false, refusal.New(refusal.ProxyUnfit, "party", holder.Party, "principal", principal.Party)
	}
	return proxies.Holders != HoldersMembers, nil
}

// validateProxies checks how members are represented. Before version 5 they were not.
func (c Charter) validateProxies(d *Defects) {
	if c.Proxies == nil {
		return
	}
	if d.before(EngineFive, "proxies", "proxies") {
		return
	}
	if c.Proxies.Most < 1 || c.Proxies.Most > MaxProxies {
		d.add("proxies.most", OutOfRange, "value", strconv.Itoa(c.Proxies.Most), "least", "1", "most", strconv.Itoa(MaxProxies))
	}
	d.checkChoice("proxies.holders", c.Proxies.Holders, "", HoldersClass, HoldersMembers)
	d.checkChoice("proxies.principal", c.Proxies.Principal, "", PrincipalOverrides)
	if c.Proxies.Longest != "" {
		d.checkDuration("proxies.longest", c.Proxies.Longest, time.Second, maxLength)
	}
	inStep := func(s Step) bool { return s.Rule.Proxies }
	for _, one := range c.placedRules() {
		if one.rule != nil && (one.rule.Proxies || slices.ContainsFunc(one.rule.Steps, inStep)) {
			return
		}
	}
	d.add("proxies", NoUse, "because", "rules")
}

// validateProxies checks that what a rule has the charter declares. A vote that a member may
// still take back from its proxy is never certain: it is not decided early.
func (r Rule) validateProxies(d *Defects, c Charter, path string) {
	switch {
	case !r.Proxies:
	case d.before(EngineFive, path+".proxies", "proxies"):
	case c.Proxies == nil:
		d.add(path+".proxies", Undeclared, "what", "proxies", "value", "proxies")
	case r.Early && c.Proxies.Overrides():
		d.add(path+".early", NoUse, "because", "proxies.principal")
	}
}
