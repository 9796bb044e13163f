// Package chartertest holds charters for tests: plain ones, to which a test adds what
// it is about, and one that has something of everything. It also draws voters and
// expressions for property tests.
//
// Each function returns a charter of its own, which the test may change. Only tests
// import this package.
package chartertest

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/election"
	"allianceregistry/membership/form"
)

// The parts of the charters below, each with a name that says what it is.
const (
	Population = "population" // a measure in which members have their own weights
	Board      = "board"      // an organ of all founders
	Council    = "council"    // an organ of a few seats
	Code       = "code"       // an agreement, the code of conduct
	Attendance = "attendance" // a figure that an organ records
)

// En returns a name in English only.
func En(name string) form.Names { return form.Names{"en": name} }

// Digest returns the SHA-256 of a text, in lower-case hex: a digest where a test
// needs one.
func Digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// ForVotes demands at least so many votes for.
func ForVotes(needed int) charter.Expression {
	return charter.Expression{Votes: charter.CountFor, AtLeast: charter.Amount(fmt.Sprint(needed))}
}

// Sponsors demands at least so many sponsors.
func Sponsors(needed int) *charter.Expression {
	return &charter.Expression{Votes: charter.CountSponsors, AtLeast: charter.Amount(fmt.Sprint(needed))}
}

// Actions lists the actions for which any rule will do, and which all versions of the rules know: all
// but elections, see WholeElecting, and successions.
func Actions() []charter.Action { return charter.ActionsBy(charter.EngineTwo) }

// TwoVotes returns a rule that is decided by two votes for within an hour, or earlier.
func TwoVotes() *charter.Rule {
	return &charter.Rule{Voting: "PT1H", Early: true, Pass: ForVotes(2), LockOut: charter.LockOutAccepted}
}

// SeatRule returns a rule by which an organ is filled by one vote.
func SeatRule() *charter.Rule {
	return &charter.Rule{Voting: "PT1H", Pass: ForVotes(1), LockOut: charter.LockOutAccepted}
}

// Basic returns a charter with a class that votes, one that does not, and a rule for
// joins: so many votes for, within the given time, and early if wanted.
func Basic(needed int, voting form.Duration, early bool) charter.Charter {
	return charter.Charter{
		Schema: 1, Founders: "full",
		Classes: []charter.Class{
			{
				ID: "full", Names: form.Names{"en": "Full member", "zh": "正式会员"},
				Kinds:  []charter.Kind{charter.Enterprise, charter.Academic, charter.Association},
				Rights: []charter.Right{charter.Voice, charter.Vote},
			},
			{
				ID: "observer", Names: En("Observer"),
				Kinds:  []charter.Kind{charter.Enterprise, charter.Academic},
				Rights: []charter.Right{charter.Voice, charter.ReadRight},
			},
		},
		Rules: charter.Rules{charter.Admit: {
			LockOut: charter.LockOutAccepted,
			Voting:  voting, Early: early, Pass: ForVotes(needed),
		}},
	}
}

// Disciplined adds rules about members to a charter: two votes suspend, reinstate
// and expel, and full members propose and sponsor.
func Disciplined(c charter.Charter) charter.Charter {
	c = Copy(c)
	for _, action := range []charter.Action{charter.Suspend, charter.Reinstate, charter.Expel} {
		rule := *c.Rules[charter.Admit]
		rule.Pass = ForVotes(2)
		c.Rules[action] = &rule
	}
	c.Classes[0].Rights = append(c.Classes[0].Rights, charter.ProposeRight, charter.SponsorRight)
	return c
}

// Sponsored is Disciplined, with two sponsors of each proposal, within a day.
func Sponsored(c charter.Charter) charter.Charter {
	c = Disciplined(c)
	for _, action := range []charter.Action{charter.Admit, charter.Suspend, charter.Reinstate, charter.Expel} {
		c.Rules[action].Sponsors, c.Rules[action].Expiry = Sponsors(2), "P1D"
	}
	return c
}

// WithRecordDate allows a roster of up to a week to be voted by.
func WithRecordDate(c charter.Charter) charter.Charter {
	c.RecordDate = "P7D"
	return c
}

// Copy returns a charter that shares no rule and no list of classes with another.
func Copy(c charter.Charter) charter.Charter {
	rules := charter.Rules{}
	for action, rule := range c.Rules {
		own := *rule
		rules[action] = &own
	}
	c.Rules, c.Classes = rules, slices.Clone(c.Classes)
	return c
}

