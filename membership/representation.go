package membership

import (
	"slices"
	"strconv"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// representation lists the members whose votes on a proposal a holder has cast, in the order
// of their ids. Each vote that it casts for another reads and writes it: of two that are sent
// at once, one is a conflict, and so the limit holds.
type representation struct {
	Schema     int      `json:"schema"`
	Proposal   string   `json:"proposal"`
	Holder     string   `json:"holder"`
	Principals []string `json:"principals"`
}

// maxHeld bounds the members that ever had one holder for one proposal, or in general.
const maxHeld = 1000

// checkHeld refuses with PROXY_LIMIT a holder that represents as many others as it may: those
// for whom it is proxy on the proposal, and those for whom it is in general. How many votes it
// casts on a proposal is looked at when it does, see countRepresented.
func (a txn) checkHeld(proxy Proxy, most int) error {
	scopes := []string{generalScope}
	if proxy.Proposal != "" {
		scopes = append(scopes, proxy.Proposal)
	}
	var others []string
	for _, scope := range scopes {
		held, err := scanAll[Proxy](a.store, holdingsOfKey(proxy.Alliance, proxy.Holder, scope), maxHeld)
		if err != nil {
			return err
		}
		for _, one := range held {
			if one.Principal == proxy.Principal || slices.Contains(others, one.Principal) {
				continue
			}
			counts, err := a.inForce(one)
			if err != nil {
				return err
			}
			if counts {
				others = append(others, one.Principal)
			}
			if len(others) >= most {
				return refusal.New(refusal.ProxyLimit, "party", proxy.Holder, "most", strconv.Itoa(most))
			}
		}
	}
	return nil
}

// inForce reports whether a proxy has not ended: by a revocation, by its date, or with the
// membership of one of the two in which it was given.
func (a txn) inForce(p Proxy) (bool, error) {
	if p.Revoked != nil || past(p.Until, a.tx.Time) {
		return false, nil
	}
	for _, party := range []string{p.Principal, p.Holder} {
		member, found, err := get[Membership](a.store, MembershipKey(p.Alliance, party))
		if err != nil || !found || !member.spans(p.Appointed) {
			return false, err
		}
		state, err := a.stateOf(member)
		if err != nil || state == charter.Ended {
			return false, err
		}
	}
	return true, nil
}

// proxyFor returns the proxy by which a member is represented on a proposal now: the one that
// it gave for this proposal, or else its general one. Both are read, so that nothing is
// committed by the one after the other has changed.
func (a txn) proxyFor(p Proposal, principal string) (Proxy, bool, error) {
	return a.proxyIn(p.Alliance, principal, p.proxyScopes())
}

// proxyScopes are the scopes of proxies that hold in the vote on a proposal, the narrowest first.
func (p Proposal) proxyScopes() []string {
	if p.Meeting != nil {
		return []string{p.ID, p.Meeting.ID, generalScope}
	}
	return []string{p.ID, generalScope}
}

// proxyIn returns the first proxy that is in force of those that a member gave for some scopes.
func (a txn) proxyIn(alliance, principal string, scopes []string) (Proxy, bool, error) {
	for _, scope := range scopes {
		proxy, found, err := get[Proxy](a.store, proxyKey(alliance, principal, scope))
		if err != nil {
			return Proxy{}, false, err
		}
		if !found {
			continue
		}
		if holds, err := a.inForce(proxy); err != nil || holds {
			return proxy, holds, err
		}
	}
	return Proxy{}, false, nil
}

// checkUnrepresented refuses with PRINCIPAL_BARRED the own vote of a member that is
// represented, where the charter lets it not have both.
func (a txn) checkUnrepresented(p Proposal, c charter.Charter, rule charter.Rule) error {
	proxies, has := c.ProxiesIn(rule)
	if !has || !proxies.Bars() {
		return nil
	}
	proxy, found, err := a.proxyFor(p, a.party)
	if err != nil || !found {
		return err
	}
	return refusal.New(refusal.PrincipalBarred, "proposal", p.ID, "party", a.party, "holder", proxy.Holder)
}

// checkProxyVote refuses a vote that the sender may not cast for a principal: with NO_PROXIES,
// NO_PROXY or PROXY_LIMIT, and as it refuses the principal's own; a holder that is no active
// member, or has no say on the proposal itself, with NOT_A_MEMBER and as CheckHolder does. It
// returns as which member and as what voter the principal votes.
func (a txn) checkProxyVote(p Proposal, c charter.Charter, rule charter.Rule, principal string) (Membership, charter.Voter, error) {
	proxies, has := c.ProxiesIn(rule)
	if !has {
		return Membership{}, charter.Voter{}, refusal.New(refusal.NoProxies, "alliance", p.Alliance)
	}
	holder, err := a.activeMember(p.Alliance, a.party)
	if err != nil {
		return Membership{}, charter.Voter{}, err
	}
	proxy, found, err := a.proxyFor(p, principal)
	if err == nil && (!found || proxy.Holder != a.party) {
		err = refusal.New(refusal.NoProxy, "alliance", p.Alliance, "party", a.party, "principal", principal)
	}
	if err != nil {
		return Membership{}, charter.Voter{}, err
	}
	member, err := a.activeMember(p.Alliance, principal)
	if err := refusal.First(err, p.poll().CheckRecusal(rule, charter.Actor{Party: principal, Sender: a.sender})); err != nil {
		return member, charter.Voter{}, err
	}
	voter, err := a.checkVoter(p, c, rule, member)
	if err != nil {
		return member, voter, err
	}
	if err := a.checkHolder(p, c, rule, proxies, holder, voter); err != nil {
		return member, voter, err
	}
	return member, voter, refusal.First(a.tx.after(proxy.Appointed), a.tx.after(holder.Written), a.countRepresented(p.votes(), principal, proxies.Most))
}

// checkHolder refuses a holder that may not cast the vote of a principal.
func (a txn) checkHolder(p Proposal, c charter.Charter, rule charter.Rule, proxies charter.ProxyTerms, holder Membership, principal charter.Voter) error {
	votes, err := p.poll().CheckHolder(proxies, p.sealedVoter(holder), principal)
	if err != nil || !votes {
		return err
	}
	_, err = a.checkVoter(p, c, rule, holder)
	return err
}

// sealedVoter is what a member was at the end of the epoch that the proposal is voted by, or
// what it is now if it was none.
func (p Proposal) sealedVoter(member Membership) charter.Voter {
	was := member.presence()
	if period, there := member.AtEpoch(p.Seal); there {
		was = period.presence()
	}
	return charter.Voter{Party: member.Party, Class: was.Class, Group: was.Group, Weights: was.Weights}
}

// countRepresented enters that the sender casts a principal's vote on a proposal, or stands in for it at a
// session of a meeting. It refuses with PROXY_LIMIT one member more than it may represent there; whom it has represented counts, also if
// that member has voted itself since, or has revoked the proxy.
func (a txn) countRepresented(on, principal string, most int) error {
	key := representationKey(on, a.party)
	so, _, err := get[representation](a.store, key)
	if err != nil || slices.Contains(so.Principals, principal) {
		return err
	}
	if len(so.Principals) >= most {
		return refusal.New(refusal.ProxyLimit, "party", a.party, "most", strconv.Itoa(most))
	}
	principals := append(slices.Clone(so.Principals), principal)
	slices.Sort(principals)
	a.put(key, representation{form.Schema, on, a.party, principals})
	return nil
}

// Represented are the electors of a proposal with the proxies by whom they are represented, of
// all of its alliance's, where its rule has proxies.
func (d Dossier) Represented(c charter.Charter, electors []Elector, proxies []ProxyNow) ([]Elector, error) {
	rule, err := d.Proposal.Recorded().rule(c)
	if err != nil {
		return nil, err
	}
	if _, has := c.ProxiesIn(rule); !has {
		return electors, nil
	}
	holders := map[string]string{}
	for _, scope := range []string{"", d.Proposal.ID} { // what was given for the proposal counts before
		for _, proxy := range proxies {
			if proxy.Proposal == scope && proxy.Revoked == nil && !proxy.Over {
				holders[proxy.Principal] = proxy.Holder
			}
		}
	}
	represented := slices.Clone(electors)
	for i := range represented {
		represented[i].Proxy = holders[represented[i].Party]
	}
	return represented, nil
}

// mayReplace reports whether a vote may take the place of an earlier one: by a rule that lets
// votes be changed; and where the charter says so, a member's own that of its proxy. What a
// member has said itself no proxy changes.
func (e Endorsement) mayReplace(earlier Endorsement, c charter.Charter, rule charter.Rule) bool {
	switch {
	case e.Position == charter.Sponsor:
		return false
	case e.Proxy != "" && earlier.Proxy == "":
		return false
	case e.Proxy == "" && earlier.Proxy != "":
		return c.MayChange(rule)
	}
	return rule.Changing
}
