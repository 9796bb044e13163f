package charter

import (
	"iter"
	"slices"
	"strings"

	"allianceregistry/membership/form"
)

// criteria is what a rule looks at in its voters: members who differ in nothing
// else are all the same to it.
type criteria struct {
	hosts, groups, founders bool
	organs                  []string
	parties                 map[string]bool
	measures                []string
	scales                  []scale // of the measures
	comparisons             int
}

// criteria returns what a rule looks at.
func (r Rule) criteria(c Charter) criteria {
	seen := criteria{parties: map[string]bool{}, groups: r.Affiliates == AffiliatesOne || r.Cap != "" || r.Sponsors != nil || slices.Contains(r.Recused, RecuseAffiliates)}
	whos := []*Who{r.Electorate, r.Proposers, r.Casting}
	expressions := r.expressions()
	if r.Sponsors != nil {
		expressions = append(expressions, *r.Sponsors)
	}
	for _, e := range expressions {
		e.eachComparison(func(leaf Expression) {
			whos = append(whos, leaf.Who)
			seen.addComparison(c, leaf)
		})
	}
	for _, who := range whos {
		if who != nil {
			seen.addWho(*who)
		}
	}
	return seen
}

// addComparison adds what a comparison looks at, but for of whom it speaks.
func (r *criteria) addComparison(c Charter, leaf Expression) {
	r.comparisons++
	r.hosts = r.hosts || leaf.Votes == CountHosts
	r.groups = r.groups || leaf.Votes == CountGroups
	if leaf.Measure != "" && !slices.Contains(r.measures, leaf.Measure) {
		r.measures, r.scales = append(r.measures, leaf.Measure), append(r.scales, c.scale(leaf.Measure))
	}
}

// addWho adds what names the members that something speaks of.
func (r *criteria) addWho(who Who) {
	r.founders = r.founders || who.Founders
	for _, party := range who.Parties {
		r.parties[party] = true
	}
	for _, organ := range who.Seats() {
		if !slices.Contains(r.organs, organ) {
			r.organs = append(r.organs, organ)
		}
	}
}

// cohort returns the cohort of a voter.
func (r criteria) cohort(c Charter, place int, v Voter, host string) cohort {
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
	k.key = strings.Join(parts, form.Separator)
	for i := range r.measures {
		k.weights = append(k.weights, r.scales[i].of(place, v.Weights))
	}
	return k
}

// outweighedBy reports whether another of the same key is at least as weighty in each
// measure.
func (k cohort) outweighedBy(other cohort) bool {
	for i, weight := range k.weights {
		if weight > other.weights[i] {
			return false
		}
	}
	return k.key == other.key
}

// allCohorts lists the indexes of all cohorts.
func (x *examination) allCohorts() []int {
	all := make([]int, len(x.cohorts))
	for i := range all {
		all[i] = i
	}
	return all
}

// heaviestCohorts lists the cohorts that none of the same key outweighs, and those that none
// of the others does: one of the first may be the subject, and the next one silent.
func (x *examination) heaviestCohorts() []int {
	var found []int
	for range 2 {
		var front []int
		for _, i := range x.allCohorts() {
			if x.spend(1+len(front)+len(found)/4, 0); x.exhaustedNow() {
				return found
			}
			if slices.Contains(found, i) && x.cohorts[i].count() == 1 {
				continue
			}
			if slices.ContainsFunc(front, func(j int) bool { return x.cohorts[i].outweighedBy(x.cohorts[j]) }) {
				continue
			}
			front = slices.DeleteFunc(front, func(j int) bool { return x.cohorts[j].outweighedBy(x.cohorts[i]) })
			front = append(front, i)
		}
		x.spend(0, len(x.cohorts)*len(front)/10)
		found = append(found, front...)
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// subject is whom a proposal under examination is about, nobody or one of a cohort,
// and how many of each cohort then have a say.
type subject struct {
	cohort    int
	remaining []int
}

// noCohort stands for the index of a cohort where there is none.
const noCohort = -1

// everybody is how many there are in each cohort.
func (x *examination) everybody() []int {
	counts := make([]int, len(x.cohorts))
	for i := range x.cohorts {
		counts[i] = x.cohorts[i].count()
	}
	return counts
}

// subjects are one of each cohort where the rule recuses whom it is about, or whose
// affiliates; else nobody. Who applies may be an affiliate of any group.
func (x *examination) subjects() iter.Seq[subject] {
	return func(yield func(subject) bool) {
		recusals := x.rule.recusals(x.action)
		affiliates := slices.Contains(recusals, RecuseAffiliates)
		one := affiliates || slices.Contains(recusals, RecuseSubject)
		if whole := x.everybody(); !one || !x.action.AboutMember() && x.action != Admit || x.voterCount(whole) < 2 {
			yield(subject{noCohort, whole})
			return
		}
		if x.action == Admit && (!yield(subject{noCohort, x.everybody()}) || !affiliates) {
			return
		}
		for index, k := range x.cohorts {
			if x.spend(1+len(x.cohorts)/4, 0); x.exhaustedNow() {
				return
			}
			if x.action == Admit && k.Group == "" {
				continue
			}
			if !yield(subject{index, x.without(index, affiliates)}) {
				return
			}
		}
	}
}

// without is how many of each cohort have a say on a proposal about one of a cohort; or, where
// it is about who applies, about one of the same affiliate group.
func (x *examination) without(index int, affiliates bool) []int {
	remaining := x.everybody()
	if x.action != Admit {
		remaining[index]--
	}
	if group := x.cohorts[index].Group; affiliates && group != "" {
		x.removeGroup(remaining, group)
	}
	return remaining
}

// removeGroup takes out of those who are left an affiliate group.
func (x *examination) removeGroup(remaining []int, group string) {
	for j := range x.cohorts {
		if x.cohorts[j].Group == group {
			remaining[j] = 0
		}
	}
}

// mayVote and maySponsor report whether the members of a cohort may vote and sponsor.
func (x *examination) mayVote(index int) bool    { return x.cohorts[index].mayVote }
func (x *examination) maySponsor(index int) bool { return x.cohorts[index].maySponsor }

// totalMembers counts the members who are left. Of one alone none can lock the others.
func totalMembers(remaining []int) int {
	count := 0
	for _, n := range remaining {
		count += n
	}
	return count
}

// voterCount counts those who may vote.
func (x *examination) voterCount(remaining []int) int {
	count := 0
	for i, n := range remaining {
		if x.mayVote(i) {
			count += n
		}
	}
	return count
}
