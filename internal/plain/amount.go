package plain

import (
	"strconv"
	"strings"

	"allianceregistry/membership/charter"
)

// number says a small whole number in words where the language does so.
func (w *Writer) number(digits string) string { return w.lookUp("numbers", digits) }

// numeral writes a number as sections are counted.
func (w *Writer) numeral(digits string) string { return w.lookUp("numerals", digits) }

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
	if below == "100" {
		return w.say("share.percent", "count", above)
	}
	parts := strings.Fields(w.say("share.parts"))
	denominator, err := strconv.Atoi(below)
	if err != nil || denominator < 2 || denominator >= len(parts) {
		return w.say("share.other", "above", above, "below", below)
	}
	plural := "share.plural"
	if above == "1" {
		plural = "share.single"
	}
	return w.say(plural, "above", w.lookUp("share.counts", above), "below", parts[denominator])
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

// quantity says a comparison: at least two thirds, more than half, all, none.
func (w *Writer) quantity(e charter.Expression) string {
	relation, amount := comparison(e)
	if isNone(e) {
		return w.say("relation.number.none")
	}
	if e.Of == "" {
		return w.say("relation.number."+string(relation), "amount", w.number(string(amount)))
	}
	if relation == charter.AtLeast && isWhole(amount) {
		return w.say("relation.all")
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
