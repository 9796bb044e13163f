package charter

// An open rule takes no vote: what meets its requirements, and has its sponsors, is
// accepted. Open classes are entered so, and memberships renewed by who has met its duties.

// mayBeOpen reports whether an action may be done without a vote: what a party asks for
// itself, and nobody but itself can be harmed by that the alliance has not said.
func (x Action) mayBeOpen() bool { return x == Admit || x == Renew }

// OpenExplained is the kind of the explanation of what was accepted without a vote.
const OpenExplained = "open"

// validateOpen checks a rule without a vote. It has nothing that a vote would need, and
// before version 5 there was none.
func (c Charter) validateOpen(d *Defects, path string, action Action, rule Rule) {
	if d.before(EngineFive, path+".open", "open") {
		return
	}
	if !action.mayBeOpen() {
		d.add(path+".open", NoUse, "because", string(action))
	}
	for _, field := range []struct {
		name  string
		given bool
	}{
		{"voting", rule.Voting != ""},
		{"electorate", rule.Electorate != nil},
		{"pass", !rule.Pass.isZero()},
		{"fallback", rule.Fallback != nil},
		{"consent", rule.Consent != nil},
		{"casting", rule.Casting != nil},
		{"extension", rule.Extension != nil},
		{"steps", len(rule.Steps) > 0},
		{"veto", rule.Veto != nil},
		{"affiliates", rule.Affiliates != ""},
		{"cap", rule.Cap != ""},
		{"early", rule.Early},
		{"changing", rule.Changing},
		{"suspended", rule.Suspended != ""},
		{"silence", rule.Silence != ""},
		{"proxies", rule.Proxies},
		{"reasons", len(rule.Reasons) > 0},
	} {
		if field.given {
			d.add(path+"."+field.name, NoUse, "because", "open")
		}
	}
}

// isZero reports whether an expression says nothing at all.
func (e Expression) isZero() bool {
	return len(e.All)+len(e.Any)+len(e.Not) == 0 && e.Votes+e.Of == "" && e.Who == nil && e.Measure == "" &&
		e.AtLeast+e.MoreThan+e.AtMost+e.LessThan == ""
}

// examineOpen looks whether the sponsors that an open rule demands can be found, and
// without any one of them.
func (x *examination) examineOpen(d *Defects) {
	if x.rule.Sponsors != nil && !x.assured() {
		x.search(d, "0")
	}
}
