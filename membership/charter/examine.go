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
func (c Charter) Examine(f *Defects, among Composition) int {
	if len(among.Voters) == 0 {
		return 0 // nobody to examine it by
	}
	c.examineClasses(f, among)
	c.examineOrgans(f, among)
	bound := maxExamination
	if f.engine == EngineTwo {
		bound = maxExaminationByTwo
	}
	left := bound
	for i, key := range c.Rules.Keys() {
		share := left / (len(c.Rules) - i)
		x := c.examination(f.engine, key, among, share)
		x.examine(f, among)
		if x.two() {
			left -= min(share, share-x.left)
		} else {
			left -= share - x.left // what one rule leaves over is for the others, and what it is over is missing to them
		}
	}
	return bound - left
}

// examination is that of one rule, for which so much work is left.
func (c Charter) examination(engine string, key Action, among Composition, left int) *examination {
	members := 0
	for _, voter := range among.Voters {
		members += 1 + voter.alike
	}
	figures := map[string]int{}
	for _, kind := range c.Figures {
		figures[kind.ID] = members
	}
	action, _ := key.split()
	return &examination{
		Charter: c, engine: engine, action: action, rule: *c.Rules[key], path: "rules." + string(key),
		places: c.places(), figures: figures, members: members, left: left,
	}
}

// examine looks at one rule. A rule for which there is no work left is out of reach.
func (x *examination) examine(f *Defects, among Composition) {
	if !x.overNow() {
		x.gather(among)
	}
	if x.overNow() {
		f.add(x.path+".pass", Unreachable, "voters", strconv.Itoa(x.members))
		return
	}
	x.proposers(f, among)
	x.voters(f)
}

// two reports whether it is an examination by the rules of version 2, which counted work by
// the comparisons of a rule times its kinds of members for each try, whatever a try took.
func (x *examination) two() bool { return x.engine == EngineTwo }

// spend takes work off what is left: so much now, so much by version 2.
func (x *examination) spend(now, two int) {
	if x.two() {
		x.left -= two
	} else {
		x.left -= now
	}
}

// over reports whether no work is left to go on with.
func (x *examination) over() bool { return x.left < 0 && (x.tried || !x.two()) }

// overNow reports the same of what is just done; version 2 took it as it came.
func (x *examination) overNow() bool { return x.left < 0 && !x.two() }

// counted is a ballot whose work counts.
func (x *examination) counted(b Ballot) Ballot {
	b.classes = x.places
	if !x.two() {
		b.left = &x.left
	}
	return b
}

// examineClasses enters classes that have members, but are not in the charter.
func (c Charter) examineClasses(f *Defects, among Composition) {
	var gone []string
	for _, voter := range among.Voters {
		if _, stays := c.Class(voter.Class); !stays && !slices.Contains(gone, voter.Class) {
			gone = append(gone, voter.Class)
			f.AddClassInUse(voter.Class)
		}
	}
}

// AddClassInUse enters a class that has members, but is not in the charter.
func (f *Defects) AddClassInUse(class string) {
	if !slices.ContainsFunc(f.list, func(known Defect) bool { return known.Problem == InUse && known.Params["value"] == class }) {
		f.add("classes", InUse, "what", "class", "value", refusal.Clip(class))
	}
}

// maxExamination bounds the work of an examination, over all of a charter's rules. A unit
// is about a look at one voter in one count; see spend. The dearest charters that were found
// take 0.4 to 0.8 seconds of one core's time (measured on a machine that was busy with
// other work, 18 to 40 ns a unit; go test -bench Faults ./membership says it of another).
const maxExamination = 20_000_000

// maxExaminationByTwo bounded comparisons times kinds of members, by version 2. What a try
// took beside was not counted: a small charter could take several seconds.
const maxExaminationByTwo = 4_000_000

// examination is one rule under examination.
type examination struct {
	Charter
	engine string
	action Action
	rule   Rule
	path   string
	kinds  []cohort
	// leaves are the rule's comparisons, left is the work that is left for it, tried
	// that some was done.
	leaves int
	left   int
	tried  bool
	// places are the places of the charter's classes, figures its figures.
	places, figures map[string]int
	members         int
	// may, blocs and cast are the lists of the ballot that was made last.
	may   []Voter
	blocs []Bloc
	cast  []Cast
}

// cohort are members who are all the same to a rule.
type cohort struct {
	Voter
	host string
	// cell is what they are, save their weights in the measures that the rule knows.
	cell    string
	weights []int64
	// votes and sponsors report whether they may.
	votes, sponsors bool
}

func (k cohort) count() int { return 1 + k.alike }

// gather puts together the members who are alike.
func (x *examination) gather(among Composition) {
	reads := x.rule.reads(x.Charter)
	x.leaves = reads.leaves
	places := map[string]int{}
	cost := 40 + 10*(len(reads.organs)+len(reads.measures))
	x.spend(20*reads.leaves+10*len(reads.parties), 0)
	for i, voter := range among.Voters {
		if x.spend(cost, 0); x.overNow() {
			return
		}
		place, found := x.places[voter.Class]
		if !found {
			place = -1
		}
		k := reads.kindred(x.Charter, place, voter, among.Hosts[i])
		key := k.cell
		for _, weight := range k.weights {
			key += " " + strconv.Itoa(int(weight))
		}
		if at, found := places[key]; found {
			x.kinds[at].alike += k.count()
			continue
		}
		places[key] = len(x.kinds)
		x.spend(20+x.rule.Electorate.words()/4, 0)
		k.votes = x.permits(x.rule, voter)
		k.sponsors = x.rule.Sponsors != nil && found && x.Classes[place].Permits(SponsorRight) == nil
		x.kinds = append(x.kinds, k)
	}
}

