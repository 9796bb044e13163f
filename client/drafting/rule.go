package drafting

import (
	"strings"

	"allianceregistry/membership/charter"
)

// body is who decides.
type body int

const (
	nobodyVotes body = iota // it is accepted without a vote
	byMembers
	byBoard
)

// rule is one of the draft, as its text and as what its tests are worked out from.
type rule struct {
	key charter.Action
	// about are the questions whose answers it carries out.
	about  []string
	fields []string
	pass   []string

	by body
	// share is the part that has to be in favour, quorum that which has to take part; empty is none.
	share, quorum string
	// of is of what the share is taken: the answer to base.
	of string
	// sponsored says that somebody has to support the proposal before the vote.
	sponsored bool
}

// write writes the rule.
func (r rule) write(d *drafter) {
	d.comment("  ", r.about...)
	d.line("  " + string(r.key) + ":")
	for _, field := range r.fields {
		d.line("    " + field)
	}
	if d.lockOut[string(r.key)] {
		d.line("    # "+d.say("lockOut", "founders", d.Answers["founders"]), "    lockOut: accepted")
	}
	switch len(r.pass) {
	case 0:
	case 1:
		d.line("    pass: " + r.pass[0])
	default:
		d.line("    pass:", "      all:")
		for _, one := range r.pass {
			d.line("        - " + one)
		}
	}
}

// rules are those that the answers ask for.
func (d *drafter) rules() []rule {
	rules := d.admission()
	if d.Answers["renewal"] == "yearly" {
		rules = append(rules, rule{key: charter.Renew, about: []string{"renewal"}, fields: []string{"open: true"}})
	}
	switch d.Answers["suspension"] {
	case board:
		rules = append(rules, d.boardRule(charter.Suspend, "suspension").with("longest: P6M"))
	case members:
		rules = append(rules, d.memberRule(charter.Suspend, "ordinary", "suspension").with("longest: P1Y"))
	}
	switch d.Answers["expulsion"] {
	case board:
		rules = append(rules, d.boardRule(charter.Expel, "expulsion"))
	case members:
		rules = append(rules, d.memberRule(charter.Expel, "expel", "expulsion", "expel"))
	}
	if d.Answers["weights"] == "weighed" || d.Answers["classes"] != "one" {
		rules = append(rules, d.memberRule(charter.Reclassify, "ordinary"))
	}
	rules = append(rules, d.seating()...)
	rules = append(rules,
		d.memberRule(charter.Resolve, "ordinary", "ordinary", "base", "quorum", "proposers", "notice", "days", "voting"),
		d.memberRule(charter.Amend, "amend", "amend"))
	if d.Answers["entrenched"] != None {
		rules = append(rules, d.entrenched())
	}
	return append(rules, d.memberRule(charter.Dissolve, "dissolve", "dissolve"))
}

func (r rule) with(fields ...string) rule {
	r.fields = append(r.fields, fields...)
	return r
}

// admission is how one becomes a member.
func (d *drafter) admission() []rule {
	var rules []rule
	switch d.Answers["admission"] {
	case board:
		rules = append(rules, d.boardRule(charter.Admit, "admission"))
	case members:
		rules = append(rules, d.memberRule(charter.Admit, "ordinary", "admission"))
	case sponsored:
		rules = append(rules, rule{
			key: charter.Admit, about: []string{"admission"}, sponsored: true,
			fields: []string{"open: true", "sponsors: {votes: sponsors, atLeast: 2}", "expiry: P90D"},
		})
	default:
		rules = append(rules, rule{
			key: charter.Admit, about: []string{"admission"}, by: byMembers, of: everybody, share: everybody,
			fields: []string{"voting: " + d.Answers["voting"]}, pass: []string{d.compare("for", everybody, "electorate")},
		})
	}
	if id, _, _ := d.secondClass(); d.Answers["entry"] == "open" {
		rules = append(rules, rule{key: charter.Admit + "/" + charter.Action(id), about: []string{"entry"}, fields: []string{"open: true"}})
	}
	return rules
}

