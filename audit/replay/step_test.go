package replay_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/replay"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
)

// stepped has a document adopted by a vote upon two objections; of the three who vote one comes after the close, and
// as enough had voted by then it does not count.
func stepped(t tester) *world {
	w := newWorld(t)
	founders := []string{cisco, cas, forum}
	for _, party := range founders {
		w.must(as(party), membership.RegisterParty{Request: "r", Kind: charter.Enterprise, Names: en(party)})
	}
	c := bylaws()
	c.Rules[charter.Resolve] = &charter.Rule{
		Voting: "PT1H", Early: true, Silence: charter.SilenceAccepted,
		Pass: charter.Expression{Not: []charter.Expression{{Votes: charter.CountAgainst, AtLeast: "2"}}},
		Steps: []charter.Step{{After: charter.Failed, Rule: charter.Rule{
			Voting: "PT1H", Pass: charter.Expression{Votes: charter.CountFor, MoreThan: "1/2", Of: charter.CountCast},
			Extension: &charter.Extension{Quorum: charter.Expression{Votes: charter.CountTakingPart, AtLeast: "2"}, By: "PT1H", Most: 1},
		}}},
	}
	digest, err := c.Digest()
	require.NoError(t, err)
	w.must(as(cisco), membership.FoundAlliance{Request: "f", Slug: "zgc", Names: en("ZGC"), Founders: founders, Charter: c})
	for _, founder := range founders[1:] {
		w.must(as(founder), membership.Consent{Request: "c", Alliance: zgc, Charter: digest})
	}
	id := w.must(as(cisco), membership.Propose{Request: "p", Alliance: zgc, Action: charter.Resolve, Title: "T", Document: digest}).Proposal
	for _, party := range founders[1:] {
		w.must(as(party), membership.Endorse{Request: "o", Proposal: id, Position: charter.Against})
	}
	require.Equal(t, "voting", w.must(as(cas), membership.Decide{Proposal: id}).Status)
	for _, party := range founders[:2] {
		w.must(as(party), membership.Endorse{Request: "e", Proposal: id, Position: charter.For})
	}
	w.now = w.now.Add(time.Hour + time.Minute)
	w.must(as(forum), membership.Endorse{Request: "e", Proposal: id, Position: charter.Against})
	require.Equal(t, "accepted", w.must(as(cas), membership.Decide{Proposal: id}).Status)
	return w
}

// Each vote of a proposal is decided again, and what is forged of any is named: what the first came
// to, an objection that there was not, a late vote that is made to count.
func TestEveryStepIsDecidedAgain(t *testing.T) {
	t.Parallel()
	r := stepped(t).replayed()
	require.Empty(t, r.Findings())
	decided := replay.Decisions(r.View(), nil)
	require.Empty(t, decided.Findings)
	require.True(t, decided.Decisions[0].Same)
	require.Equal(t, 1, decided.Decisions[0].Recorded.Step)
	require.Equal(t, []string{forum}, decided.Decisions[0].Recorded.Late)

	for name, row := range map[string]struct{ object, old, new, code, path string }{
		"fail/what the first vote came to": {"proposal", `"tally":{"for":0,"against":2`, `"tally":{"for":1,"against":2`, replay.DecisionDiffers, "steps[0].tally.for"},
		"fail/its outcome":                 {"proposal", `"outcome":"rejected"`, `"outcome":"accepted"`, replay.DecisionDiffers, "steps[0].outcome"},
		"fail/no objection":                {"endorsement", `"position":"against"`, `"position":"for"`, replay.DecisionUndecidable, ""},
		"fail/a late vote":                 {"decision", `"late":["forum@association"],`, ``, replay.DecisionDiffers, "late"},
		"fail/by the first vote":           {"decision", `"step":1,`, ``, replay.DecisionDiffers, "step"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := stepped(t)
			for _, write := range writesOf(w, row.object) {
				replacing(write, row.old, row.new)
			}
			r := w.replayed()
			require.NotEmpty(t, r.Findings())
			found := replay.Decisions(r.View(), nil).Findings
			require.NotEmpty(t, found)
			require.Equal(t, row.code, found[0].Code)
			if row.path != "" {
				require.Equal(t, row.path, found[0].Params["path"])
			}
		})
	}
}
