package charter_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
)

// drawnVotesCount is how many votes are drawn: go test ./membership/charter -run TestAgainstBruteForce -votes 1000000 -v
var drawnVotesCount = flag.Int("votes", 20_000, "how many votes TestAgainstBruteForce draws")

// jury is an organ beside the council: members sit in one of them, in both or in none.
const jury = "jury"

// lot draws rules and votes. It is its own, and not rapid's, for its speed.
type lot struct{ *rand.Rand }

func pick[T any](l lot, of ...T) T { return of[l.IntN(len(of))] }

func (l lot) amount(e *charter.Expression) {
	amount := charter.Amount(fmt.Sprint(l.IntN(5)))
	if e.Votes != "hosts" && e.Votes != "groups" && l.IntN(3) > 0 {
		e.Of = pick[charter.Count](l, "cast", "cast", "taking part", "electorate", chartertest.Attendance)
		below := 1 + l.IntN(4)
		amount = charter.Amount(fmt.Sprintf("%d/%d", l.IntN(below+1), below))
	}
	*pick(l, &e.AtLeast, &e.AtLeast, &e.MoreThan, &e.AtMost, &e.LessThan) = amount
}

func (l lot) who() *charter.Who {
	return pick(l, nil, nil, nil, &charter.Who{Classes: []string{"issuer"}}, &charter.Who{Classes: []string{"full", "consumer"}},
		&charter.Who{Organ: chartertest.Council}, &charter.Who{Founders: true}, &charter.Who{Classes: []string{"full"}, Organ: chartertest.Council},
		&charter.Who{Parties: []string{"p0@h0", "p1@h1"}}, &charter.Who{Organs: []string{chartertest.Council, jury}})
}

func (l lot) expression(depth int) charter.Expression {
	form := l.IntN(5)
	if depth == 0 || form < 2 {
		e := charter.Expression{
			Votes: pick[charter.Count](l, "for", "for", "against", "abstain", "cast", "taking part", "hosts", "groups"), Who: l.who(),
		}
		if e.Votes != "hosts" && e.Votes != "groups" {
			e.Measure = pick(l, "", "", chartertest.Population, "dues")
		}
		l.amount(&e)
		return e
	}
	parts := []charter.Expression{l.expression(depth - 1)}
	if form == 2 {
		return charter.Expression{Not: parts}
	}
	for range l.IntN(3) {
		parts = append(parts, l.expression(depth-1))
	}
	return pick(l, charter.Expression{All: parts}, charter.Expression{Any: parts})
}

// majority is a comparison that a casting vote may decide.
func (l lot) majority() charter.Expression {
	e := charter.Expression{Votes: "for", Of: "cast", Who: l.who(), Measure: pick(l, "", "", chartertest.Population)}
	*pick(l, &e.MoreThan, &e.AtLeast) = pick[charter.Amount](l, "1/2", "2/4")
	return e
}

func (l lot) maybe() *charter.Expression {
	if l.IntN(3) > 0 {
		return nil
	}
	e := l.expression(1)
	return &e
}

// trial draws members and a rule that decides early.
func (l lot) trial() charter.Trial {
	c := chartertest.ThreeClasses()
	c.Classes = append(c.Classes, charter.Class{ // of seats only
		ID: "watcher", Names: chartertest.En("Watcher"), Kinds: c.Classes[0].Kinds, Weights: charter.Weights{chartertest.Population: 2},
	})
	c.Organs = append(c.Organs, charter.Organ{ID: jury, Names: chartertest.En("Jury"), Seats: 9})
	rule := &charter.Rule{
		Voting: "PT1H", Early: true, Pass: l.expression(2), Veto: l.maybe(), Fallback: l.maybe(),
		Affiliates: pick(l, "", charter.AffiliatesOne, charter.AffiliatesOne),
		Cap:        pick[charter.Amount](l, "", "", "", "1/4", "1/3", "1/2"),
		Electorate: pick(l, nil, nil, nil, &charter.Who{Organ: chartertest.Council}, &charter.Who{Classes: []string{"full", "issuer"}}, &charter.Who{Founders: true},
			&charter.Who{Organs: []string{chartertest.Council, jury}}),
		Recused: pick(l, []charter.Recusal{charter.RecuseNobody}, []charter.Recusal{charter.RecuseNobody},
			[]charter.Recusal{charter.RecuseSubject}, []charter.Recusal{charter.RecuseAffiliates}, []charter.Recusal{charter.RecuseFiler}),
	}
	if rule.Affiliates == "" && l.IntN(2) == 0 {
		rule.Casting = pick(l, &charter.Who{Organ: chartertest.Council}, &charter.Who{Parties: []string{"p0@h0", "p1@h1"}})
		rule.Pass = pick(l, rule.Pass, l.majority(), charter.Expression{All: []charter.Expression{l.majority(), l.expression(1)}})
	}
	rule.Consent = l.maybe()
	c.Rules = charter.Rules{charter.Expel: rule}
	trial := charter.Trial{Charter: c, Action: charter.Expel, Figures: map[string]int{chartertest.Attendance: l.IntN(6)}}
	for i := range 1 + l.IntN(6) {
		host := pick(l, "h0", "h1", "h2")
		m := charter.TrialMember{Host: host}
		m.Party = fmt.Sprintf("p%d@%s", i, host)
		m.Class, m.Group = pick(l, "full", "full", "issuer", "issuer", "consumer", "watcher"), pick(l, "", "", "g1@h", "g1@h", "g2@h")
		if l.IntN(2) == 0 {
			m.Weights = charter.Weights{chartertest.Population: l.IntN(5)}
		}
		if l.IntN(3) == 0 {
			m.Organs = []string{chartertest.Council}
		}
		if l.IntN(4) == 0 {
			m.Organs = append(m.Organs, jury)
		}
		m.Founder = l.IntN(3) == 0
		trial.Members = append(trial.Members, m)
	}
	trial.By, trial.Subject = pick(l, trial.Members...).Party, pick(l, trial.Members...).Party
	return trial
}

