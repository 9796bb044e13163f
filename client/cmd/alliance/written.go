package main

import (
	"strings"

	"allianceregistry/internal/manual"
	"allianceregistry/membership"
)

// written is a step as it stands in a file: who, and one of the verbs.
type written struct {
	As        string                       `json:"as"`
	Request   string                       `json:"request"`
	Register  *membership.RegisterParty    `json:"register"`
	Found     *foundStep                   `json:"found"`
	Consent   *membership.Consent          `json:"consent"`
	Join      *membership.Join             `json:"join"`
	Propose   *proposeStep                 `json:"propose"`
	Endorse   *endorseStep                 `json:"endorse"`
	Vote      *voteStep                    `json:"vote"`
	Decide    *decideStep                  `json:"decide"`
	Enact     *enactStep                   `json:"enact"`
	Leave     *membership.Leave            `json:"leave"`
	Expire    *membership.EndMembership    `json:"expire"`
	Describe  *membership.DescribeAlliance `json:"describe"`
	Claim     *membership.StateClaim       `json:"claim"`
	Accept    *membership.AcceptAgreement  `json:"accept"`
	Dues      *membership.RecordPayment    `json:"dues"`
	Figure    *membership.RecordFigure     `json:"figure"`
	Vacate    *membership.VacateSeat       `json:"vacate"`
	Affiliate *membership.DeclareAffiliate `json:"affiliate"`
	Agree     *membership.ConsentAffiliate `json:"consentAffiliate"`
}

// folders are where the files lie that steps name. A charter is whatever reads as one,
// beside the file of the steps or anywhere. Of a document nothing but its digest is
// seen by who reads the steps before they are applied: it lies in one folder or below.
type folders struct{ steps, documents string }

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
	applied
	// NoDecide leaves it at the endorsement, as --no-decide does.
	NoDecide bool `json:"noDecide"`
}

type voteStep struct {
	membership.PutToVote
	applied
}

type decideStep struct {
	membership.Decide
	applied
}

type enactStep struct {
	membership.Enact
	applied
}

// applied names a proposal by the alliance and the applicant.
type applied struct {
	Alliance  string `json:"alliance"`
	Applicant string `json:"applicant"`
}

// asked names an applicant's proposal, nil if the file names none.
func (p applied) asked() *membership.GetJoin {
	if p.Alliance == "" && p.Applicant == "" {
		return nil
	}
	return &membership.GetJoin{Alliance: p.Alliance, Party: p.Applicant}
}

// verb is one of those that a step can have.
type verb struct {
	name  string
	given bool
	make  func() (step, error)
}

// plainly is a verb whose content is its transaction.
func plainly[T membership.Transaction](name string, t *T, identify func(*T)) verb {
	return verb{name, t != nil, func() (step, error) {
		identify(t)
		return step{name: name, transaction: *t}, nil
	}}
}

// verbs lists the verbs, each with whether the file has it.
func (w written) verbs(request string, from folders) []verb {
	return []verb{
		plainly("register", w.Register, func(t *membership.RegisterParty) { t.Request = request }),
		{"found", w.Found != nil, func() (step, error) { return w.Found.step(request, from) }},
		plainly("consent", w.Consent, func(t *membership.Consent) { t.Request = request }),
		plainly("join", w.Join, func(t *membership.Join) { t.Request = request }),
		{"propose", w.Propose != nil, func() (step, error) { return w.Propose.step(request, from) }},
		{"endorse", w.Endorse != nil, func() (step, error) { return w.Endorse.step(request), nil }},
		{"vote", w.Vote != nil, func() (step, error) {
			return step{name: "vote", transaction: w.Vote.PutToVote, applicant: w.Vote.asked()}, nil
		}},
		{"decide", w.Decide != nil, func() (step, error) {
			return step{name: "decide", transaction: w.Decide.Decide, applicant: w.Decide.asked()}, nil
		}},
		{"enact", w.Enact != nil, func() (step, error) {
			return step{name: "enact", transaction: w.Enact.Enact, applicant: w.Enact.asked()}, nil
		}},
		plainly("leave", w.Leave, func(t *membership.Leave) { t.Request = request }),
		plainly("expire", w.Expire, func(*membership.EndMembership) {}),
		plainly("describe", w.Describe, func(t *membership.DescribeAlliance) { t.Request = request }),
		plainly("claim", w.Claim, func(t *membership.StateClaim) { t.Request = request }),
		plainly("accept", w.Accept, func(t *membership.AcceptAgreement) { t.Request = request }),
		plainly("dues", w.Dues, func(t *membership.RecordPayment) { t.Request = request }),
		plainly("figure", w.Figure, func(t *membership.RecordFigure) { t.Request = request }),
		plainly("vacate", w.Vacate, func(t *membership.VacateSeat) { t.Request = request }),
		plainly("affiliate", w.Affiliate, func(t *membership.DeclareAffiliate) { t.Request = request }),
		plainly("consentAffiliate", w.Agree, func(t *membership.ConsentAffiliate) { t.Request = request }),
	}
}

// step takes the one verb of a written step.
func (w written) step(request string, from folders) (step, error) {
	var names []string
	var given []verb
	for _, one := range w.verbs(request, from) {
		names = append(names, one.name)
		if one.given {
			given = append(given, one)
		}
	}
	if len(given) != 1 {
		return step{}, manual.Wrong("usage.stepVerb", "verbs", strings.Join(names, ", "))
	}
	return given[0].make()
}

func (e endorseStep) step(request string) step {
	e.Request = request
	return step{name: "endorse", transaction: e.Endorse, applicant: e.asked(), alone: e.NoDecide}
}

// step takes the charter out of its file, if it stands in one.
func (f foundStep) step(request string, from folders) (read step, err error) {
	f.Request = request
	if f.CharterFile != "" {
		if f.Charter, err = charterBeside(from.steps, f.CharterFile); err != nil {
			return step{}, err
		}
	}
	return step{name: "found", transaction: f.FoundAlliance}, nil
}

// step takes the charter, or the document's digest, out of their files.
func (p proposeStep) step(request string, from folders) (step, error) {
	p.Request = request
	if p.CharterFile != "" {
		charter, err := charterBeside(from.steps, p.CharterFile)
		if err != nil {
			return step{}, err
		}
		p.Charter = &charter
	}
	if p.DocumentFile != "" {
		var err error
		if p.Document, err = digestBelow(from.documents, p.DocumentFile); err != nil {
			return step{}, err
		}
	}
	return step{name: "propose", transaction: p.Propose}, nil
}
