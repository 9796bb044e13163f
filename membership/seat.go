package membership

import (
	"slices"
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
	Version  int    `json:"version"`
}

// HeldAt reports whether the seat was held at a time.
func (s Seat) HeldAt(at time.Time) bool {
	return !at.Before(s.From.Time) && (s.Until.IsZero() || at.Before(s.Until)) && (s.Vacated == nil || at.Before(s.Vacated.Time))
}

// seats reads who holds a seat in an organ now. A seat ends with the membership in
// which it was given: it counts no more, and does not come back with another.
func (a txn) seats(alliance, organ string) ([]Seat, error) {
	all, err := scanAll[Seat](a.store, seatsKey(alliance, organ), maxSeatHistory)
	if err != nil {
		return nil, err
	}
	var held []Seat
	for _, seat := range all {
		if !seat.HeldAt(a.tx.Time) {
			continue
		}
		sits, err := a.holderSits(seat)
		if err != nil {
			return nil, err
		}
		if sits {
			held = append(held, seat)
		}
	}
	return held, nil
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
	held, err := a.seats(p.Alliance, organ.ID)
	if err != nil {
		return err
	}
	for _, seat := range held {
		fit = fit && seat.Party != p.Subject
	}
	switch {
	case !fit:
		return refusal.New(refusal.SeatUnfit, "organ", organ.ID, "party", p.Subject)
	case len(held) >= organ.Seats:
		return refusal.New(refusal.OrganFull, "organ", organ.ID, "seats", strconv.Itoa(organ.Seats))
	}
	return a.takeSeat(p.Alliance, c, organ, p.Subject, p.ID)
}

// maySit reports whether an organ is open to a member, whose standing and probation leave
// it the right to a seat.
func (a txn) maySit(c charter.Charter, organ charter.Organ, member Membership, voter charter.Voter) (bool, error) {
	if !c.MaySit(organ, voter) || a.tx.two() {
		return c.MaySit(organ, voter), nil
	}
	now, err := standing(a.store, c, member, a.tx.Time)
	class, _ := c.Class(member.Class)
	return class.Retains(charter.SeatRight, now.State, !now.Probation.IsZero()), err
}

func (a txn) takeSeat(alliance string, c charter.Charter, organ charter.Organ, party, proposal string) error {
	earlier, _, err := get[Seat](a.store, seatKey(alliance, organ.ID, party))
	if err := refusal.First(err, a.tx.after(earlier.From)); err != nil {
		return err
	}
	seat := Seat{Alliance: alliance, Organ: organ.ID, Party: party, From: a.tx.stamp(), Proposal: proposal, Version: earlier.Version}
	if organ.Duration != "" {
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

// unfitCandidates lists the candidates of an election who can take no seat now: who is no active
// member, may not sit any more, or sits already where an election fills empty seats alone.
func (a txn) unfitCandidates(p Proposal) ([]string, error) {
	if p.Action != charter.Elect {
		return nil, nil
	}
	_, c, err := a.loadOpenAlliance(p.Alliance)
	if err != nil {
		return nil, err
	}
	decided, err := charterOf(a.store, p.Alliance, p.Charter)
	if err != nil {
		return nil, err
	}
	rule, err := p.rule(decided)
	if err != nil {
		return nil, err
	}
	return a.unfit(p, c, rule, p.Candidates)
}

// unfit lists those of some parties who can take no seat now, by the charter that is in force.
func (a txn) unfit(p Proposal, c charter.Charter, rule charter.Rule, parties []string) ([]string, error) {
	held, err := a.seats(p.Alliance, p.Organ)
	if err != nil {
		return nil, err
	}
	var unfit []string
	for _, party := range parties {
		fit, err := a.mayStand(p, c, party)
		if err != nil {
			return nil, err
		}
		if !fit || !rule.Election.Renews && slices.ContainsFunc(held, func(s Seat) bool { return s.Party == party }) {
			unfit = append(unfit, party)
		}
	}
	return unfit, nil
}

// seatElected gives the elected their seats; where the election renews the organ, who else sits
// in it leaves. Who has become unfit while a timelock ran gets none. It refuses with
// UNKNOWN_ORGAN, SEAT_UNFIT if nobody is left, and ORGAN_FULL.
func (a txn) seatElected(p Proposal, c charter.Charter, rule charter.Rule) error {
	organ, err := c.FindOrgan(p.Organ)
	if err != nil {
		return err
	}
	unfit, err := a.unfit(p, c, rule, p.Elected)
	if err != nil {
		return err
	}
	elected := slices.DeleteFunc(slices.Clone(p.Elected), func(party string) bool { return slices.Contains(unfit, party) })
	held, err := a.seats(p.Alliance, organ.ID)
	if err != nil {
		return err
	}
	taken := len(elected)
	if !rule.Election.Renews {
		taken += len(held)
	}
	switch {
	case len(elected) == 0:
		return refusal.New(refusal.SeatUnfit, "organ", organ.ID, "party", p.Elected[0])
	case taken > organ.Seats:
		return refusal.New(refusal.OrganFull, "organ", organ.ID, "seats", strconv.Itoa(organ.Seats))
	}
	for _, seat := range held {
		if rule.Election.Renews && !slices.Contains(elected, seat.Party) {
			stamp := a.tx.stamp()
			seat.Vacated = &stamp
			a.writeSeat(seat)
		}
	}
	for _, party := range elected {
		if err := a.takeSeat(p.Alliance, c, organ, party, p.ID); err != nil {
			return err
		}
	}
	return nil
}

// mayStand reports whether a party is an active member who may sit in the organ of an
// election, by the charter.
func (a txn) mayStand(p Proposal, c charter.Charter, party string) (bool, error) {
	member, _, err := get[Membership](a.store, MembershipKey(p.Alliance, party))
	if err != nil {
		return false, err
	}
	state, err := a.stateOf(member)
	if err != nil || state != charter.Active {
		return false, err
	}
	organ, found := c.Organ(p.Organ)
	if !found {
		return false, nil
	}
	voter, err := a.voter(p.Alliance, c, member, member.presence())
	if err != nil {
		return false, err
	}
	return a.maySit(c, organ, member, voter)
}
