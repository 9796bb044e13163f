package membership_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"allianceregistry/membership"
)

// electors are the members whom drawn ballots are among: of three classes and four
// hosts, some in groups, some with their own weights, some with seats.
func electors(t *rapid.T, most int) []membership.Voter {
	count := rapid.IntRange(1, most).Draw(t, "electors")
	voters := make([]membership.Voter, 0, count)
	for i := range count {
		v := membership.Voter{
			Party: fmt.Sprintf("p%d@h%d", i, rapid.IntRange(0, 3).Draw(t, "host")),
			Class: rapid.SampledFrom([]string{"full", "full", "issuer", "consumer"}).Draw(t, "class"),
			Group: rapid.SampledFrom([]string{"", "", "", "g1@h", "g2@h"}).Draw(t, "group"),
		}
		if own := rapid.IntRange(-3, 9).Draw(t, "own"); own >= 0 {
			v.Weights = membership.Weights{population: own}
		}
		if rapid.IntRange(0, 2).Draw(t, "seat") == 0 {
			v.Organs = []string{council}
		}
		v.Founder = rapid.IntRange(0, 2).Draw(t, "founder") == 0
		voters = append(voters, v)
	}
	return voters
}

// classy is a charter of three classes that vote, with a measure of each kind.
func classy() membership.Charter {
	charter := charterOf(1, "PT1H", true)
	kinds := charter.Classes[0].Kinds
	rights := []membership.Right{membership.Vote, membership.ProposeRight, membership.SponsorRight, membership.SeatRight}
	charter.Classes = nil
	for i, id := range []string{"full", "issuer", "consumer"} {
		charter.Classes = append(charter.Classes, membership.Class{
			ID: id, Names: en(id), Kinds: kinds, Rights: rights, Weights: membership.Weights{population: i + 1, "dues": 3 - i},
		})
	}
	charter.Measures = []membership.Measure{{ID: population, Names: en("Population"), Own: true}, {ID: "dues", Names: en("Dues")}}
	charter.Organs = []membership.Organ{{ID: council, Names: en("Council"), Seats: 9}}
	charter.Figures = []membership.FigureKind{{ID: attendance, Names: en("Attendance"), By: &membership.Who{Organ: council}}}
	return charter
}

// kind is which comparisons are drawn.
type kind struct{ rising, figures bool }

// leaf draws a comparison among some of the voters, in some measure.
func (k kind) leaf(t *rapid.T) membership.Expression {
	counts := []membership.Count{"for", "for", "against", "abstain", "cast", "taking part", "hosts", "groups"}
	if k.rising {
		counts = []membership.Count{"for", "for", "cast", "taking part", "hosts", "groups"}
	}
	e := membership.Expression{Votes: rapid.SampledFrom(counts).Draw(t, "votes")}
	amount := membership.Amount(fmt.Sprint(rapid.IntRange(0, 9).Draw(t, "amount")))
	if e.Votes != "hosts" && e.Votes != "groups" {
		e.Measure = rapid.SampledFrom([]string{"", population, "dues"}).Draw(t, "measure")
		if rapid.Bool().Draw(t, "share") {
			below := rapid.IntRange(1, 5).Draw(t, "below")
			amount = membership.Amount(fmt.Sprintf("%d/%d", rapid.IntRange(1, below).Draw(t, "above"), below))
			bases := []membership.Count{"cast", "taking part", "electorate"}
			if k.figures {
				bases = append(bases, attendance)
			}
			if k.rising && e.Votes != "for" { // more for is also more cast
				bases = bases[2:]
			}
			e.Of = rapid.SampledFrom(bases).Draw(t, "of")
		}
	}
	e.Who = rapid.SampledFrom([]*membership.Who{
		nil, nil,
		{Classes: []string{"issuer"}},
		{Classes: []string{"full", "consumer"}},
		{Organ: council},
		{Founders: true},
		{Parties: []string{"p0@h0", "p1@h1", "p1@h0", "p2@h2"}},
		{Classes: []string{"full"}, Organ: council},
	}).Draw(t, "who")
	amounts := []*membership.Amount{&e.AtLeast, &e.MoreThan, &e.AtMost, &e.LessThan}
	if k.rising {
		amounts = amounts[:2]
	}
	*rapid.SampledFrom(amounts).Draw(t, "relation") = amount
	return e
}

