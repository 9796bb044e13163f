package reading

import (
	"math/big"
	"reflect"
	"regexp"
	"strings"
	"time"

	"allianceregistry/internal/input"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
)

// Format is the form of files with so many bytes at most.
func Format(size int) input.Format { return input.Format{MaxSize: size, Reader: readerOf} }

// readerOf finds how a field of a type is read, and what is wanted there.
func readerOf(field string, wanted reflect.Type) (input.Read, string) {
	switch wanted {
	case reflect.TypeFor[charter.Amount]():
		return amount, "amount"
	case reflect.TypeFor[form.Duration]():
		return duration, "period"
	case reflect.TypeFor[time.Time]():
		return func(text string) (any, *input.ValueError) { return boxed(Until(text)) }, "day"
	case reflect.TypeFor[string]():
		return readers[field], "text"
	}
	if field == "outcome" && wanted.Kind() == reflect.String {
		wanted = reflect.TypeFor[outcome]()
	}
	if vocabulary()[wanted] != nil {
		return readChoice(wanted), "text"
	}
	return nil, ""
}

func boxed[T any](value T, wrong *input.ValueError) (any, *input.ValueError) { return value, wrong }

// Until reads until when something holds: a day, all of it, in UTC, or a time with
// its zone. It returns the moment after.
func Until(text string) (time.Time, *input.ValueError) { return input.Moment(text, input.End) }

var (
	percentPattern  = regexp.MustCompile(`^[0-9]{1,7}(\.[0-9]{1,6})?%$`)
	fractionPattern = regexp.MustCompile(`^[0-9]+/[0-9]+$`)
)

// amount reads a number of votes, a fraction, or a percentage, which is one: 75% is
// 3/4, and 100% is 1/1, for 1 is one vote. One in words is refused with its figures.
func amount(text string) (any, *input.ValueError) {
	if percentPattern.MatchString(text) {
		share, _ := new(big.Rat).SetString(strings.TrimSuffix(text, "%")) // it has the form
		return charter.Amount(share.Quo(share, big.NewRat(100, 1)).String()), nil
	}
	if wrong := input.Stray(text); wrong != nil {
		return nil, wrong
	}
	if !fractionPattern.MatchString(text) {
		if _, wrong := input.Number(text); wrong != nil && wrong.Problem == input.AmbiguousNumber {
			return nil, wrong
		}
		if instead := parseWords(text); instead != "" && instead != strings.TrimSpace(text) {
			return nil, input.NewValueError(InWords, "value", text, "instead", instead)
		}
	}
	return charter.Amount(text), nil
}

// duration reads a period. Its form is for the rules to check, which have all that
// is wrong with a charter together.
func duration(text string) (any, *input.ValueError) {
	if wrong := input.Stray(text); wrong != nil {
		return nil, wrong
	}
	return form.Duration(text), nil
}
