package client_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/client"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/memledger"
	"allianceregistry/membership/refusal"
)

// applied has an alliance of one, with an application on which nobody voted.
func applied(t *testing.T) (founder, applicant *client.Client, proposal string) {
	t.Helper()
	chain := memledger.New()
	founder, applicant = founded(chain), connect(chain, "intel@association", "2")
	must(applicant.Submit(context.Background(), membership.RegisterParty{
		Request: "r", Kind: charter.Enterprise, Names: form.Names{"en": "Intel"},
	}))
	proposal = must(applicant.Submit(context.Background(), membership.Join{
		Request: "j", Alliance: "hyperledger@industry", Class: "member",
	})).Event.Proposal
	return founder, applicant, proposal
}

// A refusal carries the same figures whether the transaction was sent or tried.
func TestExplain(t *testing.T) {
	founder, applicant, proposal := applied(t)
	ctx := context.Background()
	for name, row := range map[string]struct {
		by          *client.Client
		transaction membership.Transaction
		code        refusal.Code
	}{
		"fail/not decidable": {founder, membership.Decide{Proposal: proposal}, refusal.NotDecidable},
		"fail/join pending":  {applicant, membership.Join{Request: "k", Alliance: "hyperledger@industry", Class: "member"}, refusal.JoinPending},
	} {
		t.Run(name, func(t *testing.T) {
			_, sent := row.by.Submit(ctx, row.transaction)
			_, tried := row.by.Try(ctx, row.transaction)
			require.Equal(t, sent, tried)
			var first, second *client.Refused
			require.ErrorAs(t, row.by.Explain(ctx, sent), &first)
			require.ErrorAs(t, row.by.Explain(ctx, tried), &second)
			require.Equal(t, first, second)
			require.ErrorIs(t, first, &refusal.Error{Code: row.code})
			require.Equal(t, sent.Error(), first.Error())
			require.Equal(t, proposal, first.Dossier.Proposal.ID)
			require.Equal(t, 1, first.Dossier.Explanation.Figure.Needed)
			require.Equal(t, 0, first.Dossier.Explanation.Figure.Actual)
		})
	}
}

// What has no figures behind it comes back as it is.
func TestExplainNothing(t *testing.T) {
	founder, _, _ := applied(t)
	for name, err := range map[string]error{
		"ok/no error":          nil,
		"fail/a fault":         &client.Fault{Kind: client.Conflict},
		"fail/another error":   errors.New("another"),
		"fail/no figures":      &refusal.Error{Code: refusal.IDTaken},
		"fail/a proposal gone": &refusal.Error{Code: refusal.NotDecidable, Params: map[string]string{"proposal": "none"}},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, err, founder.Explain(context.Background(), err))
		})
	}
}
