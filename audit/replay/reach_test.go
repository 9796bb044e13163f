package replay_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/replay"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
)

// rescued has two of three members leave, and a resolution that takes three adopted by an emergency rule.
func rescued(t tester) *world {
	w := newWorld(t)
	for _, party := range []string{cisco, cas, forum} {
		w.must(as(party), membership.RegisterParty{Request: "r", Kind: charter.Enterprise, Names: en(party)})
	}
	c := bylaws()
	c.Rules[charter.Resolve] = &charter.Rule{Voting: "PT1H", Pass: charter.Expression{Votes: charter.CountFor, AtLeast: "3"}, LockOut: charter.LockOutAccepted}
	c.Emergency = charter.Rules{charter.Resolve: {
		Discussion: "PT1H", Expiry: "P1D", Voting: "PT1H", LockOut: charter.LockOutAccepted,
		Pass: charter.Expression{Votes: charter.CountFor, MoreThan: "1/2", Of: charter.CountElectorate},
	}}
	digest, err := c.Digest()
	require.NoError(t, err)
	w.must(as(cisco), membership.FoundAlliance{Request: "f", Slug: "zgc", Names: en("ZGC"), Founders: []string{cisco, cas, forum}, Charter: c})
	for _, founder := range []string{cas, forum} {
		w.must(as(founder), membership.Consent{Request: "c", Alliance: zgc, Charter: digest})
	}
	w.must(as(forum), membership.Leave{Request: "l", Alliance: zgc})
	w.must(as(cas), membership.CloseEpoch{Alliance: zgc, Epoch: 1})
	w.must(as(cas), membership.SealEpoch{Alliance: zgc, Epoch: 1})
	id := w.must(as(cisco), membership.Propose{
		Request: "p", Alliance: zgc, Action: charter.Resolve, Title: "Rescue", Document: digest, Emergency: true,
	}).Proposal
	w.now = w.now.Add(time.Hour)
	w.must(as(cas), membership.PutToVote{Proposal: id})
	for _, voter := range []string{cisco, cas} {
		w.must(as(voter), membership.Endorse{Request: "e", Proposal: id, Position: charter.For})
	}
	w.now = w.now.Add(time.Hour)
	w.must(as(cas), membership.Decide{Proposal: id})
	return w
}

// Why the ordinary rule could not be met is worked out again, and what is forged is named: the figures in the
// decision, that there was an emergency, and a roster that would have had none.
func TestEmergenciesAreDecidedAgain(t *testing.T) {
	t.Parallel()
	r := rescued(t).replayed()
	require.Empty(t, r.Findings())
	decided := replay.Decisions(r.View(), nil)
	require.Empty(t, decided.Findings)
	require.True(t, decided.Decisions[0].Same)
	require.Equal(t, charter.WherePass, decided.Decisions[0].Recorded.Emergency.Where)

	for name, row := range map[string]struct{ object, old, new, code string }{
		"fail/the figures":          {"decision", `"needed":3,"actual":2`, `"needed":9,"actual":2`, replay.DecisionDiffers},
		"fail/not an emergency":     {"proposal", `"emergency":true`, `"emergency":false`, replay.DecisionDiffers},
		"fail/a roster without one": {"seal", `"class":"full","active":2`, `"class":"full","active":3`, replay.DecisionUndecidable},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := rescued(t)
			for _, write := range writesOf(w, row.object) {
				replacing(write, row.old, row.new)
			}
			r := w.replayed()
			require.NotEmpty(t, r.Findings())
			found := replay.Decisions(r.View(), nil).Findings
			require.Len(t, found, 1)
			require.Equal(t, row.code, found[0].Code)
		})
	}
}
