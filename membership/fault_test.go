package membership_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
	"allianceregistry/membership/refusal"
)

// errDown is a ledger's fault.
var errDown = errors.New("the ledger is down")

// faulty is a store whose call number left fails; if it spoils, a call that
// reads gives back what is no record instead.
type faulty struct {
	membership.Store
	left  int
	spoil bool
}

func (f *faulty) fails() bool {
	f.left--
	return f.left == -1
}

func (f *faulty) Get(key membership.Key) ([]byte, error) {
	value, err := f.Store.Get(key)
	if f.fails() {
		if f.spoil {
			return []byte("["), nil
		}
		return nil, errDown
	}
	return value, err
}

func (f *faulty) Put(key membership.Key, value []byte) error {
	if f.fails() && !f.spoil {
		return errDown
	}
	return f.Store.Put(key, value)
}

func (f *faulty) Scan(prefix membership.Key, limit int) ([]membership.Entry, bool, error) {
	entries, all, err := f.Store.Scan(prefix, limit)
	entries, err = f.entries(entries, err)
	return entries, all, err
}

func (f *faulty) ScanFrom(prefix, from membership.Key, limit int) ([]membership.Entry, bool, error) {
	entries, all, err := f.Store.ScanFrom(prefix, from, limit)
	entries, err = f.entries(entries, err)
	return entries, all, err
}

func (f *faulty) Page(prefix membership.Key, size int, bookmark string) ([]membership.Entry, string, error) {
	entries, next, err := f.Store.Page(prefix, size, bookmark)
	entries, err = f.entries(entries, err)
	return entries, next, err
}

func (f *faulty) entries(entries []membership.Entry, err error) ([]membership.Entry, error) {
	if !f.fails() {
		return entries, err
	}
	if !f.spoil {
		return nil, errDown
	}
	spoilt := []membership.Entry{{Value: []byte("[")}}
	for _, entry := range entries {
		spoilt = append(spoilt, membership.Entry{Key: entry.Key, Value: []byte("[")})
	}
	return spoilt, err
}

func (f *faulty) Emit(event membership.Event) error {
	if f.fails() && !f.spoil {
		return errDown
	}
	return f.Store.Emit(event)
}

// step is a transaction that succeeds on a world, unless the ledger fails.
type step struct {
	world       func(t *testing.T) *world
	caller      membership.Caller
	transaction func(t *testing.T) membership.Transaction
}

func constantly(transaction membership.Transaction) func(*testing.T) membership.Transaction {
	return func(*testing.T) membership.Transaction { return transaction }
}

