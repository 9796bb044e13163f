package console

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"allianceregistry/audit/index"
	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/plain"
	"allianceregistry/internal/text"
	"allianceregistry/internal/view"
	"allianceregistry/internal/web"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
)

// pageSize is how many rows a list shows at once.
const pageSize = 50

// reader answers one request.
type reader struct {
	*Console
	ctx   context.Context
	r     *http.Request
	text  *text.Text
	plain *plain.Writer
	now   time.Time
	// height is how many blocks were verified, until the time up to which they tell what
	// happened; basis says so.
	height uint64
	until  time.Time
	basis  string
	known  map[string]who
}

func (c *Console) reader(r *http.Request) (*reader, error) {
	lang := web.Language(r)
	q := &reader{
		Console: c, ctx: r.Context(), r: r, text: c.texts[lang], plain: c.plain[lang], now: time.Now(), known: map[string]who{},
	}
	at, err := c.index.Checkpoint(q.ctx)
	if err != nil {
		return q, err
	}
	if at.Next == 0 {
		return q, errEmpty
	}
	q.height = at.Next
	if q.until, err = c.index.KnownUntil(q.ctx, q.now); err != nil {
		return q, err
	}
	q.basis = q.say("page.basis", "block", view.Number(at.Next-1), "time", view.When(q.until))
	return q, nil
}

// say says a text; names and values of its parameters stand in turn.
func (q *reader) say(key string, pairs ...string) string {
	params := catalogue.Params{}
	for i := 0; i+1 < len(pairs); i += 2 {
		params[pairs[i]] = pairs[i+1]
	}
	return q.text.Say(key, params)
}

// asked is what the request says of a name, empty if it says nothing.
func (q *reader) asked(name string) string { return q.r.URL.Query().Get(name) }

// rows is the part of a list that is asked for.
func (q *reader) rows() index.Page { return index.Page{Size: pageSize, Bookmark: q.asked("after")} }

// next is the address of the next page of this list; empty if there is none.
func (q *reader) next(bookmark string) string {
	if bookmark == "" {
		return ""
	}
	query := q.r.URL.Query()
	query.Set("after", bookmark)
	return "?" + query.Encode()
}

// list is a part of a list: its rows, and where more are.
type list[R any] struct {
	Rows []R
	Next string
	// First is the address of the first part; empty if this is it.
	First string
}

func listed[R any](q *reader, rows []R, bookmark string) list[R] {
	l := list[R]{Rows: rows, Next: q.next(bookmark)}
	if q.asked("after") != "" {
		query := q.r.URL.Query()
		query.Del("after")
		l.First = "?" + query.Encode()
	}
	return l
}

// who is a party or an alliance, by id and by name.
type who struct {
	ID, Name, Other string
	// Path is where it is shown; empty where it is neither.
	Path string
}

// named is who has these names.
func (q *reader) named(id string, names form.Names, path string) who {
	w := who{ID: id, Name: q.text.Name(names), Path: path}
	if w.Name == "" {
		w.Name = id
	}
	for _, lang := range text.Languages {
		if other := names[lang]; other != "" && other != w.Name {
			w.Other = other
		}
	}
	return w
}

// who finds a party, or an alliance if there is no such party. Of an id that is neither
// the id stands alone.
func (q *reader) who(id string) (who, error) {
	if found, known := q.known[id]; known || id == "" {
		return found, nil
	}
	party, err := record[membership.Party](q, membership.PartyKey(id))
	if err != nil {
		return who{}, err
	}
	found := who{ID: id, Name: id}
	if party.ID != "" {
		found = q.named(id, party.Names, pathTo("parties", id))
	} else {
		alliance, err := record[membership.Alliance](q, membership.AllianceKey(id))
		if err != nil {
			return who{}, err
		}
		if alliance.ID != "" {
			found = q.named(id, alliance.Names, pathTo("alliances", id))
		}
	}
	q.known[id] = found
	return found, nil
}

// league finds an alliance.
func (q *reader) league(id string) (who, error) {
	alliance, err := record[membership.Alliance](q, membership.AllianceKey(id))
	return q.named(id, alliance.Names, pathTo("alliances", id)), err
}

// record reads a record by its key; it is empty if there is none.
func record[R any](q *reader, key membership.Key) (R, error) {
	var kept R
	raw, err := q.index.Record(q.ctx, key)
	if err != nil || raw == nil {
		return kept, err
	}
	return kept, json.Unmarshal(raw, &kept)
}

// charterOf is an alliance's charter of a version, 0 being the one in force; an empty one
// if there is none.
func (q *reader) charterOf(alliance string, version int) (membership.CharterVersion, error) {
	if version == 0 {
		now, err := record[membership.Alliance](q, membership.AllianceKey(alliance))
		if err != nil || now.Charter == 0 {
			return membership.CharterVersion{}, err
		}
		version = now.Charter
	}
	return record[membership.CharterVersion](q, membership.CharterKey(alliance, version))
}

// calling says classes and organs as a charter calls them.
func (q *reader) calling(c charter.Charter) { q.text = q.text.Calling(text.CalledIn(c)) }

// number is a whole number that the request says of a name; 0 if it says none.
func (q *reader) number(name string) (int, error) {
	said := q.asked(name)
	if said == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(said)
	if err != nil || n < 0 {
		return 0, catalogue.NewError("page.noNumber", "value", said)
	}
	return n, nil
}
