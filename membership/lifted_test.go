package membership_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
	"allianceregistry/membership/refusal"
)

// suspending is cisco's proposal to suspend acme until a time.
func suspending(request string, until time.Time) membership.Propose {
	t := proposing(request, charter.Suspend, acme)
	t.Until = until
	return t
}

// strictly is a charter by which each vote is taken by the roster as it is.
func strictly() charter.Charter {
	return chartertest.WholeWith(func(c *charter.Charter) { c.RecordDate = "" })
}

// rarelySealed is a charter by which rosters of this year may be voted by.
func rarelySealed() charter.Charter {
	return chartertest.WholeWith(func(c *charter.Charter) { c.RecordDate = "P300D" })
}

// suspendedUntil has acme suspended until a time.
func suspendedUntil(t tester, c charter.Charter, until time.Time) *world {
	w := ofFour(t, c)
	w.accept(suspending("s", until))
	return w
}

// TestSuspensionLifts: a member whose suspension has an end is active from then on, whatever
// asks, and nobody has recorded anything.
func TestSuspensionLifts(t *testing.T) {
	t.Parallel()
	until := epoch.Add(30 * 24 * time.Hour)
	w := suspendedUntil(t, rarelySealed(), until)
	began := w.now
	roster := func(at string) charter.MembershipState {
		for _, m := range ask(w, membership.GetRoster{Alliance: zgc, At: at}).Members {
			if m.Membership.Party == acme {
				return m.Period.State
			}
		}
		return ""
	}
	for _, row := range []struct {
		at   time.Time
		want charter.MembershipState
	}{{until.Add(-time.Millisecond), charter.Suspended}, {until, charter.Active}, {until.Add(time.Hour), charter.Active}} {
		w.now = row.at
		now := ask(w, membership.GetMembership{Alliance: zgc, Party: acme})
		require.Equal(t, row.want, now.State)
		require.Equal(t, row.want == charter.Active, now.RecordedState == charter.Suspended)
		require.Equal(t, charter.Suspended, now.Recorded().State)
		require.Equal(t, row.want, roster(""))
		require.Equal(t, row.want, roster(row.at.Format(time.RFC3339Nano)))
		require.Equal(t, row.want, ask(w, membership.GetStanding{Alliance: zgc, Party: acme}).Membership)
		standing := ask(w, membership.GetStanding{Alliance: zgc, Party: acme, At: row.at.Format(time.RFC3339Nano)})
		require.Equal(t, row.want == charter.Active, len(standing.Rights) > 0)
	}
	require.Equal(t, charter.Suspended, roster(began.Add(time.Hour).Format(time.RFC3339)), "what was, stays")
	w.refused(refusal.StateUnfit, as(cisco), proposing("late", charter.Reinstate, acme))
	w.must(as(acme), membership.Propose{Request: "back", Alliance: zgc, Action: charter.Resolve, Title: "Back", Document: keyOf("back")})
}

// TestLiftedIsSealed: no vote is opened by a roster in which a member is still suspended;
// whoever closes the epoch records that it is not, and it votes.
func TestLiftedIsSealed(t *testing.T) {
	t.Parallel()
	until := epoch.Add(30 * 24 * time.Hour)
	w := suspendedUntil(t, strictly(), until)
	w.seal()
	w.now = until.Add(-time.Hour)
	w.must(as(cisco), resolvingFor("before"))
	open := ask(w, membership.GetEpoch{Alliance: zgc}).Epoch.Number
	w.refused(refusal.EpochEmpty, as(lab), membership.CloseEpoch{Alliance: zgc, Epoch: open})

	w.now = until
	w.refused(refusal.SealStale, as(cisco), resolvingFor("after"))
	w.must(as(lab), membership.CloseEpoch{Alliance: zgc, Epoch: open})
	w.must(as(lab), membership.SealEpoch{Alliance: zgc, Epoch: open})
	seal := ask(w, membership.GetSeal{Alliance: zgc, Epoch: open})
	require.Equal(t, []int{4, 0}, []int{seal.Active, seal.Suspended})
	now := ask(w, membership.GetMembership{Alliance: zgc, Party: acme})
	require.Equal(t, charter.Active, now.State)
	require.Empty(t, now.RecordedState)
	require.True(t, now.Periods[len(now.Periods)-1].Lifts.IsZero())
	event := w.must(as(cisco), resolvingFor("after"))
	w.must(as(acme), endorsing(event.Proposal, charter.For))
	w.refused(refusal.EpochEmpty, as(lab), membership.CloseEpoch{Alliance: zgc, Epoch: open + 1})
}

// resolvingFor is a proposal to adopt a document, under a request.
func resolvingFor(request string) membership.Propose {
	t := resolving
	t.Request = request
	return t
}

