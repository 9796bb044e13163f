package drafting

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"allianceregistry/client/charterfile"
	"allianceregistry/internal/catalogue"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/trial"
)

// Draft is a charter, with its tests, as files.
type Draft struct {
	Answers Answers
	Charter []byte
	Tests   []byte
}

// drafter writes a charter from complete answers, with comments in one language.
type drafter struct {
	Answers
	words *catalogue.Catalogue
	out   strings.Builder
	// lockOut are the rules that one member can block by its silence, and that therefore say so.
	lockOut map[string]bool
}

// New drafts a charter from answers, with comments in the language of the words; what is not answered
// is as usual. It refuses what is no answer, and answers by which no alliance can live, with
// *charterfile.Invalid.
func New(answers Answers, words *catalogue.Catalogue) (Draft, error) {
	whole, err := answers.Complete()
	if err != nil {
		return Draft{}, err
	}
	d := &drafter{Answers: whole, words: words, lockOut: map[string]bool{}}
	tests := d.tests()
	for {
		written := d.charter()
		faults, err := d.faults(written, tests)
		switch {
		case err != nil:
			return Draft{}, err
		case len(faults) == 0:
			return Draft{whole, written, tests}, nil
		case !d.accept(faults):
			return Draft{}, &charterfile.Invalid{Defects: faults}
		}
	}
}

// accept enters the rules that one silent member can block. It reports false if the charter is at
// fault otherwise.
func (d *drafter) accept(faults []charterfile.Defect) bool {
	for _, fault := range faults {
		if fault.Problem != charter.LockedOut {
			return false
		}
		d.lockOut[ruleOf(fault.Path)] = true
	}
	return true
}

// ruleOf is the rule in which a path leads.
func ruleOf(path string) string {
	key, _, _ := strings.Cut(strings.TrimPrefix(path, "rules."), ".")
	return key
}

// faults are what is wrong with a charter on the day of its founding, later, and for its tests.
func (d *drafter) faults(written, tests []byte) ([]charterfile.Defect, error) {
	file, err := charterfile.Read(written)
	if err != nil {
		return nil, err
	}
	cases, err := charterfile.ReadCases(tests)
	if err != nil {
		return nil, err
	}
	founders, ids, places := d.number("founders"), []string{}, map[string]charter.Place{}
	for i := range founders {
		id := fmt.Sprintf("member-%d@host-%d", i+1, i+1)
		ids, places[id] = append(ids, id), charter.Place{Class: member}
	}
	var faults []charterfile.Defect
	for _, among := range []charter.Composition{
		file.Charter.FounderComposition(ids, places), trial.Example(file.Charter, founders), cases.Composition(file.Charter),
	} {
		faults = append(faults, file.Defects(among)...)
	}
	return faults, nil
}

func (d *drafter) number(id string) int {
	n, _ := strconv.Atoi(d.Answers[id]) // it was checked
	return n
}

// say says a text; names and values of its parameters stand in turn.
func (d *drafter) say(key string, pairs ...string) string {
	params := catalogue.Params{}
	for i := 0; i+1 < len(pairs); i += 2 {
		params[pairs[i]] = pairs[i+1]
	}
	return d.words.Say("draft."+key, params)
}

// line writes lines as they are.
func (d *drafter) line(lines ...string) {
	for _, line := range lines {
		d.out.WriteString(line + "\n")
	}
}

// comment writes what was answered to questions, as far as they were asked.
func (d *drafter) comment(indent string, ids ...string) {
	for _, id := range ids {
		if answer := d.Answers[id]; answer != "" {
			d.line(indent + "# " + d.say("answered", "title", d.say(id+".title"), "answer", Answered(d.words, id, answer)))
		}
	}
}

// Answered says an answer in words, where there are words for it.
func Answered(words *catalogue.Catalogue, id, answer string) string {
	for _, key := range []string{"draft." + id + "." + answer, "draft.answer." + answer} {
		if said := words.Template(key); said != "" {
			return said
		}
	}
	if amount, more := strings.CutPrefix(answer, moreThan); more {
		return words.Say("draft.answer.moreThan", catalogue.Params{"share": amount})
	} else if strings.Contains(answer, "/") {
		return words.Say("draft.answer.atLeast", catalogue.Params{"share": answer})
	}
	return answer
}

