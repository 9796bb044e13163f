package charter

import (
	"slices"
	"strconv"

	"allianceregistry/membership/refusal"
)

// Examine looks whether an alliance of this composition could live by its rules:
// whether there is somebody to propose, sponsor and vote, whether each rule can be
// met, and whether one silent member can keep it from ever being met. That a rule
// can be met is only believed of votes that were found and that meet it: so what
// is not found with the work there is counts as a lock-out, or as out of reach, never as
// none. It returns the work that it took.
func (c Charter) Examine(d *Defects, among Composition) int {
	if len(among.Voters) == 0 {
		return 0 // nobody to examine it by
	}
	c.examineClasses(d, among)
	c.examineOrgans(d, among)
	bound := maxExamination
	if d.engine == EngineTwo {
		bound = maxExaminationByTwo
	}
	left := bound
	votes := c.votes()
	for i, vote := range votes {
		share := left / (len(votes) - i)
		x := c.examination(d.engine, vote, among, share)
		x.examine(d, among)
		if x.two() {
			left -= min(share, share-x.budget)
		} else {
			left -= share - x.budget // what one rule leaves over is for the others, and what it is over is missing to them
		}
	}
	return bound - left
}

// examination is that of one rule, for which so much work is left.
func (c Charter) examination(engine string, vote keyedVote, among Composition, left int) *examination {
	members := 0
	for _, voter := range among.Voters {
		members += 1 + voter.alike
	}
	figures := map[string]int{}
	for _, kind := range c.Figures {
		figures[kind.ID] = members
	}
	return &examination{
		Charter: c, engine: engine, action: vote.action, rule: c.withQuorum(vote.rule).withAllPresentVoting(), written: vote.rule, path: vote.path, follows: vote.follows,
		classIndexes: c.indexClasses(), figures: figures, members: members, budget: left,
	}
}

// examine looks at one rule. A rule for which there is no work left is out of reach.
func (x *examination) examine(d *Defects, among Composition) {
	if !x.exhaustedNow() {
		x.gather(among)
	}
	if x.exhaustedNow() {
		d.add(x.path+".pass", Unreachable, "voters", strconv.Itoa(x.members))
		return
	}
	if !x.follows {
		x.examineProposers(d, among)
	}
	switch {
	case x.rule.Open:
		x.examineOpen(d)
		return
	case x.rule.AsksSubject():
		x.examineSubjectVote(d)
		return
	}
	x.examineVoters(d)
}

// two reports whether it is an examination by the rules of version 2, which counted work by
// the comparisons of a rule times its cohorts for each try, whatever a try took.
func (x *examination) two() bool { return x.engine == EngineTwo }

// spend takes work off what is left: so much now, so much by version 2.
func (x *examination) spend(now, two int) {
	if x.two() {
		x.budget -= two
	} else {
		x.budget -= now
	}
}

// exhausted reports whether no work is left to go on with.
func (x *examination) exhausted() bool { return x.budget < 0 && (x.tried || !x.two()) }

// exhaustedNow reports the same of what is just done; version 2 took it as it came.
func (x *examination) exhaustedNow() bool { return x.budget < 0 && !x.two() }

// metered is a ballot whose work counts.
func (x *examination) metered(b Ballot) Ballot {
	b.classIndexes = x.classIndexes
	if !x.two() {
		b.budget = &x.budget
	}
	return b
}

// examineClasses enters classes that have members, but are not in the charter.
func (c Charter) examineClasses(d *Defects, among Composition) {
	var gone []string
	for _, voter := range among.Voters {
		if _, stays := c.Class(voter.Class); !stays && !slices.Contains(gone, voter.Class) {
			gone = append(gone, voter.Class)
			d.AddClassInUse(voter.Class)
		}
	}
}

// AddClassInUse enters a class that has members, but is not in the charter.
func (d *Defects) AddClassInUse(class string) {
	if !slices.ContainsFunc(d.list, func(known Defect) bool { return known.Problem == InUse && known.Params["value"] == class }) {
		d.add("classes", InUse, "what", "class", "value", refusal.Clip(class))
	}
}

