package charter

import (
	"cmp"
	"slices"
)

// ReachState is whether a rule can be met by the members that there are.
type ReachState string

// The states of a rule's reach.
const (
	InReach ReachState = "in reach"
	// OneBlocks is in reach, unless a single member is silent.
	OneBlocks ReachState = "one blocks"
	// OutOfReachNow is what no votes of the members meet.
	OutOfReachNow ReachState = "out of reach"
	// ReachUnknown is what the work there is does not find out, or the votes that are tried.
	ReachUnknown ReachState = "unknown"
)

// Reach is whether a rule can be met, and how many losses it lives through: the most for
// which that holds whichever members they are, and for every number below.
type Reach struct {
	Rule Action `json:"rule"`
	// Emergency says that it is the emergency rule of that key.
	Emergency bool       `json:"emergency,omitempty" metadata:",optional"`
	State     ReachState `json:"state"`
	// Members is how many there are who vote, sponsor or propose under it.
	Members int `json:"members"`
	// Leave is how many of them may leave, Silent how many may stay and say nothing.
	Leave  int `json:"leave"`
	Silent int `json:"silent"`
	// LeaveMore and SilentMore say that it may be more: what was not looked at counts as none.
	LeaveMore  bool `json:"leaveMore,omitempty" metadata:",optional"`
	SilentMore bool `json:"silentMore,omitempty" metadata:",optional"`
}

// Alarming reports whether a rule is out of reach, or blocked by one though the charter has not
// accepted that. What one member alone decides is not blocked by it.
func (c Charter) Alarming(r Reach) bool {
	rule := c.Rules[r.Rule]
	if r.Emergency {
		rule = c.Emergency[r.Rule]
	}
	return r.State == OutOfReachNow || r.State == OneBlocks && rule != nil && rule.LockOut == ""
}

// Reaches works out how far each rule of a charter is in reach of an alliance of this
// composition, in the order of the rules. Its work is bounded: see maxReach.
func (c Charter) Reaches(among Composition) []Reach {
	reaches, _ := c.reaches(among)
	return reaches
}

// reaches is Reaches, and the work that it took.
func (c Charter) reaches(among Composition) ([]Reach, int) {
	rules, left := c.placedRules(), maxReach
	reaches := make([]Reach, 0, len(rules))
	for i, one := range rules {
		reach, work := c.reach(one, among, left/(len(rules)-i))
		reaches, left = append(reaches, reach), left-work
	}
	return reaches, maxReach - left
}

// maxReach bounds the work of finding out the reach of all of a charter's rules, in the units of
// maxExamination: about a quarter of what an examination may take, for an auditor looks at every
// alliance.
const maxReach = maxExamination / 4

// reach works out the reach of one rule, and returns the work that it took.
func (c Charter) reach(one placedRule, among Composition, budget int) (Reach, int) {
	x := c.examination(Engine, one.vote(), among, budget)
	x.gather(among)
	reach := Reach{Rule: one.key, Emergency: one.emergency, State: ReachUnknown, Members: x.countConcerned()}
	if len(x.rule.Steps) > 0 || x.rule.AsksSubject() { // one vote may make good what the other lacks
		return reach, budget - x.budget
	}
	l := losses{examination: x, voteForIsBest: x.rule.forIsBest()}
	whoever := l.livesThrough(nil, false)
	guessed := x.guessed
	switch some := whoever || l.inReachOfSome(); {
	case x.exhaustedNow(), !some && x.guessed:
		return reach, budget - x.budget
	case !some:
		reach.State = OutOfReachNow
		return reach, budget - x.budget
	case !whoever: // about some it is out of reach as it is
		reach.State, reach.SilentMore, reach.LeaveMore = InReach, guessed, guessed
		return reach, budget - x.budget
	}
	reach.Silent, reach.SilentMore = l.most(x.budget/2, true)
	reach.Leave, reach.LeaveMore = l.most(x.budget, false)
	if reach.State = InReach; reach.Silent == 0 && !reach.SilentMore && reach.Members > 1 {
		reach.State = OneBlocks
	}
	return reach, budget - x.budget
}

// concerned reports whether members of a cohort have anything to say under the rule.
func (x *examination) concerned(index int) bool {
	return x.cohorts[index].mayVote || x.cohorts[index].maySponsor || x.proposesAlone(index)
}

// proposesAlone reports whether members of a cohort may propose what applicants and members
// do not propose for themselves.
func (x *examination) proposesAlone(index int) bool {
	return x.action != Admit && !x.action.MayProposeForItself() && x.mayPropose(x.cohorts[index].Voter)
}

func (x *examination) countConcerned() (count int) {
	for i, k := range x.cohorts {
		if x.concerned(i) {
			count += k.count()
		}
	}
	return count
}

// losses looks through what becomes of a rule when members are lost.
type losses struct {
	*examination
	voteForIsBest bool
}

// most is the most members who may be lost, whichever they are, and whether it may be more: found out
// with so much of the work that is left.
func (l losses) most(budget int, silent bool) (count int, more bool) {
	whole, one := l.examination, *l.examination
	one.budget = budget
	l.examination = &one
	defer func() { whole.budget -= budget - one.budget }()
	chains, total := l.chains()
	for count < total {
		lives := l.eachLoss(chains, count+1, func(lost []int) bool { return l.livesThrough(lost, silent) })
		if one.exhaustedNow() {
			return count, true
		}
		if !lives {
			return count, one.guessed
		}
		count++
	}
	return count, false
}

