package membership

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// Succession is how a seat was filled again that fell vacant before its end.
type Succession struct {
	// Party has it for the rest of its term; without one the seats of the organ were filled anew.
	Party string `json:"party,omitempty" metadata:",optional"`
	// By is the party that sent what filled it; it had no choice in it.
	By    string `json:"by"`
	Stamp Stamp  `json:"stamp"`
}

// checkSeats refuses with UNKNOWN_ORGAN, NO_RULE, REQUIRED and TOO_MANY an election of an organ
// that is none, or of seats that it has not; for the rest of a term also with UNWANTED and
// NO_VACANCY.
func (a txn) checkSeats(p Proposal, c charter.Charter) error {
	organ, err := c.FindOrgan(p.Organ)
	if err != nil {
		return err
	}
	rule, err := p.rule(c)
	if err := refusal.First(err, organ.CheckElected(p.Class)); err != nil {
		return err
	}
	section, err := a.section(p.Alliance, organ, p.Class)
	if err := refusal.First(err, rule.Election.CheckSeats(section, p.Seats)); err != nil || !p.ByElection {
		return err
	}
	if !rule.Election.ByElections {
		return refusal.New(refusal.Unwanted, "field", "byElection", "action", string(p.Action))
	}
	vacancies, err := a.vacancies(p.Alliance, section)
	switch {
	case err == nil && len(vacancies) == 0:
		err = refusal.New(refusal.NoVacancy, "organ", organ.ID, "party", "")
	case err == nil && p.Seats > len(vacancies):
		err = refusal.New(refusal.TooMany, "what", "seats", "most", strconv.Itoa(len(vacancies)))
	}
	return err
}

// section is what of an organ is open to members of a class, by the last seal. It refuses with
// UNKNOWN_CLASS.
func (a txn) section(alliance string, organ charter.Organ, class string) (charter.Section, error) {
	if len(organ.Tiers) == 0 {
		return organ.Section(class, nil)
	}
	seal, err := lastSeal(a.store, alliance)
	if err != nil {
		return charter.Section{}, err
	}
	return organ.Section(class, seal.Blocs)
}

// seatsIn are those of some seats that are of a section.
func seatsIn(section charter.Section, seats []Seat) []Seat {
	return slices.DeleteFunc(slices.Clone(seats), func(s Seat) bool { return !section.Has(s.Class) })
}

// retiring lists who leaves an organ by an election that has a part of it retire, as it is when the
// vote opens.
func (a txn) retiring(p Proposal, c charter.Charter, rule charter.Rule) ([]string, error) {
	if p.Action != charter.Elect || p.ByElection || rule.Election.Retires == "" {
		return nil, nil
	}
	organ, err := c.FindOrgan(p.Organ)
	if err != nil {
		return nil, err
	}
	section, err := a.section(p.Alliance, organ, p.Class)
	if err != nil {
		return nil, err
	}
	held, err := a.seats(p.Alliance, p.Organ)
	sitting := make([]charter.Sitting, 0, len(held))
	for _, seat := range seatsIn(section, held) {
		sitting = append(sitting, charter.Sitting{Party: seat.Party, From: seat.From.Time, Rank: seat.Rank})
	}
	return rule.Election.Retiring(sitting), err
}

// unfitCandidates lists the candidates of an election who can take no seat now: who is no active
// member, may not sit any more, or sits already and does not leave by it.
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
		if !fit || !p.poll().Leaves(*rule.Election, party) && holdsSeat(held, party) {
			unfit = append(unfit, party)
		}
	}
	return unfit, nil
}

func holdsSeat(held []Seat, party string) bool {
	return slices.ContainsFunc(held, func(s Seat) bool { return s.Party == party })
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
	if tier, tiered := organ.Tier(member.Class); !found || tiered && !slices.Contains(tier.Classes, p.Class) {
		return false, nil
	}
	voter, err := a.voter(p.Alliance, c, member, member.presence())
	if err != nil {
		return false, err
	}
	return a.maySit(c, organ, member, voter)
}