var steps = map[string]step{
	"register": {func(t *testing.T) *world { return newWorld(t) }, as(acme), constantly(registration(acme, charter.Enterprise))},
	"found":    {func(t *testing.T) *world { return populated(t) }, as(cisco), constantly(founding(chartertest.Basic(1, "PT1H", true), cisco, cas))},
	"found alone": {
		func(t *testing.T) *world { return populated(t) }, as(cisco), constantly(founding(chartertest.Basic(1, "PT1H", true), cisco)),
	},
	"found alone, in full": {func(t *testing.T) *world { return populated(t) }, as(cisco), constantly(foundingAlone())},
	"register over a founding": {
		func(t *testing.T) *world { return forming(t, chartertest.Basic(2, "PT1H", true)) }, as(zgc), constantly(registration(zgc, charter.Enterprise)),
	},
	"consent":         {lastConsent, as(forum), func(t *testing.T) membership.Transaction { return consenting(t, chartertest.Basic(2, "PT1H", true)) }},
	"join":            {func(t *testing.T) *world { return opened(t, true) }, as(acme), constantly(joining("join"))},
	"rejoin":          {rejected, as(acme), constantly(joining("join-2"))},
	"endorse":         {waiting, as(cisco), constantly(vote)},
	"decide":          {ready, as(lab), constantly(membership.Decide{Proposal: pending})},
	"leave":           {func(t *testing.T) *world { return opened(t, true) }, as(forum), constantly(membership.Leave{Request: "l", Alliance: zgc})},
	"name":            {func(t *testing.T) *world { return newWorld(t) }, operatorOf(org1), constantly(membership.NameHost{Host: org1})},
	"named":           {func(t *testing.T) *world { return withHosts(newWorld(t)) }, as("a@" + org1), constantly(registration("a@"+org1, charter.Enterprise))},
	"add":             {func(t *testing.T) *world { return populated(t) }, as(cisco), constantly(adding("a", "n", membership.Delegate))},
	"rotate":          {func(t *testing.T) *world { return populated(t) }, as(cisco), constantly(membership.RotateAuthority{Request: "r", Host: "industry", Key: keyOf("n")})},
	"propose":         {ofFourByRules, as(cisco), constantly(proposing("p", charter.Expel, acme))},
	"sponsor":         {after(withSponsors, expelling), as(cas), constantly(endorsing(expulsion, charter.Sponsor))},
	"open":            {after(withSponsors, expelling, sponsoredBy(cas, forum)), as(lab), constantly(membership.PutToVote{Proposal: expulsion})},
	"withdraw":        {after(withRules, expelling), as(cisco), constantly(withdrawing)},
	"withdraw, filed": {after(withSponsors, expelling), as(cisco), constantly(withdrawing)},
	"expire":          {after(withSponsors, expelling, aDay), as(lab), constantly(membership.Decide{Proposal: expulsion})},
	"expel":           {after(withRules, expelling, castFor(cas, forum)), as(lab), constantly(membership.Decide{Proposal: expulsion})},
	"close":           {after(withRules, left(forum)), as(lab), constantly(closing(1))},
	"seal":            {after(withRules, left(forum), closedEpoch(1)), as(lab), constantly(sealing(1))},
	"remove":          {twoOfficers, as(cisco), constantly(removing("r", "second"))},
	"correct":         {ofFourByRules, as(acme), constantly(correcting("r"))},
	"ask recovery":    {after(withMandates, asked, vetoed), industry, constantly(askingAgain)},
	"veto":            {after(withMandates, asked), as(acme), constantly(vetoing)},
	"complete":        {after(withMandates, asked, confirmed, threeDays), renewed, constantly(completing)},
	"confirm":         {after(withMandates, asked), renewed, constantly(confirming)},
	"describe":        {ofFourByRules, as(cisco), constantly(described)},
	"found described": {after(withRules, sends(as(acme), described)), as(cisco), constantly(foundingOf("zgc2", cisco, cas, forum))},
	"claim":           {ofFourByRules, as(cisco), constantly(corda)},
	"claim of a code": {ofFourByRules, as(cisco), constantly(identifying(acme, "lei", leis[0]))},
	"correct a code":  {ofFourByRules, as(cisco), constantly(withLEI(leis[0]))},
	"attest": {
		after(withRules, sends(as(cisco), corda)), as(cas), constantly(attesting("a", membership.ClaimID(cisco, "claim"), membership.Attests)),
	},
	"mandate": {
		after(withMandates, sends(as(cisco), mandateFor(acme, untilMay)), castOn(membership.ProposalID(cisco, "m"), cisco, cas)), as(lab),
		constantly(membership.Decide{Proposal: membership.ProposalID(cisco, "m")}),
	},
	"accept":        {after(chartertest.Whole()), as(acme), constantly(accepting(keyOf("code 1")))},
	"accept anew":   {after(chartertest.Whole(), sends(as(acme), accepting(keyOf("code 1"))), newCode), as(acme), constantly(accepting(keyOf("code 2")))},
	"pay":           {after(chartertest.Whole(), sends(as(cas), paying(acme, untilMay))), as(cisco), constantly(paying(acme, untilMay))},
	"count":         {after(chartertest.Whole(), sends(as(cas), counting("f", 2))), as(cisco), constantly(counting("f", 3))},
	"declare":       {after(chartertest.Whole()), as(acme), constantly(declaring("d", acme))},
	"claim a group": {after(chartertest.Whole()), as(acme), constantly(declaring("d", cas))},
	"agree":         {after(chartertest.Whole(), sends(as(acme), declaring("d", cas))), as(cas), constantly(agreeing("c", acme))},
	"join a group":  {after(chartertest.Whole()), as(lab), constantly(membership.Join{Request: "j", Alliance: zgc, Class: "full", Group: cas})},
	"give back":     {after(chartertest.Whole()), as(acme), constantly(membership.VacateSeat{Request: "v", Alliance: zgc, Organ: chartertest.Board})},
	"enact":         {after(chartertest.Whole(), accepts(resolving), waits(time.Hour)), as(lab), constantly(membership.Enact{Proposal: resolution})},
	"lock":          {after(chartertest.Whole(), sends(as(cisco), resolving), castOn(resolution, cisco, cas)), as(lab), constantly(membership.Decide{Proposal: resolution})},
	"end":           {after(chartertest.Whole(), accepts(dissolving)), as(lab), constantly(membership.EndMembership{Alliance: zgc, Party: acme})},
	"change a vote": {after(chartertest.Whole(), sends(as(cisco), amending("p", chartertest.Whole())), castFor(cas)), as(cas), constantly(membership.Endorse{Request: "e2", Proposal: expulsion, Position: charter.Against})},
	"seat":          enacting(seating("p", chartertest.Council, acme)),
	"vacate":        enacting(vacating("p", chartertest.Board, acme)),
	"recognize":     enacting(proposed(charter.Recognize, func(p *membership.Propose) { p.Subject = zgc })),
	"amend":         enacting(amending("p", chartertest.WholeWith(func(c *charter.Charter) { c.Classes = c.Classes[:2]; c.Agreements[0].Digest = keyOf("code 2") }))),
	"dissolve":      enacting(proposed(charter.Dissolve, func(*membership.Propose) {})),
	"reclassify": enacting(reclassifying("p", acme, func(p *membership.Propose) {
		p.Class, p.Group, p.Weights = "guest", lab, charter.Weights{chartertest.Population: 3}
	})),
	"propose a group": {after(chartertest.Whole(), heading(cas)), as(cisco), constantly(grouping("p", acme, cas))},
	"renew": {
		after(chartertest.Whole(), accepts(reclassifying("r", acme, func(p *membership.Propose) { p.Class = "guest" })), sends(as(acme), proposed(charter.Renew, subjectAcme)), castOn(membership.ProposalID(acme, "p"), cisco, cas)),
		as(lab), constantly(membership.Decide{Proposal: membership.ProposalID(acme, "p")}),
	},
	"propose to amend": {after(chartertest.Whole()), as(cisco), constantly(amending("p", chartertest.WholeWith(func(c *charter.Charter) { c.Classes = c.Classes[:2] })))},
	"propose by name": {
		after(chartertest.WholeWithRule(charter.Expel, func(r *charter.Rule) {
			r.Proposers, r.Electorate = &charter.Who{Organ: chartertest.Board}, &charter.Who{Founders: true}
			r.Recused = []charter.Recusal{charter.RecuseFiler, charter.RecuseAffiliates}
			r.Pass.Who, r.Veto = &charter.Who{Organ: chartertest.Council}, &charter.Expression{Votes: "against", AtLeast: "1", Who: &charter.Who{Parties: []string{cas}}}
		}), accepts(seating("s", chartertest.Council, cas))),
		as(cisco), constantly(proposing("p", charter.Expel, acme)),
	},
	"join, demanded much": {
		after(chartertest.WholeWith(func(c *charter.Charter) {
			c.Classes[0].Requires = []charter.Requirement{{Agreement: chartertest.Code}, {NotMemberOf: zgc}}
			c.Classes[0].Most = 9
		}), sends(as(lab), accepting(keyOf("code 1")))), as(lab), constantly(joining("j")),
	},
	"renewed, demanded much": {
		after(requiring(charter.Renew, charter.Requirement{Standing: "good"}, charter.Requirement{MemberOf: zgc}, charter.Requirement{MemberFor: "PT1S"})),
		as(acme), constantly(proposed(charter.Renew, subjectAcme)),
	},
	"appoint":              {after(represented(func(c *charter.Charter) { c.Proxies.Most = 2 }), expelling, appointed(cas, forum)), as(cisco), constantly(appointingFor(expulsion, forum))},
	"appoint in general":   {after(withProxies, appointed(cas, forum)), as(cas), constantly(appointing("again", cisco))},
	"revoke":               {after(withProxies, appointed(cas, forum)), as(cas), constantly(membership.RevokeProxy{Request: "r", Alliance: zgc})},
	"endorse for another":  {after(withProxies, appointed(cas, forum), expelling), as(forum), constantly(votingFor(expulsion, cas, charter.For))},
	"endorse for no other": {after(withProxies, appointed(cas, forum), expelling), as(cisco), constantly(endorsing(expulsion, charter.For))},
	"succeed": {
		after(withSuccession, accepts(seating("seat", chartertest.Council, acme)), func(w *world) { w.putSuccession(succeeding("s", acme, lab)) }, castOn(membership.ProposalID(acme, "s"), cisco, cas)),
		as(lab), constantly(membership.Decide{Proposal: membership.ProposalID(acme, "s")}),
	},
	"propose to succeed": {after(withSuccession), as(acme), constantly(succeeding("s", acme, lab))},
	"consent to succeed": {after(withSuccession, sends(as(acme), succeeding("s", acme, lab))), as(lab), constantly(consentingTo(membership.ProposalID(acme, "s")))},
	"invite":             {after(withSuccession), as(cisco), constantly(inviting("i", lab))},
	"revoke an invitation": {
		after(withSuccession, sends(as(cisco), inviting("i", lab))), as(cisco), constantly(membership.RevokeInvitation{Request: "r", Alliance: zgc, Party: lab}),
	},
	"join, invited":        {after(withSuccession, sends(as(cisco), inviting("i", lab)), sends(as(cas), inviting("i", lab))), as(lab), constantly(asInvited("j", cisco, cas))},
	"be present":           {after(dutiful, sends(as(cisco), resolving)), as(cas), constantly(present(resolution))},
	"waive":                {after(dutiful, sends(as(cisco), waiving(cas, charter.DutyConfirmation, epoch.AddDate(0, 0, 9)))), as(cisco), constantly(waiving(cas, charter.DutyConfirmation, untilMay))},
	"confirm who acts":     {after(dutiful), as(cas), func(t *testing.T) membership.Transaction { return ofFour(t, dutiful).confirms(cas) }},
	"endorse, once absent": {after(dutiful, func(w *world) { w.hold() }, func(w *world) { w.hold(cas) }, sends(as(cisco), resolving)), as(cas), constantly(endorsing(resolution, charter.For))},
	"join as an alliance":  {alliedChain, as(cas), constantly(joinsAs("join", ring, hub))},
	"call":                 {after(assembled(), sends(as(cisco), atMeeting)), as(cisco), func(t *testing.T) membership.Transaction { return calling(ofFour(t, assembled())) }},
	"attend":               {after(assembled(), convened), as(cisco), constantly(attending("a"))},
	"attend for another":   {after(assembled(), appointed(forum, cas), convened), as(cas), constantly(membership.Attend{Request: "a", Meeting: theMeeting, Principal: forum})},
	"open a meeting":       {after(assembled(), convened, attended(cisco, cas, forum)), as(cisco), constantly(openingMeeting)},
	"put at a meeting":     {after(assembled(), inSession(cisco, cas, forum)), as(cisco), constantly(membership.PutToVote{Proposal: motion})},
	"endorse at a meeting": {after(assembled(), inSession(cisco, cas, forum), sends(as(cisco), membership.PutToVote{Proposal: motion})), as(cas), constantly(endorsing(motion, charter.For))},
	"adjourn":              {after(assembled(), convened, attended(cisco), waits(time.Hour)), as(cisco), constantly(membership.AdjournMeeting{Request: "a", Meeting: theMeeting, Begins: epoch.AddDate(0, 0, 5)})},
	"close a meeting":      {after(assembled(), convened), as(cisco), constantly(closingMeeting)},
}

