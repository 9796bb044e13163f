package plain

import "strings"

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
	sets := strings.Fields(w.say("marks"))
	set := strings.Split(sets[min(depth, len(sets))-1], ",")
	if index >= len(set) {
		return "- "
	}
	return set[index] + " "
}
