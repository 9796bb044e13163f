package charter

import (
	"cmp"
	"maps"
	"slices"
)

// ones are the affiliate groups of a ballot whose rule makes each of them one voter.
// Such a voter stands in one class, that of its weightiest member in the measure that
// is counted in (of several the one whose class comes first in the charter), weighs
// what that member does, sits where any of its members does and is named where one is.
// So it is counted once, whatever classes its members are of, and whoever of them
// votes. What it says is an abstention where its members differ.
type ones map[string]*one

type one struct {
	blocs []int   // the places of its members' blocs in the electorate
	named []Voter // those of them whom the rule names one by one
	count int     // how many they are
	// leads is the place of the vote for by whose host it is counted, -1 for none.
	leads int
}

// asOne gathers the groups, and who of those that voted for leads each: the one whose
// class comes first in the charter, and of these the one whose id does.
func (r *ready) asOne() ones {
	groups := ones{}
	for i, bloc := range r.Electorate {
		if bloc.Group == "" {
			continue
		}
		if groups[bloc.Group] == nil {
			groups[bloc.Group] = &one{leads: -1}
		}
		group := groups[bloc.Group]
		group.blocs, group.count = append(group.blocs, i), group.count+bloc.Active
	}
	for _, voter := range r.Voters {
		if group := groups[voter.Group]; group != nil {
			group.named = append(group.named, voter)
		}
	}
	for i, cast := range r.Votes {
		group := groups[cast.Group]
		if group != nil && cast.Position == For && (group.leads < 0 || r.before(i, group.leads)) {
			group.leads = i
		}
	}
	return groups
}

// before reports whether the voter of one vote comes before that of another.
func (r *ready) before(vote, other int) bool {
	return cmp.Or(cmp.Compare(r.votes[vote], r.votes[other]), cmp.Compare(r.Votes[vote].Party, r.Votes[other].Party)) < 0
}

// shares are the groups of whom a comparison speaks, and which these are.
func (o ones) shares(r *ready, who *Who, s scale) (list []share, meant map[string]bool) {
	meant = map[string]bool{}
	for _, name := range slices.Sorted(maps.Keys(o)) {
		group := o[name]
		class, weight := group.stands(r, s)
		if meant[name] = class >= 0 && who.classed(r.Charter.Classes[class].ID) && group.calledBy(who); meant[name] {
			list = append(list, share{name, weight, group.count})
		}
	}
	return list, meant
}

// stands returns the place of a group's class, and what it counts for.
func (g one) stands(r *ready, s scale) (class int, weight int64) {
	class = -1
	for _, i := range g.blocs {
		place, weighs := r.blocs[i], s.of(r.blocs[i], r.Electorate[i].Weights)
		if class < 0 || weighs > weight || weighs == weight && place < class {
			class, weight = place, weighs
		}
	}
	return class, weight
}

// calledBy reports whether one of a group's members is named, where members are.
func (g one) calledBy(who *Who) bool {
	if !who.Named() {
		return true
	}
	for _, voter := range g.named {
		if who.calls(voter) {
			return true
		}
	}
	return false
}

// led reports whether a vote is the one by whose host its group is counted. By the rules
// of version 2 each of a group's was.
func (o ones) led(group string, vote int) bool { return o == nil || o[group].leads == vote }

// votes is how many distinct ones so many votes of a group are that are alike.
func (o ones) votes(alike int) int {
	if o == nil {
		return alike
	}
	return 1
}
