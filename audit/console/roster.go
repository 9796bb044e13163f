package console

import (
	"bytes"
	"cmp"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"allianceregistry/audit/index"
	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/view"
	"allianceregistry/internal/web"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
)

// rosterFilter is what the form above a roster says.
type rosterFilter struct {
	// Date is the day, whose end is meant; empty for now.
	Date                     string
	Class, State, Kind, Text string
}

// rosterData is the page of a roster.
type rosterData struct {
	Who     who
	Filter  rosterFilter
	Classes []choice
	States  []choice
	Kinds   []choice
	// First and Last are the days that the slider goes between, Day is how many days after
	// the first it stands, of Days.
	First, Last string
	Day, Days   int
	// Beyond says that the day lies behind all that was verified.
	Beyond bool
	Total  int
	Rows   list[memberRow]
	// Query is the filter as an address has it, for the files.
	Query string
	Group bool
}

// memberRow is a member in a list.
type memberRow struct {
	Who       who
	ClassName string
	index.Row
}

// states are those of who stands on a roster.
var states = []charter.MembershipState{charter.Active, charter.Suspended} //nolint:gochecknoglobals // fixed

// rosterFilter reads the form. A slider's day counts from the alliance's first.
func (q *reader) rosterFilter(first time.Time) (rosterFilter, error) {
	f := rosterFilter{
		Date: strings.TrimSpace(q.asked("date")), Class: q.asked("class"), Text: strings.TrimSpace(q.asked("text")),
		State: onlyAmong(q.asked("state"), states...), Kind: onlyAmong(q.asked("kind"), charter.Kinds()...),
	}
	if f.Date == "" && q.asked("day") != "" {
		days, err := q.number("day")
		if err != nil {
			return f, err
		}
		f.Date = day(first.AddDate(0, 0, days))
	}
	if f.Date == "" {
		return f, nil
	}
	if _, err := time.Parse(time.DateOnly, f.Date); err != nil {
		return f, catalogue.NewError("page.noDate", "value", f.Date)
	}
	return f, nil
}

// query is the question to the index.
func (f rosterFilter) query(q *reader, alliance string) index.RosterQuery {
	return index.RosterQuery{Alliance: alliance, At: f.Date, Class: f.Class, State: f.State, Now: q.now}
}

// matches reports whether a member is one of those sought, as far as the index is not
// asked that.
func (f rosterFilter) matches(m index.Row) bool {
	if f.Kind != "" && string(m.Kind) != f.Kind {
		return false
	}
	sought := strings.ToLower(f.Text)
	return sought == "" || strings.Contains(strings.ToLower(m.Party), sought) || strings.Contains(strings.ToLower(m.Group), sought) ||
		slices.ContainsFunc(slices.Collect(maps.Values(m.Names)), func(name string) bool { return strings.Contains(strings.ToLower(name), sought) })
}

// values is the filter as an address has it.
func (f rosterFilter) values() string {
	var parts []string
	for _, part := range [][2]string{{"date", f.Date}, {"class", f.Class}, {"state", f.State}, {"kind", f.Kind}, {"text", f.Text}} {
		if part[1] != "" {
			parts = append(parts, part[0]+"="+escapeQuery(part[1]))
		}
	}
	return strings.Join(parts, "&")
}

// rosterStep is how many members are read at once.
const rosterStep = 2000

// eachMember calls do with each member that the filter leaves, in the order of their ids.
func (q *reader) eachMember(alliance string, f rosterFilter, do func(index.Row) error) error {
	ask := f.query(q, alliance)
	for ask.Size = rosterStep; ; {
		page, err := q.index.Roster(q.ctx, ask)
		if err != nil {
			return err
		}
		for _, m := range page.Members {
			if !f.matches(m) {
				continue
			}
			if err := do(m); err != nil {
				return err
			}
		}
		if ask.Bookmark = page.Next; page.Next == "" {
			return nil
		}
	}
}

func (q *reader) roster() (web.Page, error) {
	found, its, err := q.allianceHead()
	if err != nil {
		return web.Page{}, err
	}
	d := rosterData{Who: its}
	first := cmp.Or(stampTime(found.Alliance.Opened), found.Alliance.Founded.Time)
	if d.Filter, err = q.rosterFilter(first); err != nil {
		return web.Page{}, err
	}
	kept, err := q.charterAt(its.ID, d.Filter)
	if err != nil {
		return web.Page{}, err
	}
	q.calling(kept.Charter)
	d.Classes = q.classChoices(kept.Charter, d.Filter.Class)
	d.States, d.Kinds = choices(q, "", d.Filter.State, states...), q.kindChoices(d.Filter.Kind)
	d.slide(first, q.until)
	d.Query = d.Filter.values()
	err = q.fillRoster(&d)
	return below(its, web.Page{Title: q.say("page.roster"), Template: "roster.html", Data: d}), err
}

