package charter

import "slices"

// A rule is assured if votes for meet each of its comparisons, looked at by itself, where
// that is hardest: without those who have no say, for they are the subject, and without one
// more who is silent. Then nobody need be looked for who locks it, however many members
// there are that differ. With T for all that may be voted, and p/q for what is demanded:
//
//   - Of a number, a figure or the votes cast it is hardest without those who weigh most:
//     the fewest votes for remain, and the base moves with them or not at all.
//   - Of the electorate, T-s-m votes for meet it if (T-s)(q-p) ≥ mq: hardest where the
//     silent m is the heaviest and the subject s the next; only that there is an electorate
//     at all is hardest the other way round. Where affiliates have no say s is the heaviest
//     group, and m the heaviest member, of it or not.
//   - Of hosts and groups it is hardest without the last ones of some.
//   - Under a cap A/B a silent one takes no more than A/B of the electorate away, whatever
//     that is: what remains meets p/q of it if (B-A)q ≥ Bp. Of anything else at least that
//     remains which remains without the heaviest two of those who are held to the cap,
//     members or whole groups; less of the others would weigh less, and lower the cap.
//     Both hold as long as there are enough for the cap to be that share.
//   - A group that is one voter can come to stand in another class without its subject. So
//     its base is taken as it is with everybody, and what is taken away as its weightiest
//     member of whom the comparison speaks.
//
// A ceiling, under not or in a veto, is taken to be met if it is so in one of these cases.
// More votes for must do no harm to the rule (see monotone): so what comes of the hardest case
// of each comparison comes of every case. The converse does not hold, and need not: what is
// not assured is searched.

// assured reports whether votes for alone meet a rule, whoever it is about and whoever else
// is silent. A rule whose lock-out is accepted need not be.
func (x *examination) assured() bool {
	if _, known := x.recusesAtOnce(); !known || x.rule.LockOut != "" || !x.ruleMonotone() {
		return false
	}
	if x.rule.Sponsors != nil && !x.rule.Sponsors.met(x.sponsorsMetAtHardest) {
		return false
	}
	all := x.ballot(x.everybody(), noCohort, nil).prepare()
	return x.rule.accepts(func(leaf Expression) bool { return x.metAtHardest(leaf, all) }) && !x.exhaustedNow()
}

// Who has no say at once.
const (
	recusesNobody = iota
	recusesOne
	recusesGroup
)

// recusesAtOnce returns who has no say on a proposal, unless it depends on more than its subject.
func (x *examination) recusesAtOnce() (who int, known bool) {
	for _, recusal := range x.rule.recusals(x.action) {
		switch {
		case recusal == RecuseAffiliates && (x.action.AboutMember() || x.action == Admit):
			who = recusesGroup
		case recusal == RecuseSubject && x.action.AboutMember():
			who = max(who, recusesOne)
		case recusal != RecuseAffiliates && recusal != RecuseSubject:
			return who, false
		}
	}
	return who, true
}

// sponsorsMetAtHardest reports whether a comparison of sponsors is met without a subject and a
// silent one. Those of a group sponsor as the first of it does: they count where everybody
// does.
func (x *examination) sponsorsMetAtHardest(leaf Expression) bool {
	x.spend(len(x.cohorts)*(8+leaf.Who.size()/4), 0)
	left, known, electorate := 0, map[string]bool{}, 0
	for _, k := range x.cohorts {
		if k.mayVote && leaf.Who.Covers(k.Voter) { // affiliates who are one are at most as many
			electorate += k.count()
		}
		name, count := "", 0
		switch ofHosts := leaf.Votes == CountHosts; {
		case !k.maySponsor, k.Group != "" && (ofHosts || leaf.Who != nil):
		case k.Group != "":
			name, count = k.Group, 1
		case leaf.Who.Covers(k.Voter):
			if count = k.count(); ofHosts && k.host != "" {
				name, count = k.host, 1
			}
		}
		if name == "" || !known[name] {
			left += count
		}
		known[name] = true
	}
	if left--; x.recusesAny() {
		left--
	}
	left = max(0, left)
	return leaf.holds(counts{weights: positionWeights{int64(left)}, distinct: left, electorate: int64(electorate)})
}

