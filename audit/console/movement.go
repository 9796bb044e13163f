package console

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"maps"
	"net/http"
	"slices"
	"time"

	"allianceregistry/audit/graph"
	"allianceregistry/audit/index"
	"allianceregistry/internal/web"
	"allianceregistry/membership/charter"
)

// movementData is the page of how an alliance developed.
type movementData struct {
	Who       who
	Intervals []choice
	Interval  string
	Classes   []string
	Steps     []stepRow
	Vouched   []vouchRow
	// More says that there are more endorsements, Fewer that the picture may have fewer.
	More, Fewer bool
}

// stepRow is a stretch of time, with the members of each class at its end.
type stepRow struct {
	index.Step
	Day    string
	Counts []int
	Total  int
}

// vouchRow says that one endorsed another, so many times.
type vouchRow struct {
	From, To who
	Count    int
	Against  bool
}

// maxVouched bounds the endorsements of one table. A picture of so many parties and arrows takes
// about a second to be drawn, and one of twice as many half a minute.
const (
	maxVouched = 300
	maxDrawn   = 30
	maxArrows  = 80
)

var intervals = []index.Interval{index.Day, index.Month, index.Quarter, index.Year} //nolint:gochecknoglobals // fixed

func (q *reader) movement() (web.Page, error) {
	_, its, err := q.allianceHead()
	if err != nil {
		return web.Page{}, err
	}
	d := movementData{Who: its, Interval: cmp.Or(onlyAmong(q.asked("every"), intervals...), string(index.Month))}
	for _, one := range intervals {
		d.Intervals = append(d.Intervals, choice{string(one), q.say("page.every." + string(one)), string(one) == d.Interval})
	}
	steps, err := q.steps(its.ID, index.Interval(d.Interval))
	if err != nil {
		return web.Page{}, err
	}
	classes := classesOf(steps)
	for _, class := range classes {
		d.Classes = append(d.Classes, q.text.Class(class))
	}
	for _, step := range slices.Backward(steps) {
		row := stepRow{Step: step, Day: day(step.From)}
		for _, class := range classes {
			count := step.Active[class] + step.Suspended[class]
			row.Counts, row.Total = append(row.Counts, count), row.Total+count
		}
		d.Steps = append(d.Steps, row)
	}
	arrows, more, err := q.arrows(its.ID)
	if err != nil {
		return web.Page{}, err
	}
	d.More, d.Fewer = more, len(arrows) > maxArrows || len(ends(arrows)) > maxDrawn
	for _, arrow := range arrows {
		row := vouchRow{Count: arrow.Count, Against: arrow.Against}
		if row.From, err = q.who(arrow.From); err != nil {
			return web.Page{}, err
		}
		if row.To, err = q.who(arrow.To); err != nil {
			return web.Page{}, err
		}
		d.Vouched = append(d.Vouched, row)
	}
	return below(its, web.Page{Title: q.say("page.movement"), Template: "movement.html", Data: d}), nil
}

// steps count an alliance's members up to what was verified, and call its classes as its
// charter does.
func (q *reader) steps(alliance string, every index.Interval) ([]index.Step, error) {
	kept, err := q.charterOf(alliance, 0)
	if err != nil {
		return nil, err
	}
	q.calling(kept.Charter)
	return q.index.Stats(q.ctx, index.StatsQuery{Alliance: alliance, Interval: every, Until: q.until.Add(time.Millisecond), Now: q.now})
}

func classesOf(steps []index.Step) []string {
	classes := map[string]bool{}
	for _, step := range steps {
		for class := range step.Active {
			classes[class] = true
		}
		for class := range step.Suspended {
			classes[class] = true
		}
	}
	return slices.Sorted(maps.Keys(classes))
}

// longLife is from when on a picture of each day would be one of too many.
const longLife = 3 * 365 * 24 * time.Hour

