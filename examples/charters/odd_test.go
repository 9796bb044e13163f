package charters_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/client/charterfile"
	"allianceregistry/membership/charter"
)

// odd is a charter whose one rule is the test's.
const odd = `schema: 1
founders: member
measures:
  - {id: dues, names: {en: Dues}, own: true}
  - {id: people, names: {en: People}, own: true}
figures: [{id: usual, names: {en: Usual attendance}, by: {classes: [member]}}]
organs: [{id: board, names: {en: Board}, seats: 3}]
classes:
  - {id: member, names: {en: Member}, kinds: [enterprise], rights: [vote, propose, sponsor, seat], weights: {dues: 1, people: 1}}
  - {id: guest, names: {en: Guest}, kinds: [enterprise], rights: [vote], weights: {dues: 0}}
rules:
  resolve:
    voting: P7D
`

const people = `figures: {usual: 6}
members:
  - {id: rich, class: member, weights: {dues: 50, people: 10}}
  - {id: crowded, class: member, weights: {dues: 10, people: 60}}
  - {id: plain-1..plain-3, class: member, weights: {dues: 10, people: 5}, organs: [board]}
  - {id: plain-4, class: member, weights: {dues: 10, people: 5}, organs: [board], host: other, founder: true}
  - {id: twin-1..twin-2, class: guest, group: twins@host}
cases:
`