// fillRoster reads the members behind the last one shown, as many as a page has, and
// counts all.
func (q *reader) fillRoster(d *rosterData) error {
	after, next := q.asked("after"), ""
	var rows []memberRow
	err := q.eachMember(d.Who.ID, d.Filter, func(m index.Row) error {
		d.Total++
		switch {
		case m.Party <= after:
		case len(rows) < pageSize:
			rows = append(rows, memberRow{q.named(m.Party, m.Names, pathTo("parties", m.Party)), q.text.Class(m.Class), m})
			d.Group = d.Group || m.Group != ""
		case next == "":
			next = rows[len(rows)-1].Row.Party
		}
		return nil
	})
	d.Rows = listed(q, rows, next)
	return err
}

// slide sets where the slider stands.
func (d *rosterData) slide(first, last time.Time) {
	d.First, d.Last = day(first), day(last)
	d.Days = max(0, daysBetween(first, last))
	d.Day = d.Days
	if at, err := time.Parse(time.DateOnly, d.Filter.Date); err == nil {
		d.Day = min(d.Days, max(0, daysBetween(first, at)))
		d.Beyond = d.Filter.Date > d.Last
	}
}

// daysBetween counts the days from one to another, in UTC.
func daysBetween(from, to time.Time) int {
	const length = 24 * time.Hour
	return int(to.UTC().Truncate(length).Sub(from.UTC().Truncate(length)) / length)
}

func stampTime(s *membership.Stamp) time.Time {
	if s == nil {
		return time.Time{}
	}
	return s.Time
}

// charterAt is the charter that was in force on the day.
func (q *reader) charterAt(alliance string, f rosterFilter) (membership.CharterVersion, error) {
	if f.Date == "" {
		return q.charterOf(alliance, 0)
	}
	at, err := membership.ParseMoment(f.Date)
	if err != nil {
		return membership.CharterVersion{}, err
	}
	return membership.CharterInForce(at, func(version int) (membership.CharterVersion, error) { return q.charterOf(alliance, version) })
}

// kindChoices are the kinds of parties.
func (q *reader) kindChoices(chosen string) []choice {
	var all []choice
	for _, kind := range charter.Kinds() {
		all = append(all, choice{kind, q.text.Kind(charter.Kind(kind)), kind == chosen})
	}
	return all
}

// wholeRoster reads all members that the filter leaves, for a file.
func (q *reader) wholeRoster() (index.Roster, error) {
	found, its, err := q.allianceHead()
	if err != nil {
		return index.Roster{}, err
	}
	f, err := q.rosterFilter(cmp.Or(stampTime(found.Alliance.Opened), found.Alliance.Founded.Time))
	whole := index.Roster{Alliance: its.ID, At: f.Date, Members: []index.Row{}}
	if err != nil {
		return whole, err
	}
	kept, err := q.charterAt(its.ID, f)
	if err != nil {
		return whole, err
	}
	q.calling(kept.Charter)
	return whole, q.eachMember(its.ID, f, func(m index.Row) error {
		whole.Members = append(whole.Members, m)
		return nil
	})
}

// rosterCSV and rosterWorkbook write the roster for people who open it: its head and its words
// are in the reader's language, and no cell is a formula.
func (q *reader) rosterCSV(w http.ResponseWriter) error {
	return q.rosterSheet(w, view.Spreadsheet, "text/csv; charset=utf-8", "roster.csv")
}

func (q *reader) rosterWorkbook(w http.ResponseWriter) error {
	return q.rosterSheet(w, view.Workbook, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "roster.xlsx")
}

func (q *reader) rosterSheet(w http.ResponseWriter, form, kind, name string) error {
	whole, err := q.wholeRoster()
	if err != nil {
		return err
	}
	v := view.View{Columns: []string{"party", "name", "kind", "class", "group", "state", "since", "expires", "proposal", "block", "tx"}}
	for _, m := range whole.Members {
		state := []string{string(m.State)}
		if m.Grace {
			state = append(state, "grace")
		}
		v.Rows = append(v.Rows, []string{
			m.Party, q.text.Name(m.Names), q.text.Kind(m.Kind), q.text.Class(m.Class), m.Group, q.text.Words(state...), view.When(m.Since), view.End(m.Expires),
			m.Proposal, view.Number(m.Block), m.Tx,
		})
	}
	var file bytes.Buffer
	if err := v.Print(&file, form, func(key string) string { return q.text.Say(key, nil) }); err != nil {
		return err
	}
	download(w, kind, name)
	_, err = file.WriteTo(w)
	return err
}

// rosterJSON writes the roster for a program, with up to which block it was verified.
func (q *reader) rosterJSON(w http.ResponseWriter) error {
	whole, err := q.wholeRoster()
	if err != nil {
		return err
	}
	download(w, "application/json", "roster.json")
	return view.JSON(w, struct {
		Height uint64       `json:"height"`
		Time   time.Time    `json:"time"`
		Answer index.Roster `json:"answer"`
	}{q.height, q.until, whole})
}

// download says that the answer is a file.
func download(w http.ResponseWriter, kind, name string) {
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
}