// TestSuspensionsMeetOtherChanges: what else happens to a suspended member, before its
// suspension lifts and after.
func TestSuspensionsMeetOtherChanges(t *testing.T) {
	t.Parallel()
	until := epoch.Add(30 * 24 * time.Hour)
	later := until.Add(time.Hour)
	for name, row := range map[string]struct {
		before, after func(*world)
		want          charter.MembershipState
		recorded      charter.MembershipState
		lifts         time.Time
	}{
		"ok/nothing":                  {want: charter.Active, recorded: charter.Suspended, lifts: until},
		"ok/reinstated earlier":       {before: accepts(proposing("r", charter.Reinstate, acme)), want: charter.Active},
		"ok/expelled":                 {before: accepts(proposing("x", charter.Expel, acme)), want: charter.Ended, lifts: until},
		"ok/left":                     {before: left(acme), want: charter.Ended, lifts: until},
		"ok/alliance dissolved":       {before: accepts(dissolving), want: charter.Ended, recorded: charter.Suspended, lifts: until},
		"ok/joined a group":           {before: func(w *world) { w.must(as(acme), declaring("own", acme)) }, want: charter.Active, recorded: charter.Suspended, lifts: until},
		"ok/reclassified since":       {after: accepts(another("c", toGuest)), want: charter.Active},
		"ok/in a group since":         {after: func(w *world) { w.must(as(acme), declaring("own", acme)) }, want: charter.Active},
		"ok/expelled since":           {after: accepts(proposing("x", charter.Expel, acme)), want: charter.Ended, lifts: until},
		"ok/suspended anew, for good": {after: accepts(suspending("again", time.Time{})), want: charter.Suspended},
		"ok/suspended anew":           {after: accepts(suspending("again", later.Add(48*time.Hour))), want: charter.Suspended, lifts: later.Add(48 * time.Hour)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := suspendedUntil(t, rarelySealed(), until)
			if row.before != nil {
				row.before(w)
			}
			w.now = later
			if row.after != nil {
				row.after(w)
			}
			now := ask(w, membership.GetMembership{Alliance: zgc, Party: acme})
			require.Equal(t, []charter.MembershipState{row.want, row.recorded}, []charter.MembershipState{now.State, now.RecordedState})
			require.Equal(t, row.lifts, now.Periods[len(now.Periods)-1].Lifts)
			w.seal()
			seal := ask(w, membership.GetEpoch{Alliance: zgc}).Seal
			counted := 4
			if row.want == charter.Ended && row.recorded == "" {
				counted = 3
			}
			require.Equal(t, counted, seal.Active+seal.Suspended)
		})
	}
}

// TestLongestSuspension: a suspension lifts when the rule's longest is over, from the moment
// at which it began, or earlier if the proposal says so.
func TestLongestSuspension(t *testing.T) {
	t.Parallel()
	c := chartertest.WholeWithRule(charter.Suspend, func(r *charter.Rule) { r.Longest, r.Timelock = "P1M", "P2D" })
	for name, row := range map[string]struct {
		until func(filed time.Time) time.Time
		lifts func(enacted time.Time) time.Time
	}{
		"ok/no end":         {func(time.Time) time.Time { return time.Time{} }, func(at time.Time) time.Time { return at.AddDate(0, 1, 0) }},
		"ok/an earlier end": {func(time.Time) time.Time { return epoch.AddDate(0, 0, 20) }, func(time.Time) time.Time { return epoch.AddDate(0, 0, 20) }},
		"ok/at the latest":  {func(filed time.Time) time.Time { return filed.AddDate(0, 1, 0) }, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := ofFour(t, c)
			until := row.until(w.now.Add(time.Second))
			if !until.IsZero() && row.lifts == nil {
				denied := w.refused(refusal.UntilBeyond, as(cisco), suspending("late", until.Add(time.Second+time.Millisecond)))
				require.Equal(t, until.Format(time.RFC3339), denied.Params["latest"])
				until = until.Add(time.Second)
				row.lifts = func(time.Time) time.Time { return until }
			}
			event := w.settle(suspending("s", until))
			require.Equal(t, "accepted", event.Status)
			w.wait(48 * time.Hour)
			w.must(as(lab), membership.Enact{Proposal: event.Proposal})
			now := ask(w, membership.GetMembership{Alliance: zgc, Party: acme})
			require.Equal(t, row.lifts(w.now), now.Periods[len(now.Periods)-1].Lifts)
		})
	}
}

// TestSuspensionOverBeforeItBegins is void.
func TestSuspensionOverBeforeItBegins(t *testing.T) {
	t.Parallel()
	w := ofFour(t, chartertest.WholeWithRule(charter.Suspend, func(r *charter.Rule) { r.Early = false }))
	event := w.settle(suspending("s", w.now.Add(30*time.Minute)))
	require.Equal(t, "void", event.Status)
	require.Equal(t, refusal.UntilPast, ask(w, membership.GetProposal{ID: event.Proposal}).Decision.Because)
	require.Equal(t, charter.Active, ask(w, membership.GetMembership{Alliance: zgc, Party: acme}).State)
}

// TestNoEndBefore: by version 4 no suspension had an end.
func TestNoEndBefore(t *testing.T) {
	t.Parallel()
	w := ofFour(t, chartertest.Whole())
	w.engine = charter.EngineFour
	w.refused(refusal.BadTime, as(cisco), suspending("s", w.now.Add(time.Hour)))
}
