package chartertest

import (
	"fmt"

	"pgregory.net/rapid"

	"allianceregistry/membership/charter"
)

// Positions are all that a voter can do; the last, which is empty, is not to vote.
var Positions = []charter.Position{charter.For, charter.Against, charter.Abstain, ""}

// DrawVoters draws members of the charter ThreeClasses, at most so many: of three
// classes and four hosts, some in groups, some with their own weights, some with
// seats.
func DrawVoters(t *rapid.T, limit int) []charter.Voter {
	count := rapid.IntRange(1, limit).Draw(t, "electors")
	voters := make([]charter.Voter, 0, count)
	for i := range count {
		v := charter.Voter{
			Party: fmt.Sprintf("p%d@h%d", i, rapid.IntRange(0, 3).Draw(t, "host")),
			Class: rapid.SampledFrom([]string{"full", "full", "issuer", "consumer"}).Draw(t, "class"),
			Group: rapid.SampledFrom([]string{"", "", "", "g1@h", "g2@h"}).Draw(t, "group"),
		}
		if own := rapid.IntRange(-3, 9).Draw(t, "own"); own >= 0 {
			v.Weights = charter.Weights{Population: own}
		}
		if rapid.IntRange(0, 2).Draw(t, "seat") == 0 {
			v.Organs = []string{Council}
		}
		v.Founder = rapid.IntRange(0, 2).Draw(t, "founder") == 0
		voters = append(voters, v)
	}
	return voters
}

// Drawing says which comparisons are drawn, over the members and parts of the charter
// ThreeClasses.
type Drawing struct {
	Rising  bool // only those that one more vote for never makes false
	Figures bool // also shares of figures
}

// Comparison draws a comparison among some of the voters, in some measure.
func (d Drawing) Comparison(t *rapid.T) charter.Expression {
	counts := []charter.Count{"for", "for", "against", "abstain", "cast", "taking part", "hosts", "groups"}
	if d.Rising {
		counts = []charter.Count{"for", "for", "cast", "taking part", "hosts", "groups"}
	}
	e := charter.Expression{Votes: rapid.SampledFrom(counts).Draw(t, "votes")}
	amount := charter.Amount(fmt.Sprint(rapid.IntRange(0, 9).Draw(t, "amount")))
	if e.Votes != "hosts" && e.Votes != "groups" {
		e.Measure = rapid.SampledFrom([]string{"", Population, "dues"}).Draw(t, "measure")
		if rapid.Bool().Draw(t, "share") {
			below := rapid.IntRange(1, 5).Draw(t, "below")
			amount = charter.Amount(fmt.Sprintf("%d/%d", rapid.IntRange(1, below).Draw(t, "above"), below))
			bases := []charter.Count{"cast", "taking part", "electorate"}
			if d.Figures {
				bases = append(bases, Attendance)
			}
			if d.Rising && e.Votes != "for" { // more for is also more cast
				bases = bases[2:]
			}
			e.Of = rapid.SampledFrom(bases).Draw(t, "of")
		}
	}
	e.Who = rapid.SampledFrom([]*charter.Who{
		nil, nil,
		{Classes: []string{"issuer"}},
		{Classes: []string{"full", "consumer"}},
		{Organ: Council},
		{Founders: true},
		{Parties: []string{"p0@h0", "p1@h1", "p1@h0", "p2@h2"}},
		{Classes: []string{"full"}, Organ: Council},
	}).Draw(t, "who")
	amounts := []*charter.Amount{&e.AtLeast, &e.MoreThan, &e.AtMost, &e.LessThan}
	if d.Rising {
		amounts = amounts[:2]
	}
	*rapid.SampledFrom(amounts).Draw(t, "relation") = amount
	return e
}

// Expression draws an expression of at most so many levels above its comparisons.
func (d Drawing) Expression(t *rapid.T, depth int) charter.Expression {
	switch form := rapid.IntRange(0, 4).Draw(t, "form"); {
	case depth == 0 || form < 2:
		return d.Comparison(t)
	case form == 2 && !d.Rising:
		return charter.Expression{Not: []charter.Expression{d.Expression(t, depth-1)}}
	default:
		var e charter.Expression
		list := rapid.SampledFrom([]*[]charter.Expression{&e.All, &e.Any}).Draw(t, "list")
		for range rapid.IntRange(1, 3).Draw(t, "parts") {
			*list = append(*list, d.Expression(t, depth-1))
		}
		return e
	}
}

// Maybe draws an expression, or none: none in n of n+1 draws.
func (d Drawing) Maybe(t *rapid.T, label string, n int) *charter.Expression {
	if rapid.IntRange(0, n).Draw(t, label) > 0 {
		return nil
	}
	e := d.Expression(t, 1)
	return &e
}

// DrawExpression draws an expression of at most so many levels above its comparisons,
// over all votes of an alliance without measures, organs or figures.
func DrawExpression(t *rapid.T, depth int) charter.Expression {
	if depth == 0 || rapid.Bool().Draw(t, "leaf") {
		return drawComparison(t)
	}
	if rapid.IntRange(0, 2).Draw(t, "not") == 0 {
		return charter.Expression{Not: []charter.Expression{DrawExpression(t, depth-1)}}
	}
	var e charter.Expression
	list := rapid.SampledFrom([]*[]charter.Expression{&e.All, &e.Any}).Draw(t, "list")
	for range rapid.IntRange(1, 3).Draw(t, "parts") {
		*list = append(*list, DrawExpression(t, depth-1))
	}
	return e
}

func drawComparison(t *rapid.T) charter.Expression {
	e := charter.Expression{
		Votes: rapid.SampledFrom([]charter.Count{"for", "against", "abstain", "cast", "taking part", "hosts"}).Draw(t, "votes"),
	}
	amount := charter.Amount(fmt.Sprint(rapid.IntRange(0, 6).Draw(t, "amount")))
	if e.Votes != "hosts" && rapid.Bool().Draw(t, "share") {
		below := rapid.IntRange(1, 7).Draw(t, "below")
		amount = charter.Amount(fmt.Sprintf("%d/%d", rapid.IntRange(0, below).Draw(t, "above"), below))
		e.Of = rapid.SampledFrom([]charter.Count{"cast", "taking part", "electorate"}).Draw(t, "of")
	}
	*rapid.SampledFrom([]*charter.Amount{&e.AtLeast, &e.MoreThan, &e.AtMost, &e.LessThan}).Draw(t, "relation") = amount
	return e
}
