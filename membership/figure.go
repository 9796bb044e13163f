package membership

import (
	"strconv"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// RecordedFigure is a number that the charter lets somebody record: shares of it
// can be demanded. The last one that was recorded when a vote opens counts for it.
type RecordedFigure struct {
	Schema   int    `json:"schema"`
	Alliance string `json:"alliance"`
	Figure   string `json:"figure"`
	Value    int    `json:"value"`
	// Note says what it is of, such as the meetings that were counted.
	Note     string `json:"note,omitempty" metadata:",optional"`
	Evidence string `json:"evidence,omitempty" metadata:",optional"`
	By       string `json:"by"`
	Version  int    `json:"version"`
	Stamp    Stamp  `json:"stamp"`
}

// RecordFigure records a figure of an alliance's charter. Each version is kept.
type RecordFigure struct {
	Request string `json:"request"`
	// As is an alliance that the caller acts for, by mandate.
	As       string `json:"as,omitempty" metadata:",optional"`
	Alliance string `json:"alliance"`
	Figure   string `json:"figure"`
	Value    int    `json:"value"`
	Note     string `json:"note,omitempty" metadata:",optional"`
	// Evidence is the SHA-256 of a document, in lower-case hex.
	Evidence string `json:"evidence,omitempty" metadata:",optional"`
}

// Name implements Transaction.
func (RecordFigure) Name() string      { return "RecordFigure" }
func (t RecordFigure) request() string { return t.Request }
func (t RecordFigure) actsFor() string { return t.As }
func (RecordFigure) needs() Role       { return Officer }

func (t RecordFigure) check() error {
	if t.Value < 0 || t.Value > charter.MaxWeight {
		return refusal.New(refusal.BadWeight, "measure", refusal.Clip(t.Figure), "weight", strconv.Itoa(t.Value), "most", strconv.Itoa(charter.MaxWeight))
	}
	return refusal.First(form.CheckRequest(t.Request), form.CheckID("alliance", t.Alliance), form.CheckSlug("figure", t.Figure),
		form.CheckText("note", t.Note, 0, form.MaxReason), form.CheckDigest("evidence", t.Evidence, true))
}

func (t RecordFigure) apply(a txn) (Event, error) {
	_, c, err := a.loadOpenAlliance(t.Alliance)
	if err != nil {
		return Event{}, err
	}
	kind, found := c.FigureKind(t.Figure)
	if !found {
		return Event{}, refusal.New(refusal.UnknownFigure, "figure", t.Figure)
	}
	if err := a.checkNamed(t.Alliance, c, kind.By, t.Figure); err != nil {
		return Event{}, err
	}
	earlier, _, err := get[RecordedFigure](a.store, figureKey(t.Alliance, t.Figure))
	if err := refusal.First(err, a.tx.after(earlier.Stamp)); err != nil {
		return Event{}, err
	}
	next := RecordedFigure{
		form.Schema, t.Alliance, t.Figure, t.Value, t.Note, t.Evidence, a.party, earlier.Version + 1, a.tx.stamp(),
	}
	a.put(figureVersionKey(t.Alliance, t.Figure, next.Version), next)
	event := a.event(FigureRecorded)
	event.Alliance, event.Subject = t.Alliance, t.Figure
	a.put(figureKey(t.Alliance, t.Figure), next)
	return event, nil
}

// figures reads the figures of which a rule demands a share. It refuses with
// FIGURE_MISSING where none was recorded.
func (a txn) figures(alliance string, c charter.Charter, rule charter.Rule) (map[string]int, error) {
	wanted := c.FiguresOf(rule)
	if len(wanted) == 0 {
		return nil, nil
	}
	values := map[string]int{}
	for _, id := range wanted {
		recorded, found, err := get[RecordedFigure](a.store, figureKey(alliance, id))
		if err == nil && !found {
			err = refusal.New(refusal.FigureMissing, "alliance", alliance, "figure", id)
		}
		if err := refusal.First(err, a.tx.after(recorded.Stamp)); err != nil {
			return nil, err
		}
		values[id] = recorded.Value
	}
	return values, nil
}

// Figures is a page of versions of a recorded figure, the oldest first.
type Figures struct {
	Figures []RecordedFigure `json:"figures"`
	Next    string           `json:"next,omitempty" metadata:",optional"`
}

// ListFigures asks for all that was recorded of a figure.
type ListFigures struct {
	Alliance string `json:"alliance"`
	Figure   string `json:"figure"`
	Size     int    `json:"size,omitempty" metadata:",optional"`
	Bookmark string `json:"bookmark,omitempty" metadata:",optional"`
}

// Name implements Query.
func (ListFigures) Name() string                     { return "ListFigures" }
func (q ListFigures) answer(s snapshot) (any, error) { return q.read(s) }

func (q ListFigures) check() error {
	return refusal.First(form.CheckID("alliance", q.Alliance), form.CheckSlug("figure", q.Figure))
}

func (q ListFigures) read(s snapshot) (Figures, error) {
	if _, err := load[Alliance](s, AllianceKey(q.Alliance)); err != nil {
		return Figures{}, err
	}
	list, next, err := page[RecordedFigure](s, figureVersionsKey(q.Alliance, q.Figure), q.Size, q.Bookmark)
	return Figures{list, next}, err
}
