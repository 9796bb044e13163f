package console

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"allianceregistry/audit/index"
	"allianceregistry/internal/catalogue"
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

// rosterStep is how many members are read at once, fileStep how many for a file: whoever
// takes it slowly has them in memory meanwhile, and there may be a thousand of those.
const (
	rosterStep = 2000
	fileStep   = 250
)

// eachMember calls do with each member that the filter leaves, in the order of their ids.
func (q *reader) eachMember(alliance string, f rosterFilter, step int, do func(index.Row) error) error {
	ask := f.query(q, alliance)
	for ask.Size = step; ; {
		page, err := q.readStep(ask)
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

// readStep reads a step of a roster; those of files take turns.
func (q *reader) readStep(ask index.RosterQuery) (index.Roster, error) {
	if ask.Size == fileStep {
		done, err := q.turn(q.files)
		if err != nil {
			return index.Roster{}, err
		}
		defer done()
	}
	return q.index.Roster(q.ctx, ask)
}

// turn waits until there is room, and returns what makes room for the next; it fails when
// whoever asked has gone.
func (q *reader) turn(room chan struct{}) (done func(), err error) {
	select {
	case room <- struct{}{}:
		return func() { <-room }, nil
	case <-q.ctx.Done():
		return nil, q.ctx.Err()
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
// counts all. What the index is not asked for, a name or a kind, is looked for in the whole
// roster.
func (q *reader) fillRoster(d *rosterData) error {
	if d.Filter.Kind == "" && d.Filter.Text == "" {
		return q.fillRosterPage(d)
	}
	after, next := q.asked("after"), ""
	var rows []memberRow
	err := q.eachMember(d.Who.ID, d.Filter, rosterStep, func(m index.Row) error {
		d.Total++
		switch {
		case m.Party <= after:
		case len(rows) < pageSize:
			rows = append(rows, q.memberRow(d, m))
		case next == "":
			next = rows[len(rows)-1].Row.Party
		}
		return nil
	})
	d.Rows = listed(q, rows, next)
	return err
}

// fillRosterPage is fillRoster of what the index answers by itself: it counts, and reads no
// more than the page has.
func (q *reader) fillRosterPage(d *rosterData) error {
	ask := d.Filter.query(q, d.Who.ID)
	counts, err := q.index.RosterCounts(q.ctx, ask)
	if err != nil {
		return err
	}
	for _, count := range counts {
		d.Total += count
	}
	ask.Size, ask.Bookmark = pageSize, q.asked("after")
	page, err := q.index.Roster(q.ctx, ask)
	if err != nil {
		return err
	}
	var rows []memberRow
	for _, m := range page.Members {
		rows = append(rows, q.memberRow(d, m))
	}
	d.Rows = listed(q, rows, page.Next)
	return nil
}

// memberRow is a member as the page lists it.
func (q *reader) memberRow(d *rosterData, m index.Row) memberRow {
	d.Group = d.Group || m.Group != ""
	return memberRow{q.named(m.Party, m.Names, pathTo("parties", m.Party)), q.text.Class(m.Class), m}
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