// trials are odd rules, and what must come of them.
var trials = map[string]struct{ rule, cases string }{
	"two measures at once": {
		`    lockOut: accepted
    pass: {all: [{votes: for, measure: dues, atLeast: 1/2, of: electorate}, {votes: for, measure: people, atLeast: 1/2, of: electorate}]}`, `
  - {name: {en: both}, action: resolve, by: rich, votes: {for: [rich, crowded]}, expect: {outcome: accepted, figures: [{measure: dues, base: 100, needed: 50, actual: 60}, {measure: people, base: 90, needed: 45, actual: 70}]}}
  - {name: {en: one}, action: resolve, by: rich, votes: {for: [rich, plain-1..plain-4]}, expect: {outcome: rejected, figures: [{measure: dues, actual: 90, met: true}, {measure: people, actual: 30, met: false}]}}
`,
	},
	"an alternative": {
		`    pass: {any: [{votes: for, atLeast: 6}, {all: [{votes: for, atLeast: 2}, {votes: for, measure: dues, moreThan: 1/2, of: electorate}]}]}`, `
  - {name: {en: by heads}, action: resolve, by: rich, votes: {for: [crowded, plain-1..plain-3, twin-1, twin-2]}, expect: {outcome: accepted}}
  - {name: {en: by dues}, action: resolve, by: rich, votes: {for: [rich, plain-1]}, expect: {outcome: accepted}}
  - {name: {en: by neither}, action: resolve, by: rich, votes: {for: [crowded, plain-1..plain-4]}, expect: {outcome: rejected}}
`,
	},
	"a ceiling on votes against": {
		`    early: true
    pass: {all: [{votes: for, atLeast: 2}, {votes: against, atMost: 1/4, of: taking part}]}`, `
  - {name: {en: within}, action: resolve, by: rich, votes: {for: [rich, crowded, plain-1], against: [plain-2]}, expect: {outcome: accepted}}
  - {name: {en: beyond}, action: resolve, by: rich, votes: {for: [rich, crowded], against: [plain-1]}, expect: {outcome: rejected}}
  - {name: {en: abstentions widen it}, action: resolve, by: rich, votes: {for: [rich, crowded], against: [plain-1], abstain: [plain-2]}, expect: {outcome: accepted}}
  - {name: {en: not certain while votes are to come}, action: resolve, by: rich, votes: {for: [rich, crowded, plain-1]}, closed: false, expect: {outcome: open}}
  - {name: {en: certain when two of eight may be against}, action: resolve, by: rich, votes: {for: [rich, crowded, plain-1..plain-4]}, closed: false, expect: {outcome: accepted}}
`,
	},
	"a veto by some, together": {
		`    pass: {votes: for, atLeast: 1}
    veto: {votes: against, who: {organ: board}, atLeast: 2}`, `
  - {name: {en: one of the board}, action: resolve, by: rich, votes: {for: [rich], against: [plain-1, twin-1, twin-2]}, expect: {outcome: accepted}}
  - {name: {en: two of the board}, action: resolve, by: rich, votes: {for: [rich, crowded], against: [plain-1, plain-2]}, expect: {outcome: rejected}}
`,
	},
	"a veto by one who is named": {
		`    early: true
    pass: {votes: for, atLeast: 2}
    veto: {votes: against, who: {parties: [rich@host]}, atLeast: 1}`, `
  - {name: {en: silent}, action: resolve, by: crowded, votes: {for: [crowded, plain-1]}, expect: {outcome: accepted}}
  - {name: {en: not before it has spoken}, action: resolve, by: crowded, votes: {for: [crowded, plain-1..plain-4]}, closed: false, expect: {outcome: open}}
  - {name: {en: once it has abstained}, action: resolve, by: crowded, votes: {for: [crowded, plain-1], abstain: [rich]}, closed: false, expect: {outcome: accepted}}
  - {name: {en: against}, action: resolve, by: crowded, votes: {for: [crowded, plain-1..plain-4], against: [rich]}, closed: false, expect: {outcome: rejected}}
`,
	},
	"nots inside nots": {
		`    pass: {not: [{any: [{not: [{votes: for, atLeast: 3}]}, {not: [{not: [{votes: against, moreThan: 1}]}]}]}]}`, `
  - {name: {en: three for and one against}, action: resolve, by: rich, votes: {for: [rich, crowded, plain-1], against: [plain-2]}, expect: {outcome: accepted}}
  - {name: {en: two against}, action: resolve, by: rich, votes: {for: [rich, crowded, plain-1], against: [plain-2, plain-3]}, expect: {outcome: rejected}}
  - {name: {en: two for}, action: resolve, by: rich, votes: {for: [rich, crowded]}, expect: {outcome: rejected}}
`,
	},
	"one vote of a group, within a class": {
		`    affiliates: one
    pass: {all: [{votes: for, who: {classes: [guest]}, atLeast: 1}, {votes: groups, atLeast: 3}]}`, `
  - {name: {en: twins are one}, action: resolve, by: rich, votes: {for: [rich, twin-1, twin-2]}, expect: {outcome: rejected, figures: [{votes: for, actual: 1}, {votes: groups, actual: 2}]}}
  - {name: {en: twins who differ are none}, action: resolve, by: rich, votes: {for: [rich, crowded, plain-1, twin-1], against: [twin-2]}, expect: {outcome: rejected, figures: [{votes: for, actual: 0}]}}
  - {name: {en: three}, action: resolve, by: rich, votes: {for: [rich, crowded, twin-1]}, expect: {outcome: accepted}}
`,
	},
	"an electorate of an organ, with a fallback": {
		`    electorate: {organ: board}
    pass: {votes: for, atLeast: 3/4, of: electorate}
    fallback: {all: [{votes: for, atLeast: 1}, {votes: taking part, lessThan: 2}]}`, `
  - {name: {en: three of four}, action: resolve, by: rich, votes: {for: [plain-1..plain-3]}, expect: {outcome: accepted, electorate: 4}}
  - {name: {en: one alone}, action: resolve, by: rich, votes: {for: [plain-1]}, expect: {outcome: accepted}}
  - {name: {en: two of four}, action: resolve, by: rich, votes: {for: [plain-1], against: [plain-2]}, expect: {outcome: rejected}}
`,
	},
	"a cap on heads and groups": {
		`    cap: 1/10
    pass: {votes: for, measure: dues, moreThan: 1/2, of: electorate}`, `
  - {name: {en: too few to hold all to a tenth}, action: resolve, by: rich, votes: {for: [rich, crowded, plain-1, plain-2]}, expect: {outcome: accepted, figures: [{base: 60, needed: 31, actual: 40}]}}
  - {name: {en: three of six count for half}, action: resolve, by: rich, votes: {for: [rich, crowded, plain-1]}, expect: {outcome: rejected, figures: [{actual: 30}]}}
`,
	},
	"a figure and a ceiling on abstentions": {
		`    pass: {all: [{votes: taking part, moreThan: 1/2, of: usual}, {votes: abstain, atMost: 1}, {votes: for, moreThan: 1/2, of: taking part}]}`, `
  - {name: {en: four of six}, action: resolve, by: rich, votes: {for: [rich, crowded, plain-1], abstain: [plain-2]}, expect: {outcome: accepted, figures: [{of: usual, base: 6, needed: 4, actual: 4}]}}
  - {name: {en: three of six}, action: resolve, by: rich, votes: {for: [rich, crowded, plain-1]}, expect: {outcome: rejected}}
  - {name: {en: two abstain}, action: resolve, by: rich, votes: {for: [rich, crowded, plain-1], abstain: [plain-2, plain-3]}, expect: {outcome: rejected}}
  - {name: {en: of zero}, action: resolve, by: rich, figures: {usual: 0}, votes: {for: [rich]}, expect: {outcome: accepted, figures: [{of: usual, base: 0, needed: 1, actual: 1}]}}
`,
	},
	"a class that must not be against": {
		`    early: true
    pass: {all: [{votes: for, who: {classes: [member]}, atLeast: 2/3, of: electorate}, {not: [{votes: against, who: {classes: [guest]}, atLeast: 1/1, of: electorate}]}]}`, `
  - {name: {en: one guest is for}, action: resolve, by: rich, votes: {for: [rich, crowded, plain-1, plain-2, twin-1]}, closed: false, expect: {outcome: accepted}}
  - {name: {en: both may still be against}, action: resolve, by: rich, votes: {for: [rich, crowded, plain-1, plain-2], against: [twin-1]}, closed: false, expect: {outcome: open}}
  - {name: {en: both are against}, action: resolve, by: rich, votes: {for: [rich, crowded, plain-1, plain-2], against: [twin-1, twin-2]}, closed: false, expect: {outcome: rejected}}
`,
	},
}

