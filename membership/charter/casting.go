package charter

// The casting vote. Where the votes for are as many as those against, somebody's vote, as a
// rule the chair's, decides: a comparison of the votes for with half of those cast is met if
// it was for and not met if it was against. It is no second vote, and weighs nothing: where
// one side has more, be it by one, nobody's vote does more than another's.
//
// So a comparison that is met stays so with one more vote for: from as many on both sides it
// comes to more for, from fewer to as many at most.

// castingVote is what those say who have the casting vote, as far as a comparison speaks of
// them.
type castingVote struct {
	has bool
	// position is For or Against, empty if they abstained, differ, or have not voted.
	position Position
	// open says that one of them may still vote.
	open bool
}

// castingVote looks up what those say of whom a comparison speaks.
func (pb *preparedBallot) castingVote(who *Who, meant func(vote int) bool) castingVote {
	pb.indexVoters()
	found := castingVote{has: true}
	left, differ := 0, false
	for _, voter := range pb.Voters {
		if pb.Rule.Casting.Covers(voter) && who.Covers(voter) {
			left += 1 + voter.alike
		}
	}
	for i, cast := range pb.Votes {
		at := pb.voterIndexes[i]
		if at < 0 || !meant(i) || !pb.Rule.Casting.Covers(pb.Voters[at]) {
			continue
		}
		left -= 1 + cast.alike
		if cast.Position == For || cast.Position == Against {
			differ = differ || found.position != "" && found.position != cast.Position
			found.position = cast.Position
		}
	}
	if differ {
		found.position = ""
	}
	found.open = left > 0
	pb.spend(len(pb.Voters) + len(pb.Votes))
	return found
}

// isMajority reports whether a comparison is of the votes for with half of those cast, where
// a casting vote decides.
func (e Expression) isMajority() bool {
	if e.Votes != CountFor || e.Of != CountCast || e.AtLeast == "" && e.MoreThan == "" {
		return false
	}
	p, q, ok := e.amounts()[0].amount.parse()
	return ok && 2*p == q
}

// tieBreak is how the casting vote decides a comparison; empty if it does not.
func (c counts) tieBreak(e Expression) Position {
	base := c.of(CountCast)
	if !c.casting.has || !e.isMajority() || base == 0 || 2*c.of(CountFor) != base {
		return ""
	}
	return c.casting.position
}

// certainByCasting is certain for a comparison that a casting vote may decide. It turns on by
// how much the votes for are more than those against.
func (c counts) certainByCasting(e Expression, relation Relation, met bool) bool {
	up, down := c.extreme(e, 1, 2, 1), c.extreme(e, 1, 2, -1)
	lead := func(end [2]int64) int64 { return 2*end[0] - end[1] }
	decided := func(position Position, without Relation) bool {
		return !c.casting.open && (c.casting.position == position || c.casting.position == "" && relation == without)
	}
	switch {
	case !c.casting.open && up == down && c.leastBase(CountCast) == up[1]:
		return true
	case met:
		return lead(down) > 0 || lead(down) == 0 && c.leastBase(CountCast) > 0 && decided(For, AtLeast)
	}
	return lead(up) < 0 || lead(up) == 0 && decided(Against, MoreThan)
}

// validateCasting checks who has the casting vote. Before version 6 nobody had.
func (c Charter) validateCasting(d *Defects, path string, rule Rule) {
	if rule.Casting == nil || d.before(EngineSix, path+".casting", "casting") {
		return
	}
	c.validateWho(d, path+".casting", rule.Casting)
	if !rule.Casting.Named() {
		d.add(path+".casting", NotOneOf, "choices", "organ, organs, founders, parties")
	}
	if rule.Affiliates == AffiliatesOne {
		d.add(path+".casting", NoUse, "because", "affiliates")
	}
	decides := false
	for _, e := range rule.expressions() {
		e.eachComparison(func(leaf Expression) { decides = decides || len(leaf.amounts()) == 1 && leaf.isMajority() })
	}
	if !decides {
		d.add(path+".casting", NoUse, "because", "pass")
	}
}
