package steps

import (
	"strings"

	"allianceregistry/internal/catalogue"
	"allianceregistry/membership"
)

// entry is a step as it stands in a file: who, and one of the verbs.
type entry struct {
	As        string                        `json:"as"`
	Request   string                        `json:"request"`
	Register  *membership.RegisterParty     `json:"register"`
	Found     *foundStep                    `json:"found"`
	Consent   *membership.Consent           `json:"consent"`
	Join      *membership.Join              `json:"join"`
	Propose   *proposeStep                  `json:"propose"`
	Endorse   *endorseStep                  `json:"endorse"`
	Vote      *voteStep                     `json:"vote"`
	Decide    *decideStep                   `json:"decide"`
	Enact     *enactStep                    `json:"enact"`
	Leave     *membership.Leave             `json:"leave"`
	Expire    *membership.EndMembership     `json:"expire"`
	Describe  *membership.DescribeAlliance  `json:"describe"`
	Claim     *membership.StateClaim        `json:"claim"`
	Accept    *membership.AcceptAgreement   `json:"accept"`
	Dues      *membership.RecordPayment     `json:"dues"`
	Figure    *membership.RecordFigure      `json:"figure"`
	Vacate    *membership.VacateSeat        `json:"vacate"`
	Fill      *membership.FillSeat          `json:"fill"`
	Nominate  *membership.Nominate          `json:"nominate"`
	Call      *membership.CallMeeting       `json:"call"`
	Attend    *membership.Attend            `json:"attend"`
	Open      *membership.OpenMeeting       `json:"open"`
	Adjourn   *membership.AdjournMeeting    `json:"adjourn"`
	Close     *membership.CloseMeeting      `json:"close"`
	Affiliate *membership.DeclareAffiliate  `json:"affiliate"`
	Appoint   *membership.AppointProxy      `json:"appoint"`
	Revoke    *membership.RevokeProxy       `json:"revoke"`
	Succeed   *membership.ConsentSuccession `json:"consentSuccession"`
	Invite    *membership.Invite            `json:"invite"`
	Uninvite  *membership.RevokeInvitation  `json:"revokeInvitation"`
	Agree     *membership.ConsentAffiliate  `json:"consentAffiliate"`

	Present *membership.DeclarePresence        `json:"present"`
	Confirm *membership.ConfirmRepresentatives `json:"confirm"`
	Waive   *membership.Waive                  `json:"waive"`
}

// foundStep is a founding whose charter may lie in a file of its own.
type foundStep struct {
	membership.FoundAlliance
	CharterFile string `json:"charterFile"`
}

// proposeStep is a proposal whose charter or document may lie in a file of its own.
type proposeStep struct {
	membership.Propose
	CharterFile  string `json:"charterFile"`
	DocumentFile string `json:"documentFile"`
}

type endorseStep struct {
	membership.Endorse
	byApplicant
	// NoDecide leaves it at the endorsement, as --no-decide does.
	NoDecide bool `json:"noDecide"`
}

type voteStep struct {
	membership.PutToVote
	byApplicant
}

type decideStep struct {
	membership.Decide
	byApplicant
}

type enactStep struct {
	membership.Enact
	byApplicant
}

// byApplicant names a proposal by the alliance and the applicant.
type byApplicant struct {
	Alliance  string `json:"alliance"`
	Applicant string `json:"applicant"`
}

// query asks for the applicant's proposal, nil if the file names none.
func (p byApplicant) query() *membership.GetJoin {
	if p.Alliance == "" && p.Applicant == "" {
		return nil
	}
	return &membership.GetJoin{Alliance: p.Alliance, Party: p.Applicant}
}

// verb is one of those that a step can have.
type verb struct {
	name  string
	given bool
	step  func() (Step, error)
}

// simple is a verb whose content is its transaction.
func simple[T membership.Transaction](name string, t *T, identify func(*T)) verb {
	return verb{name, t != nil, func() (Step, error) {
		identify(t)
		return Step{Verb: name, Transaction: *t}, nil
	}}
}