func (k kind) expression(t *rapid.T, depth int) membership.Expression {
	switch form := rapid.IntRange(0, 4).Draw(t, "form"); {
	case depth == 0 || form < 2:
		return k.leaf(t)
	case form == 2 && !k.rising:
		return membership.Expression{Not: []membership.Expression{k.expression(t, depth-1)}}
	default:
		var e membership.Expression
		list := rapid.SampledFrom([]*[]membership.Expression{&e.All, &e.Any}).Draw(t, "list")
		for range rapid.IntRange(1, 3).Draw(t, "parts") {
			*list = append(*list, k.expression(t, depth-1))
		}
		return e
	}
}

func (k kind) maybe(t *rapid.T, label string, one int) *membership.Expression {
	if rapid.IntRange(0, one).Draw(t, label) > 0 {
		return nil
	}
	e := k.expression(t, 1)
	return &e
}

// drawnBallot is a vote nobody has voted in.
func drawnBallot(t *rapid.T, most int) (membership.Ballot, []membership.Voter) {
	k := kind{figures: true}
	charter := classy()
	rule := membership.Rule{Voting: "PT1H", Early: true, Pass: k.expression(t, 2), Veto: k.maybe(t, "veto", 2), Fallback: k.maybe(t, "fallback", 2)}
	rule.Affiliates = rapid.SampledFrom([]string{"", membership.AffiliatesOne}).Draw(t, "affiliates")
	rule.Cap = rapid.SampledFrom([]membership.Amount{"", "", "1/4", "1/3", "2/5", "1/2"}).Draw(t, "cap")
	voters := electors(t, most)
	return membership.Ballot{
		Charter: charter, Rule: rule, Voters: voters, Electorate: blocs(voters),
		Figures: map[string]int{attendance: rapid.IntRange(0, most).Draw(t, attendance)},
	}, voters
}

// blocs counts voters one by one: a bloc each is as good as one for all who are alike.
func blocs(voters []membership.Voter) []membership.Bloc {
	var list []membership.Bloc
	for _, v := range voters {
		list = append(list, membership.Bloc{Class: v.Class, Group: v.Group, Weights: v.Weights, Active: 1})
	}
	return list
}

func castOf(v membership.Voter, position membership.Position) membership.Cast {
	return membership.Cast{Voter: v, Host: v.Party[len(v.Party)-2:], Position: position}
}

var choices = []membership.Position{membership.For, membership.Against, membership.Abstain, ""}

// ballots calls for each way in which some voters can vote, or not.
func ballots(b membership.Ballot, voters []membership.Voter, each func(membership.Ballot)) {
	if len(voters) == 0 {
		each(b)
		return
	}
	for _, position := range choices {
		next := b
		if position != "" {
			next.Votes = append(slices.Clone(b.Votes), castOf(voters[0], position))
		}
		ballots(next, voters[1:], each)
	}
}

// drawnVotes lets some voters vote, and returns who may still.
func drawnVotes(t *rapid.T, b *membership.Ballot, voters []membership.Voter, left int) []membership.Voter {
	var waiting []membership.Voter
	for _, v := range voters {
		position := rapid.SampledFrom(choices).Draw(t, "position")
		if position == "" && len(waiting) < left {
			waiting = append(waiting, v)
		} else if position != "" {
			b.Votes = append(b.Votes, castOf(v, position))
		}
	}
	return waiting
}

// What is said to be certain is what comes out, whoever still votes, and however.
func TestEarlyIsAsAtTheClose(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		b, voters := drawnBallot(t, 8)
		// Who is drawn to be silent and is no waiting voter never votes.
		waiting := drawnVotes(t, &b, voters, 4)
		x := b.Explain()
		require.Equal(t, x.Met, b.Accepts())
		if !x.Certain {
			return
		}
		ballots(b, waiting, func(later membership.Ballot) {
			require.Equal(t, x.Met, later.Explain().Met, "%+v\n%+v", b.Votes, later.Votes)
		})
	})
}

// The order of votes, of voters and of blocs is nothing to the outcome, nor to any
// figure; and members who are alike count the same together as one by one.
func TestOrderOfBallots(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		b, voters := drawnBallot(t, 8)
		drawnVotes(t, &b, voters, 8)
		other := b
		other.Votes = rapid.Permutation(b.Votes).Draw(t, "votes")
		other.Voters = rapid.Permutation(b.Voters).Draw(t, "voters")
		other.Electorate = rapid.Permutation(b.Electorate).Draw(t, "blocs")
		require.Equal(t, b.Explain(), other.Explain())
		other.Electorate = membership.BlocsOf(voters)
		require.Equal(t, b.Explain(), other.Explain())
		require.Equal(t, b.Tally(), other.Tally())
	})
}

