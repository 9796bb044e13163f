package drafting

import (
	"fmt"
	"strconv"
	"strings"

	"allianceregistry/membership/charter"
)

// ballot is how so many members vote; the others of those who may stay away.
type ballot struct{ inFavour, against, abstaining int }

func (b ballot) given() int { return b.inFavour + b.against + b.abstaining }

// adopts reports whether a ballot is enough among so many who may vote, each of whom counts for one.
// It is worked out here and not asked of the rules, so that the tests of a draft try them.
func (r rule) adopts(b ballot, electorate int) bool {
	of := electorate
	switch r.of {
	case "cast":
		of = b.inFavour + b.against
	case "present":
		of = b.given()
	}
	if r.quorum != "" && b.given() < needed(r.quorum, electorate) {
		return false
	}
	if r.share == "" { // of an election in which one vote is enough
		return b.inFavour > 0
	}
	return of > 0 && b.inFavour >= needed(r.share, of)
}

// needed is the smallest number that has a share of so many.
func needed(answer string, of int) int {
	relation, amount := share(answer)
	above, below, _ := strings.Cut(string(amount), "/")
	p, _ := strconv.Atoi(above) // it was checked
	q, _ := strconv.Atoi(below)
	if relation == charter.MoreThan {
		return p*of/q + 1
	}
	return (p*of + q - 1) / q
}

// seated is how many members sit in the board in the tests: never all, so that one can be
// expelled by it.
func (d *drafter) seated() int {
	if d.Answers[board] == None {
		return 0
	}
	return min(3, d.number("seats"), d.number("founders")-1)
}

// tests writes the members of the founding, and cases for each rule.
func (d *drafter) tests() []byte {
	d.out.Reset()
	founders, seated := d.number("founders"), d.seated()
	d.line("# "+d.say("tests"), "members:")
	if seated > 0 {
		d.line("  - {id: " + span(1, seated) + ", class: " + member + ", organs: [" + board + "]}")
	}
	d.line("  - {id: " + span(seated+1, founders) + ", class: " + member + "}")
	second, _, _ := d.secondClass()
	if second != "" {
		d.line("  - {id: " + second + "-1, class: " + second + "}")
	}
	d.line("cases:")
	for _, r := range d.rules() {
		d.cases(r)
	}
	if second != "" {
		d.withoutVote(second)
	}
	return []byte(d.out.String())
}

// span are the ids of members from one to another.
func span(from, to int) string {
	if from == to {
		return fmt.Sprintf("member-%d", from)
	}
	return fmt.Sprintf("member-%d..member-%d", from, to)
}

// cases writes those of a rule.
func (d *drafter) cases(r rule) {
	action, part := r.key.Split()
	switch {
	case r.by == nobodyVotes:
		d.accepted(r)
	case action == charter.Elect:
		d.elections(r)
	case action == charter.SeatAction && (d.seated() == d.number("seats") || d.seated() >= d.number("founders")):
		// there is no empty seat
	default:
		d.votes(r, action, part)
	}
}

// head begins a case.
func (d *drafter) head(r rule, name string) {
	action, part := r.key.Split()
	d.line("  - name: {"+d.words.Language()+": "+strconv.Quote(d.say("action."+string(action))+d.say("case."+name))+"}", "    action: "+string(action))
	switch action {
	case charter.Admit:
		class := member
		if part != "" {
			class = part
		}
		d.line("    class: " + class)
	case charter.SeatAction, charter.Vacate, charter.Elect:
		d.line("    organ: " + board)
	case charter.Amend:
		if part != "" {
			d.line("    amendment: " + part)
		}
	}
	if action != charter.Admit {
		d.line("    by: member-1")
	}
	switch action {
	case charter.SeatAction, charter.Suspend, charter.Expel, charter.Reclassify:
		d.line("    subject: " + span(d.number("founders"), d.number("founders")))
	case charter.Vacate, charter.Renew:
		d.line("    subject: member-1")
	}
	if action == charter.Reclassify {
		d.line("    class: " + member)
	}
}