// termsServed reports whether a member has sat in an organ as often as it may. Each version of its
// seat is under a key of its own.
func (a txn) termsServed(c charter.Charter, organ charter.Organ, member Membership) (bool, error) {
	if organ.Terms == nil {
		return false, nil
	}
	versions, err := scanAll[Seat](a.store, seatVersionsKey(member.Alliance, organ.ID, member.Party), maxSeatHistory)
	return c.TermsServed(organ.Terms, termsOf(versions, member), a.tx.Time), err
}

// termsOf are the terms of which some versions of a member's seat tell. One ends, too, where the next
// begins, and with the membership in which it was given: at the latest when the present one began.
func termsOf(versions []Seat, member Membership) []charter.Term {
	var terms []charter.Term
	end := func(i int, at time.Time) {
		if terms[i].End.IsZero() || at.Before(terms[i].End) {
			terms[i].End = at
		}
	}
	for i, seat := range versions {
		if i == 0 || seat.From != versions[i-1].From {
			if i > 0 {
				end(len(terms)-1, seat.From.Time)
			}
			terms = append(terms, charter.Term{From: seat.From.Time, End: seat.Until, Rest: seat.Succeeds != ""})
		}
		if seat.Vacated != nil {
			end(len(terms)-1, seat.Vacated.Time)
		}
		if !member.spans(seat.From) {
			end(len(terms)-1, member.Since().Time)
		}
	}
	return terms
}

// seatElected gives the elected their seats; who leaves the organ by the election, leaves it. Who has
// become unfit while a timelock ran gets none. It refuses with UNKNOWN_ORGAN, SEAT_UNFIT if nobody is
// left, ORGAN_FULL, and NO_VACANCY where there are fewer seats to be filled for the rest of a term.
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
	section, err := a.section(p.Alliance, organ, p.Class)
	if err != nil {
		return err
	}
	held, vacant, err := a.heldAndVacant(p.Alliance, organ.ID)
	if err != nil {
		return err
	}
	held, vacant = seatsIn(section, held), seatsIn(section, vacant)
	stay, leave := p.unelected(*rule.Election, held, elected)
	switch {
	case len(elected) == 0:
		return refusal.New(refusal.SeatUnfit, "organ", organ.ID, "party", p.Elected[0])
	case len(elected)+len(stay) > section.Seats:
		return refusal.New(refusal.OrganFull, "organ", organ.ID, "seats", strconv.Itoa(section.Seats))
	}
	if p.ByElection {
		return a.seatForRest(p, c, organ, elected, openVacancies(section, held, vacant))
	}
	for _, seat := range leave {
		a.leaveBy(seat)
	}
	taken := len(elected) + len(stay)
	if rule.Election.Renews { // then nothing is left of the terms before
		taken = section.Seats
	}
	a.closeVacancies(section, vacant, taken, elected)
	return a.takeSeats(p, c, organ, elected, func(rank int) form.Duration {
		if len(stay) > 0 {
			return ""
		}
		return rule.Election.StaggeredTerm(rank, len(elected))
	})
}

// unelected are those who hold a seat and were not elected: who stays, and who leaves by the
// election.
func (p Proposal) unelected(election charter.Election, held []Seat, elected []string) (stay, leave []Seat) {
	for _, seat := range held {
		switch {
		case slices.Contains(elected, seat.Party):
		case p.poll().Leaves(election, seat.Party):
			leave = append(leave, seat)
		default:
			stay = append(stay, seat)
		}
	}
	return stay, leave
}

// takeSeats gives the elected their seats, by rank; a term of its own, where there is one, goes
// before the organ's.
func (a txn) takeSeats(p Proposal, c charter.Charter, organ charter.Organ, elected []string, term func(rank int) form.Duration) error {
	for i, party := range elected {
		seat := Seat{Alliance: p.Alliance, Party: party, Proposal: p.ID, Class: p.Class, Rank: a.rank(i)}
		if own := term(i); own != "" {
			seat.Until = c.After(own, a.tx.Time)
		}
		if err := a.takeSeat(c, organ, seat); err != nil {
			return err
		}
	}
	return nil
}

// rank is the place of who was elected as the i-th, from 0 on. Before version 6 it was not recorded.
func (a txn) rank(i int) int {
	if charter.Before(a.tx.Engine, charter.EngineSix) {
		return 0
	}
	return i + 1
}

