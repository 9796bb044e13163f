package membership

import (
	"strconv"
	"time"
)

// Seat is a member's place in an organ of an alliance.
type Seat struct {
	Schema   int    `json:"schema"`
	Alliance string `json:"alliance"`
	Organ    string `json:"organ"`
	Party    string `json:"party"`
	From     Stamp  `json:"from"`
	// Until is the end of its duration, Vacated the transaction that ended it before.
	Until   time.Time `json:"until,omitzero" metadata:",optional"`
	Vacated *Stamp    `json:"vacated,omitempty" metadata:",optional"`
	// Proposal is the one that gave the seat; founders' seats have none.
	Proposal string `json:"proposal,omitempty" metadata:",optional"`
	Version  int    `json:"version"`
}

// HeldAt tells whether the seat was held at a time.
func (s Seat) HeldAt(at time.Time) bool {
	return !at.Before(s.From.Time) && (s.Until.IsZero() || at.Before(s.Until)) && (s.Vacated == nil || at.Before(s.Vacated.Time))
}

// seats reads who holds a seat in an organ now. A seat ends with the membership in
// which it was given: it counts no more, and does not come back with another.
func (a act) seats(alliance, organ string) ([]Seat, error) {
	all, err := scanAll[Seat](a.store, seatsKey(alliance, organ), maxSeatHistory)
	if err != nil {
		return nil, err
	}
	var held []Seat
	for _, seat := range all {
		if !seat.HeldAt(a.tx.Time) {
			continue
		}
		sits, err := a.sits(seat)
		if err != nil {
			return nil, err
		}
		if sits {
			held = append(held, seat)
		}
	}
	return held, nil
}

// sits tells whether the membership runs in which a seat was given.
func (a act) sits(seat Seat) (bool, error) {
	if a.tx.two() {
		return true, nil
	}
	member, _, err := get[Membership](a.store, membershipKey(seat.Alliance, seat.Party))
	if err != nil || !member.gave(seat.From) {
		return false, err
	}
	state, err := a.stateOf(member)
	return state != Ended, err
}

// maxSeatHistory bounds the parties that ever sat in an organ.
const maxSeatHistory = 10_000

// writeSeat keeps a seat's next version, as the current record and under its own key.
func (a act) writeSeat(seat Seat) error {
	seat.Schema = schema
	seat.Version++
	if err := put(a.store, seatVersionKey(seat.Alliance, seat.Organ, seat.Party, seat.Version), seat); err != nil {
		return err
	}
	return put(a.store, seatKey(seat.Alliance, seat.Organ, seat.Party), seat)
}

// sit gives a member a seat. It refuses with SEAT_UNFIT who may not sit or sits
// already, and with ORGAN_FULL.
func (a act) sit(p Proposal, charter Charter, member Membership) error {
	organ, err := charter.organ(p.Organ)
	if err != nil {
		return err
	}
	voter, err := a.voter(p.Alliance, charter, member, member.presence())
	if err != nil {
		return err
	}
	fit, err := a.maySit(charter, organ, member, voter)
	if err != nil {
		return err
	}
	held, err := a.seats(p.Alliance, organ.ID)
	if err != nil {
		return err
	}
	for _, seat := range held {
		fit = fit && seat.Party != p.Subject
	}
	switch {
	case !fit:
		return refuse(SeatUnfit, "organ", organ.ID, "party", p.Subject)
	case len(held) >= organ.Seats:
		return refuse(OrganFull, "organ", organ.ID, "seats", strconv.Itoa(organ.Seats))
	}
	return a.takeSeat(p.Alliance, organ, p.Subject, p.ID)
}

// maySit tells whether an organ is open to a member, whose standing and probation leave
// it the right to a seat.
func (a act) maySit(charter Charter, organ Organ, member Membership, voter Voter) (bool, error) {
	if !charter.maySit(organ, voter) || a.tx.two() {
		return charter.maySit(organ, voter), nil
	}
	now, err := standing(a.store, charter, member, a.tx.Time)
	class, _ := charter.Class(member.Class)
	return class.keeps(SeatRight, now.State, !now.Probation.IsZero()), err
}

