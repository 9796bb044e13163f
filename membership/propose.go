package membership

import (
	"slices"
	"time"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// Propose files a proposal: about a member (to suspend, reinstate, expel,
// reclassify or renew it, to have another succeed it, to give it a seat or take it, to mandate it), or about
// the alliance itself (to amend its charter, adopt a document, elect, recognize another
// alliance, dissolve). (Who wants to be admitted joins.)
type Propose struct {
	Request string `json:"request"`
	// As is an alliance that the caller acts for, by mandate.
	As       string         `json:"as,omitempty" metadata:",optional"`
	Alliance string         `json:"alliance"`
	Action   charter.Action `json:"action"`
	// Subject is the member; for recognize the other alliance; otherwise empty.
	Subject string `json:"subject,omitempty" metadata:",optional"`
	// Successor is the party that would succeed the member, Split says that it would do so in a
	// part and the member stays, Ceased that the member has ceased to exist, as the evidence shows.
	Successor string `json:"successor,omitempty" metadata:",optional"`
	Split     bool   `json:"split,omitempty" metadata:",optional"`
	Ceased    bool   `json:"ceased,omitempty" metadata:",optional"`
	// Class, Group and Weights are what a member is reclassified to; what is left
	// out stays. Class and Weights are those of a successor, too: without them it has those of
	// the member, or what both had; of what is split off the weights are the part. Class is also that of whose seats an election is,
	// where they go by classes.
	Class   string          `json:"class,omitempty" metadata:",optional"`
	Group   string          `json:"group,omitempty" metadata:",optional"`
	Weights charter.Weights `json:"weights,omitempty" metadata:",optional"`
	// Organ is that of a seat or of an election, Seats is how many the election fills.
	Organ string `json:"organ,omitempty" metadata:",optional"`
	Seats int    `json:"seats,omitempty" metadata:",optional"`
	// ByElection says that the election is for the rest of the terms of seats that fell vacant.
	ByElection bool `json:"byElection,omitempty" metadata:",optional"`
	// Resolution is the kind of a resolution, as the charter calls it; without it the
	// resolution is of none.
	Resolution string `json:"resolution,omitempty" metadata:",optional"`
	// Meeting is the kind of meeting at which it is to be decided; without it the proposal is
	// decided outside of meetings, if a rule lets it.
	Meeting string `json:"meeting,omitempty" metadata:",optional"`
	// Title and Document (its SHA-256, in lower-case hex) are those of a resolution.
	Title    string `json:"title,omitempty" metadata:",optional"`
	Document string `json:"document,omitempty" metadata:",optional"`
	// Charter is what an amendment would adopt, whole.
	Charter *charter.Charter `json:"charter,omitempty" metadata:",optional"`
	// Until is the end of a mandate; a recognition and a suspension may have one too.
	Until  time.Time `json:"until,omitzero" metadata:",optional"`
	Reason string    `json:"reason,omitempty" metadata:",optional"`
	// Emergency asks for the charter's emergency rule, where the ordinary one is out of reach.
	Emergency bool `json:"emergency,omitempty" metadata:",optional"`
	// Evidence is the SHA-256 of a document, in lower-case hex.
	Evidence string `json:"evidence,omitempty" metadata:",optional"`
}

// Name implements Transaction.
func (Propose) Name() string      { return "Propose" }
func (t Propose) request() string { return t.Request }
func (t Propose) actsFor() string { return t.As }
func (Propose) needs() Role       { return Officer }

// proposed are the actions that can be proposed.
func proposed() []string {
	var names []string
	for _, action := range charter.Actions() {
		if action != charter.Admit {
			names = append(names, string(action))
		}
	}
	return names
}

func (t Propose) check() error {
	return refusal.First(form.CheckRequest(t.Request), form.CheckID("alliance", t.Alliance),
		form.OneOf("action", string(t.Action), proposed()...), t.checkFields(),
		t.checkSubject(), t.checkUntil(), t.checkMeeting(), checkGroup(t.Group),
		form.CheckText("title", t.Title, 0, form.MaxName), form.CheckDigest("document", t.Document, t.Action != charter.Resolve),
		form.CheckText("reason", t.Reason, 0, form.MaxReason), form.CheckDigest("evidence", t.Evidence, true))
}

// checkFields refuses with UNWANTED what an action has no use for, and with
// REQUIRED what it needs.
func (t Propose) checkFields() error {
	for _, field := range []struct {
		name  string
		given bool
		of    []charter.Action
	}{
		{"class", t.Class != "", []charter.Action{charter.Reclassify, charter.Succeed, charter.Elect}},
		{"group", t.Group != "", []charter.Action{charter.Reclassify}},
		{"weights", t.Weights != nil, []charter.Action{charter.Reclassify, charter.Succeed}},
		{"successor", t.Successor != "", []charter.Action{charter.Succeed}},
		{"split", t.Split, []charter.Action{charter.Succeed}},
		{"ceased", t.Ceased, []charter.Action{charter.Succeed}},
		{"organ", t.Organ != "", []charter.Action{charter.SeatAction, charter.Elect, charter.Vacate}},
		{"seats", t.Seats != 0, []charter.Action{charter.Elect}},
		{"byElection", t.ByElection, []charter.Action{charter.Elect}},
		{"resolution", t.Resolution != "", []charter.Action{charter.Resolve}},
		{"title", t.Title != "", []charter.Action{charter.Resolve}},
		{"document", t.Document != "", []charter.Action{charter.Resolve}},
		{"charter", t.Charter != nil, []charter.Action{charter.Amend}},
	} {
		if wanted := slices.Contains(field.of, t.Action); field.given && !wanted {
			return refusal.New(refusal.Unwanted, "field", field.name, "action", string(t.Action))
		} else if wanted && !field.given && t.Action != charter.Reclassify && !slices.Contains(optionalFields, field.name) {
			return refusal.New(refusal.Required, "field", field.name)
		}
	}
	if t.Action == charter.Reclassify && t.Class == "" && t.Group == "" && t.Weights == nil {
		return refusal.New(refusal.Required, "field", "class")
	}
	return nil
}

// optionalFields are those that an action has a use for and does not need.
var optionalFields = []string{"resolution", "byElection", "class", "weights", "split", "ceased"}

func (t Propose) checkSubject() error {
	if t.Successor != "" {
		if err := form.CheckID("successor", t.Successor); err != nil {
			return err
		}
	}

	if t.Action.AboutMember() || t.Action == charter.Recognize {
		return form.CheckID("subject", t.Subject)
	}
	if t.Subject != "" {
		return refusal.New(refusal.Unwanted, "field", "subject", "action", string(t.Action))
	}
	return nil
}

// checkUntil refuses a mandate without an end, an end of what has none, and one
// that no record can hold.
func (t Propose) checkUntil() error {
	if t.Until.IsZero() {
		if t.Action == charter.MandateAction {
			return noEnd()
		}
		return nil
	}
	if !slices.Contains([]charter.Action{charter.MandateAction, charter.Recognize, charter.Suspend}, t.Action) {
		return noEnd()
	}
	return checkYear("until", t.Until)
}

// noEnd refuses an end of what has none, and a mandate without one.
func noEnd() error {
	return refusal.New(refusal.BadTime, "time", "until: only a mandate has an end, and each has one")
}

// checkYear refuses with BAD_TIME a time that no record can hold.
func checkYear(field string, at time.Time) error {
	if year := at.UTC().Year(); year < 2000 || year > 9999 {
		return refusal.New(refusal.BadTime, "time", field+": its year is not 2000 to 9999")
	}
	return nil
}

// checkKnown refuses what a version of the rules does not know.
func (t Propose) checkKnown(engine string) error {
	switch {
	case t.Resolution != "" && charter.Before(engine, charter.EngineFour):
		return refusal.New(refusal.UnknownField, "field", "resolution", "fields", "")
	case t.Action == charter.Elect && t.Class != "" && charter.Before(engine, charter.EngineSix):
		return refusal.New(refusal.Unwanted, "field", "class", "action", string(t.Action))
	case t.ByElection && charter.Before(engine, charter.EngineSix):
		return refusal.New(refusal.UnknownField, "field", "byElection", "fields", "")
	case t.Emergency && charter.Before(engine, charter.EngineSix):
		return refusal.New(refusal.UnknownField, "field", "emergency", "fields", "")
	case t.Meeting != "" && charter.Before(engine, charter.EngineSix):
		return refusal.New(refusal.UnknownField, "field", "meeting", "fields", "")
	}
	var known []string
	for _, action := range charter.ActionsBy(engine) {
		if action != charter.Admit {
			known = append(known, string(action))
		}
	}
	return form.OneOf("action", string(t.Action), known...)
}

func (t Propose) apply(a txn) (Event, error) {
	if err := t.checkKnown(a.tx.Engine); err != nil {
		return Event{}, err
	}
	alliance, c, err := a.loadOpenAlliance(t.Alliance)
	if err != nil {
		return Event{}, err
	}
	if err := c.CheckResolution(t.Resolution); err != nil {
		return Event{}, err
	}
	p := t.proposal(a.party, alliance.Charter)
	if past := !p.Until.IsZero() && !a.tx.Time.Before(p.Until); past && !a.tx.two() {
		return Event{}, refusal.New(refusal.UntilPast, "until", p.Until.Format(time.RFC3339), "action", string(p.Action))
	}
	subject, err := a.completeProposal(t, &p, c)
	if err != nil {
		return Event{}, err
	}
	if err := a.mayPropose(p, c); err != nil {
		return Event{}, err
	}
	if err := refusal.First(a.checkFit(p, c, subject), a.checkSuspension(p, c), a.checkEmergency(p, c)); err != nil {
		return Event{}, err
	}
	if t.Action == charter.Succeed {
		if err := a.checkSuccession(&p, c, subject); err != nil {
			return Event{}, err
		}
	}
	if t.Action == charter.Amend {
		if err := a.keepDraft(&p, alliance, c, *t.Charter); err != nil {
			return Event{}, err
		}
	}
	return a.file(p, c)
}

// completeProposal fills in what the charter and the ledger say of a proposal: the kind of an
// amendment, its subject, which it returns, and the kind of the meeting.
func (a txn) completeProposal(t Propose, p *Proposal, c charter.Charter) (subject Membership, err error) {
	if t.Charter != nil {
		by, err := c.AmendingBy(*t.Charter)
		if err != nil {
			return Membership{}, err
		}
		p.Amendment = by.Kind
	}
	if subject, err = a.readSubject(p); err != nil {
		return Membership{}, err
	}
	p.MeetingKind, err = t.meetingKind(*p, c)
	return subject, err
}

// proposal is what is proposed, by whom, as far as it says that itself.
func (t Propose) proposal(by string, version int) Proposal {
	p := Proposal{
		ID: ProposalID(by, t.Request), Alliance: t.Alliance, Action: t.Action, Subject: t.Subject, By: by,
		Successor: t.Successor, Ceased: t.Ceased,
		Class: t.Class, Group: t.Group, Weights: t.Weights, Organ: t.Organ, Seats: t.Seats, ByElection: t.ByElection, Resolution: t.Resolution, Title: t.Title, Document: t.Document,
		Until: t.Until.UTC(), Reason: t.Reason, Evidence: t.Evidence, Emergency: t.Emergency, Charter: version,
	}
	if t.Split {
		p.Form = charter.SplitOff
	}
	return p
}

// readSubject reads the member that a proposal is about, and fills in its class and its
// group; a proposal about the alliance has the alliance for its subject.
func (a txn) readSubject(p *Proposal) (Membership, error) {
	if !p.Action.AboutMember() {
		if p.Action != charter.Recognize {
			p.Subject = p.Alliance
		}
		return Membership{}, nil
	}
	subject, _, err := get[Membership](a.store, MembershipKey(p.Alliance, p.Subject))
	p.SubjectGroup = subject.Group
	if p.Action == charter.Succeed && err == nil {
		err = a.fillSuccessorClass(p)
	}
	if p.Class == "" {
		p.Class = subject.Class
	}
	return subject, err
}

// checkFit refuses what leaves no room for a proposal: STATE_UNFIT, UNKNOWN_CLASS,
// UNKNOWN_ORGAN, UNKNOWN_MEASURE, BAD_WEIGHT, UNKNOWN_RECORD, ALLIANCE_NOT_OPEN,
// CONTROLLER_OUTSIDE or, of what is older than its subject's membership, TIME_REVERSED.
func (a txn) checkFit(p Proposal, c charter.Charter, subject Membership) error {
	switch p.Action {
	case charter.Recognize:
		return a.recognizable(p.Subject)
	case charter.SeatAction, charter.Vacate:
		if _, err := c.FindOrgan(p.Organ); err != nil {
			return err
		}
	case charter.Elect:
		return a.checkSeats(p, c)
	case charter.Reclassify:
		if _, err := c.FindClass(p.Class); err != nil {
			return err
		}
		if err := c.CheckWeights(p.Weights); err != nil {
			return err
		}
	}
	if !p.Action.AboutMember() {
		return nil
	}
	state, err := a.stateOf(subject)
	if err != nil || a.tx.two() {
		return refusal.First(err, p.Action.Fits(p.Alliance, p.Subject, state))
	}
	if err := refusal.First(p.Action.Fits(p.Alliance, p.Subject, state), a.tx.after(subject.Since())); err != nil {
		return err
	}
	_, err = a.controllerIsOutside(p)
	return err
}

// mayPropose refuses with NOT_A_MEMBER, NO_RIGHT, NOT_NAMED or NOT_IN_STANDING. Whom
// the rule names needs no right of its class, but loses what it is named for with its
// standing as others do.
func (a txn) mayPropose(p Proposal, c charter.Charter) error {
	rule, err := p.rule(c)
	if err != nil {
		return err
	}
	member, err := a.activeMember(p.Alliance, a.party)
	if err != nil {
		return err
	}
	own := p.Action.MayProposeForItself() && p.Subject == a.party
	if rule.Proposers != nil {
		err := a.checkNamed(p.Alliance, c, rule.Proposers, "proposers of "+string(p.Action))
		if err != nil || own || a.tx.two() {
			return err
		}
		return a.inStanding(c, member, charter.ProposeRight)
	}
	if own {
		return nil
	}
	return a.permitted(c, member, charter.ProposeRight)
}
