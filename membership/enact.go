package membership

import (
	"errors"
	"time"
)

// Enactment tells that an accepted proposal was enacted after its timelock, or
// that nothing was left to do.
type Enactment struct {
	Schema   int            `json:"schema"`
	Proposal string         `json:"proposal"`
	Outcome  ProposalStatus `json:"outcome"`
	// Because is the code for which there was nothing left to do.
	Because Code `json:"because,omitempty" metadata:",optional"`
	// By is the party that sent it; it had no choice in it.
	By    string `json:"by"`
	Stamp Stamp  `json:"stamp"`
}

// Enact carries out an accepted proposal once its timelock has run out. Any party
// may send it; sent again, it answers with the first time.
type Enact struct {
	Proposal string `json:"proposal"`
}

// Name implements Transaction.
func (Enact) Name() string    { return "Enact" }
func (Enact) request() string { return "" }
func (Enact) needs() Role     { return Delegate }
func (t Enact) check() error  { return checkProposalID(t.Proposal) }

func (t Enact) apply(a act) (Event, error) {
	p, err := must[Proposal](a.store, proposalKey(t.Proposal))
	if err != nil {
		return Event{}, err
	}
	done, found, err := get[Enactment](a.store, enactmentKey(t.Proposal))
	if err != nil || found {
		return done.event(p), err
	}
	if p.Status != Timelocked {
		return Event{}, refuse(NotTimelocked, "proposal", p.ID, "status", string(p.Status))
	}
	if a.tx.Time.Before(p.Enacts) {
		return Event{}, refuse(TimelockRuns, "proposal", p.ID, "until", p.Enacts.Format(time.RFC3339))
	}
	outcome, because, err := a.carryOut(p)
	if err != nil {
		return Event{}, err
	}
	p.Status = outcome
	done = Enactment{schema, p.ID, outcome, because, a.party, a.tx.stamp()}
	if err := put(a.store, enactmentKey(p.ID), done); err != nil {
		return Event{}, err
	}
	return done.event(p), put(a.store, proposalKey(p.ID), p)
}

func (e Enactment) event(p Proposal) Event {
	return Event{
		Schema: schema, Type: ProposalEnacted, Tx: e.Stamp.Tx, Time: e.Stamp.Time, By: e.By, Alliance: p.Alliance, Party: p.Subject,
		Proposal: p.ID, Class: p.Class, Action: string(p.Action), Status: string(e.Outcome),
	}
}

// carryOut does what a proposal was accepted for. What has nothing left to do is
// void, with the code for which it was refused, and leaves nothing else behind.
func (a act) carryOut(p Proposal) (ProposalStatus, Code, error) {
	done := &held{Store: a.store}
	a.store = done
	err := a.perform(p)
	var refusal *Error
	if errors.As(err, &refusal) && voids(refusal.Code) {
		return Void, refusal.Code, nil
	}
	if err != nil {
		return "", "", err
	}
	return Accepted, "", done.release()
}

// voids tells whether an accepted proposal that is refused so has nothing left to
// do, now or ever.
func voids(c Code) bool {
	switch c {
	case StateUnfit, TooMany, Cycle, AllianceNotOpen, NotAMember, UnknownClass, UnknownOrgan, KindNotAdmitted, ClassFull, SeatUnfit,
		OrganFull, RequirementUnmet, CharterMoved, CharterInvalid, NothingToRenew, UnknownMeasure, ControllerOutside:
		return true
	}
	return false
}

// perform writes what a proposal was accepted for, by the charter that is in force
// now. It refuses what the state leaves no room for any more.
func (a act) perform(p Proposal) error {
	alliance, charter, err := a.openAlliance(p.Alliance)
	if err != nil {
		return err
	}
	decided, err := charterOf(a.store, p.Alliance, p.Charter)
	if err != nil {
		return err
	}
	rule, err := p.rule(decided)
	if err != nil {
		return err
	}
	if a.tx.two() || !p.against() { // else its subject could make itself unfit for it
		if err := a.meets(p, charter, rule.Requires); err != nil {
			return err
		}
	}
	switch p.Action {
	case Amend:
		return a.amend(p, alliance, charter)
	case Resolve:
		return a.resolve(p)
	case Recognize:
		return a.recognize(p)
	case Dissolve:
		return a.dissolve(alliance)
	}
	return a.performOn(p, charter)
}

