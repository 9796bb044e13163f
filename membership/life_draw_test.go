package membership_test

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"pgregory.net/rapid"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
	"allianceregistry/membership/form"
)

// everybody may appear in a life; the first four found. One host is named: its MSP ID is
// no slug.
var everybody = []string{
	"a@industry", "b@academia", "c@association", "d@" + org1, "e@academia", "f@association", "g@" + org1,
}

// leagues are the alliances of a life, each with its founders, of which the
// first founds it under its own host's name.
var leagues = map[string][]string{zgc: everybody[:4], ring: everybody[1:2], knot: everybody[2:3]}

var leagueIDs = slices.Sorted(maps.Keys(leagues))

// The doings to draw from, before the first alliance is open and after.
var (
	beginnings = []string{"register", "register", "found", "consent", "consent", "join", "endorse", "decide", "leave", "close", "seal", "propose"}
	doings     = []string{
		"endorse", "decide", "join", "mandate", "endorse", "ally", "ally", "decide", "endorse", "expel", "sponsor", "open", "close", "seal",
		"endorse", "propose", "propose", "decide",
		"endorse", "claim", "ask", "complete", "endorse", "decide", "attest", "add", "endorse", "remove", "close", "seal",
		"endorse", "correct", "rotate", "veto", "endorse", "leave", "withdraw", "open", "endorse", "decide", "sponsor", "join",
		"endorse", "propose", "attest", "complete", "complete", "register", "found", "consent",
	}
)

// mostly is true but for one time in some ten.
func mostly(t *rapid.T, label string) bool { return rapid.IntRange(0, 9).Draw(t, label) != 5 }

func (l *life) request() string {
	l.next++
	return fmt.Sprintf("r%d", l.next)
}

// draw makes up what somebody does next: mostly what makes sense, sometimes not.
func (l *life) draw(t *rapid.T) (membership.Caller, membership.Transaction) {
	party, alliance := rapid.SampledFrom(everybody).Draw(t, "party"), rapid.SampledFrom(leagueIDs).Draw(t, "alliance")
	what := beginnings
	if l.model.alliances[zgc].isOpen() {
		what = doings
	}
	switch what := rapid.SampledFrom(what).Draw(t, "what"); what {
	case "register":
		return as(party), l.registration(party)
	case "found":
		founder := rapid.SampledFrom([]string{leagues[alliance][0], everybody[4]}).Draw(t, "founder")
		return l.signed(t, founder, l.founding(alliance))
	case "consent":
		return l.signed(t, party, membership.Consent{Request: l.request(), Alliance: alliance, Charter: digestOf(t, l.charters[alliance])})
	case "join":
		joiner := rapid.SampledFrom(slices.Concat(leagueIDs, everybody)).Draw(t, "joiner")
		return l.signed(t, joiner, membership.Join{Request: l.request(), Alliance: alliance, Class: "full"})
	case "ally": // two that may come to be members of each other
		pair := rapid.SampledFrom([][2]string{{ring, knot}, {knot, ring}, {ring, zgc}, {zgc, knot}}).Draw(t, "pair")
		return l.signed(t, pair[0], membership.Join{Request: l.request(), Alliance: pair[1], Class: "full"})
	case "propose", "mandate", "expel":
		return l.signed(t, l.member(t, alliance), l.proposed(t, alliance, what))
	case "sponsor", "endorse":
		return l.drawEndorsement(t, what)
	case "open":
		return l.signed(t, party, membership.PutToVote{Proposal: l.proposal(t, membership.Filed)})
	case "decide":
		return l.signed(t, party, membership.Decide{Proposal: l.proposal(t, membership.Voting)})
	case "withdraw":
		id := l.proposal(t, membership.Voting)
		if b := l.model.proposals[id]; b != nil && rapid.Bool().Draw(t, "filer") {
			party = b.by
		}
		return l.signed(t, party, membership.Withdraw{Request: l.request(), Proposal: id})
	case "close":
		return l.signed(t, party, membership.CloseEpoch{Alliance: alliance, Epoch: l.near(t, l.epoch(alliance))})
	case "seal":
		return l.signed(t, party, membership.SealEpoch{Alliance: alliance, Epoch: l.near(t, l.seals(alliance))})
	case "leave":
		return l.signed(t, l.member(t, alliance), membership.Leave{Request: l.request(), Alliance: alliance, Reason: "enough"})
	default:
		return l.drawRecord(t, what, party)
	}
}

func (l *life) registration(party string) membership.RegisterParty {
	return membership.RegisterParty{
		Request: l.request(), Kind: charter.Enterprise, Names: chartertest.En("The " + party), Recovery: "PT20M", LEI: leis[len(party)%2],
	}
}