// foundingAlone founds an alliance of one, by a charter with something of everything, in
// which it is of a group, weighs something, and one vote decides.
func foundingAlone() membership.FoundAlliance {
	t := founding(chartertest.WholeWith(func(c *charter.Charter) {
		for _, rule := range c.Rules {
			rule.Pass = chartertest.ForVotes(1)
		}
	}), cisco)
	t.Places = map[string]charter.Place{cisco: {Group: cisco, Weights: charter.Weights{chartertest.Population: 3}}}
	return t
}

// enacting decides on a proposal p of cisco's that has two votes.
func enacting(transaction membership.Propose) step {
	return step{
		after(chartertest.Whole(), sends(as(cisco), transaction), castFor(cas, forum), waits(time.Hour)), as(lab),
		constantly(membership.Decide{Proposal: expulsion}),
	}
}

// newCode puts a new version of the agreement in force.
func newCode(w *world) {
	w.accept(amending("new-code", chartertest.WholeWith(func(c *charter.Charter) { c.Agreements[0].Digest = keyOf("code 2") })))
}

func vacating(request, organ, party string) membership.Propose {
	t := proposing(request, charter.Vacate, party)
	t.Organ = organ
	return t
}

func ofFourByRules(t *testing.T) *world { return ofFour(t, withRules) }