// figured counts what the engine was tried on.
type figured struct{ votes, completions, early, missed int }

// Random rules, small votes, every way in which each can still be completed: the engine
// decides at the close as brute force does, and early only what no completion changes.
// What it could have decided early and did not is counted, and no error: each part of a
// rule takes its own worst case.
func TestAgainstBruteForce(t *testing.T) {
	t.Parallel()
	l, all := lot{rand.New(rand.NewPCG(20261129, 3))}, figured{}
	for all.votes < *drawnVotesCount {
		trial := l.trial()
		rule := *trial.Charter.Rules[charter.Expel]
		open, err := trial.Open(rule, nil)
		require.NoError(t, err)
		b := brute{trial: trial, rule: rule, votes: map[string]charter.Position{}}
		b.may = b.electors()
		var waiting []string
		for _, m := range b.may {
			switch position := pick(l, chartertest.Positions...); {
			case len(waiting) < 4 && l.IntN(2) == 0:
				waiting = append(waiting, m.Party)
			case position != "":
				b.votes[m.Party] = position
			}
		}
		all.votes++
		all.compare(t, open, b, waiting)
	}
	t.Logf("%d votes, %d completions; wrong 0; decided before the last vote %d, certain and not seen %d",
		all.votes, all.completions, all.early, all.missed)
}

func (f *figured) compare(t *testing.T, open charter.OpenTrial, b brute, waiting []string) {
	ballot := func() charter.Ballot {
		var casts []charter.Cast
		for _, m := range b.trial.Members { // in the order of their ids
			if position, voted := b.votes[m.Party]; voted {
				cast, err := open.Vote(m.Party, position)
				require.NoError(t, err)
				casts = append(casts, cast)
			}
		}
		return open.Ballot(casts)
	}
	x := ballot().Explain()
	require.Equal(t, x.Met, ballot().Accepts())
	early := open.Outcome(x, false)
	outcomes := map[charter.Outcome]bool{}
	complete(b.votes, waiting, func() {
		if early == charter.Undecided && len(outcomes) == 2 {
			return // rightly left open
		}
		f.completions++
		outcome := b.outcome()
		outcomes[outcome] = true
		if f.completions%7 == 0 {
			require.Equal(t, outcome, open.Outcome(ballot().Explain(), true), "%s", b)
		}
	})
	require.Equal(t, b.outcome(), open.Outcome(x, true), "%s", b)
	switch {
	case early != charter.Undecided:
		require.True(t, len(outcomes) == 1 && outcomes[early], "early %s: %s, waiting %s", early, b, waiting)
		if len(waiting) > 0 {
			f.early++
		}
	case len(outcomes) == 1:
		f.missed++
	}
}

// complete calls for each way in which those who wait can vote, or not.
func complete(votes map[string]charter.Position, waiting []string, each func()) {
	if len(waiting) == 0 {
		each()
		return
	}
	for _, position := range chartertest.Positions {
		if delete(votes, waiting[0]); position != "" {
			votes[waiting[0]] = position
		}
		complete(votes, slices.Clone(waiting[1:]), each)
	}
	delete(votes, waiting[0])
}

func (b brute) String() string {
	text := fmt.Sprintf("rule %s\nby %s about %s", printed(b.rule), b.trial.By, b.trial.Subject)
	for _, m := range b.trial.Members {
		text += fmt.Sprintf("\n%s %s %s %v %v %v: %s", m.Party, m.Class, m.Group, m.Weights, m.Organs, m.Founder, b.votes[m.Party])
	}
	return text
}

func printed(rule charter.Rule) []byte {
	text, err := json.Marshal(rule)
	if err != nil {
		return []byte(err.Error())
	}
	return text
}
