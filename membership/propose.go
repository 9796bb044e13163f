package membership

import (
	"slices"
	"time"
)

// Propose files a proposal: about a member (to suspend, reinstate, expel,
// reclassify or renew it, to give it a seat or take it, to mandate it), or about
// the alliance itself (to amend its charter, adopt a document, recognize another
// alliance, dissolve). (Who wants to be admitted joins.)
type Propose struct {
	Request string `json:"request"`
	// As is an alliance that the caller acts for, by mandate.
	As       string `json:"as,omitempty" metadata:",optional"`
	Alliance string `json:"alliance"`
	Action   Action `json:"action"`
	// Subject is the member; for recognize the other alliance; otherwise empty.
	Subject string `json:"subject,omitempty" metadata:",optional"`
	// Class, Group and Weights are what a member is reclassified to; what is left
	// out stays.
	Class   string  `json:"class,omitempty" metadata:",optional"`
	Group   string  `json:"group,omitempty" metadata:",optional"`
	Weights Weights `json:"weights,omitempty" metadata:",optional"`
	// Organ is that of a seat.
	Organ string `json:"organ,omitempty" metadata:",optional"`
	// Title and Document (its SHA-256, in lower-case hex) are those of a resolution.
	Title    string `json:"title,omitempty" metadata:",optional"`
	Document string `json:"document,omitempty" metadata:",optional"`
	// Charter is what an amendment would adopt, whole.
	Charter *Charter `json:"charter,omitempty" metadata:",optional"`
	// Until is the end of a mandate; a recognition may have one too.
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

// proposed are the actions that can be proposed.
func proposed() []string {
	var names []string
	for _, action := range Actions() {
		if action != Admit {
			names = append(names, string(action))
		}
	}
	return names
}

func (t Propose) check() error {
	return firstError(checkRequest(t.Request), checkID("alliance", t.Alliance),
		oneOf("action", string(t.Action), proposed()...), t.checkFields(),
		t.checkSubject(), t.checkUntil(), checkGroup(t.Group),
		checkText("title", t.Title, 0, MaxName), checkDigest("document", t.Document, t.Action != Resolve),
		checkText("reason", t.Reason, 0, MaxReason), checkDigest("evidence", t.Evidence, true))
}

// checkFields refuses with UNWANTED what an action has no use for, and with
// REQUIRED what it needs.
func (t Propose) checkFields() error {
	for _, field := range []struct {
		name  string
		given bool
		of    []Action
	}{
		{"class", t.Class != "", []Action{Reclassify}},
		{"group", t.Group != "", []Action{Reclassify}},
		{"weights", t.Weights != nil, []Action{Reclassify}},
		{"organ", t.Organ != "", []Action{SeatAction, Vacate}},
		{"title", t.Title != "", []Action{Resolve}},
		{"document", t.Document != "", []Action{Resolve}},
		{"charter", t.Charter != nil, []Action{Amend}},
	} {
		if wanted := slices.Contains(field.of, t.Action); field.given && !wanted {
			return refuse(Unwanted, "field", field.name, "action", string(t.Action))
		} else if wanted && !field.given && t.Action != Reclassify {
			return refuse(Required, "field", field.name)
		}
	}
	if t.Action == Reclassify && t.Class == "" && t.Group == "" && t.Weights == nil {
		return refuse(Required, "field", "class")
	}
	return nil
}

func (t Propose) checkSubject() error {
	if t.Action.aboutMember() || t.Action == Recognize {
		return checkID("subject", t.Subject)
	}
	if t.Subject != "" {
		return refuse(Unwanted, "field", "subject", "action", string(t.Action))
	}
	return nil
}

// checkUntil refuses a mandate without an end, an end of what has none, and one
// that no record can hold.
func (t Propose) checkUntil() error {
	if t.Until.IsZero() {
		if t.Action == MandateAction {
			return refuse(BadTime, "time", "until: only a mandate has an end, and each has one")
		}
		return nil
	}
	if t.Action != MandateAction && t.Action != Recognize {
		return refuse(BadTime, "time", "until: only a mandate has an end, and each has one")
	}
	return checkYear("until", t.Until)
}

// checkYear refuses with BAD_TIME a time that no record can hold.
func checkYear(field string, at time.Time) error {
	if year := at.UTC().Year(); year < 2000 || year > 9999 {
		return refuse(BadTime, "time", field+": its year is not 2000 to 9999")
	}
	return nil
}

func (t Propose) apply(a act) (Event, error) {
	alliance, charter, err := a.openAlliance(t.Alliance)
	if err != nil {
		return Event{}, err
	}
	p := Proposal{
		ID: ProposalID(a.party, t.Request), Alliance: t.Alliance, Action: t.Action, Subject: t.Subject, By: a.party,
		Class: t.Class, Group: t.Group, Weights: t.Weights, Organ: t.Organ, Title: t.Title, Document: t.Document,
		Until: t.Until.UTC(), Reason: t.Reason, Evidence: t.Evidence, Charter: alliance.Charter,
	}
	if past := !p.Until.IsZero() && !a.tx.Time.Before(p.Until); past && !a.tx.two() {
		return Event{}, refuse(UntilPast, "until", p.Until.Format(time.RFC3339), "action", string(p.Action))
	}
	subject, err := a.subject(&p)
	if err != nil {
		return Event{}, err
	}
	if err := a.mayPropose(p, charter); err != nil {
		return Event{}, err
	}
	if err := a.fit(p, charter, subject); err != nil {
		return Event{}, err
	}
	if t.Action == Amend {
		if err := a.draft(&p, alliance, charter, *t.Charter); err != nil {
			return Event{}, err
		}
	}
	return a.file(p, charter)
}

// subject reads the member that a proposal is about, and fills in its class and its
// group; a proposal about the alliance has the alliance for its subject.
func (a act) subject(p *Proposal) (Membership, error) {
	if !p.Action.aboutMember() {
		if p.Action != Recognize {
			p.Subject = p.Alliance
		}
		return Membership{}, nil
	}
	subject, _, err := get[Membership](a.store, membershipKey(p.Alliance, p.Subject))
	p.SubjectGroup = subject.Group
	if p.Class == "" {
		p.Class = subject.Class
	}
	return subject, err
}

// fit refuses what leaves no room for a proposal: STATE_UNFIT, UNKNOWN_CLASS,
// UNKNOWN_ORGAN, UNKNOWN_MEASURE, BAD_WEIGHT, UNKNOWN_RECORD, ALLIANCE_NOT_OPEN,
// CONTROLLER_OUTSIDE or, of what is older than its subject's membership, TIME_REVERSED.
func (a act) fit(p Proposal, charter Charter, subject Membership) error {
	switch p.Action {
	case Recognize:
		return a.recognizable(p.Subject)
	case SeatAction, Vacate:
		if _, err := charter.organ(p.Organ); err != nil {
			return err
		}
	case Reclassify:
		if _, err := charter.class(p.Class); err != nil {
			return err
		}
		if err := charter.checkWeights(p.Weights); err != nil {
			return err
		}
	}
	if !p.Action.aboutMember() {
		return nil
	}
	state, err := a.stateOf(subject)
	if err != nil || a.tx.two() {
		return firstError(err, p.Action.fits(p.Alliance, p.Subject, state))
	}
	if err := firstError(p.Action.fits(p.Alliance, p.Subject, state), a.tx.after(subject.Since())); err != nil {
		return err
	}
	_, err = a.controller(p)
	return err
}

// byItself tells whether a member may propose the action for itself, whatever its
// rights.
func (x Action) byItself() bool { return x == Reclassify || x == Renew }

// mayPropose refuses with NOT_A_MEMBER, NO_RIGHT, NOT_NAMED or NOT_IN_STANDING. Whom
// the rule names needs no right of its class, but loses what it is named for with its
// standing as others do.
func (a act) mayPropose(p Proposal, charter Charter) error {
	rule, err := p.rule(charter)
	if err != nil {
		return err
	}
	member, err := a.activeMember(p.Alliance, a.party)
	if err != nil {
		return err
	}
	own := p.Action.byItself() && p.Subject == a.party
	if rule.Proposers != nil {
		err := a.among(p.Alliance, charter, rule.Proposers, "proposers of "+string(p.Action))
		if err != nil || own || a.tx.two() {
			return err
		}
		return a.inStanding(charter, member, ProposeRight)
	}
	if own {
		return nil
	}
	return a.permitted(charter, member, ProposeRight)
}

// draft keeps the charter that an amendment would adopt.
func (a act) draft(p *Proposal, alliance Alliance, current, next Charter) error {
	if err := a.checkDraft(alliance, current, next); err != nil {
		return err
	}
	content, err := next.Digest()
	if err != nil {
		return err
	}
	p.CharterDigest = content
	return put(a.store, draftKey(p.ID), Draft{schema, p.ID, content, next})
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
	case Suspend, MandateAction, Reclassify, Renew, SeatAction:
		fit = state == Active
	case Reinstate:
		fit = state == Suspended
	case Expel:
		fit = state == Active || state == Suspended
	default: // a seat can be vacated whatever its holder is
		fit = true
	}
	if fit {
		return nil
	}
	return x.unfit(alliance, subject, state)
}

// unfit is a refusal with STATE_UNFIT.
func (x Action) unfit(alliance, subject string, state MembershipState) error {
	if state == "" {
		state = "none"
	}
	return refuse(StateUnfit, "alliance", alliance, "party", subject, "state", string(state), "action", string(x))
}