// maxExamination bounds the work of an examination, over all of a charter's rules. A unit
// is about a look at one voter in one count; see spend. The dearest charters that were found
// take 0.4 to 0.8 seconds of one core's time (measured on a machine that was busy with
// other work, 18 to 40 ns a unit; go test -bench Faults ./membership/charter says it of another).
const maxExamination = 20_000_000

// maxExaminationByTwo bounded comparisons times cohorts, by version 2. What a try
// took beside was not counted: a small charter could take several seconds.
const maxExaminationByTwo = 4_000_000

// examination is one rule under examination.
type examination struct {
	Charter
	engine  string
	action  Action
	rule    Rule
	written Rule // where rule takes all who are present to vote
	path    string
	// follows says that it is the rule of a step, which nobody proposes.
	follows bool
	cohorts []cohort
	// comparisons is how many the rule has, budget the work that is left for it, tried
	// whether some was done.
	comparisons int
	budget      int
	tried       bool
	// guessed says that what was found out of reach last may be met by votes, or after
	// sponsors, that were not tried.
	guessed bool
	// classIndexes are the indexes of the charter's classes, figures its figures.
	classIndexes, figures map[string]int
	members               int
	// The lists of the ballot that was made last, to be used again.
	voterBuffer []Voter
	blocBuffer  []Bloc
	castBuffer  []Cast
}

// cohort are members who are all the same to a rule.
type cohort struct {
	Voter
	host string
	// key is what they are, save their weights in the measures that the rule knows.
	key     string
	weights []int64
	// mayVote and maySponsor report whether they may; mute are those who say nothing all the same.
	mayVote, maySponsor, mute bool
}

func (k cohort) count() int { return 1 + k.alike }

// gather puts together the members who are alike.
func (x *examination) gather(among Composition) {
	seen := x.rule.criteria(x.Charter)
	x.comparisons = seen.comparisons
	places := map[string]int{}
	cost := 40 + 10*(len(seen.organs)+len(seen.measures))
	x.spend(20*seen.comparisons+10*len(seen.parties), 0)
	for i, voter := range among.Voters {
		if x.spend(cost, 0); x.exhaustedNow() {
			return
		}
		place, found := x.classIndexes[voter.Class]
		if !found {
			place = -1
		}
		k := seen.cohort(x.Charter, place, voter, among.Hosts[i])
		key := k.key
		for _, weight := range k.weights {
			key += " " + strconv.Itoa(int(weight))
		}
		if at, found := places[key]; found {
			x.cohorts[at].alike += k.count()
			continue
		}
		places[key] = len(x.cohorts)
		x.spend(20+x.rule.Electorate.size()/4, 0)
		k.mayVote = x.permits(x.rule, voter)
		k.maySponsor = x.rule.Sponsors != nil && found && x.Classes[place].Permits(SponsorRight) == nil
		x.cohorts = append(x.cohorts, k)
	}
}

// examineProposers looks for somebody who may propose.
func (x *examination) examineProposers(d *Defects, among Composition) {
	if x.action == Admit || x.action.MayProposeForItself() {
		return
	}
	if !slices.ContainsFunc(among.Voters, x.mayPropose) {
		d.add(x.path+".proposers", NobodyProposes)
	}
}

func (x *examination) mayPropose(v Voter) bool {
	x.spend(2+x.rule.Proposers.size()/4, 0)
	if x.rule.Proposers != nil {
		return x.rule.Proposers.Covers(v)
	}
	class, _ := x.Class(v.Class)
	return class.Permits(ProposeRight) == nil
}

// examineVoters looks whether the rule can be met, and not without anybody's vote for, and
// whether a silent member locks it.
func (x *examination) examineVoters(d *Defects) {
	empty := x.ballot(x.everybody(), noCohort, nil)
	voters := strconv.Itoa(empty.Tally().Electorate)
	if len(empty.Electorate) == 0 {
		d.add(x.path+".electorate", NobodyVotes)
		return
	}
	if e := empty.Explain(); e.Met && e.Certain && !x.exhaustedNow() {
		d.add(x.path+".pass", AlwaysMet, "voters", voters)
		return
	}
	x.spend(50*x.comparisons, 0)
	d.validateSilence(x.path, x.written)
	x.searchOpposition(d)
	if x.two() || !x.assured() {
		x.search(d, voters)
	}
}