// verbs lists the verbs, each with whether the file has it.
func (e entry) verbs(request string, from Folders) []verb {
	return []verb{
		simple("register", e.Register, func(t *membership.RegisterParty) { t.Request = request }),
		{"found", e.Found != nil, func() (Step, error) { return e.Found.step(request, from) }},
		simple("consent", e.Consent, func(t *membership.Consent) { t.Request = request }),
		simple("join", e.Join, func(t *membership.Join) { t.Request = request }),
		{"propose", e.Propose != nil, func() (Step, error) { return e.Propose.step(request, from) }},
		{"endorse", e.Endorse != nil, func() (Step, error) { return e.Endorse.step(request), nil }},
		{"vote", e.Vote != nil, func() (Step, error) {
			return Step{Verb: "vote", Transaction: e.Vote.PutToVote, Applicant: e.Vote.query()}, nil
		}},
		{"decide", e.Decide != nil, func() (Step, error) {
			return Step{Verb: "decide", Transaction: e.Decide.Decide, Applicant: e.Decide.query()}, nil
		}},
		{"enact", e.Enact != nil, func() (Step, error) {
			return Step{Verb: "enact", Transaction: e.Enact.Enact, Applicant: e.Enact.query()}, nil
		}},
		simple("leave", e.Leave, func(t *membership.Leave) { t.Request = request }),
		simple("expire", e.Expire, func(*membership.EndMembership) {}),
		simple("describe", e.Describe, func(t *membership.DescribeAlliance) { t.Request = request }),
		simple("claim", e.Claim, func(t *membership.StateClaim) { t.Request = request }),
		simple("accept", e.Accept, func(t *membership.AcceptAgreement) { t.Request = request }),
		simple("dues", e.Dues, func(t *membership.RecordPayment) { t.Request = request }),
		simple("figure", e.Figure, func(t *membership.RecordFigure) { t.Request = request }),
		simple("vacate", e.Vacate, func(t *membership.VacateSeat) { t.Request = request }),
		simple("fill", e.Fill, func(*membership.FillSeat) {}),
		simple("appoint", e.Appoint, func(t *membership.AppointProxy) { t.Request = request }),
		simple("revoke", e.Revoke, func(t *membership.RevokeProxy) { t.Request = request }),
		simple("nominate", e.Nominate, func(t *membership.Nominate) { t.Request = request }),
		simple("consentSuccession", e.Succeed, func(t *membership.ConsentSuccession) { t.Request = request }),
		simple("invite", e.Invite, func(t *membership.Invite) { t.Request = request }),
		simple("revokeInvitation", e.Uninvite, func(t *membership.RevokeInvitation) { t.Request = request }),
		simple("call", e.Call, func(t *membership.CallMeeting) { t.Request = request }),
		simple("attend", e.Attend, func(t *membership.Attend) { t.Request = request }),
		simple("open", e.Open, func(t *membership.OpenMeeting) { t.Request = request }),
		simple("adjourn", e.Adjourn, func(t *membership.AdjournMeeting) { t.Request = request }),
		simple("close", e.Close, func(t *membership.CloseMeeting) { t.Request = request }),
		simple("present", e.Present, func(t *membership.DeclarePresence) { t.Request = request }),
		simple("confirm", e.Confirm, func(t *membership.ConfirmRepresentatives) { t.Request = request }),
		simple("waive", e.Waive, func(t *membership.Waive) { t.Request = request }),
		simple("affiliate", e.Affiliate, func(t *membership.DeclareAffiliate) { t.Request = request }),
		simple("consentAffiliate", e.Agree, func(t *membership.ConsentAffiliate) { t.Request = request }),
	}
}

// step takes the one verb of an entry.
func (e entry) step(request string, from Folders) (Step, error) {
	var names []string
	var given []verb
	for _, verb := range e.verbs(request, from) {
		names = append(names, verb.name)
		if verb.given {
			given = append(given, verb)
		}
	}
	if len(given) != 1 {
		return Step{}, &FormError{catalogue.NewMessage(nil, "usage.stepVerb", "verbs", strings.Join(names, ", "))}
	}
	return given[0].step()
}

func (e endorseStep) step(request string) Step {
	e.Request = request
	return Step{Verb: "endorse", Transaction: e.Endorse, Applicant: e.query(), Alone: e.NoDecide}
}

// step takes the charter out of its file, if it stands in one.
func (f foundStep) step(request string, from Folders) (read Step, err error) {
	f.Request = request
	if f.CharterFile != "" {
		if f.Charter, err = readCharter(from.Steps, f.CharterFile); err != nil {
			return Step{}, err
		}
	}
	return Step{Verb: "found", Transaction: f.FoundAlliance}, nil
}

// step takes the charter, or the document's digest, out of their files.
func (p proposeStep) step(request string, from Folders) (Step, error) {
	p.Request = request
	if p.CharterFile != "" {
		charter, err := readCharter(from.Steps, p.CharterFile)
		if err != nil {
			return Step{}, err
		}
		p.Charter = &charter
	}
	if p.DocumentFile != "" {
		var err error
		if p.Document, err = digestWithin(from.Documents, p.DocumentFile); err != nil {
			return Step{}, err
		}
	}
	return Step{Verb: "propose", Transaction: p.Propose}, nil
}
