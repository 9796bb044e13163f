package membership

import "slices"

// examine looks whether an alliance of this composition could live by its rules:
// whether there is somebody to propose, sponsor and vote, whether each rule can be
// met, and whether one silent member can keep it from ever being met. That a rule
// can be met is only believed of votes that were found and that meet it.
func (c Charter) examine(f *faults, among Composition) {
	if len(among.Voters) == 0 {
		return // nobody to examine it by
	}
	for _, key := range c.Rules.Keys() {
		action, _ := key.split()
		x := examination{Charter: c, action: action, rule: *c.Rules[key], path: "rules." + string(key), among: among}
		x.proposers(f)
		x.voters(f)
	}
}

// examination is one rule under examination.
type examination struct {
	Charter
	action Action
	rule   Rule
	path   string
	among  Composition
}

// proposers looks for somebody who may propose, and for sponsors enough.
func (x examination) proposers(f *faults) {
	some := slices.ContainsFunc(x.among.Voters, func(v Voter) bool {
		class, _ := x.Class(v.Class)
		if x.rule.Proposers != nil {
			return x.rule.Proposers.covers(v)
		}
		return class.permits(ProposeRight) == nil
	})
	if !some && x.action != Admit && !x.action.byItself() {
		f.add(x.path+".proposers", NobodyProposes)
	}
	if x.rule.Sponsors == nil {
		return
	}
	if !x.sponsored(x.subjects()[0], -1) {
		f.add(x.path+".sponsors", Unreachable, "voters", itoa(len(x.among.Voters)))
		return
	}
	for _, silent := range x.kinds() {
		if x.rule.LockOut == "" && len(x.among.Voters) > 1 && !x.sponsored(-1, silent) {
			f.add(x.path+".sponsors", LockedOut, "silent", x.among.Voters[silent].Class)
			return
		}
	}
}

// sponsored tells whether all who may sponsor, save the subject and a silent one,
// are enough.
func (x examination) sponsored(subject, silent int) bool {
	return x.Sponsored(x.rule, x.casts(SponsorRight, x.recusing(subject), silent))
}

// Sponsored tells whether sponsorships meet a rule. Members of one affiliate group
// sponsor as one.
func (c Charter) Sponsored(rule Rule, sponsorships []Cast) bool {
	return rule.Sponsors == nil || c.sponsorship(rule, sponsorships).Met
}

// sponsorship works out a rule's sponsors.
func (c Charter) sponsorship(rule Rule, sponsorships []Cast) Explanation {
	ballot := Ballot{Charter: c, Rule: Rule{Affiliates: AffiliatesOne}}
	for _, sponsorship := range sponsorships {
		sponsorship.Position = For
		ballot.Votes, ballot.Voters = append(ballot.Votes, sponsorship), append(ballot.Voters, sponsorship.Voter)
	}
	ballot.Electorate = blocsOf(ballot.Voters)
	return rule.Sponsors.evaluate(ballot.counts)
}

// recusing is the subject if the rule recuses it, else nobody.
func (x examination) recusing(subject int) int {
	if slices.Contains(x.rule.recusals(x.action), RecuseSubject) {
		return subject
	}
	return -1
}

// casts are the votes of all who have a right, one of each, save two.
func (x examination) casts(right Right, but, silent int) []Cast {
	var casts []Cast
	for i, voter := range x.among.Voters {
		class, _ := x.Class(voter.Class)
		if i == but || i == silent || class.permits(right) != nil {
			continue
		}
		casts = append(casts, Cast{voter, x.host(i), For})
	}
	return casts
}

func (x examination) host(i int) string {
	if i < len(x.among.Hosts) {
		return x.among.Hosts[i]
	}
	return itoa(i) // nobody knows: each its own
}

// voters looks whether the rule can be met, and not without anybody's vote, and
// whether a silent member locks it.
func (x examination) voters(f *faults) {
	empty := x.ballot(-1, nil)
	if len(empty.Electorate) == 0 {
		f.add(x.path+".electorate", NobodyVotes)
		return
	}
	if e := empty.Explain(); e.Met && e.Certain {
		f.add(x.path+".pass", AlwaysMet, "voters", itoa(empty.Tally().Electorate))
		return
	}
	reached := false
	for _, subject := range x.subjects() {
		if !x.reachable(subject, -1) {
			continue
		}
		reached = true
		if x.rule.LockOut != "" || x.alone(subject) {
			continue
		}
		for _, silent := range x.kinds() {
			if silent != subject && x.votes(silent) && !x.reachable(subject, silent) {
				f.add(x.path+".pass", LockedOut, "silent", x.among.Voters[silent].Class)
				return
			}
		}
	}
	if !reached {
		f.add(x.path+".pass", Unreachable, "voters", itoa(empty.Tally().Electorate))
	}
}

// alone tells whether there is nobody but one member, apart from a subject: that it
// can be silent is no fault of the rule.
func (x examination) alone(subject int) bool {
	others := len(x.among.Voters)
	if subject >= 0 {
		others--
	}
	return others < 2
}

// subjects are members by whom rules about members are examined, one of each kind;
// nobody where none is recused, or where there is but one member.
func (x examination) subjects() []int {
	recused := x.recusing(0) == 0 && x.action.aboutMember()
	if !recused || len(x.among.Voters) < 2 {
		return []int{-1}
	}
	return x.kinds()
}