func (l *life) founding(alliance string) membership.FoundAlliance {
	transaction := founding(l.charters[alliance], leagues[alliance]...)
	transaction.Request = l.request()
	transaction.Slug, _, _ = form.SplitID("alliance", alliance)
	return transaction
}

// signed is a transaction as its party would send it: by one of its keys, mostly
// one that may act; an alliance's by one who has its mandate, if there is one.
func (l *life) signed(t *rapid.T, party string, transaction membership.Transaction) (membership.Caller, membership.Transaction) {
	if _, alliance := leagues[party]; alliance {
		speakers := everybody
		if a := l.model.alliances[party]; a != nil && len(a.mandates) > 0 && mostly(t, "mandated") {
			speakers = slices.Sorted(maps.Keys(a.mandates))
		}
		transaction = speaking(transaction, party)
		party = rapid.SampledFrom(speakers).Draw(t, "speaker")
	}
	if _, alliance := leagues[party]; alliance { // one that has the mandate of another has no key
		party = everybody[0]
	}
	return l.key(t, party), transaction
}

// key is one of a party's keys.
func (l *life) key(t *rapid.T, party string) membership.Caller {
	caller, p := as(party), l.model.parties[party]
	if p == nil || len(p.keys) < 2 {
		return caller
	}
	ids := slices.SortedFunc(maps.Keys(p.keys), func(x, y keyID) int { return cmp.Compare(x.key+x.host, y.key+y.host) })
	if mostly(t, "any key") {
		ids = slices.DeleteFunc(ids, func(id keyID) bool { return !p.keys[id].active })
	}
	id := rapid.SampledFrom(ids).Draw(t, "key")
	caller = at(caller, id.host)
	caller.Key = id.key
	return caller
}

func (l *life) epoch(alliance string) int {
	if a := l.model.alliances[alliance]; a != nil {
		return a.epoch
	}
	return 0
}

func (l *life) seals(alliance string) int {
	if a := l.model.alliances[alliance]; a != nil {
		return len(a.seals)
	}
	return 0
}

// near is mostly a number, sometimes its neighbour.
func (l *life) near(t *rapid.T, n int) int {
	return max(0, n-rapid.SampledFrom([]int{0, 0, 0, 0, 1, -1}).Draw(t, "near"))
}

func (l *life) drawEndorsement(t *rapid.T, what string) (membership.Caller, membership.Transaction) {
	status, position := membership.Filed, charter.Sponsor
	if what == "endorse" {
		status = membership.Voting
		position = rapid.SampledFrom(append(slices.Repeat([]charter.Position{charter.For}, 6), charter.Against, charter.Abstain)).Draw(t, "position")
	}
	id := l.proposal(t, status)
	party, b := rapid.SampledFrom(everybody).Draw(t, "endorser"), l.model.proposals[id]
	if b != nil {
		party = l.member(t, b.alliance)
		if missing := b.missing(); status == membership.Voting && len(missing) > 0 && mostly(t, "missing") {
			party = rapid.SampledFrom(missing).Draw(t, "voter")
		}
	}
	return l.signed(t, party, membership.Endorse{Request: l.request(), Proposal: id, Position: position})
}

// proposed is about somebody, mostly something that can be done.
func (l *life) proposed(t *rapid.T, alliance, what string) membership.Propose {
	propose := membership.Propose{Request: l.request(), Alliance: alliance, Action: charter.MandateAction, Reason: "because"}
	if what == "mandate" {
		propose.Until = l.now.Add(rapid.SampledFrom([]time.Duration{-time.Minute, time.Hour, 10 * time.Hour, 100 * time.Hour}).Draw(t, "until"))
	} else if propose.Action = charter.Expel; what == "propose" {
		propose.Action = rapid.SampledFrom([]charter.Action{
			charter.Reinstate, charter.Suspend,
		}).Draw(t, "action")
	}
	subjects := slices.Concat(everybody, leagueIDs)
	propose.Subject = rapid.SampledFrom(subjects).Draw(t, "subject")
	if a := l.model.alliances[alliance]; a != nil {
		fit := slices.DeleteFunc(slices.Clone(subjects), func(party string) bool { return !slices.Contains(fits[propose.Action], a.state(party)) })
		slices.SortStableFunc(fit, func(x, y string) int { return a.mandates[y].Compare(a.mandates[x]) }) // who may speak first
		if len(fit) > 0 && mostly(t, "fits") {
			propose.Subject = rapid.SampledFrom(fit).Draw(t, "fit")
		}
	}
	return propose
}

