package charter

// Sponsored reports whether sponsorships, in the order in which they came, meet a rule.
// Members of one affiliate group sponsor as one: as the one that did so first, whatever
// class the others are of. A share is taken of an electorate, see SponsorElectorate.
func (c Charter) Sponsored(rule Rule, sponsorships []Cast, electorate []Bloc) bool {
	return rule.Sponsors == nil || c.ExplainSponsors(Engine, rule, sponsorships, electorate).Met
}

// ExplainSponsors works out a rule's sponsors, by the rules of the day.
func (c Charter) ExplainSponsors(engine string, rule Rule, sponsorships []Cast, electorate []Bloc) Explanation {
	ballot := sponsorBallot(engine, sponsorships)
	ballot.Charter = c
	return rule.Sponsors.evaluate(sponsorCounts(rule, ballot, Ballot{Charter: c, Engine: engine, Electorate: electorate}))
}

// SponsorsByShare reports whether a rule demands the sponsorships of a share of the electorate.
func (r Rule) SponsorsByShare() (share bool) {
	if r.Sponsors != nil {
		r.Sponsors.eachComparison(func(leaf Expression) { share = share || leaf.Of != "" })
	}
	return share
}

// SponsorElectorate is of whom a rule demands a share as sponsors: the members of a seal who may vote on
// what it decides, as their class says it. Who has no say on one proposal or another is not left out: it
// is known only once there are sponsors.
func (c Charter) SponsorElectorate(sealed []Bloc, rule Rule) []Bloc {
	return Poll{}.electorate(sealed, c, rule, nil)
}

// sponsorCounts are what comparisons of sponsors count: sponsorships of their ballot, shares of the
// electorate, in which affiliates are one where they vote as one.
func sponsorCounts(rule Rule, sponsors, electorate Ballot) func(Expression) counts {
	electorate.Rule = Rule{Affiliates: rule.Affiliates}
	counted, all := sponsors.counter(), electorate.counter()
	return func(e Expression) counts {
		c := counted.counts(e)
		if e.Of == CountElectorate {
			c.electorate = all.counts(e).electorate
		}
		return c
	}
}

// sponsorBallot is a vote of those who sponsor, by which a rule's sponsors are counted.
func sponsorBallot(engine string, sponsorships []Cast) Ballot {
	ballot := Ballot{
		Rule: Rule{Affiliates: AffiliatesOne}, Engine: engine,
		Votes: make([]Cast, 0, len(sponsorships)), Voters: make([]Voter, 0, len(sponsorships)),
	}
	seen := map[string]bool{}
	for _, sponsorship := range sponsorships {
		if group := sponsorship.Group; group != "" && !ballot.byTwo() {
			if seen[group] {
				continue
			}
			seen[group], sponsorship.alike = true, 0
		}
		sponsorship.Position = For
		ballot.Votes, ballot.Voters = append(ballot.Votes, sponsorship), append(ballot.Voters, sponsorship.Voter)
	}
	ballot.Electorate = blocPerVoter(nil, ballot.Voters)
	return ballot
}
