package membership

import "time"

// Propose files a proposal about a member: to suspend, reinstate or expel it, or
// to mandate it to act for the alliance. (Who wants to be admitted joins.)
type Propose struct {
	Request string `json:"request"`
	// As is an alliance that the caller acts for, by mandate.
	As       string `json:"as,omitempty" metadata:",optional"`
	Alliance string `json:"alliance"`
	Action   Action `json:"action"`
	Subject  string `json:"subject"`
	// Until is the end of a mandate; other actions have none.
	Until  time.Time `json:"until,omitzero" metadata:",optional"`
	Reason string    `json:"reason,omitempty" metadata:",optional"`
	// Evidence is the SHA-256 of a document, in lower-case hex.
	Evidence string `json:"evidence,omitempty" metadata:",optional"`
}

// Name implements Transaction.
func (Propose) Name() string      { return "Propose" }
func (t Propose) request() string { return t.Request }
func (t Propose) actsFor() string { return t.As }
func (Propose) needs() Role       { return Officer }

func (t Propose) check() error {
	return firstError(checkRequest(t.Request), checkID("alliance", t.Alliance), checkID("subject", t.Subject),
		oneOf("action", string(t.Action), string(Suspend), string(Reinstate), string(Expel), string(MandateAction)),
		t.checkUntil(),
		checkText("reason", t.Reason, 0, MaxReason), checkDigest("evidence", t.Evidence, true))
}

// checkUntil refuses a mandate without an end, an end without a mandate, and one
// that no record can hold.
func (t Propose) checkUntil() error {
	if (t.Action == MandateAction) == t.Until.IsZero() {
		return refuse(BadTime, "time", "until: only a mandate has an end, and each has one")
	}
	if year := t.Until.UTC().Year(); !t.Until.IsZero() && (year < 2000 || year > 9999) {
		return refuse(BadTime, "time", "until: its year is not 2000 to 9999")
	}
	return nil
}

func (t Propose) apply(a act) (Event, error) {
	alliance, charter, err := a.openAlliance(t.Alliance)
	if err != nil {
		return Event{}, err
	}
	member, err := activeMember(a.store, t.Alliance, a.party)
	if err != nil {
		return Event{}, err
	}
	class, err := charter.class(member.Class)
	if err != nil {
		return Event{}, err
	}
	if err := class.permits(ProposeRight); err != nil {
		return Event{}, err
	}
	subject, _, err := get[Membership](a.store, membershipKey(t.Alliance, t.Subject))
	if err != nil {
		return Event{}, err
	}
	if err := t.Action.fits(t.Alliance, t.Subject, subject.State); err != nil {
		return Event{}, err
	}
	return a.file(Proposal{
		ID: ProposalID(a.party, t.Request), Alliance: t.Alliance, Action: t.Action, Subject: t.Subject, By: a.party,
		Class: subject.Class, Until: t.Until.UTC(), Reason: t.Reason, Evidence: t.Evidence, Charter: alliance.Charter,
	}, charter)
}

// openAlliance reads an alliance and its charter. It refuses with
// ALLIANCE_NOT_OPEN.
func (a act) openAlliance(id string) (Alliance, Charter, error) {
	alliance, err := must[Alliance](a.store, allianceKey(id))
	if err == nil && alliance.Status != Open {
		err = refuse(AllianceNotOpen, "alliance", id)
	}
	if err != nil {
		return alliance, Charter{}, err
	}
	charter, err := currentCharter(a.store, alliance)
	return alliance, charter, err
}

// fits refuses with STATE_UNFIT an action that a membership's state leaves no
// room for.
func (x Action) fits(alliance, subject string, state MembershipState) error {
	fit := false
	switch x {
	case Admit:
		fit = state == "" || state == Ended
	case Suspend, MandateAction:
		fit = state == Active
	case Reinstate:
		fit = state == Suspended
	case Expel:
		fit = state == Active || state == Suspended
	}
	if fit {
		return nil
	}
	if state == "" {
		state = "none"
	}
	return refuse(StateUnfit, "alliance", alliance, "party", subject, "state", string(state), "action", string(x))
}

// perform does what a proposal was accepted for. It refuses as fits does.
func (a act) perform(p Proposal) error {
	member, _, err := get[Membership](a.store, membershipKey(p.Alliance, p.Subject))
	if err != nil {
		return err
	}
	if err := p.Action.fits(p.Alliance, p.Subject, member.State); err != nil {
		return err
	}
	switch p.Action {
	case Suspend:
		return a.turn(member, Membership{State: Suspended, Class: member.Class}, p.ID, p.Reason)
	case Reinstate:
		return a.turn(member, Membership{State: Active, Class: member.Class}, p.ID, p.Reason)
	case Expel:
		return a.turn(member, Membership{State: Ended, Class: member.Class, Ending: Expelled}, p.ID, p.Reason)
	case MandateAction:
		return a.mandate(p)
	default:
		if err := a.acyclic(p.Alliance, p.Subject); err != nil {
			return err
		}
		return a.admit(p.Alliance, p.Subject, p.Class, p.ID)
	}
}