const (
	member  = "member"
	measure = "votes"
)

// charter writes all of it.
func (d *drafter) charter() []byte {
	d.out.Reset()
	d.line("# "+d.say("head"), "# "+d.say("head.words"), "schema: 1")
	if d.Answers["zone"] != utc {
		d.line(`zone: "` + d.Answers["zone"] + `"`)
	}
	d.line("recordDate: P7D")
	d.classes()
	d.organs()
	if d.Answers["proxies"] != None {
		d.comment("", "proxies")
		d.line("proxies: {most: " + d.Answers["proxies"] + ", principal: overrides, longest: P1Y}")
	}
	if d.Answers["entrenched"] != None {
		d.comment("", "entrenched")
		d.line("amendments:", "  - {id: entrenched, names: {zh: 刚性条款, en: Entrenched clauses}, touches: {parts: [amendments], rules: [dissolve]}}")
	}
	d.line("rules:")
	for _, rule := range d.rules() {
		rule.write(d)
	}
	d.end()
	return []byte(d.out.String())
}

// end says what was answered, as it can be answered again, and what was not asked.
func (d *drafter) end() {
	d.line("#", "# "+d.say("answers"))
	for _, id := range slices.Sorted(maps.Keys(d.Answers)) {
		d.line("#   " + id + ": \"" + d.Answers[id] + "\"")
	}
	d.line("#", "# "+d.say("unasked"))
	for _, left := range Unasked(d.words) {
		d.line("#   " + d.say("answered", "title", left.Says, "answer", left.Section))
	}
}

// classes writes who the members are, and what weighs their votes.
func (d *drafter) classes() {
	weights, duty := "", []string{}
	if d.Answers["weights"] == "weighed" {
		d.comment("", "weights")
		d.line("measures:", "  - {id: "+measure+", names: {zh: 表决权, en: Votes}, own: true}")
		weights = "    weights: {" + measure + ": 1}"
	}
	if d.Answers["renewal"] == "yearly" {
		duty = append(duty, "    duration: P1Y", "    grace: P3M")
	}
	if d.Answers["dues"] == "owed" {
		d.comment("", "dues")
		d.line("dues: {grace: P3M, by: {organ: board}}")
		duty = append(duty, "    dues: true", "    lapsedRights: [read]")
	}
	d.comment("", "kinds", "classes", "renewal")
	kinds := map[string]string{
		"organizations": "enterprise, academic, government, association, international organization, alliance",
		"enterprises":   "enterprise", "individuals": "individual",
		"anybody": "enterprise, academic, government, association, international organization, alliance, individual",
	}[d.Answers["kinds"]]
	d.line("classes:", "  - id: "+member, "    names: {zh: 会员, en: Member}", "    kinds: ["+kinds+"]",
		"    rights: [voice, vote, propose, sponsor, seat, read]")
	if weights != "" {
		d.line(weights)
	}
	d.line(duty...)
	if id, names, rights := d.secondClass(); id != "" {
		d.line("  - id: "+id, "    names: "+names, "    kinds: ["+kinds+"]", "    rights: "+rights)
	}
	d.line("founders: " + member)
}

// secondClass is that of those who have no vote, if there is one.
func (d *drafter) secondClass() (id, names, rights string) {
	switch d.Answers["classes"] {
	case "observers":
		return "observer", "{zh: 观察员, en: Observer}", "[voice, read]"
	case "associates":
		return "associate", "{zh: 联系会员, en: Associate member}", "[voice, propose, read]"
	}
	return "", "", ""
}

// organs writes the board.
func (d *drafter) organs() {
	if d.Answers[board] == None {
		return
	}
	d.comment("", board, "term", "chosen")
	d.line("organs:", "  - id: "+board, "    names: {zh: 理事会, en: Board}", "    seats: "+d.Answers["seats"])
	if d.Answers["term"] != None {
		d.line("    duration: " + d.Answers["term"])
	}
}
