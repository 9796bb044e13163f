package main

import (
	"context"
	"fmt"
	"strings"

	"allianceregistry/client"
	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/input"
	"allianceregistry/internal/reading"
	"allianceregistry/internal/text"
	"allianceregistry/membership"
	"allianceregistry/membership/form"
)

// fillIn fills in what a transaction must say that it is about, as two hosts have it,
// and says it before it is sent: whoever reads another thing there than was meant has
// seen that its host does not tell the truth. Of those whose content was typed there is
// nothing to say.
func (a *app) fillIn(ctx context.Context, s session, t membership.Transaction) (membership.Transaction, error) {
	switch t := t.(type) {
	case membership.AcceptAgreement:
		return a.fillInAcceptance(ctx, s, t)
	case membership.Attest:
		return a.fillInAttestation(ctx, s, t)
	}
	t, err := s.Complete(ctx, t)
	if err != nil {
		return nil, err
	}
	switch t := t.(type) {
	case membership.Endorse:
		params := a.aboutParams(t.Proposal, t.About)
		params["position"] = a.text.Words(string(t.Position))
		a.saySigned("signing.endorse", params)
	case membership.Withdraw:
		a.saySigned("signing.withdraw", a.aboutParams(t.Proposal, t.About))
	case membership.Consent:
		a.saySigned("signing.consent", catalogue.Params{"alliance": t.Alliance, "charter": t.Charter, "content": t.Content})
	}
	return t, nil
}

// fillInAttestation is fillIn for a claim, which is said in words. What a file says itself
// that it is about stays, and the ledger compares it.
func (a *app) fillInAttestation(ctx context.Context, s session, t membership.Attest) (membership.Transaction, error) {
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
	a.saySigned("signing.attest", catalogue.Params{
		"position": a.text.Words(string(t.Position)), "claim": t.Claim, "subject": t.About, "content": t.Content,
		"what": claim.What, "value": text.Spaced(claim.Role, claim.Qualifier, claim.Value),
	})
	return t, nil
}

// saySigned says what is signed, unless it is about nothing that there is: the rules say so.
func (a *app) saySigned(key string, params catalogue.Params) {
	if params["content"] != "" || params["digest"] != "" {
		fmt.Fprintln(a.Err, a.text.Say(key, params))
	}
}

func (a *app) aboutParams(proposal string, about *membership.About) catalogue.Params {
	if about == nil { // there is no such proposal
		return catalogue.Params{}
	}
	return catalogue.Params{
		"proposal": proposal, "alliance": about.Alliance, "action": a.text.Words(string(about.Action)),
		"subject": about.Subject, "content": about.Content,
	}
}

// resolveNames puts ids in the place of names: a class or an organ may be called as its
// charter calls it, in any language, as the programs show it.
func resolveNames(ctx context.Context, s session, t membership.Transaction) (membership.Transaction, error) {
	switch t := t.(type) {
	case membership.Join:
		class, _, err := s.resolveIDs(ctx, t.Alliance, t.Class, "")
		t.Class = class
		return t, err
	case membership.VacateSeat:
		_, organ, err := s.resolveIDs(ctx, t.Alliance, "", t.Organ)
		t.Organ = organ
		return t, err
	case membership.Propose:
		class, organ, err := s.resolveIDs(ctx, t.Alliance, t.Class, t.Organ)
		t.Class, t.Organ = class, organ
		return t, err
	}
	return t, nil
}

// resolveIDs finds the class and the organ of an alliance's charter that are called so. It
// is asked for the charter only where a word cannot be an id; a name that nothing
// has stays, for the rules to refuse.
func (s session) resolveIDs(ctx context.Context, alliance, class, organ string) (string, string, error) {
	if !reading.IsName(class) && !reading.IsName(organ) {
		return class, organ, nil
	}
	kept, err := client.Agreed(ctx, s.Client, membership.GetCharter{Alliance: alliance})
	if err != nil {
		return class, organ, err
	}
	for _, one := range kept.Charter.Classes {
		if reading.IsName(class) && names(one.Names, class) {
			class = one.ID
		}
	}
	for _, one := range kept.Charter.Organs {
		if reading.IsName(organ) && names(one.Names, organ) {
			organ = one.ID
		}
	}
	return class, organ, nil
}

// names reports whether a word is one of the names, whatever the case of its letters.
func names(all form.Names, word string) bool {
	for _, name := range all {
		if strings.EqualFold(name, strings.TrimSpace(word)) || strings.EqualFold(input.Fold(name), input.Fold(word)) {
			return true
		}
	}
	return false
}
