package reading

import (
	"reflect"
	"strings"
	"sync"

	"allianceregistry/internal/input"
	"allianceregistry/internal/plain"
	"allianceregistry/internal/text"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
)

// wordTable are the values of one kind of choice by every word that stands for them.
type wordTable map[string]string

// choice is a kind of choice: its values, and the key of each value's text. A prefix
// goes before the value; sentence is the prefix of the word by which a charter in plain
// language calls it, if it has another there.
type choice struct {
	of               reflect.Type
	prefix, sentence string
	values           []string
}

func (c choice) in(sentence string) choice {
	c.sentence = sentence
	return c
}

func newChoice[T ~string](prefix string, values ...T) choice {
	one := choice{of: reflect.TypeFor[T](), prefix: prefix}
	for _, value := range values {
		one.values = append(one.values, string(value))
	}
	return one
}

// choices are all kinds of choices that a person makes. They are recognized by the texts
// that the programs print for them: there is no other table.
func choices() []choice {
	return []choice{
		newChoice("", charter.Enterprise, charter.Individual, charter.Academic, charter.Government,
			charter.International, charter.Association, charter.AllianceKind).in("kind."),
		newChoice("", charter.Actions()...),
		newChoice("", charter.For, charter.Against, charter.Abstain, charter.Sponsor, membership.Attests, membership.Disputes),
		newChoice("", membership.Officer, membership.Delegate),
		newChoice("right.", charter.Voice, charter.Vote, charter.ProposeRight, charter.SponsorRight, charter.SeatRight, charter.ReadRight).in("right."),
		newChoice("recusal.", charter.RecuseSubject, charter.RecuseAffiliates, charter.RecuseSponsors, charter.RecuseFiler,
			charter.RecuseNobody).in("recuse."),
		newChoice("clear.", charter.ClearDiscussion, charter.ClearVoting),
		newChoice("", charter.SuccessionForms()...).in("succession."),
		newChoice("count.", charter.CountFor, charter.CountAgainst, charter.CountAbstain, charter.CountCast, charter.CountTakingPart,
			charter.CountHosts, charter.CountGroups, charter.CountSponsors, charter.CountElectorate),
		newChoice("standing.", charter.Good, charter.Grace, charter.Lapsed),
		newChoice("", membership.Filed, membership.Voting, membership.Accepted, membership.Rejected, membership.Expired, membership.Withdrawn,
			membership.Void, membership.Timelocked),
		newChoice("", charter.Active, charter.Suspended, charter.Ended),
		newChoice("", membership.LEIScheme, membership.USCCScheme),
		newChoice("outcome.", outcomes()...),
		newChoice("", scopes()...),
		newChoice("sector.", sectors()...),
		newChoice("", eventTypes()...),
	}
}

// scope, sector and eventType are choices that the ledger keeps as texts, outcome
// what a charter's test expects.
type (
	scope     string
	sector    string
	eventType string
	outcome   string
)

func outcomes() []outcome {
	return []outcome{"accepted", "rejected", "open", "not sponsored", "refused", "void"}
}

func scopes() []scope { return []scope{"global", "national", "regional"} }

func sectors() []sector {
	var known []sector
	for _, one := range text.Sectors() {
		known = append(known, sector(one))
	}
	return known
}

func eventTypes() []eventType {
	var types []eventType
	for _, one := range membership.EventTypes() {
		types = append(types, eventType(one))
	}
	return types
}

// vocabulary are the words of every kind of choice.
var vocabulary = sync.OnceValue(func() map[reflect.Type]wordTable { //nolint:gochecknoglobals // fixed
	table := map[reflect.Type]wordTable{}
	for _, one := range choices() {
		table[one.of] = one.words()
	}
	return table
})

// words lists the values, and what each language prints for them.
func (c choice) words() wordTable {
	list := wordTable{}
	for _, lang := range text.Languages {
		said, err := text.In(lang)
		writer, failed := plain.In(lang)
		if err != nil || failed != nil {
			continue // the texts are part of the program, and a test reads them
		}
		for _, value := range c.values {
			list[fold(value)] = value
			key := c.prefix + value
			if said.Template("kind."+value) != "" && c.of == reflect.TypeFor[charter.Kind]() {
				key = "kind." + value
			}
			for _, word := range []string{said.Template(key), writer.Word(c.sentence + value)} {
				if word != "" {
					list[fold(word)] = value
				}
			}
		}
	}
	return list
}

func fold(word string) string { return strings.ToLower(input.Fold(word)) }

// Choice is the ledger's word for one that somebody wrote; the word as it is where
// there is none.
func Choice[T ~string](word string) T {
	return T(lookUp(reflect.TypeFor[T](), word))
}

func lookUp(of reflect.Type, word string) string {
	if value, found := vocabulary()[of][fold(word)]; found {
		return value
	}
	return word
}

// readChoice reads a choice of a type. What is after a stroke in the key of a rule is
// an id: admit/observer.
func readChoice(of reflect.Type) input.Read {
	return func(word string) (any, *input.ValueError) {
		head, part, cut := strings.Cut(word, "/")
		value := lookUp(of, head)
		if cut {
			value += "/" + ID(part)
		}
		if _, is := vocabulary()[of][fold(head)]; !is {
			if wrong := input.Stray(word); wrong != nil {
				return nil, wrong
			}
		}
		return value, nil
	}
}
