package membership

import (
	"errors"
	"time"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// Enactment says that an accepted proposal was enacted after its timelock, or
// that nothing was left to do.
type Enactment struct {
	Schema   int            `json:"schema"`
	Proposal string         `json:"proposal"`
	Outcome  ProposalStatus `json:"outcome"`
	// Because is the code for which there was nothing left to do.
	Because refusal.Code `json:"because,omitempty" metadata:",optional"`
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

func (t Enact) apply(a txn) (Event, error) {
	p, err := load[Proposal](a.store, ProposalKey(t.Proposal))
	if err != nil {
		return Event{}, err
	}
	done, found, err := get[Enactment](a.store, enactmentKey(t.Proposal))
	if err != nil || found {
		return done.event(p), err
	}
	if p.Status != Timelocked {
		return Event{}, refusal.New(refusal.NotTimelocked, "proposal", p.ID, "status", string(p.Status))
	}
	if a.tx.Time.Before(p.Enacts) {
		return Event{}, refusal.New(refusal.TimelockRuns, "proposal", p.ID, "until", p.Enacts.Format(time.RFC3339))
	}
	outcome, because, err := a.carryOut(p)
	if err != nil {
		return Event{}, err
	}
	p.Status = outcome
	done = Enactment{form.Schema, p.ID, outcome, because, a.party, a.tx.stamp()}
	a.put(enactmentKey(p.ID), done)
	a.put(ProposalKey(p.ID), p)
	return done.event(p), nil
}

func (e Enactment) event(p Proposal) Event {
	return Event{
		Schema: form.Schema, Type: ProposalEnacted, Tx: e.Stamp.Tx, Time: e.Stamp.Time, By: e.By, Alliance: p.Alliance, Party: p.Subject,
		Proposal: p.ID, Class: p.Class, Action: string(p.Action), Status: string(e.Outcome),
	}
}

// carryOut does what a proposal was accepted for. What has nothing left to do is
// void, with the code for which it was refused, and leaves nothing else behind.
func (a txn) carryOut(p Proposal) (ProposalStatus, refusal.Code, error) {
	outer := a.writes
	a.writes = &writes{}
	err := a.perform(p)
	var denied *refusal.Error
	if errors.As(err, &denied) && isVoiding(denied.Code) {
		return Void, denied.Code, nil
	}
	if err != nil {
		return "", "", err
	}
	outer.add(*a.writes)
	return Accepted, "", nil
}

// isVoiding reports whether an accepted proposal that is refused so has nothing left to
// do, now or ever.
func isVoiding(c refusal.Code) bool {
	switch c {
	case refusal.StateUnfit, refusal.TooMany, refusal.Cycle, refusal.AllianceNotOpen, refusal.NotAMember, refusal.UnknownClass, refusal.UnknownOrgan, refusal.KindNotAdmitted, refusal.ClassFull, refusal.SeatUnfit,
		refusal.OrganFull, refusal.NoVacancy, refusal.RequirementUnmet, refusal.CharterMoved, refusal.CharterInvalid, refusal.NothingToRenew, refusal.UnknownMeasure, refusal.ControllerOutside,
		refusal.UntilPast, refusal.SuccessorUnfit, refusal.ConsentMissing, refusal.BadWeight:
		return true
	}
	return false
}

// perform writes what a proposal was accepted for, by the charter that is in force
// now. It refuses what the state leaves no room for any more.
func (a txn) perform(p Proposal) error {
	alliance, c, err := a.loadOpenAlliance(p.Alliance)
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
	if a.tx.two() || !p.isAgainstSubject() { // else its subject could make itself unfit for it
		if err := a.checkRequirements(p, c, rule.Requires); err != nil {
			return err
		}
	}
	switch p.Action {
	case charter.Amend:
		return a.amend(p, alliance, c)
	case charter.Resolve:
		a.resolve(p)
		return nil
	case charter.Elect:
		return a.seatElected(p, c, rule)
	case charter.Recognize:
		return a.recognize(p)
	case charter.Dissolve:
		a.dissolve(alliance)
		return nil
	}
	return a.performOn(p, c, rule)
}

// performOn writes what a proposal about one party was accepted for.
func (a txn) performOn(p Proposal, c charter.Charter, rule charter.Rule) error {
	member, _, err := get[Membership](a.store, MembershipKey(p.Alliance, p.Subject))
	if err != nil {
		return err
	}
	if !a.tx.two() && p.Action != charter.Admit && !member.spans(p.Filed) { // filed about another membership
		return p.Action.StateUnfit(p.Alliance, p.Subject, charter.Ended)
	}
	state, err := a.stateFor(p, member)
	if err != nil {
		return err
	}
	if err := p.Action.Fits(p.Alliance, p.Subject, state); err != nil {
		return err
	}
	return a.changeParty(p, c, rule, member)
}

// changeParty writes the change to a party, or to its membership, that a proposal asked for.
func (a txn) changeParty(p Proposal, c charter.Charter, rule charter.Rule, member Membership) error {
	switch p.Action {
	case charter.Suspend:
		return a.suspend(p, member)
	case charter.Reinstate:
		return a.transitionSameTerm(member, member.withState(charter.Active), p.ID, p.Reason)
	case charter.Expel:
		next := member.withState(charter.Ended)
		next.Ending = Expelled
		return a.transitionSameTerm(member, next, p.ID, p.Reason)
	case charter.MandateAction:
		return a.mandate(p)
	case charter.SeatAction:
		return a.giveSeat(p, c, member)
	case charter.Vacate:
		return a.vacate(p.Alliance, p.Organ, p.Subject)
	case charter.Renew:
		return a.renew(p, c, member)
	case charter.Reclassify:
		return a.reclassify(p, c, member)
	case charter.Succeed:
		return a.succeed(p, c, rule, member)
	}
	return a.admitApplicant(p, c)
}

// reclassify moves a member to another class, group or weights.
func (a txn) reclassify(p Proposal, c charter.Charter, member Membership) error {
	next := member.lifted(a.tx.Time)
	if p.Group != "" {
		next.Group, next.GroupDecided = p.Group, true
	}
	if err := c.CheckWeights(p.Weights); err != nil { // a measure may be gone since
		return err
	}
	if err := a.regroup(p); err != nil {
		return err
	}
	if p.Weights != nil {
		next.Weights = p.Weights
	}
	if p.Class == member.Class {
		return a.transitionSameTerm(member, next, p.ID, p.Reason)
	}
	class, err := a.checkEntry(p, c)
	if err != nil {
		return err
	}
	next.Class = p.Class
	return a.transition(member, next, newTerm(c, class, a.tx.Time), p.ID, p.Reason)
}

// renew lets a membership last for another duration of its class, from its present
// end on.
func (a txn) renew(p Proposal, c charter.Charter, member Membership) error {
	class, err := c.FindClass(member.Class)
	if err != nil {
		return err
	}
	if class.Duration == "" {
		return refusal.New(refusal.NothingToRenew, "class", class.ID)
	}
	if _, err := a.activeMember(p.Alliance, p.Subject); err != nil {
		return err
	}
	from := a.tx.Time
	if period, _ := member.currentPeriod(); !period.Expires.IsZero() {
		from = period.Expires
	}
	return a.transition(member, member.lifted(a.tx.Time), newTerm(c, class, from), p.ID, p.Reason)
}

// Resolution is a document that an alliance adopted by its own decision.
type Resolution struct {
	Schema   int    `json:"schema"`
	Alliance string `json:"alliance"`
	// Kind is the kind of resolution, if the charter tells kinds apart.
	Kind  string `json:"kind,omitempty" metadata:",optional"`
	Title string `json:"title"`
	// Document is its SHA-256, in lower-case hex.
	Document string `json:"document"`
	Proposal string `json:"proposal"`
	Stamp    Stamp  `json:"stamp"`
}

// resolve writes what a proposal to adopt a document was accepted for.
func (a txn) resolve(p Proposal) {
	a.put(resolutionKey(p.Alliance, p.ID), Resolution{
		form.Schema, p.Alliance, p.Resolution, p.Title, p.Document, p.ID, a.tx.stamp(),
	})
}

// Resolutions is a page of the documents that an alliance adopted.
type Resolutions struct {
	Resolutions []Resolution `json:"resolutions"`
	Next        string       `json:"next,omitempty" metadata:",optional"`
}

// ListResolutions asks which documents an alliance adopted.
type ListResolutions struct {
	Alliance string `json:"alliance"`
	Size     int    `json:"size,omitempty" metadata:",optional"`
	Bookmark string `json:"bookmark,omitempty" metadata:",optional"`
}

// Name implements Query.
func (ListResolutions) Name() string { return "ListResolutions" }

func (q ListResolutions) check() error                   { return form.CheckID("alliance", q.Alliance) }
func (q ListResolutions) answer(s snapshot) (any, error) { return q.read(s) }

func (q ListResolutions) read(s snapshot) (Resolutions, error) {
	if _, err := load[Alliance](s, AllianceKey(q.Alliance)); err != nil {
		return Resolutions{}, err
	}
	list, next, err := page[Resolution](s, resolutionsKey(q.Alliance), q.Size, q.Bookmark)
	return Resolutions{list, next}, err
}
