package charterfile

import (
	"reflect"
	"slices"
	"strconv"
	"strings"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
	"allianceregistry/membership/trial"
)

// Result is what came of a case.
type Result struct {
	Name form.Names `json:"name"`
	// Line is where the case stands.
	Line   int  `json:"line,omitempty"`
	Passed bool `json:"passed"`
	trial.Verdict
	// Differences are what was not as expected.
	Differences []Difference `json:"differences,omitempty"`
}

// Difference is one thing that was not as expected: an empty text is nothing.
type Difference struct {
	// What is outcome, code, step, extended, elected, electorate, refused or figure; Of is the member or the
	// comparison.
	What   string `json:"what"`
	Of     string `json:"of,omitempty"`
	Wanted string `json:"wanted"`
	Got    string `json:"got"`
}

// compare enters the differences from what was expected.
func (r *Result) compare(want Expect, roster roster) {
	r.differ("outcome", "", string(want.Outcome), string(r.Outcome))
	if want.Code != "" {
		r.differ("code", "", string(want.Code), string(r.Code))
	}
	for _, number := range []struct {
		name string
		want *int
		got  int
	}{{"step", want.Step, r.Step}, {"extended", want.Extended, r.Extended}} {
		if number.want != nil {
			r.differ(number.name, "", strconv.Itoa(*number.want), strconv.Itoa(number.got))
		}
	}
	if want.Electorate != nil {
		got := ""
		if r.Tally != nil {
			got = strconv.Itoa(r.Tally.Electorate)
		}
		r.differ("electorate", "", strconv.Itoa(*want.Electorate), got)
	}
	if want.Elected != nil {
		r.elected(want.Elected, roster)
	}
	r.refusals(want, roster)
	for _, figure := range want.Figures {
		r.figure(figure)
	}
	r.Passed = len(r.Differences) == 0
}

// elected compares who was elected.
func (r *Result) elected(names []string, roster roster) {
	wanted, _ := roster.parties(names)
	var got []string
	if r.Election != nil {
		got = slices.Clone(r.Election.Elected)
	}
	slices.Sort(wanted)
	slices.Sort(got)
	r.differ("elected", "", strings.Join(wanted, ", "), strings.Join(got, ", "))
}

func (r *Result) differ(what, of, wanted, got string) {
	if wanted != got {
		r.Differences = append(r.Differences, Difference{what, of, wanted, got})
	}
}

func (r *Result) refusals(want Expect, roster roster) {
	wanted := map[string]refusal.Code{}
	for name, code := range want.Refused {
		parties, _ := roster.parties([]string{name})
		for _, party := range parties {
			wanted[party] = code
		}
	}
	for _, refusal := range r.Refused {
		r.differ("refused", refusal.Party, string(wanted[refusal.Party]), string(refusal.Code))
		delete(wanted, refusal.Party)
	}
	for _, m := range roster.members { // in their order
		if code, left := wanted[m.Party]; left {
			r.differ("refused", m.Party, string(code), "")
		}
	}
}

// figure looks for the comparison, and enters how the first that is described so differs.
func (r *Result) figure(want Figure) {
	var nearest []Difference
	for _, leaf := range r.comparisons() {
		if !want.matches(*leaf.Figure) {
			continue
		}
		differences := want.differences(leaf)
		if len(differences) == 0 {
			return
		}
		if nearest == nil {
			nearest = differences
		}
	}
	if nearest == nil {
		nearest = []Difference{{"figure", "", want.String(), ""}}
	}
	r.Differences = append(r.Differences, nearest...)
}

// comparisons are those of the explanation; there are none before the vote.
func (r *Result) comparisons() []charter.Explanation {
	if r.Explanation == nil {
		return nil
	}
	return r.Explanation.Leaves()
}

// matches reports whether a comparison is meant.
func (f Figure) matches(leaf charter.Figure) bool {
	return (f.Votes == "" || f.Votes == leaf.Votes) && (f.Who == nil || leaf.Who != nil && reflect.DeepEqual(*f.Who, *leaf.Who)) &&
		(f.Measure == "" || f.Measure == leaf.Measure) && (f.Of == "" || f.Of == leaf.Of)
}

func (f Figure) differences(leaf charter.Explanation) []Difference {
	r := Result{}
	for _, number := range []struct {
		name string
		want *int
		got  int
	}{{"needed", f.Needed, leaf.Figure.Needed}, {"actual", f.Actual, leaf.Figure.Actual}, {"base", f.Base, leaf.Figure.Base}} {
		if number.want != nil {
			r.differ("figure", f.String()+": "+number.name, strconv.Itoa(*number.want), strconv.Itoa(number.got))
		}
	}
	if f.Met != nil {
		r.differ("figure", f.String()+": met", strconv.FormatBool(*f.Met), strconv.FormatBool(leaf.Met))
	}
	return r.Differences
}

// String is the comparison's short form.
func (f Figure) String() string {
	text := string(f.Votes)
	if f.Who != nil {
		for _, class := range f.Who.Classes {
			text += " " + class
		}
		text += strings.Join(f.Who.Seats(), " ")
	}
	if f.Measure != "" {
		text += " in " + f.Measure
	}
	if f.Of != "" {
		text += " of " + string(f.Of)
	}
	return text
}
