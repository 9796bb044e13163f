package membership

import "slices"

// recusedOf lists who has no say on a proposal, and the affiliate groups that have
// none: the parties that its rule recuses, as far as they are active members of the
// seal. What a party is there is looked up by a function.
func (p Proposal) recusedOf(rule Rule, sponsors []string, of func(party string) (Voter, bool, error)) (voters []Voter, groups []string, err error) {
	for _, party := range p.recusedParties(rule, sponsors) {
		voter, active, err := of(party)
		if err != nil {
			return nil, nil, err
		}
		if active {
			voters = append(voters, voter)
		}
		if party == p.Subject && slices.Contains(rule.recusals(p.Action), RecuseAffiliates) {
			for _, group := range []string{voter.Group, p.SubjectGroup} {
				if group != "" && !slices.Contains(groups, group) {
					groups = append(groups, group)
				}
			}
		}
	}
	return voters, groups, nil
}

// recusedParties lists the parties that a rule recuses, in the order of their ids.
func (p Proposal) recusedParties(rule Rule, sponsors []string) []string {
	var parties []string
	for _, recusal := range rule.recusals(p.Action) {
		switch recusal {
		case RecuseSubject, RecuseAffiliates:
			parties = append(parties, p.Subject)
		case RecuseFiler:
			parties = append(parties, p.By)
		case RecuseSponsors:
			parties = append(parties, sponsors...)
		}
	}
	slices.Sort(parties)
	return slices.Compact(parties)
}

// called tells whether a party votes by its seat, whatever its class.
// It refuses with RECUSED, with OUTSIDE_ELECTORATE who was not an active member of
// the seal or is not whom the rule calls, and with NO_RIGHT.
func (p Proposal) called(charter Charter, rule Rule, voter Voter, active bool) (seated bool, err error) {
	if p.recuses(voter) {
		return false, refuse(Recused, "proposal", p.ID, "party", voter.Party)
	}
	outside := refuse(OutsideElectorate, "proposal", p.ID, "party", voter.Party, "epoch", itoa(p.Seal))
	if !active {
		return false, outside
	}
	class, err := charter.class(voter.Class)
	if err != nil {
		return false, err
	}
	if rule.Electorate.named() {
		index := slices.IndexFunc(p.Voters, func(v Voter) bool { return v.Party == voter.Party })
		if index < 0 || !rule.Electorate.covers(p.Voters[index]) {
			return false, outside
		}
		if rule.Electorate.Organ != "" {
			return true, nil
		}
	} else if !rule.Electorate.classed(voter.Class) {
		return false, outside
	}
	return false, class.permits(Vote)
}

// ballot is the vote on a proposal that was opened, nobody having voted.
func (p Proposal) ballot(seal Seal, charter Charter, rule Rule) Ballot {
	b := Ballot{Charter: charter, Rule: rule, Figures: p.Figures}
	for _, voter := range p.Voters {
		if charter.permits(rule, voter) && !p.recuses(voter) {
			b.Voters = append(b.Voters, voter)
		}
	}
	b.Electorate = p.electorate(seal, charter, rule, b.Voters)
	return b
}

// figuresOf lists the recorded figures of which a rule demands a share.
func (c Charter) figuresOf(rule Rule) []string {
	var wanted []string
	for _, e := range rule.expressions() {
		e.each(func(leaf Expression) {
			if _, is := c.FigureKind(string(leaf.Of)); is {
				wanted = append(wanted, string(leaf.Of))
			}
		})
	}
	return wanted
}

// reached is the outcome of a vote: voting while nothing is decided, since the
// voting period runs and the rule or the votes to come do not allow it.
func (r Rule) reached(x Explanation, closed bool) ProposalStatus {
	switch {
	case !closed && !(r.Early && x.Certain):
		return Voting
	case x.Met:
		return Accepted
	}
	return Rejected
}

// left are the rights that a standing leaves to members of a class, and probation.
func (c Class) left(state StandingState, probation bool) []Right {
	rights := []Right{}
	for _, right := range c.Rights {
		if c.keeps(right, state, probation) {
			rights = append(rights, right)
		}
	}
	return rights
}

// keeps tells whether a standing leaves a right to members of a class, and probation:
// also one that they have by a seat, or as those whom a rule names.
func (c Class) keeps(right Right, state StandingState, probation bool) bool {
	switch {
	case probation && !slices.Contains(c.ProbationRights, right):
		return false
	case state == Lapsed:
		return slices.Contains(c.LapsedRights, right)
	case state == Grace && len(c.GraceRights) > 0:
		return slices.Contains(c.GraceRights, right)
	}
	return true
}