func castOn(proposal string, parties ...string) func(*world) {
	return func(w *world) {
		for _, party := range parties {
			w.must(as(party), endorsing(proposal, charter.For))
		}
	}
}

// alliedChain has three alliances, of which hub belongs to knot.
func alliedChain(t *testing.T) *world {
	w := allied(t)
	w.ally(hub, acme, knot, forum)
	return w
}

func castFor(parties ...string) func(*world) {
	return func(w *world) {
		for _, party := range parties {
			w.must(as(party), endorseExpulsion)
		}
	}
}

// after has an alliance of four by a charter, after some preparation.
func after(c charter.Charter, prepare ...func(*world)) func(*testing.T) *world {
	return func(t *testing.T) *world {
		w := ofFour(t, c)
		for _, prepared := range prepare {
			prepared(w)
		}
		return w
	}
}

func lastConsent(t *testing.T) *world {
	w := forming(t, chartertest.Basic(2, "PT1H", true))
	w.must(as(cas), consenting(t, chartertest.Basic(2, "PT1H", true)))
	return w
}

func waiting(t *testing.T) *world {
	w := opened(t, true)
	w.join(acme, "join")
	return w
}

func ready(t *testing.T) *world {
	w := waiting(t)
	voted(cisco, cas)(w)
	return w
}

