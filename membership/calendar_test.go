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

// byTheCalendar has every length of time that can be one of the calendar's.
func byTheCalendar() charter.Charter {
	return chartertest.WholeWith(func(c *charter.Charter) {
		c.Zone = "+08:00"
		full, guest := &c.Classes[0], &c.Classes[2]
		full.Agreements, c.Agreements[0].Grace = []string{chartertest.Code}, "P1M"
		full.Dues, c.Dues.Grace = true, "P3M"
		guest.Duration, guest.Grace = "P1Y", "P1M"
		c.Organs[1].Duration = "P2Y"
		expel := c.Rules[charter.Expel]
		expel.Discussion, expel.Expiry, expel.Voting, expel.Clear = "P14D", "P3M", "P7D", []charter.ClearPeriod{charter.ClearDiscussion, charter.ClearVoting}
		c.Rules[charter.Resolve].Timelock, c.Rules[charter.Resolve].Voting = "P1M", "P1M"
		c.Rules[charter.SeatAction].Requires = []charter.Requirement{{MemberFor: "P1M"}}
	})
}

// TestPeriodsOfTheCalendar: each length of time of a charter is that of its zone's calendar.
// The alliance opens on 31 January in UTC, when it is 1 February in its zone.
func TestPeriodsOfTheCalendar(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	local := func(at time.Time) string { return at.Add(8 * time.Hour).Format("2006-01-02T15:04:05") }
	on := func(text string) {
		now, err := time.Parse("2006-01-02T15:04:05", text)
		require.NoError(t, err)
		w.now = now.Add(-8*time.Hour - time.Second) // a transaction comes a second later
	}
	on("2027-02-01T04:00:00")
	populate(w)
	w.found(byTheCalendar(), map[string]charter.Place{acme: {Class: "guest"}})
	clock := local(w.now)[len("2027-02-01"):]
	require.Equal(t, "2027-01-31", w.now.Format(time.DateOnly))

	obligations := w.standing(cas).Obligations
	require.Equal(t, "2027-03-01"+clock, local(obligations[0].Lapses), "an agreement's grace")
	require.Equal(t, "2027-05-01"+clock, local(obligations[1].Lapses), "the dues' grace")
	term := ask(w, membership.GetMembership{Alliance: zgc, Party: acme}).Periods[0]
	require.Equal(t, []string{"2028-02-01" + clock, "2028-03-01" + clock}, []string{local(term.Expires), local(term.Over)}, "a class's duration and grace")

	on("2027-02-01T11:00:00")
	expelled := w.must(as(cisco), proposing("expel", charter.Expel, acme)).Proposal
	filed := ask(w, membership.GetProposal{ID: expelled})
	require.Equal(t, "2027-05-01T11:00:00", local(filed.Proposal.Expires), "expiry")
	require.Equal(t, "2027-02-16T00:00:00", local(filed.VoteFrom), "fourteen clear days from the 1st")
	on("2027-02-15T23:59:59")
	w.refused(refusal.DiscussionOpen, as(lab), membership.PutToVote{Proposal: expelled})
	on("2027-02-16T00:00:00")
	w.must(as(lab), membership.PutToVote{Proposal: expelled})
	require.Equal(t, "2027-02-24T00:00:00", local(ask(w, membership.GetProposal{ID: expelled}).Proposal.Closes), "seven clear days from the 16th")

	on("2027-02-28T09:00:00")
	w.refused(refusal.RequirementUnmet, as(cisco), seating("early", chartertest.Council, cas))
	for _, party := range []string{cisco, cas} {
		w.must(as(party), accepting(keyOf("code 1")))
	}
	on("2027-03-31T09:00:00")
	w.must(as(cisco), resolving)
	require.Equal(t, "2027-04-30T09:00:00", local(ask(w, membership.GetProposal{ID: resolution}).Proposal.Closes), "voting")
	for _, party := range []string{cisco, cas} {
		w.must(as(party), endorsing(resolution, charter.For))
	}
	on("2027-04-29T09:00:00")
	w.must(as(lab), membership.Decide{Proposal: resolution})
	require.Equal(t, "2027-05-29T09:00:00", local(ask(w, membership.GetProposal{ID: resolution}).Proposal.Enacts), "timelock")

	on("2028-02-29T08:00:00")
	w.must(as(cisco), paying(cisco, w.now.AddDate(1, 0, 0)))
	w.must(as(cisco), paying(cas, w.now.AddDate(1, 0, 1)))
	w.accept(seating("seat", chartertest.Council, cas))
	seat := ask(w, membership.ListSeats{Alliance: zgc, Organ: chartertest.Council}).Seats[0]
	require.Equal(t, "2028-02-29", local(seat.From.Time)[:10])
	require.Equal(t, "2030-02-28", local(seat.Until)[:10], "an organ's duration")
}

// TestNoCalendarBefore: by version 4 and before neither a zone, nor clear days, nor months were known.
func TestNoCalendarBefore(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		change  func(*charter.Charter)
		path    string
		problem charter.Problem
	}{
		"fail/zone": {func(c *charter.Charter) { c.Zone = "+08:00" }, "zone", charter.Problem(refusal.UnknownField)},
		"fail/clear days": {func(c *charter.Charter) {
			c.Rules[charter.Expel].Voting, c.Rules[charter.Expel].Clear = "P7D", []charter.ClearPeriod{"voting"}
		}, "rules.expel.clear", charter.Problem(refusal.UnknownField)},
		"fail/longest": {func(c *charter.Charter) { c.Rules[charter.Suspend].Longest = "P30D" }, "rules.suspend.longest", charter.Problem(refusal.UnknownField)},
		"fail/months":  {func(c *charter.Charter) { c.Classes[1].Duration = "P1Y" }, "classes[1].duration", charter.NotDuration},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := populated(t)
			c := chartertest.WholeWith(row.change)
			w.engine = charter.EngineFour
			denied := w.refused(refusal.CharterInvalid, as(cisco), founding(c, cisco, cas, forum, acme))
			require.Equal(t, []string{row.path, string(row.problem)}, []string{denied.Params["path"], denied.Params["problem"]})
			w.engine = charter.EngineFive
			w.must(as(cisco), founding(c, cisco, cas, forum, acme))
		})
	}
}
