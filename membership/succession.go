package membership

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"time"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// Predecessor is a member that another succeeded: it stands in the successor's membership, and
// joins its history to that of the one before.
type Predecessor struct {
	Party string                 `json:"party"`
	Form  charter.SuccessionForm `json:"form"`
	// Since is since when the predecessor had been a member; Counts says that the charter of the
	// day had its time count for the successor.
	Since  time.Time `json:"since"`
	Counts bool      `json:"counts,omitempty" metadata:",optional"`
	// Proposal is the one that was decided, Stamp the transaction that carried it out.
	Proposal string `json:"proposal"`
	Stamp    Stamp  `json:"stamp"`
}

// maxPredecessors bounds whom one membership succeeded: a record must stay readable.
const maxPredecessors = 50

// countedSince is since when the member counts as one where it is asked how long it has been: its
// own time, and that of whom it succeeded in the stretch of periods that runs.
func (m Membership) countedSince() time.Time {
	since := m.Since().Time
	for _, p := range m.Predecessors {
		if p.Counts && m.spans(p.Stamp) && p.Since.Before(since) {
			since = p.Since
		}
	}
	return since
}

// SuccessionConsent is the word of one of the two parties of a succession. It can be given and
// taken back until the proposal is decided: nobody is made a member, or ends as one, against its
// will. It also says that a party objects which is said to have ceased to exist.
type SuccessionConsent struct {
	Schema   int    `json:"schema"`
	Proposal string `json:"proposal"`
	Alliance string `json:"alliance"`
	Party    string `json:"party"`
	// Refused says that it does not consent, or no more.
	Refused bool  `json:"refused,omitempty" metadata:",optional"`
	Version int   `json:"version"`
	Stamp   Stamp `json:"stamp"`
}

// ConsentSuccession gives, or with Refuse takes back, the consent of the caller's party to a
// succession: as the member that is succeeded, or as its successor. Who files the proposal has
// consented by that.
type ConsentSuccession struct {
	Request string `json:"request"`
	// As is an alliance that the caller acts for, by mandate.
	As       string `json:"as,omitempty" metadata:",optional"`
	Proposal string `json:"proposal"`
	// About is what the party has read of the proposal, see Proposal.About.
	About  *About `json:"about,omitempty" metadata:",optional"`
	Refuse bool   `json:"refuse,omitempty" metadata:",optional"`
}

// Name implements Transaction.
func (ConsentSuccession) Name() string      { return "ConsentSuccession" }
func (t ConsentSuccession) request() string { return t.Request }
func (t ConsentSuccession) actsFor() string { return t.As }
func (ConsentSuccession) needs() Role       { return Officer }

func (t ConsentSuccession) check() error {
	return refusal.First(form.CheckRequest(t.Request), checkProposalID(t.Proposal), checkAbout(t.About))
}

// checkBy refuses what the rules did not know before version 6.
func (t ConsentSuccession) checkBy(engine string) error { return sinceSix(engine, t) }

// sinceSix is a transaction's own check, and refuses it with UNKNOWN_TRANSACTION by rules older
// than version 6.
func sinceSix(engine string, t Transaction) error {
	if charter.Before(engine, charter.EngineSix) {
		return refusal.New(refusal.UnknownTransaction, "name", t.Name())
	}
	return t.check()
}

func (t ConsentSuccession) prefetch(party string) []Key {
	return []Key{ProposalKey(t.Proposal), succeedingKey(t.Proposal, party)}
}

// apply refuses with NOT_NAMED who is neither of the two, with ALREADY_CONSENTED what is said
// already, and what can be neither given nor taken back any more as a vote would be.
func (t ConsentSuccession) apply(a txn) (Event, error) {
	p, err := load[Proposal](a.store, ProposalKey(t.Proposal))
	if err := refusal.First(err, a.matchAbout(t.About, p)); err != nil {
		return Event{}, err
	}
	if p.Action != charter.Succeed || a.party != p.Subject && a.party != p.Successor {
		return Event{}, refusal.New(refusal.NotNamed, "alliance", p.Alliance, "party", a.party, "what", string(charter.Succeed))
	}
	earlier, found, err := get[SuccessionConsent](a.store, succeedingKey(p.ID, a.party))
	if err := refusal.First(err, a.checkUndecided(p), a.tx.after(earlier.Stamp)); err != nil {
		return Event{}, err
	}
	if found && earlier.Refused == t.Refuse {
		return Event{}, refusal.New(refusal.AlreadyConsented, "alliance", p.Alliance, "party", a.party)
	}
	a.put(succeedingKey(p.ID, a.party), SuccessionConsent{
		form.Schema, p.ID, p.Alliance, a.party, t.Refuse, earlier.Version + 1, a.tx.stamp(),
	})
	event := a.event(SuccessionConsented)
	if t.Refuse {
		event.Type = SuccessionRefused
	}
	event.Alliance, event.Party, event.Proposal, event.Subject = p.Alliance, a.party, p.ID, p.Successor
	return event, nil
}

