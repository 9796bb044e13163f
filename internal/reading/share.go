package reading

import (
	"math/big"
	"regexp"
	"strconv"
	"strings"

	"allianceregistry/internal/input"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
)

// Share reads a part of a whole as bylaws write it, in figures or words of either language: by
// what it is compared, at least or more than, and the fraction, 3/4 for 75%. It returns false for
// anything else, also for a number of votes and for what nothing can be more than.
func Share(text string) (charter.Relation, charter.Amount, bool) {
	meant := parseWords(text)
	relation := charter.AtLeast
	if said, amount, compared := strings.Cut(meant, ": "); compared {
		relation, meant = charter.Relation(said), amount
	}
	if !percentPattern.MatchString(meant) && !fractionPattern.MatchString(meant) {
		return "", "", false
	}
	part := new(big.Rat)
	if number, percent := strings.CutSuffix(meant, "%"); percent {
		part.SetString(number) // it has the form
		part.Quo(part, big.NewRat(100, 1))
	} else if _, ok := part.SetString(meant); !ok {
		return "", "", false
	}
	whole := part.Cmp(big.NewRat(1, 1))
	if part.Sign() <= 0 || whole > 0 || relation == charter.MoreThan && whole == 0 || relation != charter.MoreThan && relation != charter.AtLeast {
		return "", "", false
	}
	return relation, charter.Amount(part.String()), true
}

var lengthPattern = regexp.MustCompile(`^(\S+?) ?(days?|weeks?|months?|years?|天|日|个?月|周|年)$`)

// Period reads a length of time: P14D, or 14 days, three years, 三年. It returns false for
// anything else.
func Period(text string) (form.Duration, bool) {
	text = strings.TrimSpace(input.Fold(text))
	if _, _, _, ok := form.Duration(text).Calendar(); ok {
		return form.Duration(text), true
	}
	found := lengthPattern.FindStringSubmatch(strings.ToLower(text))
	if found == nil {
		return "", false
	}
	count := parseCount(found[1])
	if count == "" {
		return "", false
	}
	unit := map[string]string{"d": "D", "w": "W", "m": "M", "y": "Y", "天": "D", "日": "D", "个": "M", "月": "M", "周": "W", "年": "Y"}[string([]rune(found[2])[0])]
	if unit == "W" { // which a charter does not have
		weeks, _ := strconv.Atoi(count) // it is a number
		count, unit = strconv.Itoa(7*weeks), "D"
	}
	period := form.Duration("P" + count + unit)
	_, _, _, ok := period.Calendar()
	return period, ok
}
