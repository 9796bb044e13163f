package membership

import "time"

// Roster is a page of an alliance's members in the order of their ids: now, at a
// time, or at the end of an epoch. A page may hold fewer than were asked for,
// even none, while more follow: who was no member then is left out.
type Roster struct {
	Alliance string `json:"alliance"`
	// At is the moment that was asked for, empty for now.
	At      string   `json:"at,omitempty" metadata:",optional"`
	Members []Member `json:"members"`
	Next    string   `json:"next,omitempty" metadata:",optional"`
}

// Member is a membership with its party's names, which are those of now.
type Member struct {
	Membership Membership `json:"membership"`
	// Period is the period in which the party was at the moment asked for.
	Period Period `json:"period"`
	Names  Names  `json:"names"`
	Kind   Kind   `json:"kind"`
}

// GetRoster asks who is a member, a page at a time.
type GetRoster struct {
	Alliance string `json:"alliance"`
	// At is empty for now; the number of an epoch for its end; or a time: RFC 3339,
	// or a date for the end of that day (UTC).
	At       string `json:"at,omitempty" metadata:",optional"`
	Size     int    `json:"size,omitempty" metadata:",optional"`
	Bookmark string `json:"bookmark,omitempty" metadata:",optional"`
}

// Name implements Query.
func (GetRoster) Name() string                  { return "GetRoster" }
func (q GetRoster) answer(s Store) (any, error) { return q.read(s) }

func (q GetRoster) check() error {
	_, err := q.moment()
	return firstError(checkID("alliance", q.Alliance), err)
}

// moment reads At as a choice of the period that held then.
func (q GetRoster) moment() (func(Membership) (Period, bool), error) {
	if q.At == "" {
		return func(m Membership) (Period, bool) {
			return m.last(func(p Period) bool { return p.Until == nil })
		}, nil
	}
	if epoch, ok := epochNumber(q.At); ok {
		return func(m Membership) (Period, bool) { return m.AtEpoch(epoch) }, nil
	}
	at, err := moment(q.At)
	if err != nil {
		return nil, err
	}
	return func(m Membership) (Period, bool) { return m.AtTime(at) }, nil
}

// moment reads a time: RFC 3339, or a date for the end of that day (UTC).
func moment(text string) (time.Time, error) {
	at, err := time.Parse(time.RFC3339, text)
	if err == nil {
		return at, nil
	}
	if at, err = time.Parse(time.DateOnly, text); err != nil {
		return time.Time{}, refuse(BadTime, "time", clip(text))
	}
	return at.AddDate(0, 0, 1).Add(-time.Millisecond), nil
}

// alive is moment, save that a dissolved alliance has no members since.
func (q GetRoster) alive(s Store) (func(Membership) (Period, bool), error) {
	at, err := q.moment()
	if err != nil {
		return nil, err
	}
	alliance, err := must[Alliance](s, allianceKey(q.Alliance))
	if err != nil || alliance.Dissolved == nil {
		return at, err
	}
	if _, epoch := epochNumber(q.At); epoch {
		return at, nil
	}
	if asked, err := moment(q.At); err == nil && asked.Before(alliance.Dissolved.Time) {
		return at, nil
	}
	return func(Membership) (Period, bool) { return Period{}, false }, nil
}

// epochNumber reads the number of an epoch, as large as there may be one.
func epochNumber(text string) (int, bool) {
	epoch, ok := whole(text)
	return int(epoch), ok && epoch <= maxEpoch
}

// past refuses with UNKNOWN_RECORD, or with EPOCH_OPEN what can still change.
func (q GetRoster) past(s Store) error {
	if _, err := must[Alliance](s, allianceKey(q.Alliance)); err != nil {
		return err
	}
	epoch, ok := epochNumber(q.At)
	if !ok {
		return nil
	}
	open, err := must[Epoch](s, epochKey(q.Alliance))
	if err == nil && epoch >= open.Number {
		err = refuse(EpochOpen, "alliance", q.Alliance, "epoch", q.At)
	}
	return err
}

func (q GetRoster) read(s Store) (Roster, error) {
	at, err := q.alive(s)
	if err != nil {
		return Roster{}, err
	}
	if err := q.past(s); err != nil {
		return Roster{}, err
	}
	memberships, next, err := page[Membership](s, membershipsKey(q.Alliance), q.Size, q.Bookmark)
	if err != nil {
		return Roster{}, err
	}
	roster := Roster{Alliance: q.Alliance, At: q.At, Members: []Member{}, Next: next}
	for _, membership := range memberships {
		period, there := at(membership)
		if !there {
			continue
		}
		party, err := must[Party](s, partyKey(membership.Party))
		if err != nil {
			return Roster{}, err
		}
		roster.Members = append(roster.Members, Member{membership, period, party.Names, party.Kind})
	}
	return roster, nil
}
