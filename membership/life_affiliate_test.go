package membership_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
	"allianceregistry/membership/refusal"
)

// bloc is what a seal tells members apart by, where they have no weights of their own.
type bloc struct {
	class, group string
	state        charter.MembershipState
}

// Random lives of affiliates: they declare, consent, are put into groups and classes,
// are suspended, leave and come back, in epochs that are closed and sealed now and then,
// the first of them maybe by version 2 of the rules. Whatever came in which order, the
// last seal counts who the roster of its epoch lists, a membership is in the group that
// its affiliation tells, a group holds the member that controls it, and nobody leaves one
// but by a decision about groups.
func TestLivesOfAffiliates(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := populated(t)
		two := rapid.SampledFrom([]int{0, 0, 6}).Draw(t, "by version 2")
		if two > 0 {
			w.engine = "2"
		}
		w.found(chartertest.Whole(), nil)
		for i := range rapid.IntRange(4, 24).Draw(t, "steps") {
			if i == two {
				w.engine = charter.Engine
			}
			before := w.grouped()
			decided := w.affiliates(t, fmt.Sprint("r", i))
			w.agreeOnSeals(t)
			if two == 0 {
				w.agreeOnGroups(t)
			}
			for party, group := range before {
				require.True(t, decided || i < two || w.grouped()[party] == group, "%s left the group of %s", party, group)
			}
		}
	})
}

// tries sends what may be refused, and reports whether it was not.
func (w *world) tries(by string, transaction membership.Transaction) (membership.Event, bool) {
	w.t.Helper()
	event, err := w.apply(as(by), transaction)
	var denied *refusal.Error
	if err != nil {
		require.True(w.t, errors.As(err, &denied), "%v", err)
	}
	return event, err == nil
}

// grouped are the groups that parties are in, members or not.
func (w *world) grouped() map[string]string {
	w.t.Helper()
	groups := map[string]string{}
	for _, party := range []string{acme, cas, forum, lab} {
		question := w.ledger.Begin("question")
		member, err := membership.Ask(question, w.now, membership.GetMembership{Alliance: zgc, Party: party})
		if err == nil && member.Group != "" {
			groups[party] = member.Group
		}
		known, err := membership.Ask(question, w.now, membership.GetAffiliation{Alliance: zgc, Party: party})
		if err == nil && known.Counts() {
			groups[party] = known.Group
		}
	}
	return groups
}

// affiliates draws what one of three does, or has done to it by cisco and cas. It tells
// whether they decided about a group.
func (w *world) affiliates(t *rapid.T, request string) bool {
	party := rapid.SampledFrom([]string{acme, forum, lab}).Draw(t, "party")
	group := rapid.SampledFrom([]string{"", acme, cas, forum, lab}).Draw(t, "group")
	var decided membership.Transaction
	by := cisco
	switch what := rapid.SampledFrom([]string{"declare", "declare", "agree", "agree", "group", "class", "suspend", "reinstate", "leave", "join", "close", "seal"}).Draw(t, "what"); what {
	case "declare":
		w.tries(party, declaring(request, group))
	case "agree":
		controller := rapid.SampledFrom([]string{acme, cas, forum, lab}).Draw(t, "controller")
		w.tries(controller, agreeing(request, party))
	case "leave":
		w.tries(party, membership.Leave{Request: request, Alliance: zgc})
	case "close":
		w.tries(person, membership.CloseEpoch{Alliance: zgc, Epoch: ask(w, membership.GetEpoch{Alliance: zgc}).Epoch.Number})
	case "seal":
		w.seal()
	case "group":
		if group == "" || len(ask(w, membership.ListAffiliates{Group: party}).Affiliates) > 0 && group != party {
			return false // who is put elsewhere leaves its affiliates behind
		}
		decided = grouping(request, party, group)
	case "class":
		decided = reclassifying(request, party, func(p *membership.Propose) {
			p.Class = rapid.SampledFrom([]string{"full", "observer"}).Draw(t, "class")
		})
	case "join":
		by, decided = party, membership.Join{Request: request, Alliance: zgc, Class: "full", Group: group}
	default:
		decided = proposing(request, charter.Action(what), party)
	}
	if decided == nil {
		return false
	}
	event, filed := w.tries(by, decided)
	if filed {
		w.votedOn(event.Proposal, cisco, cas)
	}
	return filed && event.Action == string(charter.Reclassify)
}

// agreeOnSeals holds the last seal against the roster of its epoch.
func (w *world) agreeOnSeals(t *rapid.T) {
	seal := ask(w, membership.GetEpoch{Alliance: zgc}).Seal
	listed, sealed := map[bloc]int{}, map[bloc]int{}
	for _, member := range ask(w, membership.GetRoster{Alliance: zgc, At: fmt.Sprint(seal.Epoch)}).Members {
		listed[bloc{member.Period.Class, member.Period.Group, member.Period.State}]++
	}
	for _, b := range seal.Blocs {
		for state, count := range map[charter.MembershipState]int{charter.Active: b.Active, charter.Suspended: b.Suspended} {
			if count != 0 {
				sealed[bloc{b.Class, b.Group, state}] = count
			}
		}
	}
	require.Equal(t, listed, sealed, "epoch %d", seal.Epoch)
}

// agreeOnGroups holds the groups of members against what stands between them.
func (w *world) agreeOnGroups(t *rapid.T) {
	groups := w.groups()
	for party, group := range groups {
		known := w.affiliation(party)
		require.True(t, known.Counts() && known.Group == group, "%s is in the group of %s: %+v", party, group, known)
		for _, member := range ask(w, membership.GetRoster{Alliance: zgc}).Members {
			require.True(t, member.Membership.Party != group || member.Membership.Group == group, "%s leads %s from outside", group, party)
		}
	}
}
