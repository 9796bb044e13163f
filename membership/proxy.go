package membership

import (
	"slices"
	"time"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// Proxy is a member's appointment of another to cast its votes: on one proposal, or until a
// date on all whose rule has proxies. A member has one of each at a time; on a proposal for
// which it has one of its own, that one counts.
type Proxy struct {
	Schema   int    `json:"schema"`
	Alliance string `json:"alliance"`
	// Principal is the member that is represented, Holder the one that represents it.
	Principal string `json:"principal"`
	Holder    string `json:"holder"`
	// Proposal is the one for which it was given, Until the end of a general one.
	Proposal  string    `json:"proposal,omitempty" metadata:",optional"`
	Until     time.Time `json:"until,omitzero" metadata:",optional"`
	Appointed Stamp     `json:"appointed"`
	// Revoked is the transaction that ended it, RevokedBy who sent that: the principal, or
	// the holder that gave it back.
	Revoked   *Stamp `json:"revoked,omitempty" metadata:",optional"`
	RevokedBy string `json:"revokedBy,omitempty" metadata:",optional"`
	Version   int    `json:"version"`
}

// generalScope stands in the keys of proxies for all proposals, where others have their
// proposal's id.
const generalScope = "general"

// scopeOf is what stands in the key of a proxy for a proposal, or for none in particular.
func scopeOf(proposal string) string {
	if proposal == "" {
		return generalScope
	}
	return proposal
}

// changed is when the record was last written.
func (p Proxy) changed() Stamp {
	if p.Revoked != nil {
		return *p.Revoked
	}
	return p.Appointed
}

// AppointProxy has another member cast the caller's votes: on one proposal, or on all until a
// date. It takes the place of an earlier one of the same kind. Who is appointed need not
// accept: it casts no vote, or gives the proxy back by RevokeProxy.
type AppointProxy struct {
	Request string `json:"request"`
	// As is an alliance that the caller acts for, by mandate.
	As       string `json:"as,omitempty" metadata:",optional"`
	Alliance string `json:"alliance"`
	Holder   string `json:"holder"`
	// Proposal or Until: for one of them.
	Proposal string `json:"proposal,omitempty" metadata:",optional"`
	// About is what the member has read of the proposal, see Proposal.About.
	About *About    `json:"about,omitempty" metadata:",optional"`
	Until time.Time `json:"until,omitzero" metadata:",optional"`
}

// Name implements Transaction.
func (AppointProxy) Name() string      { return "AppointProxy" }
func (t AppointProxy) request() string { return t.Request }
func (t AppointProxy) actsFor() string { return t.As }
func (AppointProxy) needs() Role       { return Officer }

func (t AppointProxy) check() error {
	err := refusal.First(form.CheckRequest(t.Request), form.CheckID("alliance", t.Alliance), form.CheckID("holder", t.Holder), checkAbout(t.About))
	switch {
	case err != nil:
		return err
	case t.Proposal != "" && !t.Until.IsZero():
		return refusal.New(refusal.BadTime, "time", "until: a proxy for a proposal ends with its vote")
	case t.Proposal != "":
		return checkProposalID(t.Proposal)
	case t.About != nil:
		return refusal.New(refusal.UnknownField, "field", "about", "fields", "")
	case t.Until.IsZero():
		return refusal.New(refusal.Required, "field", "until")
	}
	return checkYear("until", t.Until)
}

// checkBy refuses what the rules did not know before version 5.
func (t AppointProxy) checkBy(engine string) error { return sinceFive(engine, t) }

// sinceFive is a transaction's own check, and refuses it with UNKNOWN_TRANSACTION by rules
// older than version 5.
func sinceFive(engine string, t Transaction) error {
	if charter.Before(engine, charter.EngineFive) {
		return refusal.New(refusal.UnknownTransaction, "name", t.Name())
	}
	return t.check()
}

// apply refuses with NO_PROXIES where the charter has none of this kind, with NOT_A_MEMBER
// and PROXY_UNFIT who cannot be one of the two, with UNTIL_PAST and PROXY_TOO_LONG an end,
// with PROXY_LIMIT a holder that represents as many as it may.
func (t AppointProxy) apply(a txn) (Event, error) {
	proxies, err := t.permitted(a)
	if err != nil {
		return Event{}, err
	}
	if t.Holder == a.party {
		return Event{}, refusal.New(refusal.ProxyUnfit, "party", t.Holder, "principal", a.party)
	}
	for _, party := range []string{a.party, t.Holder} {
		member, active, err := a.memberOf(t.Alliance, party)
		if err != nil {
			return Event{}, err
		}
		state, err := a.stateOf(member)
		if err == nil && (!active || state != charter.Active) {
			err = refusal.New(refusal.NotAMember, "alliance", t.Alliance, "party", party)
		}
		if err := refusal.First(err, a.tx.after(member.Written)); err != nil {
			return Event{}, err
		}
	}
	earlier, found, err := get[Proxy](a.store, proxyKey(t.Alliance, a.party, scopeOf(t.Proposal)))
	if err := refusal.First(err, a.tx.after(earlier.changed())); err != nil {
		return Event{}, err
	}
	proxy := Proxy{
		Schema: form.Schema, Alliance: t.Alliance, Principal: a.party, Holder: t.Holder, Proposal: t.Proposal, Until: t.Until.UTC(),
		Appointed: a.tx.stamp(), Version: earlier.Version + 1,
	}
	if err := a.checkHeld(proxy, proxies.Most); err != nil {
		return Event{}, err
	}
	if found && earlier.Revoked == nil && earlier.Holder != proxy.Holder {
		a.put(earlier.holdingKey(), a.revoked(earlier))
	}
	a.putProxy(proxy)
	return a.proxyEvent(ProxyAppointed, proxy), nil
}

// permitted reads by which rules there may be such a proxy: on a proposal by those by which
// it is voted on, otherwise by the present ones.
func (t AppointProxy) permitted(a txn) (charter.ProxyTerms, error) {
	none := refusal.New(refusal.NoProxies, "alliance", t.Alliance)
	if t.Proposal != "" {
		proposal, err := load[Proposal](a.store, ProposalKey(t.Proposal))
		if err == nil && proposal.Alliance != t.Alliance {
			err = refusal.Unknown("proposal", t.Proposal)
		}
		if err := refusal.First(err, a.matchAbout(t.About, proposal), a.checkUndecided(proposal)); err != nil {
			return charter.ProxyTerms{}, err
		}
		c, rule, err := a.ruleOf(proposal)
		if err != nil {
			return charter.ProxyTerms{}, err
		}
		proxies, has := c.ProxiesIn(rule)
		if !has {
			return proxies, none
		}
		return proxies, nil
	}
	_, c, err := a.loadOpenAlliance(t.Alliance)
	switch {
	case err != nil:
		return charter.ProxyTerms{}, err
	case c.Proxies == nil || c.Proxies.Longest == "":
		return charter.ProxyTerms{}, none
	case !a.tx.Time.Before(t.Until):
		return charter.ProxyTerms{}, refusal.New(refusal.UntilPast, "until", t.Until.UTC().Format(time.RFC3339), "action", t.Name())
	case t.Until.After(c.After(c.Proxies.Longest, a.tx.Time)):
		return charter.ProxyTerms{}, refusal.New(refusal.ProxyTooLong, "until", t.Until.UTC().Format(time.RFC3339), "longest", string(c.Proxies.Longest))
	}
	return *c.Proxies, nil
}

// checkUndecided refuses what is not voted on any more, nor will be.
func (a txn) checkUndecided(p Proposal) error {
	if p.Status == Filed {
		return a.checkFiled(p)
	}
	return a.checkVoting(p)
}

// putProxy keeps a proxy's version, as the current record, under its own key and under its
// holder.
func (a txn) putProxy(p Proxy) {
	a.put(proxyVersionKey(p.Alliance, p.Principal, scopeOf(p.Proposal), p.Version), p)
	a.put(proxyKey(p.Alliance, p.Principal, scopeOf(p.Proposal)), p)
	a.put(p.holdingKey(), p)
}

func (p Proxy) holdingKey() Key {
	return holdingKey(p.Alliance, p.Holder, scopeOf(p.Proposal), p.Principal)
}

// revoked is a proxy that the transaction ends.
func (a txn) revoked(p Proxy) Proxy {
	stamp := a.tx.stamp()
	p.Revoked, p.RevokedBy = &stamp, a.party
	return p
}

func (a txn) proxyEvent(kind string, p Proxy) Event {
	event := a.event(kind)
	event.Alliance, event.Party, event.Subject, event.Proposal = p.Alliance, p.Principal, p.Holder, p.Proposal
	return event
}

// RevokeProxy ends a proxy: its principal revokes it, or its holder gives it back. What was
// voted by it stands.
type RevokeProxy struct {
	Request string `json:"request"`
	// As is an alliance that the caller acts for, by mandate.
	As       string `json:"as,omitempty" metadata:",optional"`
	Alliance string `json:"alliance"`
	// Principal is whose proxy the caller gives back; without it the caller revokes its own.
	Principal string `json:"principal,omitempty" metadata:",optional"`
	// Proposal is the one for which it was given; without it the general one is meant.
	Proposal string `json:"proposal,omitempty" metadata:",optional"`
}

// Name implements Transaction.
func (RevokeProxy) Name() string      { return "RevokeProxy" }
func (t RevokeProxy) request() string { return t.Request }
func (t RevokeProxy) actsFor() string { return t.As }
func (RevokeProxy) needs() Role       { return Officer }

func (t RevokeProxy) check() error {
	err := refusal.First(form.CheckRequest(t.Request), form.CheckID("alliance", t.Alliance))
	if err == nil && t.Principal != "" {
		err = form.CheckID("principal", t.Principal)
	}
	if err == nil && t.Proposal != "" {
		err = checkProposalID(t.Proposal)
	}
	return err
}

// checkBy refuses what the rules did not know before version 5.
func (t RevokeProxy) checkBy(engine string) error { return sinceFive(engine, t) }

// apply refuses with NO_PROXY what the caller is no party to, or what is revoked already.
func (t RevokeProxy) apply(a txn) (Event, error) {
	principal := t.Principal
	if principal == "" {
		principal = a.party
	}
	proxy, found, err := get[Proxy](a.store, proxyKey(t.Alliance, principal, scopeOf(t.Proposal)))
	if err != nil {
		return Event{}, err
	}
	if !found || proxy.Revoked != nil || a.party != proxy.Principal && a.party != proxy.Holder {
		return Event{}, refusal.New(refusal.NoProxy, "alliance", t.Alliance, "party", a.party, "principal", principal)
	}
	if err := a.tx.after(proxy.Appointed); err != nil {
		return Event{}, err
	}
	proxy = a.revoked(proxy)
	proxy.Version++
	a.putProxy(proxy)
	return a.proxyEvent(ProxyRevoked, proxy), nil
}

// Proxies is a page of proxies, former ones too: each member's last for each proposal, and
// its last general one.
type Proxies struct {
	Proxies []ProxyNow `json:"proxies"`
	Next    string     `json:"next,omitempty" metadata:",optional"`
}

// ListProxies asks who is represented by whom in an alliance: one principal, by one holder,
// or all. Of one holder alone also those are listed that their principals have given to others
// since; of a principal a page may hold fewer than were asked for.
type ListProxies struct {
	Alliance  string `json:"alliance"`
	Principal string `json:"principal,omitempty" metadata:",optional"`
	Holder    string `json:"holder,omitempty" metadata:",optional"`
	Size      int    `json:"size,omitempty" metadata:",optional"`
	Bookmark  string `json:"bookmark,omitempty" metadata:",optional"`
}

// Name implements Query.
func (ListProxies) Name() string                     { return "ListProxies" }
func (q ListProxies) answer(s snapshot) (any, error) { return q.read(s) }

func (q ListProxies) check() error {
	err := form.CheckID("alliance", q.Alliance)
	if err == nil && q.Principal != "" {
		err = form.CheckID("principal", q.Principal)
	}
	if err == nil && q.Holder != "" {
		err = form.CheckID("holder", q.Holder)
	}
	return err
}

func (q ListProxies) read(s snapshot) (Proxies, error) {
	if _, err := load[Alliance](s, AllianceKey(q.Alliance)); err != nil {
		return Proxies{}, err
	}
	prefix := proxiesKey(q.Alliance)
	if q.Principal != "" {
		prefix = proxiesOfKey(q.Alliance, q.Principal)
	} else if q.Holder != "" {
		prefix = holdingsKey(q.Alliance, q.Holder)
	}
	list, next, err := page[Proxy](s, prefix, q.Size, q.Bookmark)
	if err != nil {
		return Proxies{}, err
	}
	if q.Holder != "" {
		list = slices.DeleteFunc(list, func(p Proxy) bool { return p.Holder != q.Holder })
	}
	proxies, err := mapEach(list, func(p Proxy) (ProxyNow, error) { return proxyNow(s, p) })
	return Proxies{proxies, next}, err
}

// proxyNow is a proxy as it is now.
func proxyNow(s snapshot, p Proxy) (ProxyNow, error) {
	principal, err := membershipNow(s, p.Alliance, p.Principal)
	if err != nil {
		return ProxyNow{}, err
	}
	holder, err := membershipNow(s, p.Alliance, p.Holder)
	if err != nil || p.Proposal == "" {
		return p.AsOf(principal, holder, nil, s.now), err
	}
	proposal, err := load[Proposal](s, ProposalKey(p.Proposal))
	now := proposal.AsOf(s.now)
	return p.AsOf(principal, holder, &now, s.now), err
}
