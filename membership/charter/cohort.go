package charter

import (
	"iter"
	"slices"
	"strings"

	"allianceregistry/membership/form"
)

// reading is what a rule looks at in its voters: members who differ in nothing
// else are all the same to it.
type reading struct {
	hosts, groups, founders bool
	organs                  []string
	parties                 map[string]bool
	measures                []string
	scales                  []scale // of the measures
	leaves                  int
}

// reads returns what a rule looks at.
func (r Rule) reads(c Charter) reading {
	read := reading{parties: map[string]bool{}, groups: r.Affiliates == AffiliatesOne || r.Cap != "" || r.Sponsors != nil || slices.Contains(r.Recused, RecuseAffiliates)}
	whos := []*Who{r.Electorate, r.Proposers}
	expressions := r.expressions()
	if r.Sponsors != nil {
		expressions = append(expressions, *r.Sponsors)
	}
	for _, e := range expressions {
		e.each(func(leaf Expression) {
			whos = append(whos, leaf.Who)
			read.leaf(c, leaf)
		})
	}
	for _, who := range whos {
		if who != nil {
			read.who(*who)
		}
	}
	return read
}

// leaf adds what a comparison looks at, but for of whom it speaks.
func (r *reading) leaf(c Charter, leaf Expression) {
	r.leaves++
	r.hosts = r.hosts || leaf.Votes == CountHosts
	r.groups = r.groups || leaf.Votes == CountGroups
	if leaf.Measure != "" && !slices.Contains(r.measures, leaf.Measure) {
		r.measures, r.scales = append(r.measures, leaf.Measure), append(r.scales, c.scale(leaf.Measure))
	}
}

// who adds what tells whom something speaks of.
func (r *reading) who(who Who) {
	r.founders = r.founders || who.Founders
	for _, party := range who.Parties {
		r.parties[party] = true
	}
	if who.Organ != "" && !slices.Contains(r.organs, who.Organ) {
		r.organs = append(r.organs, who.Organ)
	}
}

// kindred is a voter as the rule sees it.
func (r reading) kindred(c Charter, place int, v Voter, host string) cohort {
	k := cohort{Voter: v, host: host}
	parts := []string{v.Class}
	if r.hosts {
		parts = append(parts, "host", host)
	} else {
		k.host = ""
	}
	if r.groups {
		parts = append(parts, "group", v.Group)
	}
	if r.founders && v.Founder {
		parts = append(parts, "founder")
	}
	for _, organ := range r.organs {
		if slices.Contains(v.Organs, organ) {
			parts = append(parts, "organ", organ)
		}
	}
	if r.parties[v.Party] {
		parts = append(parts, "party", v.Party)
	}
	k.cell = strings.Join(parts, form.Separator)
	for i := range r.measures {
		k.weights = append(k.weights, r.scales[i].of(place, v.Weights))
	}
	return k
}

// under reports whether another of the same cell is at least as weighty in each
// measure.
func (k cohort) under(other cohort) bool {
	for i, weight := range k.weights {
		if weight > other.weights[i] {
			return false
		}
	}
	return k.cell == other.cell
}

// all lists all kinds.
func (x *examination) all() []int {
	all := make([]int, len(x.kinds))
	for i := range all {
		all[i] = i
	}
	return all
}

// heaviest lists the kinds that none of their cell outweighs, and those that none
// of the others does: one of the first may be the subject, and the next one silent.
func (x *examination) heaviest() []int {
	var found []int
	for range 2 {
		var front []int
		for _, i := range x.all() {
			if x.spend(1+len(front)+len(found)/4, 0); x.overNow() {
				return found
			}
			if slices.Contains(found, i) && x.kinds[i].count() == 1 {
				continue
			}
			if slices.ContainsFunc(front, func(j int) bool { return x.kinds[i].under(x.kinds[j]) }) {
				continue
			}
			front = slices.DeleteFunc(front, func(j int) bool { return x.kinds[j].under(x.kinds[i]) })
			front = append(front, i)
		}
		x.spend(0, len(x.kinds)*len(front)/10)
		found = append(found, front...)
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// subject is whom a proposal under examination is about, nobody or one of a kind,
// and how many of each kind then have a say.
type subject struct {
	kind int
	left []int
}

// nobody stands for a kind where there is none.
const nobody = -1

// everybody is how many there are of each kind.
func (x *examination) everybody() []int {
	counts := make([]int, len(x.kinds))
	for i := range x.kinds {
		counts[i] = x.kinds[i].count()
	}
	return counts
}

// subjects are one of each kind where the rule recuses whom it is about, or whose
// affiliates; else nobody. Who applies may be an affiliate of any group.
func (x *examination) subjects() iter.Seq[subject] {
	return func(yield func(subject) bool) {
		recusals := x.rule.recusals(x.action)
		affiliates := slices.Contains(recusals, RecuseAffiliates)
		one := affiliates || slices.Contains(recusals, RecuseSubject)
		if whole := x.everybody(); !one || !x.action.AboutMember() && x.action != Admit || x.voting(whole) < 2 {
			yield(subject{nobody, whole})
			return
		}
		if x.action == Admit && (!yield(subject{nobody, x.everybody()}) || !affiliates) {
			return
		}
		for kind, k := range x.kinds {
			if x.spend(1+len(x.kinds)/4, 0); x.overNow() {
				return
			}
			if x.action == Admit && k.Group == "" {
				continue
			}
			if !yield(subject{kind, x.without(kind, affiliates)}) {
				return
			}
		}
	}
}

// without is how many of each kind have a say on a proposal about one of a kind; or, where
// it is about who applies, about one of the same affiliate group.
func (x *examination) without(kind int, affiliates bool) []int {
	left := x.everybody()
	if x.action != Admit {
		left[kind]--
	}
	if group := x.kinds[kind].Group; affiliates && group != "" {
		x.takeGroup(left, group)
	}
	return left
}

// takeGroup takes out of those who are left an affiliate group.
func (x *examination) takeGroup(left []int, group string) {
	for j := range x.kinds {
		if x.kinds[j].Group == group {
			left[j] = 0
		}
	}
}

// votes and sponsors report whether a kind may vote and may sponsor.
func (x *examination) votes(kind int) bool    { return x.kinds[kind].votes }
func (x *examination) sponsors(kind int) bool { return x.kinds[kind].sponsors }

// present counts the members who are left. Of one alone none can lock the others.
func present(left []int) int {
	count := 0
	for _, n := range left {
		count += n
	}
	return count
}

// voting counts those who may vote.
func (x *examination) voting(left []int) int {
	count := 0
	for i, n := range left {
		if x.votes(i) {
			count += n
		}
	}
	return count
}