func (x *examination) recusesAny() bool {
	who, _ := x.recusesAtOnce()
	return who != recusesNobody
}

// metAtHardest reports whether a comparison is met where that is hardest.
func (x *examination) metAtHardest(leaf Expression, all *preparedBallot) bool {
	asOne := x.rule.Affiliates == AffiliatesOne
	switch {
	case x.exhaustedNow(): // not found in the time there is
		return leaf.isCeiling()
	case leaf.Votes == CountGroups && asOne:
		return leaf.holds(counts{distinct: max(0, totalCount(x.stakes(leaf, all, true))-2)})
	case leaf.Votes.isDistinct():
		return leaf.holds(counts{distinct: x.minDistinct(leaf, asOne)})
	case For.countsTowards(leaf.Votes) == 0: // what nobody says
		return leaf.holds(counts{figures: x.figures})
	case x.rule.Cap != "":
		return x.metUnderCap(leaf, x.stakes(leaf, all, true))
	}
	voters := x.stakes(leaf, all, asOne)
	total := totalWeight(voters)
	if asOne {
		voters = x.weightiest(leaf)
	}
	rest, silent := withoutHeaviest(voters)
	who, _ := x.recusesAtOnce()
	if who == recusesNobody {
		return x.metWith(leaf, total-silent, total)
	}
	_, taken := withoutHeaviest(rest)
	if who == recusesGroup && !asOne {
		_, taken = withoutHeaviest(x.stakes(leaf, all, true))
	}
	votes := total - silent - taken
	met, turned := x.metWith(leaf, votes, total-taken), x.metWith(leaf, votes, total-max(silent, taken))
	return met && turned || leaf.isCeiling() && (met || turned)
}

// metWith reports whether so much for meets a comparison, of an electorate of so much. Less
// than nothing stands for what is not known: those who are missing are of one group, or a
// group may come to stand for more than it does.
func (x *examination) metWith(leaf Expression, votes, electorate int64) bool {
	if votes < 0 {
		return leaf.isCeiling()
	}
	return leaf.holds(counts{weights: positionWeights{votes}, electorate: electorate, figures: x.figures})
}

// isCeiling reports whether a comparison demands that there are not more.
func (e Expression) isCeiling() bool { return e.AtMost != "" || e.LessThan != "" }

// metUnderCap reports whether a comparison is met where that is hardest, given those who
// are held to the cap.
func (x *examination) metUnderCap(leaf Expression, stakes []stake) bool {
	above, below, _ := x.rule.Cap.parse()
	enough := int64(0)
	for _, h := range stakes {
		if h.weight > 0 {
			enough += int64(h.count)
		}
	}
	if x.recusesAny() {
		enough--
		stakes, _ = withoutHeaviest(stakes)
	}
	if enough*above < below {
		return leaf.isCeiling()
	}
	if amount := leaf.amounts()[0]; leaf.Of == CountElectorate {
		p, q, _ := amount.amount.parse()
		return amount.relation.holds(below-above, below, p, q)
	}
	p := &pools{}
	limit := p.capOf(x.rule.Cap, stakes)
	x.spend(p.work+len(stakes), 0)
	rest, _ := withoutHeaviest(stakes)
	votes := int64(0)
	for _, h := range rest {
		votes += min(h.weight, limit) * int64(h.count)
	}
	return leaf.holds(counts{weights: positionWeights{votes}, figures: x.figures})
}

// stakes lists the voters of whom a comparison speaks, and what they weigh: if it says so,
// those of a group as one.
func (x *examination) stakes(leaf Expression, all *preparedBallot, grouped bool) (list []stake) {
	stakes, _ := all.stakes(leaf, x.scale(leaf.Measure))
	x.spend(4*len(stakes), 0)
	places := map[string]int{}
	for _, s := range stakes {
		if s.group == "" || !grouped {
			list = append(list, stake{weight: s.weight, count: s.count})
			continue
		}
		at, seen := places[s.group]
		if !seen {
			at = len(list)
			places[s.group], list = at, append(list, stake{count: 1})
		}
		if all.groups == nil {
			list[at].weight += s.weight * int64(s.count)
		} else {
			list[at].weight = s.weight
		}
	}
	return list
}