func TestOddCharters(t *testing.T) {
	for name, trial := range trials {
		t.Run(name, func(t *testing.T) {
			file, err := charterfile.Read([]byte(odd + trial.rule))
			require.NoError(t, err)
			cases, err := charterfile.ReadCases([]byte(people + trial.cases[1:]))
			require.NoError(t, err)
			require.Empty(t, file.Defects(cases.Composition(file.Charter)))
			require.Empty(t, cases.Defects(file.Charter))
			for _, result := range cases.Run(file.Charter) {
				require.True(t, result.Passed, "line %d: %+v", result.Line, result.Differences)
			}
		})
	}
}

// What nobody could live by is found, where it stands.
func TestOddFaults(t *testing.T) {
	for name, test := range map[string]struct{ rule, want string }{
		"silent rich one":  {`    pass: {votes: for, measure: dues, atLeast: 3/4, of: electorate}`, "LOCK_OUT"},
		"both classes":     {`    pass: {all: [{votes: for, atLeast: 5, who: {classes: [guest]}}, {votes: for, atLeast: 1}]}`, "UNREACHABLE"},
		"always met":       {`    pass: {any: [{votes: for, atLeast: 1}, {votes: against, atMost: 8}]}`, "ALWAYS_MET"},
		"contradiction":    {`    pass: {all: [{votes: for, atLeast: 2}, {votes: taking part, lessThan: 2}]}`, "UNREACHABLE"},
		"veto of all":      {"    pass: {votes: for, atLeast: 1}\n    veto: {votes: for, atLeast: 1}", "UNREACHABLE"},
		"named one's vote": {`    pass: {votes: for, who: {parties: [crowded@host]}, atLeast: 1}`, "LOCK_OUT"},
		"somebody unknown": {`    pass: {votes: for, who: {parties: [nobody@host]}, atLeast: 1}`, "UNREACHABLE"},
		"nobody proposes":  {"    proposers: {parties: [nobody@host]}\n    pass: {votes: for, atLeast: 1}", "NOBODY_PROPOSES"},
		"nobody votes":     {"    electorate: {classes: [guest], organ: board}\n    pass: {votes: for, atLeast: 1}", "NOBODY_VOTES"},
		"only one there":   {`    pass: {votes: hosts, atLeast: 2}`, "LOCK_OUT"},
		"only voter": {`    electorate: {parties: [crowded@host]}
    pass: {votes: for, atLeast: 1}`, "LOCK_OUT"},
		"one of founders":   {"    electorate: {founders: true}\n    pass: {votes: for, atLeast: 1/1, of: electorate}", "LOCK_OUT"},
		"alone in no group": {`    pass: {votes: groups, atLeast: 7}`, "LOCK_OUT"},
		"named sponsor":     {"    sponsors: {votes: sponsors, who: {parties: [crowded@host]}, atLeast: 1}\n    expiry: P9D\n    pass: {votes: for, atLeast: 1}", "LOCK_OUT"},
		"sponsors of twins": {"    sponsors: {votes: sponsors, who: {classes: [guest]}, atLeast: 1}\n    expiry: P9D\n    pass: {votes: for, atLeast: 1}", "UNREACHABLE"},
	} {
		t.Run(name, func(t *testing.T) {
			file, err := charterfile.Read([]byte(odd + test.rule))
			require.NoError(t, err)
			cases, err := charterfile.ReadCases([]byte(people + "  - {name: {en: x}, action: resolve, by: rich, expect: {outcome: accepted}}"))
			require.NoError(t, err)
			found := ""
			for _, defect := range file.Defects(cases.Composition(file.Charter)) {
				found += string(defect.Problem) + " "
				require.GreaterOrEqual(t, defect.Line, 7)
			}
			require.Contains(t, found, test.want)
		})
	}
}

// An organ that only itself could fill stays empty, and so does what it elects.
func TestOrganThatNobodyFills(t *testing.T) {
	seats := `  seat: {electorate: {organ: board}, voting: P7D, pass: {votes: for, atLeast: 1}}
`
	for text, want := range map[string]int{
		odd + "    electorate: {organ: board}\n    pass: {votes: for, atLeast: 1}\n" + seats:                                                         2,
		odd + "    electorate: {organ: board}\n    pass: {votes: for, atLeast: 1}\n" + strings.Replace(seats, "electorate: {organ: board}, ", "", 1): 0,
		strings.Replace(odd, "seats: 3", "seats: 3, founders: true", 1) + "    pass: {votes: for, atLeast: 1}\n" + seats:                             0,
	} {
		file, err := charterfile.Read([]byte(text))
		require.NoError(t, err)
		defects := file.Defects(file.Charter.FounderComposition([]string{"a@host", "b@host", "c@host"}, nil))
		silent := slices.DeleteFunc(defects, func(defect charterfile.Defect) bool { return defect.Problem == charter.NeverSeated })
		require.Len(t, silent, want, "%v", defects)
		require.Equal(t, want > 0, len(defects) > want, "the organ is named too")
		for _, defect := range silent {
			require.Equal(t, charter.NobodyVotes, defect.Problem)
		}
	}
}