func rejected(t *testing.T) *world {
	w := waiting(t)
	closed(w)
	decided(w)
	return w
}

func twoOfficers(t *testing.T) *world {
	w := populated(t)
	w.must(as(cisco), adding("a", "second", membership.Officer))
	return w
}

// A fault of the ledger comes back as it is, at whichever call it happens: it
// is never taken for an answer, and never looks like a refusal.
func TestFaultsAreNotRefusals(t *testing.T) {
	t.Parallel()
	for name, step := range steps {
		for kind, spoil := range map[string]bool{"down": false, "spoilt": true} {
			t.Run("fail/"+name+" "+kind, func(t *testing.T) {
				t.Parallel()
				w, transaction, failed := step.world(t), step.transaction(t), 0
				transaction = w.said(transaction)
				for call := 0; ; call++ {
					tx := w.tx(step.caller)
					store := &faulty{Store: w.ledger.Begin(tx.ID), left: call, spoil: spoil}
					_, err := membership.Apply(store, tx, transaction)
					if store.left >= 0 {
						require.NoError(t, err)
						break
					}
					var denied *refusal.Error
					if !spoil {
						require.ErrorIs(t, err, errDown, "call %d", call)
					} else if err != nil && !errors.As(err, &denied) {
						require.ErrorContains(t, err, "record")
						failed++
					}
					require.Less(t, call, 100)
				}
				require.True(t, !spoil || failed > 0)
			})
		}
	}
}