// chains are the cohorts from which members can be lost, those together of which the
// weightier is the harder loss and the first in the list; and how many members they are.
func (l losses) chains() (chains [][]int, total int) {
	places := map[string]int{}
	ordered := l.voteForIsBest && l.rule.Cap == "" && len(l.weightMeasures()) == 1 && l.monotoneInWeight()
	for i, k := range l.cohorts {
		if !l.concerned(i) {
			continue
		}
		total += k.count()
		if at, seen := places[k.key]; seen && ordered {
			chains[at] = append(chains[at], i)
			continue
		}
		places[k.key] = len(chains)
		chains = append(chains, []int{i})
	}
	for _, chain := range chains {
		slices.SortStableFunc(chain, func(a, b int) int { return cmp.Compare(l.cohorts[b].weights[0], l.cohorts[a].weights[0]) })
	}
	return chains, total
}

// weightMeasures are the measures in which the rule weighs votes.
func (x *examination) weightMeasures() []string { return x.rule.criteria(x.Charter).measures }

// eachLoss tries each way in which so many members can be lost, as long as a function says that the rule
// lives through it.
func (l losses) eachLoss(chains [][]int, count int, lives func(lost []int) bool) bool {
	lost := make([]int, len(l.cohorts))
	var from func(at, left int) bool
	from = func(at, left int) bool {
		if left == 0 {
			return lives(lost)
		}
		if l.spend(2, 0); at == len(chains) || l.exhaustedNow() {
			return true // there are not so many, or there is no work left
		}
		chain := chains[at]
		defer func() {
			for _, i := range chain {
				lost[i] = 0
			}
		}()
		if !from(at+1, left) {
			return false
		}
		for _, i := range chain {
			for lost[i] < l.cohorts[i].count() && left > 0 {
				lost[i], left = lost[i]+1, left-1
				if !from(at+1, left) {
					return false
				}
			}
		}
		return true
	}
	return from(0, count)
}

// livesThrough reports whether the rule can be met, whoever it is about, when so many of each cohort are
// lost: they have left, or they are silent.
func (l losses) livesThrough(lost []int, silent bool) bool {
	x := l.without(lost, silent)
	defer func() { l.budget, l.guessed = x.budget, x.guessed }()
	return x.startable() && x.metAbout(l.voteForIsBest, true)
}

// inReachOfSome reports whether the rule can be met about somebody at least.
func (l losses) inReachOfSome() bool {
	l.guessed = false
	return l.startable() && l.metAbout(l.voteForIsBest, false)
}

// startable reports whether there is somebody to propose and to vote.
func (x *examination) startable() bool {
	proposed := x.action == Admit || x.action.MayProposeForItself() ||
		slices.ContainsFunc(x.cohorts, func(k cohort) bool { return !k.mute && x.mayPropose(k.Voter) })
	return proposed && (x.rule.Open || x.voterCount(x.everybody()) > 0)
}

// metAbout reports whether the rule can be met, about each member that it can be about or
// about some.
func (x *examination) metAbout(allFor, each bool) bool {
	if x.rule.Open && x.rule.Sponsors == nil {
		return true
	}
	for s := range x.subjects() {
		if met := x.failure(s.remaining, noCohort, allFor) == ""; met != each {
			return met && !x.exhaustedNow()
		}
	}
	return each && !x.exhaustedNow()
}

// without is the examination of the same rule when so many of each cohort are lost.
func (l losses) without(lost []int, silent bool) *examination {
	x := *l.examination
	x.guessed = false
	x.spend(4*len(x.cohorts), 0)
	x.cohorts, x.voterBuffer, x.blocBuffer, x.castBuffer = nil, nil, nil, nil
	gone := 0
	for i, k := range l.cohorts {
		n := 0
		if lost != nil {
			n = lost[i]
		}
		if left := k.count() - n; left > 0 {
			stays := k
			stays.alike = left - 1
			x.cohorts = append(x.cohorts, stays)
		}
		if n > 0 && silent {
			quiet := k
			quiet.alike, quiet.maySponsor, quiet.mute = n-1, false, true
			x.cohorts = append(x.cohorts, quiet)
		} else {
			gone += n
		}
	}
	x.members -= gone
	x.figures = map[string]int{}
	for id := range l.figures {
		x.figures[id] = x.members
	}
	return &x
}

// forIsBest reports whether no vote does a rule more good than one for: if it is not met by
// the votes for of everybody, it is met by none.
func (r Rule) forIsBest() bool {
	if r.Open {
		return r.Sponsors == nil || r.Sponsors.rises(true)
	}
	return r.Pass.rises(true) && (r.Fallback == nil || r.Fallback.rises(true)) &&
		(r.Consent == nil || r.Consent.rises(true)) && (r.Veto == nil || r.Veto.rises(false)) &&
		(r.Sponsors == nil || r.Sponsors.rises(true))
}

// rises reports whether a vote for does an expression at least as much good as any other vote or none;
// or, downwards, at least as much harm.
func (e Expression) rises(up bool) bool {
	if e.Votes == "" {
		for _, inner := range slices.Concat(e.All, e.Any) {
			if !inner.rises(up) {
				return false
			}
		}
		return len(e.Not) == 0 || e.Not[0].rises(!up)
	}
	if e.Votes == CountTakingPart && e.Of == CountCast { // an abstention counts for one, and not for the other
		return false
	}
	floor := e.AtLeast != "" || e.MoreThan != ""
	if e.Votes == CountAgainst || e.Votes == CountAbstain {
		return floor != up
	}
	return floor == up
}