// kinds lists one voter of each kind, and in each measure the weightiest of a kind;
// and all who are named.
func (x examination) kinds() []int {
	var kinds []int
	seen := map[string]bool{}
	heaviest := map[string]int{}
	keys := make([]string, 0, len(x.among.Voters))
	for i, voter := range x.among.Voters {
		key := x.kind(i)
		if x.names(voter.Party) {
			key = voter.Party
		}
		keys = append(keys, key)
		if !seen[key] {
			seen[key], kinds = true, append(kinds, i)
		}
		for _, measure := range x.Measures {
			at := key + " " + measure.ID
			best, known := heaviest[at]
			if !known || x.weight(voter.Class, voter.Weights, measure.ID) > x.weight(voter.Class, x.among.Voters[best].Weights, measure.ID) {
				heaviest[at] = i
			}
		}
	}
	for i, key := range keys {
		for _, measure := range x.Measures {
			if heaviest[key+" "+measure.ID] == i && !slices.Contains(kinds, i) {
				kinds = append(kinds, i)
			}
		}
	}
	return kinds
}

// kind is what voters have in common that no rule tells apart, save by weight: class,
// organs, host, whether they are founders, and whether they have affiliates.
func (x examination) kind(i int) string {
	voter := x.among.Voters[i]
	kind := voter.Class + " " + joined(voter.Organs) + " " + x.shared(i)
	if voter.Founder {
		kind += " founder"
	}
	if voter.Group != "" && x.affiliated(i) {
		kind += " affiliated"
	}
	return kind
}

// shared is a voter's host, where it is known and the rule counts hosts.
func (x examination) shared(i int) string {
	counted := false
	list := x.rule.expressions()
	if x.rule.Sponsors != nil {
		list = append(list, *x.rule.Sponsors)
	}
	for _, e := range list {
		e.each(func(leaf Expression) { counted = counted || leaf.Votes == CountHosts })
	}
	if !counted || i >= len(x.among.Hosts) {
		return ""
	}
	return x.among.Hosts[i]
}

// affiliated tells whether another voter is of the same affiliate group.
func (x examination) affiliated(i int) bool {
	for j, other := range x.among.Voters {
		if j != i && other.Group == x.among.Voters[i].Group {
			return true
		}
	}
	return false
}

// names tells whether the rule names a party.
func (x examination) names(party string) bool {
	whos := []*Who{x.rule.Electorate}
	list := x.rule.expressions()
	if x.rule.Sponsors != nil {
		list = append(list, *x.rule.Sponsors)
	}
	for _, e := range list {
		e.each(func(leaf Expression) { whos = append(whos, leaf.Who) })
	}
	return slices.ContainsFunc(whos, func(w *Who) bool { return w != nil && slices.Contains(w.Parties, party) })
}

// votes tells whether a voter is in the electorate.
func (x examination) votes(i int) bool { return x.permits(x.rule, x.among.Voters[i]) }

// permits tells whether a voter may vote under a rule: by its seat, or by its
// class's right.
func (c Charter) permits(rule Rule, v Voter) bool {
	if !rule.Electorate.covers(v) {
		return false
	}
	class, found := c.Class(v.Class)
	return found && (rule.Electorate != nil && rule.Electorate.Organ != "" || class.permits(Vote) == nil)
}

// ballot is a vote of all but a subject, with these votes by the voter's place.
func (x examination) ballot(subject int, votes map[int]Position) Ballot {
	b := Ballot{Charter: x.Charter, Rule: x.rule, Figures: map[string]int{}}
	for _, kind := range x.Figures {
		b.Figures[kind.ID] = len(x.among.Voters)
	}
	for i, voter := range x.among.Voters {
		if i == x.recusing(subject) || !x.votes(i) {
			continue
		}
		b.Voters = append(b.Voters, voter)
		if position := votes[i]; position != "" {
			b.Votes = append(b.Votes, Cast{voter, x.host(i), position})
		}
	}
	b.Electorate = blocsOf(b.Voters)
	return b
}

// maxTried bounds the votes that are tried to meet a rule.
const maxTried = 1024

// reachable looks for votes that meet the rule, a silent one not voting: first
// all for, then every class for itself.
func (x examination) reachable(subject, silent int) bool {
	var classes []string
	for _, voter := range x.among.Voters {
		if !slices.Contains(classes, voter.Class) {
			classes = append(classes, voter.Class)
		}
	}
	choices := append(positions(), "")
	for try, tries := 0, 1; try < tries && try < maxTried; try++ {
		if x.ballot(subject, x.tried(classes, try, silent)).Explain().Met {
			return true
		}
		if tries == 1 { // not by all for: every class for itself
			for range classes {
				tries = min(maxTried, tries*len(choices))
			}
		}
	}
	return false
}

// tried gives each class the position that a number's digits say.
func (x examination) tried(classes []string, number, silent int) map[int]Position {
	choices := append(positions(), "")
	of := map[string]Position{}
	for _, class := range classes {
		of[class], number = choices[number%len(choices)], number/len(choices)
	}
	votes := map[int]Position{}
	for i, voter := range x.among.Voters {
		if i != silent {
			votes[i] = of[voter.Class]
		}
	}
	return votes
}