func (a act) takeSeat(alliance string, organ Organ, party, proposal string) error {
	earlier, _, err := get[Seat](a.store, seatKey(alliance, organ.ID, party))
	if err := firstError(err, a.tx.after(earlier.From)); err != nil {
		return err
	}
	seat := Seat{Alliance: alliance, Organ: organ.ID, Party: party, From: a.tx.stamp(), Proposal: proposal, Version: earlier.Version}
	if organ.Duration != "" {
		seat.Until = a.tx.Time.Add(organ.Duration.length())
	}
	return a.writeSeat(seat)
}

// vacate ends a seat. It refuses with SEAT_UNFIT who holds none.
func (a act) vacate(alliance, organ, party string) error {
	seat, found, err := get[Seat](a.store, seatKey(alliance, organ, party))
	if err != nil {
		return err
	}
	sits := found && seat.HeldAt(a.tx.Time)
	if sits {
		sits, err = a.sits(seat)
	}
	if err != nil {
		return err
	}
	if !sits {
		return firstError(a.tx.after(seat.From), refuse(SeatUnfit, "organ", organ, "party", party))
	}
	stamp := a.tx.stamp()
	seat.Vacated = &stamp
	return a.writeSeat(seat)
}

// VacateSeat gives back the caller's own seat.
type VacateSeat struct {
	Request string `json:"request"`
	// As is an alliance that the caller acts for, by mandate.
	As       string `json:"as,omitempty" metadata:",optional"`
	Alliance string `json:"alliance"`
	Organ    string `json:"organ"`
}

// Name implements Transaction.
func (VacateSeat) Name() string      { return "VacateSeat" }
func (t VacateSeat) request() string { return t.Request }
func (t VacateSeat) actsFor() string { return t.As }
func (VacateSeat) needs() Role       { return Officer }

func (t VacateSeat) check() error {
	return firstError(checkRequest(t.Request), checkID("alliance", t.Alliance), checkSlug("organ", t.Organ))
}

func (t VacateSeat) apply(a act) (Event, error) {
	if err := a.vacate(t.Alliance, t.Organ, a.party); err != nil {
		return Event{}, err
	}
	event := a.event(SeatVacated)
	event.Alliance, event.Party, event.Subject = t.Alliance, a.party, t.Organ
	return event, nil
}

// Seats is a page of an organ's seats, former ones too.
type Seats struct {
	Seats []SeatNow `json:"seats"`
	Next  string    `json:"next,omitempty" metadata:",optional"`
}

// ListSeats asks who sits or sat in an organ: each party's last seat.
type ListSeats struct {
	Alliance string `json:"alliance"`
	Organ    string `json:"organ"`
	Size     int    `json:"size,omitempty" metadata:",optional"`
	Bookmark string `json:"bookmark,omitempty" metadata:",optional"`
}

// Name implements Query.
func (ListSeats) Name() string                  { return "ListSeats" }
func (q ListSeats) answer(s asked) (any, error) { return q.read(s) }

func (q ListSeats) check() error {
	return firstError(checkID("alliance", q.Alliance), checkSlug("organ", q.Organ))
}

func (q ListSeats) read(s asked) (Seats, error) {
	if _, err := must[Alliance](s, allianceKey(q.Alliance)); err != nil {
		return Seats{}, err
	}
	list, next, err := page[Seat](s, seatsKey(q.Alliance, q.Organ), q.Size, q.Bookmark)
	if err != nil {
		return Seats{}, err
	}
	seats, err := each(list, func(seat Seat) (SeatNow, error) {
		member, err := membershipNow(s, q.Alliance, seat.Party)
		return seat.AsOf(member, s.now), err
	})
	return Seats{seats, next}, err
}