// seating is how one comes into the board, and out of it.
func (d *drafter) seating() []rule {
	if d.Answers[board] == None {
		return nil
	}
	vacate := d.memberRule("vacate/board", "ordinary")
	if d.Answers["chosen"] == "vote" {
		return []rule{d.memberRule("seat/board", "ordinary", "chosen"), vacate}
	}
	notice := d.notice()
	if len(notice) == 0 { // in which candidates come forward
		notice = []string{"discussion: P14D"}
	}
	election := "election: {method: " + d.Answers["chosen"] + ", renews: true}"
	if d.Answers["weights"] == "weighed" {
		election = strings.Replace(election, ", renews", ", measure: "+measure+", renews", 1)
	}
	elect := rule{
		key: "elect/board", about: []string{"chosen"}, by: byMembers, of: everybody, share: d.quorum(),
		fields: append(notice, "expiry: "+expiry, "voting: "+d.Answers["voting"], election),
	}
	elect.pass = []string{"{votes: for, atLeast: 1}"}
	if elect.share != "" {
		elect.pass = []string{d.compare("for", elect.share, "electorate")}
	}
	return []rule{elect, vacate}
}

// entrenched is how what the whole rests on is amended.
func (d *drafter) entrenched() rule {
	r := d.memberRule("amend/entrenched", "entrenched", "entrenched")
	r.of, r.quorum = everybody, ""
	r.pass = []string{d.compare("for", r.share, "electorate")}
	return r
}

// boardRule is one by which the board decides: by more than half of the votes cast, half of it taking part.
func (d *drafter) boardRule(action charter.Action, about ...string) rule {
	r := rule{
		key: action, about: about, by: byBoard, of: "cast", share: majority, quorum: "1/2",
		fields: []string{"electorate: {organ: board}", "voting: " + d.Answers["voting"]},
		pass:   []string{"{votes: for, moreThan: 1/2, of: cast}", "{votes: taking part, atLeast: 1/2, of: electorate}"},
	}
	if action != charter.Admit {
		r.fields = append([]string{"proposers: {organ: board}"}, r.fields...)
	}
	return r
}

// expiry is within what time a proposal has to come to the vote. It is longer than any notice.
const expiry = "P1Y"

// memberRule is one by which all members decide, by the majority that a question asks for.
func (d *drafter) memberRule(action charter.Action, majorityOf string, about ...string) rule {
	r := rule{key: action, about: about, by: byMembers, of: d.Answers["base"], share: d.Answers[majorityOf], quorum: d.quorum()}
	switch proposers := d.Answers["proposers"]; {
	case proposers == members || isOpenToAll(action):
	case proposers == board:
		r.fields = append(r.fields, "proposers: {organ: board}")
	default:
		part := "{votes: sponsors, atLeast: " + proposers + ", of: electorate}"
		if d.Answers[board] == board {
			part = "{any: [{votes: sponsors, who: {organ: board}, atLeast: 1}, " + part + "]}"
		}
		r.fields, r.sponsored = append(r.fields, "sponsors: "+part), true
	}
	notice := d.notice()
	r.fields = append(r.fields, notice...)
	if r.sponsored || len(notice) > 0 {
		r.fields = append(r.fields, "expiry: "+expiry)
	}
	r.fields = append(r.fields, "voting: "+d.Answers["voting"])
	if d.Answers["proxies"] != None {
		r.fields = append(r.fields, "proxies: true")
	}
	of := map[string]string{"cast": "cast", "present": "taking part", everybody: "electorate"}[r.of]
	r.pass = []string{d.compare("for", r.share, of)}
	if r.quorum != "" {
		r.pass = append(r.pass, d.compare("taking part", r.quorum, "electorate"))
	}
	return r
}

// isOpenToAll reports whether any member, or an applicant, can bring a matter to the vote whoever proposes
// others: who is to be admitted, and who sits in the board, without which no other proposal might come.
func isOpenToAll(action charter.Action) bool {
	its, part := action.Split()
	return its == charter.Admit || part == board
}

// quorum is the part that has to take part in the members' votes; empty if none.
func (d *drafter) quorum() string {
	if d.Answers["quorum"] == None {
		return ""
	}
	return d.Answers["quorum"]
}

// notice is the discussion before the vote.
func (d *drafter) notice() []string {
	if d.Answers["notice"] == None {
		return nil
	}
	fields := []string{"discussion: " + d.Answers["notice"]}
	if d.Answers["days"] == "clear" {
		fields = append(fields, "clear: [discussion]")
	}
	return fields
}

// compare is a comparison of votes with a share.
func (d *drafter) compare(votes, answer, of string) string {
	weighed := ""
	if d.Answers["weights"] == "weighed" {
		weighed = ", measure: " + measure
	}
	relation, amount := share(answer)
	return "{votes: " + votes + weighed + ", " + string(relation) + ": " + string(amount) + ", of: " + of + "}"
}