// Whole returns a charter that has something of everything: each action has a rule
// by which two votes decide; resolutions wait for an hour, amendments' votes may
// change.
func Whole() charter.Charter {
	c := WithRecordDate(Basic(2, "PT1H", true))
	full := &c.Classes[0]
	full.Kinds = append(slices.Clone(full.Kinds), charter.AllianceKind)
	full.Rights = []charter.Right{charter.Voice, charter.Vote, charter.ProposeRight, charter.SponsorRight, charter.SeatRight}
	full.Weights = charter.Weights{Population: 10}
	c.Classes = append(c.Classes, charter.Class{
		ID: "guest", Names: En("Guest"), Kinds: full.Kinds, Rights: []charter.Right{charter.Voice}, Most: 1, Duration: "P30D", Grace: "P5D",
	})
	c.Measures = []charter.Measure{{ID: Population, Names: En("Population"), Own: true}}
	c.Organs = []charter.Organ{
		{ID: Board, Names: En("Board"), Seats: 4, Founders: true},
		{ID: Council, Names: En("Council"), Seats: 2, Duration: "P1D"},
	}
	c.Agreements = []charter.Agreement{{ID: Code, Names: En("Code of conduct"), Version: "1", Digest: Digest("code 1"), Grace: "P10D"}}
	c.Dues = &charter.Dues{By: &charter.Who{Organ: Board}}
	c.Figures = []charter.FigureKind{{ID: Attendance, Names: En("Attendance"), By: &charter.Who{Organ: Board}}}
	for _, action := range Actions() {
		c.Rules[action] = TwoVotes()
	}
	c.Rules[charter.Resolve].Timelock = "PT1H"
	c.Rules[charter.Amend].Changing, c.Rules[charter.Amend].Early = true, false
	return c
}

// WholeWith returns the whole charter, changed.
func WholeWith(change func(*charter.Charter)) charter.Charter {
	c := Whole()
	change(&c)
	return c
}

// WholeElecting returns the whole charter, in which the council of two seats is elected, by a rule that
// may be changed: by transferable votes, once half of those who may vote have, and in the place of
// who sits in it.
func WholeElecting(change func(*charter.Rule)) charter.Charter {
	return WholeWith(func(c *charter.Charter) {
		rule := &charter.Rule{
			Discussion: "PT1H", Expiry: "P9D", Voting: "PT1H",
			Pass:     charter.Expression{Votes: charter.CountFor, AtLeast: "1/2", Of: charter.CountElectorate},
			Election: &charter.Election{Method: election.STV, Renews: true},
		}
		change(rule)
		c.Rules[charter.Elect+"/"+Council] = rule
	})
}

// WholeWithRule returns the whole charter, with one action's rule changed.
func WholeWithRule(action charter.Action, change func(*charter.Rule)) charter.Charter {
	return WholeWith(func(c *charter.Charter) { change(c.Rules[action]) })
}

// ThreeClasses returns a charter of three classes that vote (full, issuer and
// consumer), with a measure of each kind, an organ, and a figure that it records.
func ThreeClasses() charter.Charter {
	c := Basic(1, "PT1H", true)
	kinds := c.Classes[0].Kinds
	rights := []charter.Right{charter.Vote, charter.ProposeRight, charter.SponsorRight, charter.SeatRight}
	c.Classes = nil
	for i, id := range []string{"full", "issuer", "consumer"} {
		c.Classes = append(c.Classes, charter.Class{
			ID: id, Names: En(id), Kinds: kinds, Rights: rights, Weights: charter.Weights{Population: i + 1, "dues": 3 - i},
		})
	}
	c.Measures = []charter.Measure{{ID: Population, Names: En("Population"), Own: true}, {ID: "dues", Names: En("Dues")}}
	c.Organs = []charter.Organ{{ID: Council, Names: En("Council"), Seats: 9}}
	c.Figures = []charter.FigureKind{{ID: Attendance, Names: En("Attendance"), By: &charter.Who{Organ: Council}}}
	return c
}

// ValidateFor validates a charter for so many founders, each at a host of its own,
// who all enter in the founders' class.
func ValidateFor(c charter.Charter, founders int) error {
	var ids []string
	for i := range founders {
		ids = append(ids, fmt.Sprintf("f%d@host-%d", i, i))
	}
	return c.Validate(c.FounderComposition(ids, nil))
}
