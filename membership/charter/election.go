package charter

import (
	"maps"
	"slices"
	"strconv"

	"allianceregistry/membership/election"
	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// Election is how a rule elects: several candidates for the seats of an organ. What it
// passes by says whether enough took part: a ballot that names candidates is a vote for, one
// against wants none of them.
type Election struct {
	Method election.Method `json:"method"`
	// Measure is what ballots are weighed by; without it each counts one.
	Measure string `json:"measure,omitempty" metadata:",optional"`
	// Ties is "undecided" if a seat stays empty where nothing in the count decides between
	// candidates; without it the seat is that of the longest membership, and of those that are
	// as long of the id that comes first.
	Ties election.Ties `json:"ties,omitempty" metadata:",optional"`
	// Renews says that who sits in the organ leaves it once the elected take their seats;
	// without it those stay, and only empty seats are filled.
	Renews bool `json:"renews,omitempty" metadata:",optional"`
	// Retires is the share, such as 1/3, of those who sit in the organ that leaves it once the
	// elected take their seats: the nearest whole number of them, half of one being one, and one at
	// least. Those leave who have sat longest.
	Retires Amount `json:"retires,omitempty" metadata:",optional"`
	// Stagger are the terms of those who are elected while nobody sits in the organ, in the place of
	// its duration: the first of them have the first, and so on.
	Stagger []form.Duration `json:"stagger,omitempty" metadata:",optional"`
	// Alternates is how many of those who come next take a seat that falls vacant, for the rest of
	// its term.
	Alternates int `json:"alternates,omitempty" metadata:",optional"`
	// ByElections says that there may be elections to seats that fell vacant, for the rest of their
	// terms; nobody leaves the organ by them.
	ByElections bool `json:"byElections,omitempty" metadata:",optional"`
	// OwnTier says that only those of a tier's classes elect to its seats.
	OwnTier bool `json:"ownTier,omitempty" metadata:",optional"`
}

// CheckSeats refuses with TOO_MANY more seats than an organ, or its tier, has or the method fills, and with
// REQUIRED none.
func (e Election) CheckSeats(section Section, seats int) error {
	limit := min(section.Seats, election.MaxSeats)
	if e.Method == election.InstantRunoff {
		limit = 1
	}
	if seats < 1 {
		return refusal.New(refusal.Required, "field", "seats")
	}
	if seats > limit {
		return refusal.New(refusal.TooMany, "what", "seats", "most", strconv.Itoa(limit))
	}
	return nil
}

// CheckBallot refuses what a member may not say in an election: a vote for that names nobody
// (REQUIRED), another that names somebody (UNWANTED), more names than the method knows
// (TOO_MANY), and somebody who is no candidate (NOT_A_CANDIDATE).
func (e Election) CheckBallot(p Poll, position Position, names []string) error {
	switch {
	case position != For && len(names) > 0:
		return refusal.New(refusal.Unwanted, "field", "ranking", "action", string(position))
	case position == For && len(names) == 0:
		return refusal.New(refusal.Required, "field", "ranking")
	}
	if marks := e.Method.MaxMarks(len(p.Candidates), p.Seats); len(names) > marks {
		return refusal.New(refusal.TooMany, "what", "candidates", "most", strconv.Itoa(marks))
	}
	for _, name := range names {
		if !slices.Contains(p.Candidates, name) {
			return refusal.New(refusal.NotACandidate, "proposal", p.ID, "party", refusal.Clip(name))
		}
	}
	return nil
}

// Elect counts the ballots for candidates who come in the order in which ties are decided.
// Where affiliates are one voter, those of a group who filled the same ballot have one
// together, which weighs what the group does; if they differ it has none.
func (b Ballot) Elect(seats int, candidates []string) election.Result {
	pb := b.prepare()
	s := b.Charter.scale(b.Rule.Election.Measure)
	contest := election.Contest{Method: b.Rule.Election.Method, Ties: b.Rule.Election.Ties, Seats: seats, Alternates: b.Rule.Election.Alternates, Candidates: candidates}
	ofGroups := map[string][]Cast{}
	for i, cast := range b.Votes {
		if !pb.countsAlone(cast.Group) {
			ofGroups[cast.Group] = append(ofGroups[cast.Group], cast)
		} else if cast.Position == For {
			contest.Ballots = append(contest.Ballots, election.Ballot{Weight: s.of(pb.voteClasses[i], cast.Weights), Names: cast.Ranking})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(ofGroups)) {
		group := pb.groups[name]
		if names, agreed := agreedBallot(contest.Method, ofGroups[name]); agreed && group != nil {
			_, weight := group.classAndWeight(pb, s)
			contest.Ballots = append(contest.Ballots, election.Ballot{Weight: weight, Names: names})
		}
	}
	return contest.Count()
}

// agreedBallot returns the ballot that all of a group filled who voted.
func agreedBallot(method election.Method, votes []Cast) (names []string, agreed bool) {
	for i, cast := range votes {
		ballot := cast.Ranking
		if !method.Ranked() {
			ballot = slices.Sorted(slices.Values(ballot))
		}
		if cast.Position != For || i > 0 && !slices.Equal(ballot, names) {
			return nil, false
		}
		names = ballot
	}
	return names, len(votes) > 0
}

// validateElection checks how a rule elects. Before version 5 none did.
func (c Charter) validateElection(d *Defects, path string, key Action, rule Rule) {
	action, _ := key.Split()
	e := rule.Election
	switch {
	case e != nil && d.before(EngineFive, path+".election", "election"):
		return
	case e != nil && action != Elect:
		d.add(path+".election", NoUse, "because", string(action))
		return
	case e == nil && action == Elect:
		d.add(path+".election", Missing)
	}
	if e == nil {
		return
	}
	methods := []string{}
	for _, method := range election.Methods() {
		methods = append(methods, string(method))
	}
	d.checkChoice(path+".election.method", string(e.Method), methods...)
	d.checkChoice(path+".election.ties", string(e.Ties), "", string(election.TiesUndecided))
	if e.Measure != "" {
		c.checkDeclared(d, path+".election.measure", "measure", e.Measure)
	}
	e.validateRotation(d, path+".election")
	c.validateOwnTier(d, path, key, rule)
	if rule.Discussion == "" && !rule.AtMeeting() { // in which candidates are nominated
		d.add(path+".discussion", Missing)
	}
	for _, field := range []struct {
		name  string
		given bool
	}{
		{"early", rule.Early},
		{"cap", rule.Cap != ""},
		{"requires", len(rule.Requires) > 0},
		{"consent", rule.Consent != nil},
		{"casting", rule.Casting != nil},
		{"steps", len(rule.Steps) > 0},
	} {
		if field.given {
			d.add(path+"."+field.name, NoUse, "because", "election")
		}
	}
}
