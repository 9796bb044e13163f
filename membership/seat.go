package membership

import (
	"strconv"
	"time"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
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
	// Class is that of whose seats it is, where an organ's seats go by classes.
	Class string `json:"class,omitempty" metadata:",optional"`
	// Rank is its place among those who were elected with it, from 1 on; 0 if it was not elected, or
	// before version 6 of the rules.
	Rank int `json:"rank,omitempty" metadata:",optional"`
	// Succeeds is the party whose seat it is, for the rest of its term.
	Succeeds string `json:"succeeds,omitempty" metadata:",optional"`
	// Succeeded says how the seat was filled again that fell vacant before its end.
	Succeeded *Succession `json:"succeeded,omitempty" metadata:",optional"`
	Version   int         `json:"version"`
}

// HeldAt reports whether the seat was held at a time.
func (s Seat) HeldAt(at time.Time) bool {
	return !at.Before(s.From.Time) && (s.Until.IsZero() || at.Before(s.Until)) && (s.Vacated == nil || at.Before(s.Vacated.Time))
}

// seats reads who holds a seat in an organ now.
func (a txn) seats(alliance, organ string) ([]Seat, error) {
	held, _, err := a.heldAndVacant(alliance, organ)
	return held, err
}

// heldAndVacant reads who holds a seat in an organ now, and which seats fell vacant before their end
// and have not been filled again. A seat ends with the membership in which it was given: it counts no
// more, and does not come back with another.
func (a txn) heldAndVacant(alliance, organ string) (held, vacant []Seat, err error) {
	all, err := scanAll[Seat](a.store, seatsKey(alliance, organ), maxSeatHistory)
	if err != nil {
		return nil, nil, err
	}
	for _, seat := range all {
		sits := seat.HeldAt(a.tx.Time)
		if sits {
			if sits, err = a.holderSits(seat); err != nil {
				return nil, nil, err
			}
		}
		switch {
		case sits:
			held = append(held, seat)
		case seat.Succeeded == nil && !past(seat.Until, a.tx.Time):
			vacant = append(vacant, seat)
		}
	}
	return held, vacant, nil
}

// holderSits reports whether the membership runs in which a seat was given.
func (a txn) holderSits(seat Seat) (bool, error) {
	if a.tx.two() {
		return true, nil
	}
	member, _, err := get[Membership](a.store, MembershipKey(seat.Alliance, seat.Party))
	if err != nil || !member.spans(seat.From) {
		return false, err
	}
	state, err := a.stateOf(member)
	return state != charter.Ended, err
}

// maxSeatHistory bounds the parties that ever sat in an organ.
const maxSeatHistory = 10_000

// writeSeat keeps a seat's next version, as the current record and under its own key.
func (a txn) writeSeat(seat Seat) {
	seat.Schema = form.Schema
	seat.Version++
	a.put(seatVersionKey(seat.Alliance, seat.Organ, seat.Party, seat.Version), seat)
	a.put(seatKey(seat.Alliance, seat.Organ, seat.Party), seat)
}

// giveSeat gives a member a seat. It refuses with SEAT_UNFIT who may not sit or sits
// already, and with ORGAN_FULL.
func (a txn) giveSeat(p Proposal, c charter.Charter, member Membership) error {
	organ, err := c.FindOrgan(p.Organ)
	if err != nil {
		return err
	}
	voter, err := a.voter(p.Alliance, c, member, member.presence())
	if err != nil {
		return err
	}
	fit, err := a.maySit(c, organ, member, voter)
	if err != nil {
		return err
	}
	held, vacant, err := a.heldAndVacant(p.Alliance, organ.ID)
	if err != nil {
		return err
	}
	for _, seat := range held {
		fit = fit && seat.Party != p.Subject
	}
	if !fit {
		return refusal.New(refusal.SeatUnfit, "organ", organ.ID, "party", p.Subject)
	}
	section, err := a.section(p.Alliance, organ, member.Class)
	if err != nil {
		return err
	}
	held, vacant = seatsIn(section, held), seatsIn(section, vacant)
	if len(held) >= section.Seats {
		return refusal.New(refusal.OrganFull, "organ", organ.ID, "seats", strconv.Itoa(section.Seats))
	}
	a.closeVacancies(section, vacant, len(held)+1, []string{p.Subject})
	return a.takeSeat(c, organ, Seat{Alliance: p.Alliance, Party: p.Subject, Proposal: p.ID, Class: member.Class})
}

// maySit reports whether an organ is open to a member, whose standing and probation leave
// it the right to a seat.
func (a txn) maySit(c charter.Charter, organ charter.Organ, member Membership, voter charter.Voter) (bool, error) {
	if !c.MaySit(organ, voter) || a.tx.two() {
		return c.MaySit(organ, voter), nil
	}
	if served, err := a.termsServed(c, organ, member); err != nil || served {
		return false, err
	}
	now, err := standing(a.store, c, member, a.tx.Time)
	class, _ := c.Class(member.Class)
	return now.retains(class, charter.SeatRight), err
}

// takeSeat writes that a party sits in an organ from now on, until an end that the seat has already or
// for the organ's duration; one that is the rest of a term has its end, be it none.
func (a txn) takeSeat(c charter.Charter, organ charter.Organ, seat Seat) error {
	earlier, _, err := get[Seat](a.store, seatKey(seat.Alliance, organ.ID, seat.Party))
	if err := refusal.First(err, a.tx.after(earlier.From)); err != nil {
		return err
	}
	seat.Organ, seat.From, seat.Version = organ.ID, a.tx.stamp(), earlier.Version
	if len(organ.Tiers) == 0 {
		seat.Class = ""
	}
	if organ.Duration != "" && seat.Until.IsZero() && seat.Succeeds == "" {
		seat.Until = c.After(organ.Duration, a.tx.Time)
	}
	a.writeSeat(seat)
	return nil
}

// vacate ends a seat. It refuses with SEAT_UNFIT who holds none.
func (a txn) vacate(alliance, organ, party string) error {
	seat, found, err := get[Seat](a.store, seatKey(alliance, organ, party))
	if err != nil {
		return err
	}
	sits := found && seat.HeldAt(a.tx.Time)
	if sits {
		sits, err = a.holderSits(seat)
	}
	if err != nil {
		return err
	}
	if !sits {
		return refusal.First(a.tx.after(seat.From), refusal.New(refusal.SeatUnfit, "organ", organ, "party", party))
	}
	stamp := a.tx.stamp()
	seat.Vacated = &stamp
	a.writeSeat(seat)
	return nil
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
	return refusal.First(form.CheckRequest(t.Request), form.CheckID("alliance", t.Alliance), form.CheckSlug("organ", t.Organ))
}

func (t VacateSeat) apply(a txn) (Event, error) {
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
func (ListSeats) Name() string                     { return "ListSeats" }
func (q ListSeats) answer(s snapshot) (any, error) { return q.read(s) }

func (q ListSeats) check() error {
	return refusal.First(form.CheckID("alliance", q.Alliance), form.CheckSlug("organ", q.Organ))
}

func (q ListSeats) read(s snapshot) (Seats, error) {
	if _, err := load[Alliance](s, AllianceKey(q.Alliance)); err != nil {
		return Seats{}, err
	}
	list, next, err := page[Seat](s, seatsKey(q.Alliance, q.Organ), q.Size, q.Bookmark)
	if err != nil {
		return Seats{}, err
	}
	seats, err := mapEach(list, func(seat Seat) (SeatNow, error) {
		member, err := membershipNow(s, q.Alliance, seat.Party)
		return seat.AsOf(member, s.now), err
	})
	return Seats{seats, next}, err
}
