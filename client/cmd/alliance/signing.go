package main

import (
	"context"
	"fmt"

	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/text"
	"allianceregistry/membership"
)

// completed fills in what a transaction must say that it is about, as two hosts have it,
// and says it before it is sent: whoever reads another thing there than was meant has
// seen that its host does not tell the truth. Of those whose content was typed there is
// nothing to say.
func (a *app) completed(ctx context.Context, s session, t membership.Transaction) (membership.Transaction, error) {
	switch t := t.(type) {
	case membership.AcceptAgreement:
		return a.accepting(ctx, s, t)
	case membership.Attest:
		return a.attesting(ctx, s, t)
	}
	t, err := s.Complete(ctx, t)
	if err != nil {
		return nil, err
	}
	switch t := t.(type) {
	case membership.Endorse:
		params := a.about(t.Proposal, t.About)
		params["position"] = a.text.Words(string(t.Position))
		a.signs("signing.endorse", params)
	case membership.Withdraw:
		a.signs("signing.withdraw", a.about(t.Proposal, t.About))
	case membership.Consent:
		a.signs("signing.consent", catalogue.Params{"alliance": t.Alliance, "charter": t.Charter, "content": t.Content})
	}
	return t, nil
}

// attesting is completed for a claim, which is said in words. What a file says itself
// that it is about stays, and the ledger compares it.
func (a *app) attesting(ctx context.Context, s session, t membership.Attest) (membership.Transaction, error) {
	if t.Content != "" {
		return t, nil
	}
	claim, err := s.Claim(ctx, t)
	if err != nil || claim == nil {
		return t, err
	}
	if t.Content, err = claim.Content(); err != nil {
		return nil, err
	}
	a.signs("signing.attest", catalogue.Params{
		"position": a.text.Words(string(t.Position)), "claim": t.Claim, "subject": t.About, "content": t.Content,
		"what": claim.What, "value": text.Spaced(claim.Role, claim.Qualifier, claim.Value),
	})
	return t, nil
}

// signs says what is signed, unless it is about nothing that there is: the rules say so.
func (a *app) signs(key string, params catalogue.Params) {
	if params["content"] != "" || params["digest"] != "" {
		fmt.Fprintln(a.err, a.text.Say(key, params))
	}
}

func (a *app) about(proposal string, about *membership.About) catalogue.Params {
	if about == nil { // there is no such proposal
		return catalogue.Params{}
	}
	return catalogue.Params{
		"proposal": proposal, "alliance": about.Alliance, "action": a.text.Words(string(about.Action)),
		"subject": about.Subject, "content": about.Content,
	}
}