func TestQuestionsFail(t *testing.T) {
	t.Parallel()
	w := filledLedger(t)
	for name, argument := range map[string]string{
		"GetParty": `{"id":"acme@industry"}`, "ListParties": `{}`, "ListAuthorities": `{"party":"cisco@industry"}`,
		"GetHost": `{"id":"org1.msp"}`, "ListHosts": `{}`,
		"GetAlliance": `{"id":"zgc@industry"}`, "ListAlliances": `{}`, "GetCharter": `{"alliance":"zgc@industry"}`,
		"ListConsents": `{"alliance":"zgc@industry"}`, "GetProposal": `{"id":"` + membership.ProposalID(acme, "first") + `"}`,
		"GetJoin":       `{"alliance":"zgc@industry","party":"acme@industry"}`,
		"ListProposals": `{"alliance":"zgc@industry"}`, "GetMembership": `{"alliance":"zgc@industry","party":"acme@industry"}`,
		"GetHistory": `{"alliance":"zgc@industry","party":"acme@industry"}`, "GetRoster": `{"alliance":"zgc@industry"}`,
		"ListMemberships": `{"party":"acme@industry"}`, "GetEpoch": `{"alliance":"zgc@industry"}`,
		"GetSeal": `{"alliance":"zgc@industry","epoch":1}`, "GetRosterProof": `{"alliance":"zgc@industry","epoch":0,"party":"cas@academia"}`, "ListSeals": `{"alliance":"zgc@industry"}`,
		"ListClaimants": `{"scheme":"lei","value":"` + leis[0] + `"}`, "GetDraft": `{"proposal":"` + amendment + `"}`,
		"GetStanding":     `{"alliance":"zgc@industry","party":"cas@academia","at":"2026-03-20"}`,
		"ListAcceptances": `{"alliance":"zgc@industry","party":"cas@academia"}`, "ListFigures": `{"alliance":"zgc@industry","figure":"attendance"}`,
		"GetMeeting": `{"id":"` + theMeeting + `"}`, "ListMeetings": `{"alliance":"zgc@industry"}`, "ListAttendance": `{"meeting":"` + theMeeting + `"}`,
		"GetProposal, at a meeting": `{"id":"` + motion + `"}`,
		"ListProxies":               `{"alliance":"zgc@industry","principal":"cas@academia"}`,
		"ListSeats":                 `{"alliance":"zgc@industry","organ":"board"}`, "ListRecognitions": `{"alliance":"zgc@industry"}`,
		"GetAffiliation": `{"alliance":"zgc@industry","party":"cas@academia"}`, "ListAffiliates": `{"group":"acme@industry"}`,
		"ListResolutions": `{"alliance":"zgc@industry"}`, "ListRecords": `{"object":"seal"}`,
		"GetProposal, changing": `{"id":"` + amendment + `"}`, "GetPartyHistory": `{"party":"acme@industry"}`, "GetRecovery": `{"party":"acme@industry"}`,
		"ListClaims": `{"about":"acme@industry"}`, "ListMandates": `{"alliance":"zgc@industry"}`, "GetRoster, once": `{"alliance":"zgc@industry","at":"2026-03-01T09:00:00Z"}`,
		"GetRoster, of an epoch": `{"alliance":"zgc@industry","at":"0"}`,
	} {
		for kind, spoil := range map[string]bool{"down": false, "spoilt": true} {
			if spoil && (name == "ListRecords" || name == "ListClaims") {
				continue // one hands on what is stored, the other looks first whether something is, whatever that is
			}
			t.Run("fail/"+name+" "+kind, func(t *testing.T) {
				t.Parallel()
				question, _, _ := strings.Cut(name, ", ")
				for call := 0; ; call++ {
					store := &faulty{Store: w.ledger.Begin("q"), left: call, spoil: spoil}
					_, err := membership.Answer(store, w.now, question, []byte(argument))
					if store.left >= 0 {
						require.NoError(t, err)
						return
					}
					require.Error(t, err, "call %d", call)
					require.Less(t, call, 100)
				}
			})
		}
	}
}
