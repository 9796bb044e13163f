package charter

import "iter"

// searchOpposition looks for votes against, and none for, by which the rule accepts. Where
// silence accepts it is named for that, or the alliance knows that it decides by who
// objects.
func (x *examination) searchOpposition(d *Defects) {
	if x.engine == EngineTwo || x.rule.silentPart() != "" {
		return
	}
	everybody := x.everybody()
	for few := range x.oppositions() {
		ballot := x.ballot(everybody, noCohort, nil)
		ballot.Votes = x.casts(few, noCohort, func(int) Position { return Against })
		if x.met(ballot) {
			d.add(x.path+"."+ballot.acceptingPart(), MetByOpposition)
			return
		}
	}
}

// acceptingPart is the part of a rule by which a ballot is accepted that is.
func (b Ballot) acceptingPart() string {
	consent := b.Rule.Consent
	b.Rule.Consent, b.budget = nil, nil
	if consent != nil && !b.accepts() {
		return "consent"
	}
	if b.Rule.Fallback = nil; b.accepts() {
		return "pass"
	}
	return "fallback"
}

// oppositions are how many of each cohort vote against. In a small alliance that is every
// number of them; in a large one everybody, all who are alike, and one of them.
func (x *examination) oppositions() iter.Seq[[]int] {
	voters, tries := x.everybody(), 1
	for index := range voters {
		if !x.mayVote(index) {
			voters[index] = 0
		}
		tries = min(2*maxTried, tries*(voters[index]+1))
	}
	return func(yield func([]int) bool) {
		if !yield(voters) {
			return
		}
		if tries > maxTried {
			x.oppositionsByUnit(voters, yield)
			return
		}
		for try := 1; try < tries-1; try++ { // nobody and everybody apart
			rest, few := try, make([]int, len(voters))
			for index, n := range voters {
				few[index], rest = rest%(n+1), rest/(n+1)
			}
			if !yield(few) {
				return
			}
		}
	}
}

// oppositionsByUnit has each cohort vote against by itself, or where there are many each
// class; and the first of them alone.
func (x *examination) oppositionsByUnit(voters []int, yield func([]int) bool) {
	groups, count := x.votingUnits(2)
	for group := range count {
		if x.spend(2*len(voters), 0); x.exhausted() {
			return
		}
		perCohort, one := make([]int, len(voters)), make([]int, len(voters))
		first := true
		for index, n := range voters {
			if groups[index] == group && n > 0 {
				perCohort[index] = n
				if first {
					one[index], first = 1, false
				}
			}
		}
		if !first && (!yield(perCohort) || !yield(one)) {
			return
		}
	}
}
