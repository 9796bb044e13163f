package replay_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/block"
	"allianceregistry/audit/chain"
	"allianceregistry/audit/replay"
	"allianceregistry/membership"
)

// configured adds a configuration of three hosts, whose policies are met by so many
// of them as the rule says.
func (w *world) configured(rule string) {
	implicit := func(rule string) block.NamedPolicy {
		return block.NamedPolicy{Policy: block.Policy{Implicit: &block.ImplicitPolicy{Rule: rule, Sub: "Endorsement"}}}
	}
	application := block.Group{ModPolicy: "Admins", Groups: map[string]block.Group{}, Policies: map[string]block.NamedPolicy{
		"LifecycleEndorsement": implicit(rule), "Admins": implicit("MAJORITY"),
	}}
	config := &block.Config{Sequence: uint64(len(w.blocks)), Members: map[string]block.Organization{}}
	for _, host := range []string{"academia", "association", "industry"} {
		config.Members[host] = block.Organization{MSP: host}
		application.Groups[host] = block.Group{Policies: map[string]block.NamedPolicy{"Endorsement": {Policy: block.Policy{
			Signature: &block.SignaturePolicy{
				Rule: block.SignatureRule{Count: 1, Of: []block.SignatureRule{{}}}, Principals: []block.Principal{{MSP: host, Role: "peer"}},
			},
		}}}}
	}
	config.Root = block.Group{Groups: map[string]block.Group{"Application": application}}
	w.append([]block.Transaction{{ID: "config", Kind: block.Configuration, Code: "VALID", Time: w.now, Config: config}})
}

// A power that fewer than a majority has is a finding from where it began, in every
// answer that speaks of what holds.
func TestWeakPowers(t *testing.T) {
	t.Parallel()
	w := opened(t)
	w.configured("MAJORITY")
	r := w.replayed()
	require.Empty(t, r.Weaknesses())
	require.Len(t, r.Holdings(), 2)

	w.configured("ANY")
	begun := uint64(len(w.blocks) - 1)
	w.defineBy("registry", 1, "1.0", 1, "academia")
	w.configured("MAJORITY")
	w.advance(r)
	weak := r.Weaknesses()
	require.Equal(t, []string{replay.FewMayDefine, replay.FewMayWrite}, codesOf(weak))
	require.Equal(t, map[string]string{
		"least": "1", "hosts": "3", "alone": "academia, association, industry", "policy": "/Channel/Application/LifecycleEndorsement (ANY Endorsement)",
	}, weak[0].Params)
	require.Equal(t, begun, weak[0].Block)
	require.Equal(t, map[string]string{"least": "1", "hosts": "3", "alone": "academia", "policy": "'academia.peer'"}, weak[1].Params)
	require.Equal(t, chain.Warning, weak[1].Severity)
	require.Len(t, r.Holdings(), 5)
	require.Subset(t, codesOf(replay.Anomalies(r, replay.DefaultThresholds())), codesOf(weak))

	w.must(as(forum), membership.Leave{Request: "l", Alliance: zgc, Reason: "later"})
	w.advance(r)
	report, err := replay.NewReport(r, replay.Scope{Alliance: zgc, From: w.now, Thresholds: replay.DefaultThresholds()})
	require.NoError(t, err)
	require.Subset(t, codesOf(report.Findings), codesOf(weak), "the period rests on what was written before it")
	require.Equal(t, r.Holdings(), report.Verified.Holdings)
	require.True(t, replay.AboutAll(weak[0]))
	require.False(t, replay.AboutAll(chain.Finding{Code: replay.Corrected}))
}

func codesOf(findings []chain.Finding) (codes []string) {
	for _, f := range findings {
		codes = append(codes, f.Code)
	}
	return codes
}
