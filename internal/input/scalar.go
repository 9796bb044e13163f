package input

import (
	"math/big"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Number reads a whole number: decimal digits, a minus before them at most. What
// another reader would take for another number is refused, with the spellings of
// which one may be meant: 010, 0x10, 1_000, 1,000, 1e3, +5, 5.0.
func Number(text string) (int, *ValueError) {
	if plain.MatchString(text) {
		number, err := strconv.Atoi(text)
		if err == nil {
			return number, nil
		}
		return 0, NewValueError(WrongType, "wanted", "whole number")
	}
	if wrong := Stray(text); wrong != nil {
		return 0, wrong
	}
	if instead := meanings(text); instead != "" {
		return 0, NewValueError(AmbiguousNumber, "value", text, "instead", instead)
	}
	return 0, NewValueError(WrongType, "wanted", "whole number")
}

var (
	plain    = regexp.MustCompile(`^(0|-?[1-9][0-9]*)$`)
	leading  = regexp.MustCompile(`^[+-]?0+[0-9]+$`)
	grouped  = regexp.MustCompile(`^[+-]?[0-9]{1,3}([,_ '][0-9]{3})+$`)
	spelled  = regexp.MustCompile(`^[+-]?(0[xX][0-9a-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|[0-9][0-9_]*)$`)
	floating = regexp.MustCompile(`^[+-]?[0-9]+(\.0*)?([eE][+-]?[0-9]{1,2})?$`)
)

// meanings lists the plain spellings of a number that is spelled otherwise; empty if
// it is none.
func meanings(text string) string {
	whole := func(text string, base int) string {
		number, ok := new(big.Int).SetString(text, base)
		if !ok {
			return ""
		}
		return number.String()
	}
	switch {
	case grouped.MatchString(text):
		return whole(strings.NewReplacer(",", "", "_", "", " ", "", "'", "").Replace(text), 10)
	case leading.MatchString(text):
		decimal, octal := whole(text, 10), whole(text, 8)
		if octal == "" || octal == decimal {
			return decimal
		}
		return decimal + " / " + octal
	case spelled.MatchString(text):
		return whole(text, 0)
	case floating.MatchString(text):
		number, ok := new(big.Rat).SetString(text)
		if ok && number.IsInt() {
			return number.Num().String()
		}
	}
	return ""
}

// Truth reads true or false, and no other word for them.
func Truth(text string) (bool, *ValueError) {
	switch text {
	case "true":
		return true, nil
	case "false":
		return false, nil
	}
	if wrong := Stray(text); wrong != nil {
		return false, wrong
	}
	return false, NewValueError(WrongType, "wanted", "yes or no")
}

// ReadDuration reads lengths of time such as 250ms. It is a Reader of Format.
func ReadDuration(_ string, of reflect.Type) (Read, string) {
	if of != reflect.TypeFor[time.Duration]() {
		return nil, ""
	}
	return func(text string) (any, *ValueError) {
		length, err := time.ParseDuration(text)
		if wrong := Stray(text); wrong != nil {
			return length, wrong
		}
		if err != nil {
			return length, NewValueError(WrongType, "wanted", "duration")
		}
		return length, nil
	}, "duration"
}