// membersPicture draws the members of each class over time.
func (q *reader) membersPicture(w http.ResponseWriter) error {
	found, its, err := q.allianceHead()
	if err != nil {
		return err
	}
	every := index.Day
	if q.until.Sub(found.Alliance.Founded.Time) > longLife {
		every = index.Month
	}
	steps, err := q.steps(its.ID, every)
	if err != nil {
		return err
	}
	var series []graph.Series
	for _, class := range classesOf(steps) {
		one := graph.Series{Label: q.text.Class(class)}
		for i, step := range steps {
			count := step.Active[class] + step.Suspended[class]
			one.Points = append(one.Points, graph.Point{Time: step.From, Count: count})
			if i == len(steps)-1 { // that one too takes up room
				one.Points = append(one.Points, graph.Point{Time: step.Until, Count: count})
			}
		}
		series = append(series, one)
	}
	var drawn bytes.Buffer
	err = graph.Roster(&drawn, "", q.say("page.members"), series)
	if errors.Is(err, graph.ErrNothing) {
		q.site.NotFound(w, q.r)
		return nil
	}
	if err != nil {
		return err
	}
	return picture(w, drawn.Bytes())
}

// vouchingPicture draws who endorsed whom.
func (q *reader) vouchingPicture(w http.ResponseWriter) error {
	_, its, err := q.allianceHead()
	if err != nil {
		return err
	}
	key := pictureKey{its.ID, web.Language(q.r), q.height}
	svg, err := q.pictures.get(q.ctx, key, func() ([]byte, error) { return q.drawVouching(its.ID) })
	if err != nil {
		return err
	}
	return picture(w, svg)
}

func (q *reader) drawVouching(alliance string) ([]byte, error) {
	arrows, _, err := q.arrows(alliance)
	if err != nil {
		return nil, err
	}
	var nodes []graph.Node
	for _, id := range ends(arrows) {
		one, err := q.who(id)
		if err != nil {
			return nil, err
		}
		nodes = append(nodes, graph.Node{ID: id, Label: clip(one.Name)})
	}
	var drawn bytes.Buffer
	// What is begun is kept for whoever asks next, even if nobody waits for it any more.
	err = graph.Endorsements(context.WithoutCancel(q.ctx), &drawn, "", nodes, arrows, graph.AtMost(maxDrawn, maxArrows))
	return drawn.Bytes(), err
}

// ends are the parties that arrows are between, each once.
func ends(arrows []graph.Arrow) []string {
	var ids []string
	seen := map[string]bool{}
	for _, arrow := range arrows {
		for _, id := range []string{arrow.From, arrow.To} {
			if !seen[id] {
				seen[id] = true
				ids = append(ids, id)
			}
		}
	}
	return ids
}

// clip cuts a name that would make a picture unreadable; the table beside it has it whole.
func clip(name string) string {
	const most = 40
	if characters := []rune(name); len(characters) > most {
		return string(characters[:most]) + "…"
	}
	return name
}

// picture answers with a picture: alone in a window it may have its own style, and nothing
// else.
func picture(w http.ResponseWriter, svg []byte) error {
	w.Header().Set("Content-Type", "image/svg+xml")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
	_, err := w.Write(svg)
	return err
}

// arrows are who vouched for whom in an alliance: endorsed its admission; more says that there are others.
func (q *reader) arrows(alliance string) (list []graph.Arrow, more bool, err error) {
	type pair struct {
		from, to string
		against  bool
	}
	counts := map[pair]int{}
	votes, err := q.index.Endorsements(q.ctx, index.EndorsementFilter{Alliance: alliance, Action: charter.Admit, Page: index.Page{Size: maxVouched}})
	if err != nil {
		return nil, false, err
	}
	for _, vote := range votes.Votes {
		if vote.To == "" || vote.Endorsement.Position == charter.Abstain {
			continue
		}
		counts[pair{vote.Endorsement.Party, vote.To, vote.Endorsement.Position == charter.Against}]++
	}
	for one, count := range counts {
		list = append(list, graph.Arrow{From: one.from, To: one.to, Count: count, Against: one.against})
	}
	slices.SortFunc(list, func(a, b graph.Arrow) int {
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To), cmp.Compare(a.Count, b.Count))
	})
	return list, votes.Next != "", nil
}