// accepted writes a case of what nobody votes on, and one without the sponsors that it needs.
func (d *drafter) accepted(r rule) {
	d.head(r, "open")
	if !r.sponsored {
		d.line("    expect: {outcome: accepted}")
		return
	}
	d.line("    sponsors: ["+span(1, 2)+"]", "    expect: {outcome: accepted}")
	d.head(r, "unsponsored")
	d.line("    sponsors: [member-1]", "    expect: {outcome: not sponsored}")
}

// elections write one that is valid, and one in which too few take part.
func (d *drafter) elections(r rule) {
	all := d.number("founders")
	election := func(name string, voters int, outcome string) {
		d.head(r, name)
		d.line("    seats: 1", "    candidates: [member-1, member-2]", "    ballots:", "      "+span(1, voters)+": [member-2]", "    expect: {outcome: "+outcome+"}")
	}
	election("elected", all, "accepted, elected: [member-2]")
	if r.share == "" {
		return
	}
	if few := needed(r.share, all) - 1; few > 0 {
		election("fewBallots", few, "rejected")
	}
}

// votes writes what is just enough and just too little, what abstentions do, and what a quorum does.
func (d *drafter) votes(r rule, action charter.Action, part string) {
	electorate := d.number("founders")
	switch {
	case r.by == byBoard:
		electorate = d.seated()
	case action.RecusesSubject() && action != charter.Admit:
		electorate--
	}
	enough := electorate
	if r.of != everybody || r.share != everybody {
		enough = needed(r.share, electorate)
	}
	d.vote(r, "enough", ballot{inFavour: enough, against: electorate - enough}, electorate)
	if enough > 1 {
		d.vote(r, "tooFew", ballot{inFavour: enough - 1, against: electorate - enough + 1}, electorate)
	}
	if electorate > 1 {
		d.vote(r, "abstentions", ballot{inFavour: 1, abstaining: electorate - 1}, electorate)
	}
	if r.quorum != "" {
		if few := needed(r.quorum, electorate) - 1; few > 0 {
			d.vote(r, "noQuorum", ballot{inFavour: few}, electorate)
		}
	}
}

// vote writes a case.
func (d *drafter) vote(r rule, name string, b ballot, electorate int) {
	d.head(r, name)
	if r.sponsored {
		d.line("    sponsors: [" + d.sponsors() + "]")
	}
	d.line("    votes: {" + b.by() + "}")
	outcome := "rejected"
	if r.adopts(b, electorate) {
		outcome = "accepted"
	}
	d.line("    expect: {outcome: " + outcome + ", electorate: " + strconv.Itoa(electorate) + "}")
}

// by lists who votes how.
func (b ballot) by() string {
	var said []string
	from := 1
	for _, one := range []struct {
		position string
		count    int
	}{{"for", b.inFavour}, {"against", b.against}, {"abstain", b.abstaining}} {
		if one.count > 0 {
			said = append(said, one.position+": ["+span(from, from+one.count-1)+"]")
			from += one.count
		}
	}
	return strings.Join(said, ", ")
}

// sponsors are as many as a proposal needs: one of the board, or the part of all members.
func (d *drafter) sponsors() string {
	if d.Answers[board] == board {
		return "member-1"
	}
	return span(1, needed(d.Answers["proposers"], d.number("founders")))
}

// withoutVote writes that a class without a vote has none.
func (d *drafter) withoutVote(class string) {
	r := d.memberRule(charter.Resolve, "ordinary")
	all := ballot{inFavour: d.number("founders")}
	d.head(r, "noVote")
	if r.sponsored {
		d.line("    sponsors: [" + d.sponsors() + "]")
	}
	d.line("    votes: {"+all.by()+", abstain: ["+class+"-1]}",
		"    expect: {outcome: accepted, refused: {"+class+"-1: NO_RIGHT}}")
}
