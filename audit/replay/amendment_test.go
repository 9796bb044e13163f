package replay_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/block"
	"allianceregistry/audit/replay"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/refusal"
)

// entrenched are bylaws that protect the rule to expel: who votes to amend it says why.
func entrenched() charter.Charter {
	c := bylaws()
	c.Amendments = []charter.AmendmentKind{{ID: "entrenched", Names: en("Entrenched"), Touches: charter.Touches{Rules: []charter.Action{charter.Expel}}}}
	rule := *c.Rules[charter.Admit]
	rule.Reasons = []charter.Position{charter.For}
	c.Rules["amend/entrenched"] = &rule
	return c
}

// amended has the protected rule taken out, by two votes, each with its reason; and the block of
// each step, by what it wrote.
func amended(t tester) (*world, map[string]*block.Transaction) {
	w, c := newWorld(t), entrenched()
	for _, party := range everybody {
		w.must(as(party), membership.RegisterParty{Request: "r", Kind: charter.Enterprise, Names: en(party)})
	}
	digest, err := c.Digest()
	require.NoError(t, err)
	w.must(as(cisco), membership.FoundAlliance{Request: "f", Slug: "zgc", Names: en("ZGC"), Founders: []string{cisco, cas, forum}, Charter: c})
	for _, founder := range []string{cas, forum} {
		w.must(as(founder), membership.Consent{Request: "c", Alliance: zgc, Charter: digest})
	}
	draft := entrenched()
	delete(draft.Rules, charter.Expel)
	draft.Amendments = nil
	delete(draft.Rules, "amend/entrenched")
	steps := map[string]*block.Transaction{}
	step := func(name string) { steps[name] = &w.blocks[len(w.blocks)-1].Block.Transactions[0] }
	proposal := w.must(as(cisco), membership.Propose{Request: "p", Alliance: zgc, Action: charter.Amend, Charter: &draft}).Proposal
	step("proposal")
	_, err = w.try(as(cisco), membership.Endorse{Request: "e", Proposal: proposal, Position: charter.For})
	require.ErrorIs(t, err, &refusal.Error{Code: refusal.ReasonMissing})
	for _, voter := range []string{cisco, cas} {
		w.must(as(voter), membership.Endorse{Request: "e", Proposal: proposal, Position: charter.For, Reason: "outdated"})
		step(voter)
	}
	w.must(as(lab), membership.Decide{Proposal: proposal})
	return w, steps
}

// Of which kind an amendment is, nobody can say otherwise; and a vote without the reason that is demanded is
// found where it was given and where it was counted.
func TestForgedKindsAndReasons(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		alter   func(steps map[string]*block.Transaction)
		codes   []string
		decided string
	}{
		"ok/nothing": {func(map[string]*block.Transaction) {}, nil, ""},
		"fail/of no kind": {func(steps map[string]*block.Transaction) {
			replacing(writeOf(steps["proposal"], "proposal"), `"amendment":"entrenched",`, "")
		}, []string{replay.RulesDiffer}, ""},
		"fail/a vote that never said why": {func(steps map[string]*block.Transaction) {
			vote := steps[cas]
			vote.Call.Arguments[0] = bytes.Replace(vote.Call.Arguments[0], []byte(`,"reason":"outdated"`), nil, 1)
			replacing(writeOf(vote, "endorsement"), `"reason":"outdated",`, "")
		}, []string{replay.RulesRefuse, replay.RulesRefuse}, replay.DecisionUndecidable},
		"fail/a reason that is gone": {func(steps map[string]*block.Transaction) {
			replacing(writeOf(steps[cas], "endorsement"), `"reason":"outdated",`, "")
		}, []string{replay.RulesDiffer, replay.RulesRefuse}, replay.DecisionUndecidable},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, steps := amended(t)
			row.alter(steps)
			r := w.replayed()
			codes := []string{}
			for _, found := range r.Findings() {
				codes = append(codes, found.Code)
			}
			for _, code := range row.codes {
				require.Contains(t, codes, code)
			}
			if row.codes == nil {
				require.Empty(t, codes)
			}
			decided := replay.Decisions(r.View(), nil)
			if row.decided != "" {
				require.Len(t, decided.Findings, 1)
				require.Equal(t, row.decided, decided.Findings[0].Code)
			} else if row.codes == nil {
				require.Empty(t, decided.Findings)
			}
		})
	}
}