// performOn writes what a proposal about one party was accepted for.
func (a act) performOn(p Proposal, charter Charter) error {
	member, _, err := get[Membership](a.store, membershipKey(p.Alliance, p.Subject))
	if err != nil {
		return err
	}
	if !a.tx.two() && p.Action != Admit && !member.gave(p.Filed) { // filed about another membership
		return p.Action.unfit(p.Alliance, p.Subject, Ended)
	}
	state, err := a.stateFor(p, member)
	if err != nil {
		return err
	}
	if err := p.Action.fits(p.Alliance, p.Subject, state); err != nil {
		return err
	}
	switch p.Action {
	case Suspend:
		return a.keep(member, member.as(Suspended), p.ID, p.Reason)
	case Reinstate:
		return a.keep(member, member.as(Active), p.ID, p.Reason)
	case Expel:
		next := member.as(Ended)
		next.Ending = Expelled
		return a.keep(member, next, p.ID, p.Reason)
	case MandateAction:
		return a.mandate(p)
	case SeatAction:
		return a.sit(p, charter, member)
	case Vacate:
		return a.vacate(p.Alliance, p.Organ, p.Subject)
	case Renew:
		return a.renew(p, charter, member)
	case Reclassify:
		return a.reclassify(p, charter, member)
	}
	return a.letIn(p, charter)
}

// letIn admits the applicant of a proposal.
func (a act) letIn(p Proposal, charter Charter) error {
	if err := a.acyclic(p.Alliance, p.Subject); err != nil {
		return err
	}
	class, err := a.enters(p, charter)
	if err != nil {
		return err
	}
	place, err := a.place(p)
	if err != nil {
		return err
	}
	return a.admit(p.Alliance, p.Subject, place, class, p.ID)
}

// place is what an applicant is admitted as. Its group is the one that counts: what it
// named stays a claim, for a charter may admit by the votes of few. By the rules of
// version 2 it was the one that it named.
func (a act) place(p Proposal) (Place, error) {
	place := Place{p.Class, p.Group, p.Weights}
	if a.tx.two() {
		return place, nil
	}
	known, _, err := a.affiliation(p.Alliance, p.Subject)
	place.Group = known.counted()
	return place, err
}

// stateFor is the state of a membership for what was proposed about it. Of who is
// admitted it is the recorded one, for an end is recorded first.
func (a act) stateFor(p Proposal, member Membership) (MembershipState, error) {
	if p.Action == Admit {
		return member.State, nil
	}
	return a.stateOf(member)
}

// enters refuses with UNKNOWN_CLASS, KIND_NOT_ADMITTED, CLASS_FULL or
// REQUIREMENT_UNMET a subject that cannot enter a class.
func (a act) enters(p Proposal, charter Charter) (Class, error) {
	class, err := charter.class(p.Class)
	if err != nil {
		return class, err
	}
	party, err := must[Party](a.store, a.kindKey(p))
	if err == nil {
		err = a.lives(party)
	}
	if err != nil {
		return class, err
	}
	return class, firstError(class.admits(party.Kind, party.ID), a.room(p.Alliance, class), a.meets(p, charter, class.Requires), charter.checkWeights(p.Weights))
}

// kindKey is where the record of a subject tells of what kind it is. A member's kind is
// read in the first version, since it never changes: a member that corrects its record
// without end could else keep a decision about its class from being committed.
func (a act) kindKey(p Proposal) Key {
	if p.Action == Reclassify && !a.tx.two() {
		return partyVersionKey(p.Subject, 1)
	}
	return partyKey(p.Subject)
}

// lives refuses with ALLIANCE_NOT_OPEN an alliance that is dissolved: it becomes nobody's
// member.
func (a act) lives(party Party) error {
	if a.tx.two() || party.Kind != AllianceKind {
		return nil
	}
	is, err := allianceOf(a.store, party.ID)
	if err == nil && is.Status != Open {
		err = refuse(AllianceNotOpen, "alliance", party.ID)
	}
	return err
}

// reclassify moves a member to another class, group or weights.
func (a act) reclassify(p Proposal, charter Charter, member Membership) error {
	next := member
	if p.Group != "" {
		next.Group, next.GroupDecided = p.Group, true
	}
	if err := charter.checkWeights(p.Weights); err != nil { // a measure may be gone since
		return err
	}
	if err := a.regroup(p); err != nil {
		return err
	}
	if p.Weights != nil {
		next.Weights = p.Weights
	}
	if p.Class == member.Class {
		return a.keep(member, next, p.ID, p.Reason)
	}
	class, err := a.enters(p, charter)
	if err != nil {
		return err
	}
	next.Class = p.Class
	return a.turn(member, next, a.term(class, a.tx.Time), p.ID, p.Reason)
}

// renew lets a membership last for another duration of its class, from its present
// end on.
func (a act) renew(p Proposal, charter Charter, member Membership) error {
	class, err := charter.class(member.Class)
	if err != nil {
		return err
	}
	if class.Duration == "" {
		return refuse(NothingToRenew, "class", class.ID)
	}
	if _, err := a.activeMember(p.Alliance, p.Subject); err != nil {
		return err
	}
	from := a.tx.Time
	if period, _ := member.current(); !period.Expires.IsZero() {
		from = period.Expires
	}
	return a.turn(member, member, a.term(class, from), p.ID, p.Reason)
}

// dissolve ends an alliance. Each membership's end can be recorded by anybody.
func (a act) dissolve(alliance Alliance) error {
	stamp := a.tx.stamp()
	alliance.Status, alliance.Dissolved = Dissolved, &stamp
	return put(a.store, allianceKey(alliance.ID), alliance)
}