// consentByFiling records the consent of a party that files its own succession.
func (a txn) consentByFiling(p Proposal) {
	if p.Action == charter.Succeed && (p.By == p.Subject || p.By == p.Successor) {
		a.put(succeedingKey(p.ID, p.By), SuccessionConsent{form.Schema, p.ID, p.Alliance, p.By, false, 1, a.tx.stamp()})
	}
}

// checkConsents refuses with CONSENT_MISSING a succession to which one of the two does not
// consent, and with TIME_REVERSED what is older than their words. Of a member that has ceased to
// exist it is enough that it does not object.
func (a txn) checkConsents(p Proposal) error {
	if p.Action != charter.Succeed {
		return nil
	}
	var words []SuccessionConsent
	for _, party := range []string{p.Subject, p.Successor} {
		given, found, err := get[SuccessionConsent](a.store, succeedingKey(p.ID, party))
		if err := refusal.First(err, a.tx.after(given.Stamp)); err != nil {
			return err
		}
		if found {
			words = append(words, given)
		}
	}
	if party := p.ConsentMissing(words); party != "" {
		return refusal.New(refusal.ConsentMissing, "proposal", p.ID, "party", party)
	}
	return nil
}

// ConsentMissing is the first of the two parties of a succession that does not consent, as both said;
// empty if none is missing, or it is no succession.
func (p Proposal) ConsentMissing(words []SuccessionConsent) string {
	if p.Action != charter.Succeed {
		return ""
	}
	for _, party := range []string{p.Subject, p.Successor} {
		index := slices.IndexFunc(words, func(c SuccessionConsent) bool { return c.Party == party })
		silent := index < 0 && p.Ceased && party == p.Subject
		if !silent && (index < 0 || words[index].Refused) {
			return party
		}
	}
	return ""
}

// readSuccessionConsents reads the words of both, as far as they said any.
func readSuccessionConsents(s Store, p Proposal) ([]SuccessionConsent, error) {
	if p.Action != charter.Succeed {
		return nil, nil
	}
	return allPages[SuccessionConsent](s, succeedingsKey(p.ID))
}

// fillSuccessorClass has a successor that is a member stay in its class, unless the proposal says
// another.
func (a txn) fillSuccessorClass(p *Proposal) error {
	successor, _, err := get[Membership](a.store, MembershipKey(p.Alliance, p.Successor))
	if err != nil || p.Class != "" {
		return err
	}
	state, err := a.stateOf(successor)
	if state == charter.Active {
		p.Class = successor.Class
	}
	return err
}

// checkSuccession fills in the form of a succession. It refuses one that could not be carried out as
// things are; with REQUIRED a member that has ceased to exist without evidence of it, and with
// UNWANTED where the charter has both consent.
func (a txn) checkSuccession(p *Proposal, c charter.Charter, subject Membership) error {
	rule, err := p.rule(c)
	if err != nil {
		return err
	}
	if p.Ceased && p.Evidence == "" {
		return refusal.New(refusal.Required, "field", "evidence")
	}
	if p.Ceased && (rule.Succession == nil || rule.Succession.Ceased == "") {
		return refusal.New(refusal.Unwanted, "field", "ceased", "action", string(p.Action))
	}
	h, err := a.heirOf(*p, c, rule, subject)
	p.Form = h.form
	return err
}

// heir is who would succeed a member, and as what.
type heir struct {
	form   charter.SuccessionForm
	member Membership // as it is; the zero value for who never was one
	is     bool       // a member already
	class  charter.Class
	// weights are its own afterwards, and left those of a member of which a part is split off.
	weights, left charter.Weights
	rule          charter.Rule
}