// weightiest lists the voters of whom a comparison speaks where groups are one voter:
// for each group the weightiest of its members that it may come to stand as.
func (x *examination) weightiest(leaf Expression) (list []stake) {
	x.spend(len(x.cohorts)*(8+leaf.Who.size()/4), 0)
	scale, places := x.scale(leaf.Measure), map[string]int{}
	for _, k := range x.cohorts {
		weight := scale.of(x.classIndexes[k.Class], k.Weights)
		switch at, seen := places[k.Group]; {
		case !k.mayVote, !leaf.Who.coversClass(k.Class), k.Group == "" && !leaf.Who.Covers(k.Voter):
		case k.Group == "":
			list = append(list, stake{weight: weight, count: k.count()})
		case seen:
			list[at].weight = max(list[at].weight, weight)
		default:
			places[k.Group], list = len(list), append(list, stake{weight: weight, count: 1})
		}
	}
	return list
}

// withoutHeaviest takes the heaviest one away, and returns its weight.
func withoutHeaviest(list []stake) (rest []stake, heaviest int64) {
	at := -1
	for i, s := range list {
		if s.count > 0 && (at < 0 || s.weight > list[at].weight) {
			at = i
		}
	}
	if at < 0 {
		return list, 0
	}
	rest = slices.Clone(list)
	rest[at].count--
	return rest, list[at].weight
}

func totalWeight(list []stake) (total int64) {
	for _, s := range list {
		total += s.weight * int64(s.count)
	}
	return total
}

// hostShare are voters of one host, or of one group, who are of one affiliate group; without
// a name each is of another.
type hostShare struct {
	name, group string
	count       int
}

func totalCount(list []stake) (count int) {
	for _, s := range list {
		count += s.count
	}
	return count
}

// minDistinct is how many hosts, or groups, at least remain of those of whom a
// comparison speaks: without those that can be taken at once, and without one more if a
// silent one can be the last of it.
func (x *examination) minDistinct(leaf Expression, apart bool) int {
	list, sizes := x.distinctMembers(leaf, apart)
	who, _ := x.recusesAtOnce()
	remain, gone, last := len(sizes), 0, 0
	byGroup := map[string]int{}
	for _, h := range list {
		left, each := sizes[h.name], 1
		if h.name == "" {
			left, each = 1, h.count
			remain += h.count
		}
		switch {
		case who == recusesGroup && h.group != "":
			left -= h.count
		case who != recusesNobody:
			left, each = left-1, 1
		}
		if left <= 1 {
			last = 1
		}
		if left > 0 {
			continue
		}
		if who == recusesGroup && h.group != "" {
			byGroup[h.group] += each
			each = byGroup[h.group]
		}
		gone = max(gone, each)
	}
	return max(0, remain-gone-last)
}

// distinctMembers lists the voters of whom a comparison of hosts or groups speaks, or those
// apart from affiliate groups; and how many each host or group has.
func (x *examination) distinctMembers(leaf Expression, apart bool) (list []hostShare, sizes map[string]int) {
	x.spend(len(x.cohorts)*(24+leaf.Who.size()/4), 0)
	sizes = map[string]int{}
	places := map[[2]string]int{}
	for _, k := range x.cohorts {
		if !k.mayVote || !leaf.Who.Covers(k.Voter) || apart && k.Group != "" {
			continue
		}
		name := k.Group
		if leaf.Votes == CountHosts {
			name = k.host
		}
		if name != "" {
			sizes[name] += k.count()
		}
		at, seen := places[[2]string{name, k.Group}]
		if !seen {
			at = len(list)
			places[[2]string{name, k.Group}], list = at, append(list, hostShare{name: name, group: k.Group})
		}
		list[at].count += k.count()
	}
	return list, sizes
}
