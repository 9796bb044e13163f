package rest

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"

	"allianceregistry/audit/index"
	"allianceregistry/internal/input"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// The bounds of parameters, in characters.
const (
	maxID     = 127 // a slug, @, a host
	maxText   = 200
	maxCursor = 1024
	maxTime   = 64
)

// parameter is one that operations take. Its schema stands in the document, and check refuses
// what does not fit the schema.
type parameter struct {
	name, about, example string
	inPath, required     bool
	schema               huma.Schema
	check                func(name, text string) error
}

// pointer returns a pointer to a value, as schemas have them.
func pointer[T any](value T) *T { return &value }

// idPattern is what the id of a party or an alliance looks like: see form.SplitID.
const idPattern = "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?@[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$"

func idParameter(name, about, example string) parameter {
	return parameter{
		name: name, about: about, example: example, check: form.CheckID,
		schema: huma.Schema{Type: huma.TypeString, Pattern: idPattern, MaxLength: pointer(maxID)},
	}
}

// pathParameter is a parameter that stands in the path.
func pathParameter(p parameter) parameter {
	p.inPath, p.required = true, true
	return p
}

// allianceInPath and partyInPath are the ids in paths.
func allianceInPath() parameter {
	return pathParameter(idParameter("id", "The id of the alliance.", "zgc@industry"))
}

func partyInPath(name string) parameter {
	return pathParameter(idParameter(name, "The id of the party.", "acme@industry"))
}

// hexParameter is so many bytes in lower-case hexadecimal digits.
func hexParameter(name, about string, bytes int) parameter {
	digits := 2 * bytes
	return parameter{
		name: name, about: about, example: strings.Repeat("0a1b2c3d", digits/8), //nolint:mnd // eight digits
		schema: huma.Schema{
			Type: huma.TypeString, Pattern: "^[0-9a-f]{" + strconv.Itoa(digits) + "}$", MaxLength: pointer(digits),
		},
		check: func(name, text string) error {
			if len(text) != digits || strings.Trim(text, "0123456789abcdef") != "" {
				return refusal.New(refusal.BadID, "field", name, "value", refusal.Clip(text))
			}
			return nil
		},
	}
}

// proposalBytes is the length of the ids that the registry makes.
const proposalBytes = 12

func proposalParameter() parameter {
	return hexParameter("proposal", "The id of a proposal.", proposalBytes)
}

// choiceParameter is one of several words.
func choiceParameter[T ~string](name, about string, choices ...T) parameter {
	words := make([]string, len(choices))
	enum := make([]any, len(choices))
	for i, choice := range choices {
		words[i], enum[i] = string(choice), string(choice)
	}
	return parameter{
		name: name, about: about, example: words[0],
		schema: huma.Schema{Type: huma.TypeString, Enum: enum},
		check: func(name, text string) error {
			for _, word := range words {
				if text == word {
					return nil
				}
			}
			return refusal.New(refusal.BadChoice, "field", name, "value", refusal.Clip(text), "choices", strings.Join(words, ", "))
		},
	}
}

func actionParameter() parameter {
	return choiceParameter("action", "What proposals ask for.", charter.Actions()...)
}

func flagParameter(name, about string) parameter {
	return choiceParameter(name, about, "true", "false")
}

// slugParameter is a short name, such as a class or a host.
func slugParameter(name, about, example string) parameter {
	return parameter{
		name: name, about: about, example: example, check: form.CheckSlug,
		schema: huma.Schema{Type: huma.TypeString, Pattern: "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", MaxLength: pointer(63)},
	}
}

// textParameter is what a person types.
func textParameter(name, about, example string) parameter {
	return parameter{
		name: name, about: about, example: example,
		schema: huma.Schema{Type: huma.TypeString, MinLength: pointer(1), MaxLength: pointer(maxText)},
		check:  func(string, string) error { return nil }, // of what is no word nothing is found
	}
}

