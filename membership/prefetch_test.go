package membership_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
)

// That nothing is prefetched which is then not read, each simulation of a world checks.
func TestReads(t *testing.T) {
	proposal := membership.ProposalID(acme, "join")
	operator := membership.Caller{MSP: "industry", Operator: true}
	nobody := with(as(cisco), cisco)
	nobody.Party = "\xff@industry"
	nowhere := joining("join")
	nowhere.As = "a\x00b"
	for name, c := range map[string]struct {
		caller      membership.Caller
		transaction membership.Transaction
		objects     []string
	}{
		"ok/join":        {as(acme), joining("join"), []string{"authority", "request", "alliance", "party", "membership", "application", "affiliation", "proposal"}},
		"ok/join as":     {as(cisco), joinsAs("join", zgc, zgc), []string{"authority", "request", "mandate", "alliance", "party", "membership", "application", "affiliation", "proposal"}},
		"ok/endorse":     {as(cisco), endorsing(proposal, charter.For), []string{"authority", "request", "proposal", "decision", "endorsement"}},
		"ok/sponsor":     {as(cisco), endorsing(proposal, charter.Sponsor), []string{"authority", "request", "proposal", "sponsorship"}},
		"ok/decide":      {as(cisco), membership.Decide{Proposal: proposal}, []string{"authority", "proposal", "decision"}},
		"ok/other":       {as(cisco), membership.Leave{Request: "leave", Alliance: zgc}, []string{"authority", "request"}},
		"ok/named host":  {as("a@" + org1), joining("join"), nil},
		"fail/malformed": {as(cisco), endorsing("no id", charter.For), nil},
		"fail/no party":  {nobody, joining("join"), nil},
		"fail/no such":   {as(cisco), nowhere, nil},
		"fail/operator":  {operator, membership.AskRecovery{}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			var objects []string
			for _, key := range membership.Reads(membership.Tx{ID: "tx", Time: epoch, Caller: c.caller, Engine: charter.Engine}, c.transaction) {
				objects = append(objects, key.Object)
			}
			require.Equal(t, c.objects, objects)
		})
	}
}