// heirOf works out what a succession would come to, by the charter that is in force and the rule
// that decides it. It refuses with SUCCESSOR_UNFIT a successor that is the member itself or is
// suspended, and a form that the rule does not have; with UNKNOWN_CLASS, KIND_NOT_ADMITTED,
// CLASS_FULL, REQUIREMENT_UNMET or CYCLE who cannot enter the class; with UNKNOWN_MEASURE,
// BAD_WEIGHT weights that nobody can have, or that the member has not to give.
func (a txn) heirOf(p Proposal, c charter.Charter, rule charter.Rule, subject Membership) (heir, error) {
	h := heir{form: charter.Transfer, rule: rule}
	var err error
	if h.member, _, err = get[Membership](a.store, MembershipKey(p.Alliance, p.Successor)); err != nil {
		return h, err
	}
	state, err := a.stateOf(h.member)
	if err != nil {
		return h, err
	}
	h.is = state == charter.Active
	switch {
	case p.Form == charter.SplitOff:
		h.form = charter.SplitOff
	case h.is:
		h.form = charter.Merger
	}
	gone := h.member.State == "" || h.member.State == charter.Ended
	fits := h.is || state != charter.Suspended && gone // what is over is recorded first
	if p.Successor == p.Subject || !fits || rule.Succession == nil || !rule.Succession.Allows(h.form) || p.Form != "" && p.Form != h.form {
		return h, refusal.New(refusal.SuccessorUnfit, "party", p.Subject, "successor", p.Successor, "form", string(h.form))
	}
	if h.class, err = a.checkHeir(p, c, h, subject); err != nil {
		return h, err
	}
	err = h.weigh(p, c, subject)
	return h, err
}

// checkHeir refuses who cannot enter the class. Where it is the one that the member leaves there is
// room; who is in it already has entered.
func (a txn) checkHeir(p Proposal, c charter.Charter, h heir, subject Membership) (charter.Class, error) {
	class, err := c.FindClass(p.Class)
	if err != nil || h.is && h.member.Class == p.Class {
		return class, err
	}
	party, err := load[Party](a.store, PartyKey(p.Successor))
	if err != nil {
		return class, err
	}
	entering := p
	entering.Subject = p.Successor
	err = refusal.First(a.checkNotDissolved(party), a.acyclic(p.Alliance, p.Successor), class.Admits(party.Kind, party.ID),
		a.checkRequirements(entering, c, class.Requires))
	if err == nil && (h.form == charter.SplitOff || subject.Class != class.ID) {
		err = a.checkRoom(p.Alliance, class)
	}
	return class, err
}

// weigh works out the weights of both. A successor has those that the proposal says; of a
// merger that says none what both had together, of a transfer what the member had. What is split
// off is what the proposal says, and comes to what the successor has already.
func (h *heir) weigh(p Proposal, c charter.Charter, subject Membership) error {
	if err := c.CheckWeights(p.Weights); err != nil {
		return err
	}
	switch {
	case h.form == charter.SplitOff:
		if err := h.splitOff(p, c, subject); err != nil {
			return err
		}
		if h.weights = p.Weights; h.is {
			h.weights = c.Add(h.member.Class, h.member.Weights, p.Weights)
		}
	case p.Weights != nil:
		h.weights = p.Weights
	case h.form == charter.Merger:
		h.weights = c.Together(h.member.Class, h.member.Weights, subject.Class, subject.Weights)
	default:
		h.weights = c.Own(subject.Weights)
	}
	return nil
}

// splitOff works out what is left to a member of its weights. It refuses with BAD_WEIGHT more than
// it counts for.
func (h *heir) splitOff(p Proposal, c charter.Charter, subject Membership) error {
	h.left = charter.Weights{}
	maps.Copy(h.left, c.Own(subject.Weights))
	for _, m := range c.Measures {
		part, given := p.Weights[m.ID]
		if !given {
			continue
		}
		whole := c.Counts(m.ID, subject.Class, subject.Weights)
		if part > whole {
			return refusal.New(refusal.BadWeight, "measure", m.ID, "weight", strconv.Itoa(part), "most", strconv.Itoa(whole))
		}
		h.left[m.ID] = whole - part
	}
	return nil
}

// succeed carries out a succession: the member ends, or keeps what is left to it, and the
// successor is what it was decided to be. It refuses with CONSENT_MISSING what one of the two does
// not want any more, with TOO_MANY whoever has succeeded too many, and as heirOf does.
func (a txn) succeed(p Proposal, c charter.Charter, rule charter.Rule, subject Membership) error {
	if err := a.checkConsents(p); err != nil {
		return err
	}
	h, err := a.heirOf(p, c, rule, subject)
	if err != nil {
		return err
	}
	next, err := a.asHeir(p, &h, subject)
	if err != nil {
		return err
	}
	if err := a.endSucceeded(p, h, subject); err != nil {
		return err
	}
	if err := a.transition(h.member, next, h.term(c, subject, a.tx.Time), p.ID, p.Reason); err != nil {
		return err
	}
	if rule.Succession.Seats != charter.SeatsPass || h.form == charter.SplitOff {
		return nil
	}
	return a.passSeats(c, p, subject, next)
}