// leaveBy ends a seat by an election of its organ: it does not fall vacant, for others are elected.
func (a txn) leaveBy(seat Seat) {
	stamp := a.tx.stamp()
	seat.Vacated = &stamp
	if !charter.Before(a.tx.Engine, charter.EngineSix) {
		seat.Succeeded = &Succession{By: a.party, Stamp: stamp}
	}
	a.writeSeat(seat)
}

// vacancies are the seats of an organ that fell vacant before their end and can be filled for the
// rest of their terms: no more than there are seats that nobody holds, the last first that fell vacant; in
// the order of their ends, the one that lasts longest first.
func (a txn) vacancies(alliance string, section charter.Section) ([]Seat, error) {
	held, vacant, err := a.heldAndVacant(alliance, section.Organ)
	return openVacancies(section, seatsIn(section, held), seatsIn(section, vacant)), err
}

func openVacancies(section charter.Section, held, vacant []Seat) []Seat {
	fell := func(s Seat) time.Time { // with its membership, if it was not vacated: nobody recorded when
		if s.Vacated != nil {
			return s.Vacated.Time
		}
		return s.From.Time
	}
	open := slices.SortedFunc(slices.Values(vacant), func(x, y Seat) int {
		return cmp.Or(fell(y).Compare(fell(x)), cmp.Compare(x.Party, y.Party))
	})
	open = open[:min(len(open), max(0, section.Seats-len(held)))]
	slices.SortFunc(open, lastingLonger)
	return open
}

// lastingLonger orders seats by their ends, the last first: none is later than any.
func lastingLonger(x, y Seat) int {
	if x.Until.IsZero() != y.Until.IsZero() {
		if x.Until.IsZero() {
			return -1
		}
		return 1
	}
	return cmp.Or(y.Until.Compare(x.Until), cmp.Compare(x.Party, y.Party))
}

// closeVacancies notes that seats which fell vacant are filled anew, once so many are taken that fewer
// are left: those that would have ended first. Of who takes a seat itself, the new one replaces the
// former. Before version 6 nobody filled what fell vacant for the rest of a term.
func (a txn) closeVacancies(section charter.Section, vacant []Seat, taken int, taking []string) {
	if charter.Before(a.tx.Engine, charter.EngineSix) {
		return
	}
	vacant = slices.DeleteFunc(slices.Clone(vacant), func(s Seat) bool { return slices.Contains(taking, s.Party) })
	slices.SortFunc(vacant, lastingLonger)
	for _, seat := range vacant[min(len(vacant), max(0, section.Seats-taken)):] {
		seat.Succeeded = &Succession{By: a.party, Stamp: a.tx.stamp()}
		a.writeSeat(seat)
	}
}

// seatForRest gives the elected the rest of the terms of seats that fell vacant: who was elected first
// the one that lasts longest.
func (a txn) seatForRest(p Proposal, c charter.Charter, organ charter.Organ, elected []string, open []Seat) error {
	if len(open) < len(elected) {
		return refusal.New(refusal.NoVacancy, "organ", organ.ID, "party", "")
	}
	for i, party := range elected {
		if !slices.Contains(elected, open[i].Party) { // else its new seat replaces the former
			a.noteSuccessor(open[i], party)
		}
		seat := Seat{Alliance: p.Alliance, Party: party, Proposal: p.ID, Class: p.Class, Rank: a.rank(i), Succeeds: open[i].Party, Until: open[i].Until}
		if err := a.takeSeat(c, organ, seat); err != nil {
			return err
		}
	}
	return nil
}

// noteSuccessor writes who has a seat for the rest of its term.
func (a txn) noteSuccessor(vacated Seat, party string) {
	vacated.Succeeded = &Succession{Party: party, By: a.party, Stamp: a.tx.stamp()}
	a.writeSeat(vacated)
}

// FillSeat gives a seat that fell vacant before its end to the alternate who comes next, for the rest
// of its term. Any party may send it: the content leaves no choice. Sent again, it answers with the
// first time.
type FillSeat struct {
	Alliance string `json:"alliance"`
	Organ    string `json:"organ"`
	// Party is the one whose seat fell vacant.
	Party string `json:"party"`
}

// Name implements Transaction.
func (FillSeat) Name() string    { return "FillSeat" }
func (FillSeat) request() string { return "" }
func (FillSeat) needs() Role     { return Delegate }

