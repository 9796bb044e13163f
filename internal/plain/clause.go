package plain

import (
	"strconv"
	"strings"
)

// Clause is a heading or a sentence, with what is listed under it.
type Clause struct {
	Text  string   `json:"text"`
	Parts []Clause `json:"parts,omitempty"`
	// Listed says that the parts are conditions, counted (a), (b), (c).
	Listed bool `json:"listed,omitempty"`
}

// Lines writes clauses as lines: what stands under another is indented, and
// conditions are counted in the manner of the language.
func (w *Writer) Lines(clauses []Clause) []string { return w.lines(clauses, "", 0) }

func (w *Writer) lines(clauses []Clause, indent string, counted int) []string {
	var lines []string
	for i, clause := range clauses {
		mark := ""
		if counted > 0 {
			mark = w.mark(counted, i)
		}
		lines = append(lines, indent+mark+clause.Text)
		deeper := 0
		if clause.Listed {
			deeper = counted + 1
		}
		lines = append(lines, w.lines(clause.Parts, indent+"  ", deeper)...)
	}
	return lines
}

// mark counts conditions: (a) outside, (i) inside, (1) deeper; in Chinese （一）, 1., (1).
func (w *Writer) mark(depth, index int) string {
	marks := strings.Fields(w.say("marks"))
	mark := itemNumber(marks[min(depth, len(marks))-1], index)
	if strings.HasSuffix(mark, "）") { // which has its space in it
		return mark
	}
	return mark + " "
}

// itemNumber is the mark of this index, in the manner of the first one: (a), (i), (1), （一）.
func itemNumber(first string, index int) string {
	for like, count := range map[string]func(int) string{"a": letters, "i": roman, "1": strconv.Itoa, "一": han} {
		if strings.Contains(first, like) {
			return strings.Replace(first, like, count(index+1), 1)
		}
	}
	return first
}

// letters counts a, b, c; after z come aa, ab. There is no i, which would look like a one.
func letters(n int) string {
	const all = "abcdefghjklmnopqrstuvwxyz"
	text := ""
	for ; n > 0; n = (n - 1) / len(all) {
		text = string(all[(n-1)%len(all)]) + text
	}
	return text
}

// roman counts i, ii, iii, up to the hundreds.
func roman(n int) string {
	text := ""
	for _, part := range []struct {
		of   int
		text string
	}{{100, "c"}, {90, "xc"}, {50, "l"}, {40, "xl"}, {10, "x"}, {9, "ix"}, {5, "v"}, {4, "iv"}, {1, "i"}} {
		for ; n >= part.of; n -= part.of {
			text += part.text
		}
	}
	return text
}

// han counts 一, 二, 三, up to 九十九; after it in digits.
func han(n int) string {
	digits := []string{"", "一", "二", "三", "四", "五", "六", "七", "八", "九"}
	switch tens := n / 10; {
	case n > 99:
		return strconv.Itoa(n)
	case tens == 0:
		return digits[n]
	case tens == 1:
		return "十" + digits[n%10]
	default:
		return digits[tens] + "十" + digits[n%10]
	}
}