// proposal is mostly one in a state, sometimes any, or none at all.
func (l *life) proposal(t *rapid.T, status membership.ProposalStatus) string {
	all := slices.Sorted(maps.Keys(l.model.proposals))
	those := slices.DeleteFunc(slices.Clone(all), func(id string) bool { return l.model.proposals[id].status != status })
	if len(those) > 0 && mostly(t, "any") {
		return rapid.SampledFrom(those).Draw(t, "those")
	}
	return rapid.SampledFrom(append(all, "000000000000000000000000")).Draw(t, "proposal")
}

// member is mostly an active member, sometimes whoever it is.
func (l *life) member(t *rapid.T, alliance string) string {
	var members []string
	if a := l.model.alliances[alliance]; a != nil {
		members = a.in(in(running, charter.Active))
	}
	if len(members) == 0 || !mostly(t, "anybody") {
		members = everybody
	}
	return rapid.SampledFrom(members).Draw(t, "member")
}

var hostNames = []string{"academia", "association", "industry", org1}

// drawRecord makes up something about a party's keys, its record, or a claim.
func (l *life) drawRecord(t *rapid.T, what, party string) (membership.Caller, membership.Transaction) {
	host := rapid.SampledFrom(hostNames).Draw(t, "host")
	key := keyOf(fmt.Sprint(party, rapid.IntRange(0, 4).Draw(t, "label")))
	lei := leis[rapid.IntRange(0, 2).Draw(t, "lei")]
	switch what {
	case "add":
		role := rapid.SampledFrom([]membership.Role{membership.Officer, membership.Delegate}).Draw(t, "role")
		return l.signed(t, party, membership.AddAuthority{Request: l.request(), Host: host, Key: key, Role: role})
	case "rotate":
		return l.signed(t, party, membership.RotateAuthority{Request: l.request(), Host: host, Key: key})
	case "remove":
		leaving := l.key(t, party)
		return l.signed(t, party, membership.RemoveAuthority{Request: l.request(), Host: leaving.Host, Key: leaving.Key})
	case "ask":
		subject := rapid.SampledFrom([]string{party, party, party, party, party, ring}).Draw(t, "of")
		if mostly(t, "own host") {
			host = l.key(t, party).Host
		}
		caller := operatorOf(host)
		caller.Operator = mostly(t, "operator")
		return caller, membership.AskRecovery{Request: l.request(), Party: subject, Key: key}
	case "veto":
		return l.signed(t, l.rescued(t, party), membership.VetoRecovery{Request: l.request()})
	case "complete":
		party := l.rescued(t, party)
		caller := l.key(t, party)
		if p := l.model.parties[party]; p != nil && p.recovery != nil && mostly(t, "its key") {
			caller = at(caller, p.recovery.key.host)
			caller.Key = p.recovery.key.key
		}
		return caller, membership.CompleteRecovery{Request: l.request()}
	case "correct":
		return l.signed(t, party, membership.CorrectParty{Request: l.request(), Names: chartertest.En("New " + key[:4]), LEI: lei, Reason: "renamed"})
	case "claim":
		about := rapid.SampledFrom(slices.Concat(everybody, leagueIDs, []string{"nobody@industry"})).Draw(t, "about")
		claim := membership.StateClaim{Request: l.request(), About: about, What: "lei", Value: lei, Source: "a page"}
		if !mostly(t, "identifier") {
			claim.What = "name"
		}
		return l.signed(t, party, claim)
	default:
		return l.signed(t, party, l.position(t))
	}
}

// rescued is mostly a party whose recovery is under way.
func (l *life) rescued(t *rapid.T, party string) string {
	those := slices.DeleteFunc(slices.Clone(everybody), func(id string) bool {
		p := l.model.parties[id]
		return p == nil || !p.recovery.waits()
	})
	if len(those) == 0 || !mostly(t, "somebody") {
		return party
	}
	return rapid.SampledFrom(those).Draw(t, "rescued")
}

// position is one on a claim, or on none.
func (l *life) position(t *rapid.T) membership.Attest {
	attest := membership.Attest{
		Request: l.request(), About: everybody[0], Claim: "000000000000000000000000",
		Position: rapid.SampledFrom([]charter.Position{membership.Attests, membership.Disputes}).Draw(t, "position"),
	}
	if ids := slices.Sorted(maps.Keys(l.model.claims)); len(ids) > 0 {
		attest.Claim = rapid.SampledFrom(ids).Draw(t, "claim")
		if mostly(t, "about it") {
			attest.About = l.model.claims[attest.Claim].about
		}
	}
	return attest
}
