package plain

import (
	"fmt"
	"strconv"
	"strings"

	"allianceregistry/membership/charter"
)

// number says a small whole number in words where the language does so.
func (w *Writer) number(digits string) string { return w.lookUp("numbers", digits) }

// numeral writes a number from 1 on as sections are counted.
func (w *Writer) numeral(n int) string { return itemNumber(w.say("numerals"), n-1) }

func (w *Writer) lookUp(key, digits string) string {
	n, err := strconv.Atoi(digits)
	names := strings.Fields(w.say(key))
	if err != nil || n < 0 || n >= len(names) {
		return digits
	}
	return names[n]
}

// share says a fraction in words: two thirds, 三分之二; the whole is 1.
func (w *Writer) share(amount charter.Amount) string {
	above, below, _ := strings.Cut(string(amount), "/")
	if above == "0" {
		return w.say("share.none")
	}
	if isWhole(amount) {
		return w.say("share.all")
	}
	if key := "share." + above + "/" + below; w.text.Template(key) != "" {
		return w.say(key)
	}
	parts := strings.Fields(w.say("share.parts"))
	denominator, err := strconv.Atoi(below)
	if err != nil || denominator < 2 || denominator >= len(parts) {
		return w.percentage(above, below)
	}
	plural := "share.plural"
	if above == "1" {
		plural = "share.single"
	}
	return w.say(plural, "above", w.lookUp("share.counts", above), "below", parts[denominator])
}

// percentage says a fraction in per cent with up to two decimals, or as it is where it has more.
func (w *Writer) percentage(above, below string) string {
	numerator, err := strconv.Atoi(above)
	denominator, wrong := strconv.Atoi(below)
	if err != nil || wrong != nil || denominator < 1 || numerator*10_000%denominator != 0 {
		return w.say("share.other", "above", above, "below", below)
	}
	hundredths := numerator * 10_000 / denominator
	whole, rest := hundredths/100, strings.TrimRight(fmt.Sprintf("%02d", hundredths%100), "0")
	count := w.say("share.zero")
	if whole > 0 {
		count = w.numeral(whole)
	}
	if rest != "" {
		count += w.say("share.point")
	}
	for _, digit := range rest {
		if digit == '0' {
			count += w.say("share.zero")
		} else {
			count += w.numeral(int(digit - '0'))
		}
	}
	return w.say("share.percent", "count", count)
}

// isWhole reports whether a share is all of it.
func isWhole(amount charter.Amount) bool {
	above, below, fraction := strings.Cut(string(amount), "/")
	return above == below || !fraction && above == "1"
}

// comparison is how an expression compares, and with what.
func comparison(e charter.Expression) (charter.Relation, charter.Amount) {
	switch {
	case e.AtLeast != "":
		return charter.AtLeast, e.AtLeast
	case e.MoreThan != "":
		return charter.MoreThan, e.MoreThan
	case e.AtMost != "":
		return charter.AtMost, e.AtMost
	}
	return charter.LessThan, e.LessThan
}

// quantity says a comparison: at least two thirds, more than half, all.
func (w *Writer) quantity(e charter.Expression) string {
	relation, amount := comparison(e)
	if e.Of == "" {
		return w.say("relation.number."+string(relation), "amount", w.number(string(amount)))
	}
	if relation == charter.AtLeast && isWhole(amount) {
		return w.say("relation.whole")
	}
	if key := "relation." + string(relation) + "." + string(amount); w.text.Template(key) != "" {
		return w.say(key)
	}
	return w.say("relation."+string(relation), "amount", w.share(amount))
}

// isSingular reports whether what is counted stands in the singular: at least one vote.
func isSingular(e charter.Expression) bool {
	_, amount := comparison(e)
	return e.Of == "" && amount == "1" || isNone(e)
}

// isNone reports whether not a single one may be counted.
func isNone(e charter.Expression) bool {
	return e.Of == "" && (e.AtMost == "0" || e.LessThan == "1")
}
