package charter

import "strconv"

// Step is a vote that follows upon the one before it: the assembly's upon the board's, if
// that has accepted; a vote upon a silence procedure, if there were objections; an appeal.
// Where the vote before came out otherwise nothing follows, and its outcome is the proposal's.
type Step struct {
	// After is the outcome of the vote before upon which this one follows: accepted or rejected.
	After Outcome `json:"after"`
	// Rule says how it is voted. It has nothing of what comes before a first vote or after a last one:
	// that is said once, in the rule that has the steps.
	Rule Rule `json:"rule"`
}

// MaxSteps is the most votes that may follow upon a first one.
const MaxSteps = 3

// Step is the rule by which a step is voted, 0 being the first vote: what comes before and
// after the votes is the same in all of them.
func (r Rule) Step(number int) Rule {
	if number < 1 || number > len(r.Steps) {
		return r
	}
	of := r.Steps[number-1].Rule
	of.Proposers, of.Sponsors, of.Discussion, of.Expiry = r.Proposers, r.Sponsors, r.Discussion, r.Expiry
	of.Timelock, of.Longest, of.Requires, of.Steps, of.Succession = r.Timelock, r.Longest, r.Requires, r.Steps, r.Succession
	return of
}

// Follows returns the number of the step that follows upon one that came to an outcome, and
// false if none does: then the outcome is the proposal's.
func (r Rule) Follows(number int, outcome Outcome) (int, bool) {
	if number < 0 || number >= len(r.Steps) || r.Steps[number].After != outcome {
		return 0, false
	}
	return number + 1, true
}

// keyedVote is a vote that a charter has: by which action's rule, or by one of its steps.
type keyedVote struct {
	action Action
	rule   Rule
	path   string
	// follows says that it is that of a step.
	follows bool
}

// votes lists the votes of a charter, those of a rule in their order. What is before a
// proposal's first vote is not looked for again in those that follow.
func (c Charter) votes() []keyedVote {
	var list []keyedVote
	for _, one := range c.placedRules() {
		first := one.vote()
		list = append(list, first)
		for i := range one.rule.Steps {
			of := one.rule.Step(i + 1)
			of.Sponsors = nil
			list = append(list, keyedVote{first.action, of, stepPath(one.path, i), true})
		}
	}
	return list
}

// vote is the first vote by a rule.
func (p placedRule) vote() keyedVote {
	action, _ := p.key.Split()
	return keyedVote{action, p.rule.at(p.key), p.path, false}
}

func stepPath(path string, i int) string { return path + ".steps[" + strconv.Itoa(i) + "].rule" }

// validateSteps checks the votes that follow upon a rule's. Before version 6 there were none.
func (c Charter) validateSteps(d *Defects, path string, action Action, rule Rule, met *int) {
	if len(rule.Steps) == 0 || d.before(EngineSix, path+".steps", "steps") {
		return
	}
	d.checkCount(path+".steps", len(rule.Steps), MaxSteps)
	for i, step := range rule.Steps[:min(len(rule.Steps), MaxSteps)] {
		d.checkChoice(path+".steps["+strconv.Itoa(i)+"].after", string(step.After), string(Passed), string(Failed))
		at := stepPath(path, i)
		for _, field := range []struct {
			name  string
			given bool
		}{
			{"proposers", step.Rule.Proposers != nil},
			{"sponsors", step.Rule.Sponsors != nil},
			{"discussion", step.Rule.Discussion != ""},
			{"expiry", step.Rule.Expiry != ""},
			{"open", step.Rule.Open},
			{"timelock", step.Rule.Timelock != ""},
			{"longest", step.Rule.Longest != ""},
			{"requires", len(step.Rule.Requires) > 0},
			{"election", step.Rule.Election != nil},
			{"steps", len(step.Rule.Steps) > 0},
			{"succession", step.Rule.Succession != nil},
		} {
			if field.given {
				d.add(at+"."+field.name, NoUse, "because", "steps")
			}
		}
		if !step.Rule.Open {
			d.checkDuration(at+".voting", step.Rule.Voting, MinVoting, MaxVoting)
			d.validateClear(at, step.Rule)
			c.validateVote(d, at, action, step.Rule, met)
		}
	}
}

// AsksSubject reports whether the member that a proposal is about is named as a voter.
func (r Rule) AsksSubject() bool {
	for _, who := range r.Voters() {
		if who != nil && who.Subject {
			return true
		}
	}
	return false
}

// validateSubject checks where the member is named that a proposal is about: among the voters
// of a rule about a member, who are not without it.
func (d *Defects) validateSubject(path string, action Action, rule Rule) {
	if !rule.AsksSubject() || d.before(EngineSix, path+".electorate.subject", "subject") {
		return
	}
	if !action.AboutMember() {
		d.add(path+".electorate", NoUse, "because", string(action))
		return
	}
	for _, recusal := range rule.recusals(action) {
		if recusal == RecuseSubject || recusal == RecuseAffiliates {
			d.add(path+".recused", NoUse, "because", "subject")
			return
		}
	}
}

// noSubject enters a name of whom a proposal is about where there is none: whoever proposes,
// sponsors, sits or records is somebody before there is a proposal.
func (d *Defects) noSubject(path string, who *Who) {
	if who != nil && who.Subject {
		d.add(path+".subject", NoUse, "because", "electorate")
	}
}

// examineSubjectVote is examineVoters for a vote in which the member is named that it is about,
// whoever that is: it may be silent, and then silence must accept.
func (x *examination) examineSubjectVote(d *Defects) {
	d.validateSilence(x.path, x.rule)
	if !x.rule.AcceptedBySilence() && x.rule.LockOut == "" {
		d.add(x.path+".pass", LockedOut, "silent", x.Founders)
	}
}
