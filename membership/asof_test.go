package membership_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
	"allianceregistry/membership/refusal"
)

// around are the moments just before, at and just after some times.
func around(times ...time.Time) []time.Time {
	var moments []time.Time
	for _, at := range times {
		if !at.IsZero() {
			moments = append(moments, at.Add(-time.Millisecond), at, at.Add(time.Millisecond))
		}
	}
	return moments
}

// refusalAt is the code by which the rules would refuse a party's transaction at a
// moment; empty if they would take it.
func (w *world) refusalAt(at time.Time, party string, t membership.Transaction) refusal.Code {
	tx, err := membership.NewTx("dry run", at, as(party))
	require.NoError(w.t, err)
	_, err = membership.Apply(w.ledger.Begin(tx.ID), tx, w.said(t))
	if err == nil {
		return ""
	}
	var denied *refusal.Error
	require.ErrorAs(w.t, err, &denied)
	return denied.Code
}

// wouldTake reports whether the rules would take what anybody may send at a moment.
func (w *world) wouldTake(at time.Time, t membership.Transaction) bool {
	return w.refusalAt(at, lab, t) == ""
}

func TestMembershipAsOf(t *testing.T) {
	t.Parallel()
	const guest = acme
	renewable := func(w *world) time.Time {
		w.accept(another("r", toGuest))
		periods := ask(w, membership.GetMembership{Alliance: zgc, Party: guest}).Periods
		return periods[len(periods)-1].Expires
	}
	const day = 24 * time.Hour
	for name, row := range map[string]struct {
		after    time.Duration // of the term's end; the grace is five days
		prepare  func(*world)
		state    charter.MembershipState
		recorded charter.MembershipState
		ending   string
		grace    bool
	}{
		"ok/term runs":         {after: -time.Millisecond, state: charter.Active},
		"ok/grace begins":      {after: 0, state: charter.Active, grace: true},
		"ok/grace runs":        {after: 5*day - time.Millisecond, state: charter.Active, grace: true},
		"ok/over":              {after: 5 * day, state: charter.Ended, recorded: charter.Active, ending: membership.Overdue},
		"ok/suspended, over":   {after: 5 * day, prepare: accepts(proposed(charter.Suspend, subjectAcme)), state: charter.Ended, recorded: charter.Suspended, ending: membership.Overdue},
		"ok/dissolved":         {after: -time.Hour, prepare: accepts(dissolving), state: charter.Ended, recorded: charter.Active, ending: membership.Dissolves},
		"ok/dissolved, over":   {after: 6 * day, prepare: accepts(dissolving), state: charter.Ended, recorded: charter.Active, ending: membership.Dissolves},
		"ok/left":              {after: 6 * day, prepare: left(guest), state: charter.Ended, ending: membership.Left},
		"ok/suspended, graced": {after: day, prepare: accepts(proposed(charter.Suspend, subjectAcme)), state: charter.Suspended, grace: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := ofFour(t, chartertest.Whole())
			expires := renewable(w)
			if row.prepare != nil {
				row.prepare(w)
			}
			w.now = expires.Add(row.after)
			now := ask(w, membership.GetMembership{Alliance: zgc, Party: guest})
			require.Equal(t, row.state, now.State)
			require.Equal(t, row.recorded, now.RecordedState)
			require.Equal(t, row.ending, now.Ending)
			require.Equal(t, row.grace, now.Grace)
			require.Equal(t, row.state == charter.Ended, !now.EndedAt.IsZero())
			standing := ask(w, membership.GetStanding{Alliance: zgc, Party: guest})
			require.Equal(t, row.state, standing.Membership)
			require.Equal(t, row.state == charter.Active, len(standing.Rights) > 0)
		})
	}
}

// Whatever lived through whatever, and whatever the clock says: all answers agree
// on what is so now, and what they derive is what the rules would take.
func TestAnswersAgreeOnNow(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		places := map[string]charter.Place{acme: {Class: "guest"}}
		c := drawnCharter(t, places)
		w := ofFourIn(t, c, places)
		var proposals []string
		for i := range rapid.IntRange(1, 4).Draw(t, "proposals") {
			by, transaction := w.drawnProposal(t, c, "p"+string(rune('0'+i)))
			if event, err := w.apply(as(by), transaction); err == nil {
				proposals = append(proposals, event.Proposal)
			}
		}
		for range rapid.IntRange(0, 12).Draw(t, "happenings") {
			if len(proposals) > 0 {
				w.happens(t, proposals)
			}
		}
		for _, at := range w.boundaries() {
			if !at.Before(w.now) {
				w.agreeOnMembers(t, at)
				w.agreeOnProposals(t, at)
			}
		}
	})
}

