package membership_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"allianceregistry/membership"
	"allianceregistry/membership/memledger"
)

// everybody may appear in a life; the first three found.
var everybody = []string{
	"a@industry", "b@academia", "c@association", "d@industry", "e@academia", "f@association", "g@industry",
}

// life drives a world and the model beside it.
type life struct {
	*world
	model *model
	sent  []sending // what took effect
	next  int
}

// sending is one transaction on its way.
type sending struct {
	party       string
	at          time.Time
	transaction membership.Transaction
	simulation  simulation
}

func (l *life) request() string {
	l.next++
	return fmt.Sprintf("r%d", l.next)
}

// The doings to draw from, before the alliance is open and after.
var (
	beginnings = []string{"register", "register", "found", "consent", "consent", "join", "endorse", "decide", "leave"}
	doings     = []string{
		"join", "join", "join", "endorse", "endorse", "endorse", "endorse", "endorse", "endorse", "endorse", "endorse",
		"endorse", "endorse", "decide", "decide", "decide", "leave", "register", "found", "consent",
	}
)

// draw makes up what some party does next: mostly what makes sense, sometimes not.
func (l *life) draw(t *rapid.T) (string, membership.Transaction) {
	charter := charterOf(2, "PT1H", true)
	party := rapid.SampledFrom(everybody).Draw(t, "party")
	what := beginnings
	if l.model.isOpen() {
		what = doings
	}
	switch rapid.SampledFrom(what).Draw(t, "what") {
	case "register":
		return party, membership.RegisterParty{Request: l.request(), Kind: membership.Enterprise, Names: en("The " + party)}
	case "found":
		founding := founding(charter, everybody[:3]...)
		founding.Request = l.request()
		return rapid.SampledFrom([]string{everybody[0], everybody[3]}).Draw(t, "founder"), founding
	case "consent":
		return party, membership.Consent{Request: l.request(), Alliance: zgc, Charter: digestOf(t, charter)}
	case "join":
		return party, membership.Join{Request: l.request(), Alliance: zgc, Class: "full"}
	case "endorse":
		position := rapid.SampledFrom([]membership.Position{
			membership.For, membership.For, membership.For, membership.Against, membership.Abstain,
		}).Draw(t, "position")
		return l.voter(t, party), membership.Endorse{Request: l.request(), Proposal: l.proposal(t), Position: position}
	case "decide":
		return party, membership.Decide{Proposal: l.proposal(t)}
	default:
		return party, membership.Leave{Request: l.request(), Alliance: zgc, Reason: "enough"}
	}
}

// proposal is mostly one that is voted on, sometimes any, or none at all.
func (l *life) proposal(t *rapid.T) string {
	if open := slices.Sorted(maps.Values(l.model.open)); len(open) > 0 && rapid.IntRange(0, 4).Draw(t, "any") > 0 {
		return rapid.SampledFrom(open).Draw(t, "open")
	}
	all := append(slices.Sorted(maps.Keys(l.model.proposals)), "000000000000000000000000")
	return rapid.SampledFrom(all).Draw(t, "proposal")
}

// voter is mostly a member, sometimes whoever it was.
func (l *life) voter(t *rapid.T, anybody string) string {
	members := l.model.roster()
	if len(members) == 0 || rapid.IntRange(0, 4).Draw(t, "anybody") == 0 {
		return anybody
	}
	return rapid.SampledFrom(members).Draw(t, "voter")
}

// block simulates some transactions on one snapshot and commits them together.
// The rules and the model must agree on each when it is simulated, and again
// where it takes effect: a block comes to the same as its valid transactions
// one after the other.
func (l *life) block(t *rapid.T) {
	l.wait(rapid.SampledFrom([]time.Duration{0, time.Second, time.Minute, 20 * time.Minute}).Draw(t, "wait"))
	var pending []sending
	for range rapid.IntRange(1, 6).Draw(t, "size") {
		party, transaction := l.draw(t)
		s := l.simulate(as(party), transaction)
		want := l.model.allows(party, l.now, transaction)
		if want != "" {
			requireCode(t, want, s.err)
			continue
		}
		require.NoError(t, s.err, "%s %+v", party, transaction)
		pending = append(pending, sending{party, l.now, transaction, s})
	}
	l.settle(t, pending)
}

func (l *life) settle(t *rapid.T, pending []sending) {
	simulations := make([]simulation, len(pending))
	for i, s := range pending {
		simulations[i] = s.simulation
	}
	for i, code := range l.commit(simulations...) {
		s := pending[i]
		if code != memledger.Valid {
			require.Contains(t, []memledger.Code{memledger.MVCCConflict, memledger.PhantomConflict}, code)
			require.Positive(t, i, "the first of a block meets nobody")
			continue
		}
		require.Empty(t, l.model.allows(s.party, s.at, s.transaction), "took effect after what forbids it: %+v", s.transaction)
		l.model.take(s.party, s.at, s.transaction)
		l.sent = append(l.sent, s)
	}
}