// asHeir is the successor's membership as it is to be.
func (a txn) asHeir(p Proposal, h *heir, subject Membership) (Membership, error) {
	if len(h.member.Predecessors) >= maxPredecessors {
		return Membership{}, refusal.New(refusal.TooMany, "what", "predecessors", "most", strconv.Itoa(maxPredecessors))
	}
	if h.member.Party == "" {
		h.member = a.newMembership(p.Alliance, p.Successor)
	}
	next := h.member.lifted(a.tx.Time).withState(charter.Active)
	known, _, err := a.affiliation(p.Alliance, p.Successor)
	if err != nil {
		return next, err
	}
	if !h.is {
		next.Group, next.GroupDecided = known.countedGroup(), false
	}
	next.Class, next.Weights = h.class.ID, h.weights
	next.Predecessors = append(slices.Clone(next.Predecessors), Predecessor{
		subject.Party, h.form, subject.countedSince(), h.rule.Succession.Time == charter.TimeCounts, p.ID, a.tx.stamp(),
	})
	return next, nil
}

// endSucceeded ends the membership of whom another succeeds, or leaves it what was not split off.
func (a txn) endSucceeded(p Proposal, h heir, subject Membership) error {
	next := subject.lifted(a.tx.Time)
	if h.form != charter.SplitOff {
		next.State, next.Ending, next.Successor = charter.Ended, Succeeded, p.Successor
		return a.transitionSameTerm(subject, next, p.ID, p.Reason)
	}
	if len(p.Weights) == 0 { // nothing changes of it
		return nil
	}
	next.Weights = h.left
	return a.transitionSameTerm(subject, next, p.ID, p.Reason)
}

// term is how long the successor's membership lasts: who takes over a membership in its class takes
// over its term, who is a member of the class keeps its own, and whoever else enters a class begins one.
func (h heir) term(c charter.Charter, subject Membership, at time.Time) Period {
	running, is := h.member.currentPeriod()
	switch {
	case is && h.member.Class == h.class.ID:
		return running
	case h.form == charter.Transfer && subject.Class == h.class.ID:
		term, _ := subject.currentPeriod()
		return term
	}
	return newTerm(c, h.class, at)
}

// passSeats has the successor take over the member's seats, until their ends: those in organs in
// which it may sit and does not yet.
func (a txn) passSeats(c charter.Charter, p Proposal, subject, next Membership) error {
	alliance, err := load[Alliance](a.store, AllianceKey(p.Alliance))
	if err != nil {
		return err
	}
	voter := charter.Voter{
		Party: next.Party, Class: next.Class, Group: next.Group, Weights: next.Weights,
		Founder: slices.Contains(alliance.Founders, next.Party),
	}
	for _, organ := range c.Organs {
		seat, err := a.heldSeat(p.Alliance, organ.ID, subject.Party)
		if err != nil {
			return err
		}
		own, err := a.heldSeat(p.Alliance, organ.ID, next.Party)
		if err != nil {
			return err
		}
		if seat.Party == "" || own.Party != "" || !c.MaySit(organ, voter) {
			continue
		}
		rest := Seat{
			Alliance: p.Alliance, Party: next.Party, Proposal: cmp.Or(seat.Proposal, p.ID), Rank: seat.Rank, Succeeds: subject.Party, Until: seat.Until,
		}
		if err := a.takeSeat(c, organ, rest); err != nil {
			return err
		}
		stamp := a.tx.stamp()
		seat.Vacated = &stamp
		a.noteSuccessor(seat, next.Party)
	}
	return nil
}

// heldSeat is the seat of a party in an organ; the zero value if it does not sit there now.
func (a txn) heldSeat(alliance, organ, party string) (Seat, error) {
	seat, found, err := get[Seat](a.store, seatKey(alliance, organ, party))
	if err != nil || !found || !seat.HeldAt(a.tx.Time) {
		return Seat{}, err
	}
	sits, err := a.holderSits(seat)
	if err != nil || !sits {
		return Seat{}, err
	}
	return seat, nil
}