func (t FillSeat) check() error {
	return refusal.First(form.CheckID("alliance", t.Alliance), form.CheckSlug("organ", t.Organ), form.CheckID("party", t.Party))
}

// checkBy refuses with UNKNOWN_TRANSACTION by rules before version 6.
func (t FillSeat) checkBy(engine string) error {
	if charter.Before(engine, charter.EngineSix) {
		return refusal.New(refusal.UnknownTransaction, "name", t.Name())
	}
	return t.check()
}

// apply refuses with UNKNOWN_RECORD, ALLIANCE_NOT_OPEN, UNKNOWN_ORGAN, NO_VACANCY, NO_ALTERNATE and
// TIME_REVERSED.
func (t FillSeat) apply(a txn) (Event, error) {
	_, c, err := a.loadOpenAlliance(t.Alliance)
	if err != nil {
		return Event{}, err
	}
	organ, err := c.FindOrgan(t.Organ)
	if err != nil {
		return Event{}, err
	}
	vacated, _, err := get[Seat](a.store, seatKey(t.Alliance, t.Organ, t.Party))
	if err != nil {
		return Event{}, err
	}
	if done := vacated.Succeeded; done != nil && done.Party != "" {
		return done.event(vacated), nil
	}
	held, vacant, err := a.heldAndVacant(t.Alliance, t.Organ)
	if err != nil {
		return Event{}, err
	}
	section := charter.Section{Organ: organ.ID, Seats: organ.Seats}
	if holdsSeat(vacant, t.Party) {
		if section, err = a.section(t.Alliance, organ, vacated.Class); err != nil {
			return Event{}, err
		}
	}
	open := openVacancies(section, seatsIn(section, held), seatsIn(section, vacant))
	if !holdsSeat(open, t.Party) {
		return Event{}, refusal.First(a.tx.after(vacated.From), refusal.New(refusal.NoVacancy, "organ", t.Organ, "party", t.Party))
	}
	if vacated.Vacated != nil {
		if err := a.tx.after(*vacated.Vacated); err != nil {
			return Event{}, err
		}
	}
	party, err := a.nextAlternate(c, vacated, held)
	if err != nil {
		return Event{}, err
	}
	a.noteSuccessor(vacated, party)
	rest := Seat{Alliance: t.Alliance, Party: party, Proposal: vacated.Proposal, Class: vacated.Class, Succeeds: t.Party, Until: vacated.Until}
	if err := a.takeSeat(c, organ, rest); err != nil {
		return Event{}, err
	}
	return Succession{party, a.party, a.tx.stamp()}.event(vacated), nil
}

// event is the same for whoever sends it, and whenever.
func (s Succession) event(vacated Seat) Event {
	return Event{
		Schema: form.Schema, Type: SeatFilled, Tx: s.Stamp.Tx, Time: s.Stamp.Time, By: s.By, Alliance: vacated.Alliance,
		Party: s.Party, Proposal: vacated.Proposal, Subject: vacated.Organ,
	}
}

// nextAlternate is the first of those who came next in the election that gave a seat, who can take it:
// an active member by the membership in which it stood, who may sit, does not sit, and has had no seat by
// this election. It refuses with NO_ALTERNATE.
func (a txn) nextAlternate(c charter.Charter, vacated Seat, held []Seat) (string, error) {
	none := refusal.New(refusal.NoAlternate, "organ", vacated.Organ, "party", vacated.Party)
	if vacated.Proposal == "" { // a founder's
		return "", none
	}
	p, err := load[Proposal](a.store, ProposalKey(vacated.Proposal))
	if err != nil {
		return "", err
	}
	for _, party := range p.Alternates {
		last, _, err := get[Seat](a.store, seatKey(p.Alliance, p.Organ, party))
		if err != nil {
			return "", err
		}
		if last.Proposal == p.ID || holdsSeat(held, party) {
			continue
		}
		member, _, err := get[Membership](a.store, MembershipKey(p.Alliance, party))
		if err != nil {
			return "", err
		}
		fit, err := a.mayStand(p, c, party)
		if err != nil {
			return "", err
		}
		if fit && member.spans(*p.Opened) {
			return party, nil
		}
	}
	return "", none
}