// One more vote for never turns accepted into rejected, where nothing is a veto, a
// ceiling or a cap, and nobody votes for others.
func TestMoreForIsNoLess(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		k := kind{rising: true, figures: true}
		b, voters := drawnBallot(t, 8)
		b.Rule = membership.Rule{Voting: "PT1H", Pass: k.expression(t, 2), Fallback: k.maybe(t, "rising fallback", 2)}
		waiting := drawnVotes(t, &b, voters, 8)
		if !b.Explain().Met {
			return
		}
		for _, v := range waiting {
			b.Votes = append(b.Votes, castOf(v, membership.For))
			require.True(t, b.Explain().Met, "%+v", b.Votes)
		}
	})
}

// No party and no group counts for more than its rule's share of what may be voted,
// in any count; where there are too few for that, all count the same.
func TestCapHolds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		b, voters := drawnBallot(t, 9)
		b.Rule.Cap = rapid.SampledFrom([]membership.Amount{"1/4", "1/3", "2/5"}).Draw(t, "a cap")
		above, below, _ := b.Rule.Cap.Parse()
		of := membership.Expression{Measure: population, Of: "electorate", AtLeast: "1/1"}
		kins := map[string][]membership.Voter{}
		for _, v := range voters {
			kin := v.Party
			if v.Group != "" {
				kin = v.Group
			}
			kins[kin] = append(kins[kin], v)
		}
		alone := map[int]bool{}
		within := true
		for _, kin := range kins {
			b.Votes = nil
			for _, v := range kin {
				b.Votes = append(b.Votes, castOf(v, rapid.SampledFrom(choices[:3]).Draw(t, "position")))
			}
			of.Votes = "taking part"
			b.Rule.Pass, b.Rule.Veto, b.Rule.Fallback = of, nil, nil
			figure := *b.Explain().Figure
			within = within && int64(figure.Actual)*below <= int64(figure.Base)*above
			if figure.Actual > 0 {
				alone[figure.Actual] = true
			}
			require.LessOrEqual(t, figure.Actual, figure.Base)
		}
		require.True(t, within || len(alone) <= 1 || figuresOdd(alone), "%v", alone)
	})
}

// figuresOdd allows for groups that lost a vote or two where they were held to a
// cap by their sides: less than their cap, never more.
func figuresOdd(alone map[int]bool) bool {
	least, most := 1<<60, 0
	for figure := range alone {
		least, most = min(least, figure), max(most, figure)
	}
	return most-least <= 2
}

// Weights are bounded so that nothing overflows: 100,000 voters of the greatest
// weight, and the finest fractions.
func TestWeightsDoNotOverflow(t *testing.T) {
	t.Parallel()
	charter := classy()
	charter.Classes[0].Weights[population] = membership.MaxWeight
	for name, row := range map[string]struct {
		capped       membership.Amount
		amount       membership.Amount
		votes        int
		met, certain bool
	}{
		"fail/all but one, finely": {"", "999999999/1000000000", 99_999, false, false},
		"ok/all, finely":           {"", "999999999/1000000000", 100_000, true, true},
		"ok/two thirds":            {"", "2/3", 66_667, true, true},
		"fail/short of two thirds": {"", "2/3", 66_666, false, false},
		"ok/capped":                {"1/4", "2/3", 66_667, true, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := membership.Ballot{
				Charter:    charter,
				Rule:       membership.Rule{Cap: row.capped, Pass: membership.Expression{Votes: "for", Measure: population, Of: "electorate", AtLeast: row.amount}},
				Electorate: []membership.Bloc{{Class: "full", Active: 100_000}},
			}
			for i := range row.votes {
				b.Votes = append(b.Votes, membership.Cast{Voter: membership.Voter{Party: fmt.Sprint(i), Class: "full"}, Host: "h", Position: membership.For})
			}
			x := b.Explain()
			require.Equal(t, row.met, x.Met)
			require.Equal(t, row.certain, x.Certain)
			require.Equal(t, row.votes*membership.MaxWeight, x.Figure.Actual)
			require.Equal(t, 100_000*membership.MaxWeight, x.Figure.Base)
		})
	}
}
