package steps

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/input"
	"allianceregistry/internal/reading"
	"allianceregistry/internal/sheet"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// The columns of a sheet of joins.
const (
	columnParty     = "party"
	columnAlliance  = "alliance"
	columnClass     = "class"
	columnGroup     = "group"
	columnWeights   = "weights"
	columnStatement = "statement"
	columnEvidence  = "evidence"
)

// SheetColumns lists the columns that a sheet of joins can have: of the party and the alliance
// it must have one.
func SheetColumns() []string {
	return []string{columnParty, columnAlliance, columnClass, columnGroup, columnWeights, columnStatement, columnEvidence}
}

// SheetProblem is what is wrong in a sheet: in which row, counted as the spreadsheet does, and in
// which column, empty for the row as a whole.
type SheetProblem struct {
	Row    int
	Column string
	Err    error
}

// SheetJoin is a row of a sheet: the step that it is.
type SheetJoin struct {
	Row int
	Step
}

// defaultClass is that of `alliance join` too.
const defaultClass = "member"

// ReadSheet reads a sheet of joins. Heads are what columns may be called, folded as FoldHead
// does, each with the column of SheetColumns that it is. Every problem is listed; with one there
// are no joins to be sent.
//
// The request id of a row follows from what it asks for: the same sheet, sorted or made longer,
// may be sent again, and doubles nothing.
func ReadSheet(rows []sheet.Row, heads map[string]string) (joins []SheetJoin, problems []SheetProblem) {
	if len(rows) == 0 {
		return nil, []SheetProblem{{1, "", catalogue.NewError("sheet.empty")}}
	}
	r := &sheetReader{seen: map[string]int{}, places: map[string]int{}, head: rows[0]}
	if !r.readHead(heads) {
		return nil, r.problems
	}
	for _, row := range rows[1:] {
		if join, fine := r.join(row); fine {
			joins = append(joins, join)
		}
	}
	if len(r.problems) == 0 && len(joins) == 0 {
		r.add(rows[0].Number, "", catalogue.NewError("sheet.empty"))
	}
	return joins, r.problems
}

// FoldHead is a column's head as it is compared: in lower case, without spaces.
func FoldHead(head string) string {
	return strings.ToLower(strings.Join(strings.Fields(input.Fold(head)), ""))
}

type sheetReader struct {
	head     sheet.Row
	places   map[string]int // of columns
	seen     map[string]int // the row of each request
	problems []SheetProblem
}

func (r *sheetReader) add(row int, column string, err error) {
	at := ""
	if place, there := r.places[column]; there {
		at = sheet.ColumnName(place) + " " + r.head.Cell(place)
	}
	r.problems = append(r.problems, SheetProblem{row, at, err})
}

// readHead finds the columns, and reports whether those are there that must be.
func (r *sheetReader) readHead(heads map[string]string) bool {
	complete := true
	for place, head := range r.head.Cells {
		column, known := heads[FoldHead(head)]
		_, twice := r.places[column]
		switch {
		case head == "":
		case !known || twice:
			key := map[bool]string{true: "sheet.twice", false: "sheet.unknown"}[known]
			r.problems = append(r.problems, SheetProblem{
				r.head.Number, sheet.ColumnName(place) + " " + head,
				catalogue.NewError(key, "head", head, "columns", strings.Join(SheetColumns(), ", ")),
			})
		default:
			r.places[column] = place
		}
	}
	for _, column := range []string{columnParty, columnAlliance} {
		if _, there := r.places[column]; !there {
			r.add(r.head.Number, "", catalogue.NewError("sheet.missing", "column", column))
			complete = false
		}
	}
	return complete
}

// cell is the cell of a column, empty where there is none.
func (r *sheetReader) cell(row sheet.Row, column string) string {
	place, there := r.places[column]
	if !there {
		return ""
	}
	return row.Cell(place)
}

// join is the application of a row, if nothing is wrong with it.
func (r *sheetReader) join(row sheet.Row) (SheetJoin, bool) {
	before := len(r.problems)
	id := func(column string) string { return reading.ID(r.cell(row, column)) }
	party := id(columnParty)
	t := membership.Join{
		Alliance: id(columnAlliance), Class: r.cell(row, columnClass), Group: id(columnGroup),
		Statement: r.cell(row, columnStatement), Evidence: reading.Hex(r.cell(row, columnEvidence)),
	}
	if t.Class == "" {
		t.Class = defaultClass
	}
	var err error
	if t.Weights, err = sheetWeights(r.cell(row, columnWeights)); err != nil {
		r.add(row.Number, columnWeights, err)
	}
	for column, err := range map[string]error{
		columnParty: form.CheckID("party", party), columnAlliance: form.CheckID("alliance", t.Alliance),
		columnGroup:     checkGiven(t.Group, func() error { return form.CheckID("group", t.Group) }),
		columnStatement: form.CheckText("statement", t.Statement, 0, form.MaxReason), columnEvidence: form.CheckDigest("evidence", t.Evidence, true),
	} {
		if err != nil {
			r.add(row.Number, column, err)
		}
	}
	slices.SortStableFunc(r.problems[before:], func(x, y SheetProblem) int { return strings.Compare(x.Column, y.Column) })
	step := Step{As: party, Verb: "join", Transaction: t}
	if len(r.problems) == before {
		if step, err = r.identified(row.Number, step, t); err != nil {
			r.add(row.Number, "", err)
		}
	}
	return SheetJoin{row.Number, step}, len(r.problems) == before
}

// checkGiven is a check of what need not be given.
func checkGiven(text string, check func() error) error {
	if text == "" {
		return nil
	}
	return check()
}

// identified is a step with its request id. A row that asks for the same as one before it is
// refused: one of the two may have been meant otherwise.
func (r *sheetReader) identified(row int, step Step, t membership.Join) (Step, error) {
	content, err := json.Marshal([]any{step.As, t})
	if err != nil {
		return step, err
	}
	sum := sha256.Sum256(content)
	t.Request = "s-" + hex.EncodeToString(sum[:16])
	if first, again := r.seen[t.Request]; again {
		return step, catalogue.NewError("sheet.again", "row", first)
	}
	r.seen[t.Request] = row
	step.Transaction = t
	return step, step.check()
}

// sheetWeights reads weights such as "population=3; dues=2"; nil for none.
func sheetWeights(text string) (charter.Weights, error) {
	var weights charter.Weights
	for _, one := range strings.FieldsFunc(input.Fold(text), func(r rune) bool { return r == ';' || r == ',' || r == '、' }) {
		measure, written, _ := strings.Cut(one, "=")
		weight, wrong := input.Number(strings.TrimSpace(written))
		if wrong != nil || weight < 0 {
			return nil, refusal.New(refusal.BadWeight, "measure", refusal.Clip(measure), "weight", refusal.Clip(written), "most", strconv.Itoa(charter.MaxWeight))
		}
		if weights == nil {
			weights = charter.Weights{}
		}
		weights[strings.TrimSpace(measure)] = weight
	}
	return weights, nil
}
