package console

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"

	"allianceregistry/audit/index"
	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/view"
)

// rosterFile is a roster that is written as a file, a step of members after the other: a long
// one is never in memory as a whole.
type rosterFile struct {
	*reader
	alliance string
	filter   rosterFilter
	w        http.ResponseWriter
}

func (q *reader) rosterFile(w http.ResponseWriter) (rosterFile, error) {
	f := rosterFile{reader: q, w: w}
	found, its, err := q.allianceHead()
	if err != nil {
		return f, err
	}
	f.alliance = its.ID
	if f.filter, err = q.rosterFilter(cmp.Or(stampTime(found.Alliance.Opened), found.Alliance.Founded.Time)); err != nil {
		return f, err
	}
	kept, err := q.charterAt(its.ID, f.filter)
	q.calling(kept.Charter)
	return f, err
}

// stepTime is how long whoever reads a file may take for each step of it.
const stepTime = time.Minute

// each calls do with each member. The first is read before anything is written, so that
// what cannot be answered is refused; what fails later breaks the connection: nobody takes
// a part for the whole.
func (f rosterFile) each(begin func() error, do func(index.Row) error) error {
	ask := f.filter.query(f.reader, f.alliance)
	if _, err := f.index.Roster(f.ctx, ask); err != nil {
		return err
	}
	err := begin()
	count := 0
	if err == nil {
		err = f.eachMember(f.alliance, f.filter, fileStep, func(m index.Row) error {
			if count%fileStep == 0 { // a writer that knows no deadline has none
				_ = http.NewResponseController(f.w).SetWriteDeadline(time.Now().Add(stepTime))
			}
			count++
			return do(m)
		})
	}
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	return nil
}

// rosterColumns are those of a roster in a file for people.
var rosterColumns = []string{"party", "name", "kind", "class", "group", "state", "since", "expires", "proposal", "block", "tx"} //nolint:gochecknoglobals // fixed

// cells are a member's, in the reader's language.
func (q *reader) cells(m index.Row) []string {
	state := []string{string(m.State)}
	if m.Grace {
		state = append(state, "grace")
	}
	return []string{
		m.Party, q.text.Name(m.Names), q.text.Kind(m.Kind), q.text.Class(m.Class), m.Group, q.text.Words(state...), view.When(m.Since), view.End(m.Expires),
		m.Proposal, view.Number(m.Block), m.Tx,
	}
}

// heading says a column.
func (q *reader) heading(key string) string { return q.text.Say(key, nil) }

// rosterCSV and rosterWorkbook write the roster for people who open it: its head and its words
// are in the reader's language, and no cell is a formula.
func (q *reader) rosterCSV(w http.ResponseWriter) error {
	f, err := q.rosterFile(w)
	if err != nil {
		return err
	}
	out := view.NewSheet(w)
	begin := func() error {
		download(w, "text/csv; charset=utf-8", "roster.csv")
		return out.Head(rosterColumns, q.heading)
	}
	return f.each(begin, func(m index.Row) error { return out.Row(q.cells(m)) })
}

// maxWorkbook is how many members a workbook has: it is made in memory as a whole, of a hundred
// megabytes then, by one reader after the other.
const maxWorkbook = 20_000

func (q *reader) rosterWorkbook(w http.ResponseWriter) error {
	f, err := q.rosterFile(w)
	if err != nil {
		return err
	}
	file, err := f.workbook()
	if err != nil {
		return err
	}
	download(w, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "roster.xlsx")
	_, err = file.WriteTo(w)
	return err
}

// workbook makes the roster's workbook when its turn comes.
func (f rosterFile) workbook() (*bytes.Buffer, error) {
	done, err := f.turn(f.workbooks)
	if err != nil {
		return nil, err
	}
	defer done()
	v := view.View{Columns: rosterColumns}
	if err := f.eachMember(f.alliance, f.filter, rosterStep, func(m index.Row) error {
		if len(v.Rows) == maxWorkbook {
			return catalogue.NewError("page.workbookFull", "most", view.Number(maxWorkbook))
		}
		v.Rows = append(v.Rows, f.cells(m))
		return nil
	}); err != nil {
		return nil, err
	}
	var file bytes.Buffer
	return &file, v.Print(&file, view.Workbook, f.heading)
}

// rosterJSON writes the roster for a program, with up to which block it was verified, as
// index.Roster has it: a member a line.
func (q *reader) rosterJSON(w http.ResponseWriter) error {
	f, err := q.rosterFile(w)
	if err != nil {
		return err
	}
	between := "\n"
	begin := func() error {
		download(w, "application/json", "roster.json")
		at, err := json.Marshal(q.until)
		if err != nil {
			return err
		}
		its, err := json.Marshal(f.alliance)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(w, `{"height":%d,"time":%s,"answer":{"alliance":%s,"at":%q,"members":[`, q.height, at, its, f.filter.Date) // a date, which was read
		return err
	}
	if err := f.each(begin, func(m index.Row) error {
		text, err := json.Marshal(m)
		if err == nil {
			_, err = fmt.Fprintf(w, "%s%s", between, text)
		}
		between = ",\n"
		return err
	}); err != nil {
		return err
	}
	_, err = io.WriteString(w, "\n]}}\n")
	return err
}

// download says that the answer is a file.
func download(w http.ResponseWriter, kind, name string) {
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
}
