package main

import (
	"fmt"

	"allianceregistry/internal/catalogue"
	"allianceregistry/membership"
)

// signing says what a transaction says that it is about, before it is sent: whoever
// reads another thing there than was meant has seen that its host does not tell the
// truth. Of those whose content was typed there is nothing to say.
func (a *app) signing(t membership.Transaction) {
	var key string
	params := catalogue.Params{}
	switch t := t.(type) {
	case membership.Endorse:
		key, params = "signing.endorse", a.about(t.Proposal, t.About)
		params["position"] = a.text.Words(string(t.Position))
	case membership.Withdraw:
		key, params = "signing.withdraw", a.about(t.Proposal, t.About)
	case membership.Consent:
		key, params = "signing.consent", catalogue.Params{"alliance": t.Alliance, "charter": t.Charter, "content": t.Content}
	case membership.Attest:
		key, params = "signing.attest", catalogue.Params{
			"position": a.text.Words(string(t.Position)), "claim": t.Claim, "subject": t.About, "content": t.Content,
		}
	}
	if params["content"] != "" {
		fmt.Fprintln(a.err, a.text.Say(key, params))
	}
}

func (a *app) about(proposal string, about *membership.About) catalogue.Params {
	if about == nil { // there is no such proposal: the rules say so
		return catalogue.Params{}
	}
	return catalogue.Params{
		"proposal": proposal, "alliance": about.Alliance, "action": a.text.Words(string(about.Action)),
		"subject": about.Subject, "content": about.Content,
	}
}