// proposers looks for somebody who may propose.
func (x *examination) proposers(f *Defects, among Composition) {
	if x.action == Admit || x.action.MayProposeForItself() {
		return
	}
	if !slices.ContainsFunc(among.Voters, x.mayPropose) {
		f.add(x.path+".proposers", NobodyProposes)
	}
}

func (x *examination) mayPropose(v Voter) bool {
	x.spend(2+x.rule.Proposers.words()/4, 0)
	if x.rule.Proposers != nil {
		return x.rule.Proposers.Covers(v)
	}
	class, _ := x.Class(v.Class)
	return class.Permits(ProposeRight) == nil
}

// voters looks whether the rule can be met, and not without anybody's vote for, and
// whether a silent member locks it.
func (x *examination) voters(f *Defects) {
	empty := x.ballot(x.everybody(), nobody, nil)
	voters := strconv.Itoa(empty.Tally().Electorate)
	if len(empty.Electorate) == 0 {
		f.add(x.path+".electorate", NobodyVotes)
		return
	}
	if e := empty.Explain(); e.Met && e.Certain && !x.overNow() {
		f.add(x.path+".pass", AlwaysMet, "voters", voters)
		return
	}
	x.spend(50*x.leaves, 0)
	f.validateSilence(x.path, x.rule)
	x.opposition(f)
	if x.two() || !x.assured() {
		x.search(f, voters)
	}
}

// search looks for votes that meet the rule, about each subject; and for a member without
// whom there are none, unless the alliance knows of it: then one subject is enough.
func (x *examination) search(f *Defects, voters string) {
	unmet, reached := "", []subject{}
	for s := range x.subjects() {
		if fails := x.fails(s.left, nobody, false); fails == "" {
			reached = append(reached, s)
			if x.rule.LockOut != "" && !x.two() {
				return
			}
		} else if unmet == "" {
			unmet = fails
		}
	}
	if len(reached) == 0 {
		f.add(x.path+unmet, Unreachable, "voters", voters)
	} else if x.rule.LockOut == "" {
		x.silence(f, reached)
	}
}

// silence looks for a member who locks the rule by its silence. Where more votes
// for never harm, and more weight never does, it is enough to look at the
// weightiest members.
func (x *examination) silence(f *Defects, reached []subject) {
	if x.steady() {
		heaviest := x.heaviest()
		if silent, _ := x.locked(reached, heaviest, heaviest); silent == nobody && !x.overNow() {
			return
		}
	}
	all := x.all()
	if silent, fails := x.locked(reached, all, nil); silent != nobody {
		f.add(x.path+fails, LockedOut, "silent", x.kinds[silent].Class)
	}
}

// locked returns a member whose silence keeps the rule from being met, and where
// it fails. Subjects and silent ones are looked for among some; if only some
// subjects are enough, all others must be like them, and votes for must do.
func (x *examination) locked(reached []subject, silent, subjects []int) (int, string) {
	for _, s := range reached {
		if present(s.left) < 2 || subjects != nil && x.rule.Cap == "" && s.kind != nobody && !slices.Contains(subjects, s.kind) {
			continue
		}
		for _, one := range silent {
			if s.left[one] == 0 || !x.votes(one) && !x.sponsors(one) {
				continue
			}
			if fails := x.fails(s.left, one, subjects != nil); fails != "" {
				return one, fails
			}
		}
	}
	return nobody, ""
}

// steady reports whether a rule that is met by votes for alone stays so with more of
// them, or with the same of weightier members.
func (x *examination) steady() bool {
	for _, recusal := range x.rule.recusals(x.action) {
		if recusal != RecuseSubject {
			return false
		}
	}
	return x.risesWhole()
}

// risesWhole reports whether all of a rule rises, and its veto falls.
func (x *examination) risesWhole() bool {
	return x.rises(x.rule.Pass, true) && (x.rule.Fallback == nil || x.rises(*x.rule.Fallback, true)) &&
		(x.rule.Veto == nil || x.rises(*x.rule.Veto, false)) && (x.rule.Sponsors == nil || x.rises(*x.rule.Sponsors, true))
}

// rises reports whether, as long as nobody votes against or abstains, more weight for
// can only turn an expression met; or, downwards, only unmet.
func (x *examination) rises(e Expression, up bool) bool {
	if e.Votes == "" {
		for _, inner := range slices.Concat(e.All, e.Any) {
			if !x.rises(inner, up) {
				return false
			}
		}
		return len(e.Not) == 0 || x.rises(e.Not[0], !up)
	}
	switch c := e.amounts()[0]; {
	case e.Votes == CountAgainst, e.Votes == CountAbstain: // nobody: what it says does not move
		return e.Of == "" || !x.two() && e.beyondNobody()
	case c.relation == AtLeast, c.relation == MoreThan:
		return up
	default:
		return !up
	}
}

// beyondNobody reports whether nobody's votes never meet a comparison, whatever they are a
// share of.
func (e Expression) beyondNobody() bool {
	share, _, _ := e.amounts()[0].amount.parse()
	return e.MoreThan != "" || e.AtLeast != "" && share > 0
}