// numberParameter is a whole number within bounds.
func numberParameter(name, about string, least, most int, example string) parameter {
	return parameter{
		name: name, about: about, example: example,
		schema: huma.Schema{Type: huma.TypeInteger, Minimum: pointer(float64(least)), Maximum: pointer(float64(most))},
		check: func(name, text string) error {
			number, wrong := input.Number(text)
			if wrong != nil || number < least || number > most {
				return newProblem(BadNumber, "parameter", name, "value", refusal.Clip(text), "least", strconv.Itoa(least), "most", strconv.Itoa(most))
			}
			return nil
		},
	}
}

// maxBlock bounds the numbers of blocks that can be asked for.
const maxBlock = 1<<40 - 1

// timeParameter is a moment, or a day, in UTC.
func timeParameter(name, about, example string) parameter {
	return parameter{
		name: name, about: about, example: example,
		schema: huma.Schema{Type: huma.TypeString, MinLength: pointer(1), MaxLength: pointer(maxTime)},
		check:  checkTime,
	}
}

func checkTime(name, text string) error {
	if _, wrong := input.Moment(text, input.Begin); wrong != nil {
		return newTimeProblem(name, text, wrong)
	}
	return nil
}

// numberedTime is a time, or the number of something instead.
func numberedTime(name, about, example string) parameter {
	p := timeParameter(name, about, example)
	p.check = func(name, text string) error {
		if isDigits(text) {
			return nil // the index says whether there is one
		}
		return checkTime(name, text)
	}
	return p
}

func isDigits(text string) bool { return text != "" && strings.Trim(text, "0123456789") == "" }

// atParameter and knownAtParameter are the two times of a roster.
func atParameter() parameter {
	return numberedTime("at", "The moment that is asked about: a time (RFC 3339), a day for its end (UTC), or the number of an epoch for its end; "+
		"without it, now.", "2026-03-31")
}

func knownAtParameter() parameter {
	return numberedTime("known-at", "What the ledger had recorded by then: a time (RFC 3339), a day for its end (UTC), or the number of a block; "+
		"without it, all that was verified.", "2026-03-31")
}

// period are the parameters that bound a list in time.
func period() []parameter {
	return []parameter{
		timeParameter("since", "From this time on: a time (RFC 3339), or a day for its beginning (UTC).", "2026-03-01"),
		timeParameter("until", "Before this time: a time (RFC 3339), or a day for its end (UTC).", "2026-03-31"),
	}
}

// The parameters that every operation has.
const (
	limitName    = "limit"
	cursorName   = "cursor"
	orderName    = "order"
	languageName = "lang" // see web.Language
)

func languageParameter() parameter {
	return choiceParameter(languageName, "The language of what a problem says; without it, by Accept-Language.", "en", "zh")
}

// paged are the parameters of lists.
func paged() []parameter {
	return []parameter{
		numberParameter(limitName, "The most rows of a page; "+strconv.Itoa(index.DefaultPage)+" without it.", 1, index.MaxPage, "100"),
		{
			name: cursorName, about: "Where the page begins: the next of the page before. It belongs to the question that gave it.",
			schema: huma.Schema{Type: huma.TypeString, Pattern: "^[A-Za-z0-9_-]+$", MaxLength: pointer(maxCursor)},
			check:  func(string, string) error { return nil }, // read with the question
		},
	}
}

// ordered are the parameters of lists that come in either order.
func ordered() []parameter {
	return append(paged(), choiceParameter(orderName, "Which rows come first: those recorded last, or first; newest without it.", "newest", "oldest"))
}

// checkLength refuses with TOO_LONG, whatever the parameter is.
func (p parameter) checkLength(text string) error {
	most := maxText
	if p.schema.MaxLength != nil {
		most = *p.schema.MaxLength
	}
	if length := utf8.RuneCountInString(text); length > most {
		return refusal.New(refusal.TooLong, "field", p.name, "length", strconv.Itoa(length), "most", strconv.Itoa(most))
	}
	return nil
}