// boundaries are the moments around all at which the clock changes something.
func (w *world) boundaries() []time.Time {
	times := []time.Time{w.now}
	for _, p := range ask(w, membership.ListProposals{Alliance: zgc}).Proposals {
		times = append(times, p.Expires, p.Closes, p.Enacts)
	}
	for _, member := range ask(w, membership.GetRoster{Alliance: zgc, At: "0"}).Members {
		for _, p := range member.Membership.Periods {
			times = append(times, p.Expires, p.Over, p.Lifts)
		}
	}
	return around(times...)
}

func (w *world) agreeOnMembers(t *rapid.T, at time.Time) {
	asked := func(q membership.GetRoster) (parties []string) {
		roster, err := membership.Ask(w.ledger.Begin("q"), at, q)
		require.NoError(t, err)
		for _, m := range roster.Members {
			parties = append(parties, m.Membership.Party)
			require.NotEqual(t, charter.Ended, m.Membership.State)
			require.Equal(t, m.Membership.Grace, m.Grace)
		}
		return parties
	}
	now := asked(membership.GetRoster{Alliance: zgc})
	require.Equal(t, now, asked(membership.GetRoster{Alliance: zgc, At: at.Format(time.RFC3339Nano)}), "at %s", at)
	for _, party := range []string{cisco, cas, forum, acme} {
		m, err := membership.Ask(w.ledger.Begin("q"), at, membership.GetMembership{Alliance: zgc, Party: party})
		require.NoError(t, err)
		require.Equal(t, slices.Contains(now, party), m.State != charter.Ended)
		require.Equal(t, m.RecordedState != "" && m.State == charter.Ended, w.wouldTake(at, membership.EndMembership{Alliance: zgc, Party: party}))
		listed, err := membership.Ask(w.ledger.Begin("q"), at, membership.ListMemberships{Party: party})
		require.NoError(t, err)
		require.Contains(t, listed.Memberships, m)
		standing, err := membership.Ask(w.ledger.Begin("q"), at, membership.GetStanding{Alliance: zgc, Party: party})
		require.NoError(t, err)
		require.Equal(t, m.State, standing.Membership)
	}
}

func (w *world) agreeOnProposals(t *rapid.T, at time.Time) {
	list, err := membership.Ask(w.ledger.Begin("q"), at, membership.ListProposals{Alliance: zgc})
	require.NoError(t, err)
	for _, p := range list.Proposals {
		dossier, err := membership.Ask(w.ledger.Begin("q"), at, membership.GetProposal{ID: p.ID})
		require.NoError(t, err)
		d := dossier.Proposal
		require.Equal(t, p.Status, d.Status)
		require.Equal(t, p.RecordedStatus, d.RecordedStatus)
		require.True(t, p.Due == "" || p.Due == d.Due)
		require.Equal(t, d.Due == "Decide", dossier.Decision == nil && w.wouldTake(at, membership.Decide{Proposal: p.ID}), "%s at %s", d.Status, at)
		require.Equal(t, d.Due == "Enact", dossier.Enactment == nil && w.wouldTake(at, membership.Enact{Proposal: p.ID}))
		if d.Opened == nil && w.wouldTake(at, membership.PutToVote{Proposal: p.ID}) {
			require.Equal(t, "PutToVote", d.Due)
		}
		w.agreeOnAwaited(t, at, dossier)
	}
}

// agreeOnAwaited requires that those whose votes a proposal awaits are those whom
// the rules would let vote, and who have not; standing apart.
func (w *world) agreeOnAwaited(t *rapid.T, at time.Time, d membership.Dossier) {
	var awaited []string
	if d.Proposal.Opened != nil {
		c := ask(w, membership.GetCharter{Alliance: zgc, Version: d.Proposal.Charter})
		roster, err := membership.Ask(w.ledger.Begin("q"), at, membership.GetRoster{Alliance: zgc, At: fmt.Sprint(d.Proposal.Seal)})
		require.NoError(t, err)
		awaited, err = d.Awaited(c.Charter, roster.Members)
		require.NoError(t, err)
	}
	for _, party := range []string{cisco, cas, forum, acme} {
		voted := slices.ContainsFunc(d.Endorsements, func(e membership.Endorsement) bool { return e.Party == party })
		denied := w.refusalAt(at, party, membership.Endorse{Request: "dry", Proposal: d.Proposal.ID, Position: charter.Abstain})
		if slices.Contains(awaited, party) {
			require.False(t, voted)
			require.Contains(t, []refusal.Code{"", refusal.NotInStanding}, denied)
		} else {
			require.True(t, voted || denied != "", "%s may vote, and is not awaited", party)
		}
	}
}