// search looks for votes that meet the rule, about each subject; and for a member without
// whom there are none, unless the alliance knows of it: then one subject is enough.
func (x *examination) search(d *Defects, voters string) {
	unmet, reached := "", []subject{}
	for s := range x.subjects() {
		if fails := x.failure(s.remaining, noCohort, false); fails == "" {
			reached = append(reached, s)
			if x.rule.LockOut != "" && !x.two() {
				return
			}
		} else if unmet == "" {
			unmet = fails
		}
	}
	if len(reached) == 0 {
		d.add(x.path+unmet, Unreachable, "voters", voters)
	} else if x.rule.LockOut == "" {
		x.searchLockOut(d, reached)
	}
}

// searchLockOut looks for a member who locks the rule by its silence. Where more votes
// for never harm, and more weight never does, it is enough to look at the
// weightiest members.
func (x *examination) searchLockOut(d *Defects, reached []subject) {
	if x.monotoneInWeight() {
		heaviest := x.heaviestCohorts()
		if silent, _ := x.lockedOut(reached, heaviest, heaviest); silent == noCohort && !x.exhaustedNow() {
			return
		}
	}
	all := x.allCohorts()
	if silent, fails := x.lockedOut(reached, all, nil); silent != noCohort {
		d.add(x.path+fails, LockedOut, "silent", x.cohorts[silent].Class)
	}
}

// lockedOut returns the cohort of a member whose silence keeps the rule from being met, and where
// it fails. Subjects and silent ones are looked for among some; if only some
// subjects are enough, all others must be like them, and votes for must do.
func (x *examination) lockedOut(reached []subject, silent, subjects []int) (int, string) {
	for _, s := range reached {
		if totalMembers(s.remaining) < 2 || subjects != nil && x.rule.Cap == "" && s.cohort != noCohort && !slices.Contains(subjects, s.cohort) {
			continue
		}
		for _, candidate := range silent {
			if s.remaining[candidate] == 0 || !x.mayVote(candidate) && !x.maySponsor(candidate) {
				continue
			}
			if fails := x.failure(s.remaining, candidate, subjects != nil); fails != "" {
				return candidate, fails
			}
		}
	}
	return noCohort, ""
}

// monotoneInWeight reports whether a rule that is met by votes for alone stays so with more of
// them, or with the same of weightier members.
func (x *examination) monotoneInWeight() bool {
	for _, recusal := range x.rule.recusals(x.action) {
		if recusal != RecuseSubject {
			return false
		}
	}
	return x.ruleMonotone()
}

// ruleMonotone reports whether all of a rule rises, and its veto falls.
func (x *examination) ruleMonotone() bool {
	return x.monotone(x.rule.Pass, true) && (x.rule.Fallback == nil || x.monotone(*x.rule.Fallback, true)) && (x.rule.Consent == nil || x.monotone(*x.rule.Consent, true)) &&
		(x.rule.Veto == nil || x.monotone(*x.rule.Veto, false)) && (x.rule.Sponsors == nil || x.monotone(*x.rule.Sponsors, true))
}

// monotone reports whether, as long as nobody votes against or abstains, more weight for
// can only turn an expression met; or, downwards, only unmet.
func (x *examination) monotone(e Expression, up bool) bool {
	if e.Votes == "" {
		for _, inner := range slices.Concat(e.All, e.Any) {
			if !x.monotone(inner, up) {
				return false
			}
		}
		return len(e.Not) == 0 || x.monotone(e.Not[0], !up)
	}
	switch c := e.amounts()[0]; {
	case e.Votes == CountAgainst, e.Votes == CountAbstain: // nobody: what it says does not move
		return e.Of == "" || !x.two() && e.unmetByNobody()
	case c.relation == AtLeast, c.relation == MoreThan:
		return up
	default:
		return !up
	}
}

// unmetByNobody reports whether nobody's votes never meet a comparison, whatever they are a
// share of.
func (e Expression) unmetByNobody() bool {
	share, _, _ := e.amounts()[0].amount.parse()
	return e.MoreThan != "" || e.AtLeast != "" && share > 0
}
