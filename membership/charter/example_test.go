package charter_test

import (
	"fmt"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// bylaws demand two thirds of the votes cast to expel, and that half of all vote.
func bylaws() charter.Charter {
	return charter.Charter{
		Schema: 1, Founders: "full",
		Classes: []charter.Class{{
			ID: "full", Names: form.Names{"en": "Full member"}, Kinds: []charter.Kind{charter.Enterprise},
			Rights: []charter.Right{charter.Voice, charter.Vote, charter.ProposeRight},
		}},
		Rules: charter.Rules{charter.Expel: {Voting: "P7D", Early: true, Pass: charter.Expression{All: []charter.Expression{
			{Votes: charter.CountTakingPart, Of: charter.CountElectorate, AtLeast: "1/2"},
			{Votes: charter.CountFor, Of: charter.CountCast, AtLeast: "2/3"},
		}}}},
	}
}

// A charter is validated for those who would live by it: a rule that asks for more votes
// than there are is found, with the place at which it stands.
func ExampleCharter_Validate() {
	c := bylaws()
	founders := c.FounderComposition([]string{"ada@h1", "ben@h2", "cyd@h3", "dan@h1"}, nil)
	fmt.Println(c.Validate(founders))

	c.Rules[charter.Expel].Pass = charter.Expression{Votes: charter.CountFor, AtLeast: "4"}
	for _, defect := range charter.DefectsIn(refusal.From(c.Validate(founders))) {
		fmt.Println(defect.Path, defect.Problem, defect.Params["voters"])
	}
	// Output:
	// <nil>
	// rules.expel.pass UNREACHABLE 4
}

// An explanation says of each comparison what was needed and what there is, and whether
// that can still change.
func ExampleBallot_Explain() {
	ada, ben := charter.Voter{Party: "ada@h1", Class: "full"}, charter.Voter{Party: "ben@h2", Class: "full"}
	c := bylaws()
	ballot := charter.Ballot{
		Charter: c, Rule: *c.Rules[charter.Expel], Electorate: []charter.Bloc{{Class: "full", Active: 3}},
		Votes: []charter.Cast{
			{Voter: ada, Host: "h1", Position: charter.For},
			{Voter: ben, Host: "h2", Position: charter.For},
		},
	}
	explanation := ballot.Explain()
	fmt.Println("met:", explanation.Met, "certain:", explanation.Certain)
	for _, leaf := range explanation.Leaves() {
		figure := leaf.Figure
		fmt.Printf("%s: %d of %d, %d needed\n", figure.Votes, figure.Actual, figure.Base, figure.Needed)
	}
	// Output:
	// met: true certain: true
	// taking part: 2 of 3, 2 needed
	// for: 2 of 2, 2 needed
}

// A charter is tried without a ledger: who may propose and vote, and what comes of it.
func ExampleTrial() {
	trial := charter.Trial{Charter: bylaws(), Action: charter.Expel, By: "ada@h1", Subject: "dan@h1"}
	for _, party := range []string{"ada@h1", "ben@h2", "cyd@h3", "dan@h1"} {
		trial.Members = append(trial.Members, charter.TrialMember{Voter: charter.Voter{Party: party, Class: "full"}, Host: party[4:]})
	}
	rule, err := trial.File()
	if err != nil {
		fmt.Println(err)
		return
	}
	open, err := trial.Open(rule, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	var votes []charter.Cast
	for _, party := range []string{"ada@h1", "ben@h2", "dan@h1"} {
		vote, err := open.Vote(party, charter.For)
		if err != nil {
			fmt.Println(refusal.From(err).Code, party)
			continue
		}
		votes = append(votes, vote)
	}
	fmt.Println(open.Outcome(open.Ballot(votes).Explain(), false))
	// Output:
	// RECUSED dan@h1
	// accepted
}