// again sends something again that took effect: nothing changes.
func (l *life) again(t *rapid.T) {
	if len(l.sent) == 0 {
		return
	}
	before := l.ledger.State()
	s := rapid.SampledFrom(l.sent).Draw(t, "again")
	repeated := l.simulate(as(s.party), s.transaction)
	require.NoError(t, repeated.err)
	if s.transaction.Name() != "Decide" || s.simulation.id == s.simulation.event.Tx {
		require.Equal(t, s.simulation.event, repeated.event)
	}
	l.commit(repeated)
	l.requireState(before)
}

// agree compares the ledger with the model.
func (l *life) agree(t *rapid.T) {
	l.t = t
	for party, registered := range l.model.parties {
		require.True(t, registered)
		require.Equal(t, party, ask(l.world, membership.GetParty{ID: party}).ID)
	}
	if !l.model.founded {
		return
	}
	alliance := ask(l.world, membership.GetAlliance{ID: zgc})
	require.Equal(t, l.model.isOpen(), alliance.Status == membership.Open)
	var roster []string
	for _, member := range ask(l.world, membership.GetRoster{Alliance: zgc}).Members {
		roster = append(roster, member.Membership.Party)
	}
	require.Equal(t, l.model.roster(), roster)
	for id, b := range l.model.proposals {
		l.agreeOn(t, id, b)
	}
	for party, periods := range l.model.periods {
		l.replay(t, party, periods)
	}
}

func (l *life) agreeOn(t *rapid.T, id string, b *ballot) {
	dossier := ask(l.world, membership.GetProposal{ID: id})
	require.Equal(t, b.status, dossier.Proposal.Status)
	require.Equal(t, b.subject, dossier.Proposal.Subject)
	require.Equal(t, b.tally(), dossier.Tally)
	require.Equal(t, b.status == membership.Voting, dossier.Decision == nil)
	if dossier.Decision != nil {
		require.Equal(t, b.status, dossier.Decision.Outcome)
		require.Equal(t, dossier.Tally, dossier.Decision.Tally, "a vote came after the decision")
		require.False(t, dossier.Decision.Stamp.Time.Before(dossier.Proposal.Filed.Time))
	}
	for _, endorsement := range dossier.Endorsements {
		require.Equal(t, b.votes[endorsement.Party], endorsement.Position)
		require.False(t, endorsement.Stamp.Time.Before(dossier.Proposal.Filed.Time))
		require.True(t, endorsement.Stamp.Time.Before(dossier.Proposal.Closes))
		require.True(t, dossier.Decision == nil || !dossier.Decision.Stamp.Time.Before(endorsement.Stamp.Time))
	}
}

// replay follows a membership from its first version: each one differs from
// the last by a period that begins or one that ends, and the last is current.
func (l *life) replay(t *rapid.T, party string, periods int) {
	versions := ask(l.world, membership.GetHistory{Alliance: zgc, Party: party}).Versions
	current := ask(l.world, membership.GetMembership{Alliance: zgc, Party: party})
	require.Equal(t, current, versions[len(versions)-1])
	require.Len(t, current.Periods, periods)
	require.Equal(t, l.model.members[party], current.State == membership.Active)
	for i, version := range versions {
		require.Equal(t, i+1, version.Version)
		require.Len(t, version.Periods, i/2+1)
		last := version.Periods[i/2]
		began := i%2 == 0
		require.Equal(t, began, last.Until == nil)
		require.Equal(t, began, version.State == membership.Active)
		if began {
			require.Equal(t, version.Written, last.From)
		} else {
			require.Equal(t, version.Written, *last.Until)
		}
		if i > 0 {
			require.Equal(t, versions[i-1].Periods[:i/2], version.Periods[:i/2], "what is past does not change")
			require.False(t, version.Written.Time.Before(versions[i-1].Written.Time))
		}
	}
	for i, period := range current.Periods {
		require.True(t, period.Until == nil || !period.Until.Time.Before(period.From.Time))
		require.True(t, i == 0 || !period.From.Time.Before(current.Periods[i-1].Until.Time), "periods overlap")
	}
}

func TestLives(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		l := &life{world: newWorld(t), model: newModel()}
		l.open(t)
		t.Repeat(map[string]func(*rapid.T){
			"blocks": func(t *rapid.T) {
				l.t = t
				for range 3 {
					l.block(t)
				}
			},
			"again": func(t *rapid.T) { l.t = t; l.again(t) },
		})
		l.agree(t)
	})
}

// open brings most lives to an open alliance, and lets the others begin earlier.
func (l *life) open(t *rapid.T) {
	charter := charterOf(2, "PT1H", true)
	stage := rapid.SampledFrom([]int{0, 1, 2, 3, 3, 3, 3, 3}).Draw(t, "stage")
	if stage >= 1 {
		for _, party := range everybody {
			l.send(t, party, registration(party, membership.Enterprise))
		}
	}
	if stage >= 2 {
		l.send(t, everybody[0], founding(charter, everybody[:3]...))
	}
	if stage >= 3 {
		l.send(t, everybody[1], consenting(t, charter))
		l.send(t, everybody[2], consenting(t, charter))
	}
}

func (l *life) send(t *rapid.T, party string, transaction membership.Transaction) {
	s := l.simulate(as(party), transaction)
	l.settle(t, []sending{{party, l.now, transaction, s}})
}
