package charter

import (
	"cmp"
	"maps"
	"slices"
)

// voterGroups are the affiliate groups of a ballot whose rule makes each of them one voter.
// Such a voter stands in one class, that of its weightiest member in the measure that
// is counted in (of several the one whose class comes first in the charter), weighs
// what that member does, sits where any of its members does and is named where one is.
// So it is counted once, whatever classes its members are of, and whoever of them
// votes. What it says is an abstention where its members differ.
type voterGroups map[string]*voterGroup

// voterGroup is one of them.
type voterGroup struct {
	blocs  []int   // indexes of its members' blocs in the electorate
	voters []Voter // those of them whom the rule names one by one
	count  int     // how many they are
	// lead is the index of the vote for by whose host it is counted, -1 for none.
	lead int
}

// groupAffiliates gathers the groups, and finds the lead of each among those that voted for: the one whose
// class comes first in the charter, and of these the one whose id does.
func (pb *preparedBallot) groupAffiliates() voterGroups {
	groups := voterGroups{}
	for i, bloc := range pb.Electorate {
		if bloc.Group == "" {
			continue
		}
		if groups[bloc.Group] == nil {
			groups[bloc.Group] = &voterGroup{lead: -1}
		}
		group := groups[bloc.Group]
		group.blocs, group.count = append(group.blocs, i), group.count+bloc.Active
	}
	for _, voter := range pb.Voters {
		if group := groups[voter.Group]; group != nil {
			group.voters = append(group.voters, voter)
		}
	}
	for i, cast := range pb.Votes {
		group := groups[cast.Group]
		if group != nil && cast.Position == For && (group.lead < 0 || pb.precedes(i, group.lead)) {
			group.lead = i
		}
	}
	return groups
}

// precedes reports whether the voter of one vote comes before that of another.
func (pb *preparedBallot) precedes(vote, other int) bool {
	return cmp.Or(cmp.Compare(pb.voteClasses[vote], pb.voteClasses[other]), cmp.Compare(pb.Votes[vote].Party, pb.Votes[other].Party)) < 0
}

// stakes returns what the groups count for of whom a comparison speaks, and which these
// are.
func (groups voterGroups) stakes(pb *preparedBallot, who *Who, s scale) (list []stake, meant map[string]bool) {
	meant = map[string]bool{}
	for _, name := range slices.Sorted(maps.Keys(groups)) {
		group := groups[name]
		class, weight := group.classAndWeight(pb, s)
		if meant[name] = class >= 0 && who.coversClass(pb.Charter.Classes[class].ID) && group.isNamedBy(who); meant[name] {
			list = append(list, stake{name, weight, group.count})
		}
	}
	return list, meant
}

// classAndWeight returns the index of a group's class, -1 for none, and what it counts for.
func (g voterGroup) classAndWeight(pb *preparedBallot, s scale) (class int, weight int64) {
	class = -1
	for _, i := range g.blocs {
		place, weighs := pb.blocClasses[i], s.of(pb.blocClasses[i], pb.Electorate[i].Weights)
		if class < 0 || weighs > weight || weighs == weight && place < class {
			class, weight = place, weighs
		}
	}
	return class, weight
}

// isNamedBy reports whether one of a group's members is named, where members are.
func (g voterGroup) isNamedBy(who *Who) bool {
	if !who.Named() {
		return true
	}
	for _, voter := range g.voters {
		if who.names(voter) {
			return true
		}
	}
	return false
}

// isLead reports whether a vote is the one by whose host its group is counted. By the rules
// of version 2 each of a group's was.
func (groups voterGroups) isLead(group string, vote int) bool {
	return groups == nil || groups[group].lead == vote
}

// distinctVotes is for how many distinct voters so many votes of a group count that are
// alike.
func (groups voterGroups) distinctVotes(alike int) int {
	if groups == nil {
		return alike
	}
	return 1
}
