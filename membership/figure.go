package membership

import "strconv"

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
	if t.Value < 0 || t.Value > MaxWeight {
		return refuse(BadWeight, "measure", clip(t.Figure), "weight", strconv.Itoa(t.Value), "most", strconv.Itoa(MaxWeight))
	}
	return firstError(checkRequest(t.Request), checkID("alliance", t.Alliance), checkSlug("figure", t.Figure),
		checkText("note", t.Note, 0, MaxReason), checkDigest("evidence", t.Evidence, true))
}

func (t RecordFigure) apply(a act) (Event, error) {
	_, charter, err := a.openAlliance(t.Alliance)
	if err != nil {
		return Event{}, err
	}
	kind, found := charter.FigureKind(t.Figure)
	if !found {
		return Event{}, refuse(UnknownFigure, "figure", t.Figure)
	}
	if err := a.among(t.Alliance, charter, kind.By, t.Figure); err != nil {
		return Event{}, err
	}
	earlier, _, err := get[RecordedFigure](a.store, figureKey(t.Alliance, t.Figure))
	if err := firstError(err, a.tx.after(earlier.Stamp)); err != nil {
		return Event{}, err
	}
	next := RecordedFigure{
		schema, t.Alliance, t.Figure, t.Value, t.Note, t.Evidence, a.party, earlier.Version + 1, a.tx.stamp(),
	}
	if err := put(a.store, figureVersionKey(t.Alliance, t.Figure, next.Version), next); err != nil {
		return Event{}, err
	}
	event := a.event(FigureRecorded)
	event.Alliance, event.Subject = t.Alliance, t.Figure
	return event, put(a.store, figureKey(t.Alliance, t.Figure), next)
}

// figures reads the figures of which a rule demands a share. It refuses with
// FIGURE_MISSING where none was recorded.
func (a act) figures(alliance string, charter Charter, rule Rule) (map[string]int, error) {
	wanted := charter.figuresOf(rule)
	if len(wanted) == 0 {
		return nil, nil
	}
	values := map[string]int{}
	for _, id := range wanted {
		recorded, found, err := get[RecordedFigure](a.store, figureKey(alliance, id))
		if err == nil && !found {
			err = refuse(FigureMissing, "alliance", alliance, "figure", id)
		}
		if err := firstError(err, a.tx.after(recorded.Stamp)); err != nil {
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
func (ListFigures) Name() string                  { return "ListFigures" }
func (q ListFigures) answer(s asked) (any, error) { return q.read(s) }

func (q ListFigures) check() error {
	return firstError(checkID("alliance", q.Alliance), checkSlug("figure", q.Figure))
}

func (q ListFigures) read(s asked) (Figures, error) {
	if _, err := must[Alliance](s, allianceKey(q.Alliance)); err != nil {
		return Figures{}, err
	}
	list, next, err := page[RecordedFigure](s, figureVersionsKey(q.Alliance, q.Figure), q.Size, q.Bookmark)
	return Figures{list, next}, err
}
