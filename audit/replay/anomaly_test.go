package replay_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/block"
	"allianceregistry/audit/chain"
	"allianceregistry/audit/replay"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
)

// claim is a statement that anybody may make at any time.
func claim(request, what, value, about string) membership.StateClaim {
	return membership.StateClaim{Request: request, About: about, What: what, Value: value, Source: "a page"}
}

// joining has acme ask to join, and tells the proposal.
func (w *world) joining() string {
	w.t.Helper()
	return w.must(as(acme), membership.Join{Request: "j", Alliance: zgc, Class: "full"}).Proposal
}

func (w *world) voting(who identity, proposal string) {
	w.t.Helper()
	w.must(who, membership.Endorse{Request: "e" + proposal, Proposal: proposal, Position: charter.For})
}

// What is valid and odd is named, and nothing else is.
func TestAnomalies(t *testing.T) {
	t.Parallel()
	lei := "5493001KJTIIGC8Y1R12"
	for name, row := range map[string]struct {
		live   func(w *world)
		adjust func(t *replay.Thresholds)
		params map[string]string
	}{
		replay.HeldBack: {func(w *world) {
			w.now = w.now.Add(-5 * time.Minute)
			w.must(as(lab), claim("1", "members", "9", acme))
			w.now = w.now.Add(5 * time.Minute)
		}, nil, map[string]string{"name": "StateClaim", "by": "4m59s"}},
		replay.ClockOff: {func(w *world) {
			w.now = w.now.Add(10 * time.Minute)
			w.must(as(lab), claim("0", "members", "9", acme))
			w.now = w.now.Add(-10 * time.Minute)
			for _, request := range []string{"1", "2", "3"} {
				w.must(as(lab), claim(request, "members", "9", acme))
			}
		}, nil, map[string]string{"name": "StateClaim", "by": "9m59s"}},
		replay.KeyChangedBeforeVote: {func(w *world) {
			proposal, second := w.joining(), enrolled("second", cas, "academia")
			w.must(as(cas), membership.AddAuthority{Request: "k", Host: "academia", Key: second.caller.Key, Role: membership.Delegate})
			w.voting(second, proposal)
		}, nil, map[string]string{"party": cas, "alliance": zgc, "change": "AuthorityAdded", "changed": "tx0010", "by": "1s"}},
		replay.ClaimConflict: {func(w *world) {
			w.must(as(lab), claim("1", "LEI", lei, acme))
			w.must(as(lab), claim("2", "lei", lei, acme))
			w.must(as(lab), claim("3", "lei", lei, cisco))
		}, nil, map[string]string{"scheme": "lei", "value": lei, "parties": acme + ", " + cisco, "count": "2"}},
		replay.RuleOutOfReach: {func(w *world) {
			w.must(as(cas), membership.Leave{Request: "l", Alliance: zgc})
			w.must(as(forum), membership.Leave{Request: "l", Alliance: zgc})
		}, nil, map[string]string{"alliance": zgc, "rule": "admit", "members": "1"}},
		replay.HostVotes: {func(w *world) {
			proposal := w.joining()
			w.voting(as(cas), proposal)
		}, func(t *replay.Thresholds) { t.HostLeast = 1 }, map[string]string{"alliance": zgc, "host": "academia", "percent": "100"}},
		replay.HostMembers: {func(*world) {}, func(t *replay.Thresholds) { t.HostLeast, t.HostShare = 3, 33 }, nil},
		replay.RecoveryUsed: {func(w *world) {
			key := enrolled("new", cas, "academia").caller.Key
			w.must(enrolled("operator", "", "academia"), membership.AskRecovery{Request: "r", Party: cas, Key: key})
		}, nil, map[string]string{"party": cas, "event": "RecoveryAsked"}},
		replay.Corrected: {func(w *world) {
			w.must(as(cas), membership.CorrectParty{Request: "p", Names: en("CAS"), Reason: "a typo"})
		}, nil, map[string]string{"party": cas, "reason": "a typo"}},
		replay.LateDecision: {func(w *world) {
			proposal := w.joining()
			w.now = w.now.AddDate(0, 0, 9)
			w.must(as(lab), membership.Decide{Proposal: proposal})
		}, nil, map[string]string{"alliance": zgc, "by": "192h0m1s"}},
		replay.LateVote: {func(w *world) {
			proposal := w.joining()
			w.now = w.now.Add(24*time.Hour + time.Second)
			w.must(as(lab), claim("1", "members", "9", acme))
			w.now = w.now.Add(-5 * time.Second)
			w.voting(as(cas), proposal)
		}, nil, map[string]string{"party": cas}},
		replay.InvalidMany: {func(w *world) {
			for range 3 {
				first, err := w.simulate(as(lab), claim("x", "members", "9", acme))
				require.NoError(w.t, err)
				second, err := w.simulate(as(lab), claim("x", "members", "9", acme))
				require.NoError(w.t, err)
				if w.commit(first, second); w.blocks[len(w.blocks)-1].Codes[1] == "VALID" {
					break
				}
			}
		}, func(t *replay.Thresholds) { t.InvalidLeast, t.InvalidShare = 1, 10 }, map[string]string{"caller": lab, "invalid": "1"}},
		replay.ConfigurationChanged: {func(w *world) {
			w.append([]block.Transaction{{Kind: block.Configuration, Code: "VALID", ID: "c", Config: &block.Config{Sequence: 7}}})
		}, nil, map[string]string{"sequence": "7"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := opened(t)
			row.live(w)
			r := w.replayed()
			require.Empty(t, r.Findings(), "it is valid")
			thresholds := replay.DefaultThresholds()
			if row.adjust != nil {
				row.adjust(&thresholds)
			}
			odd := replay.Anomalies(r, thresholds)
			require.NotEmpty(t, odd)
			for _, found := range odd {
				require.Equal(t, name, found.Code, "%v", found)
				require.Equal(t, chain.Warning, found.Severity)
			}
			for param, want := range row.params {
				require.Equal(t, want, odd[0].Params[param], "%s of %v", param, odd[0])
			}
		})
	}
}

// What the verifier of the chain warns of is among what is odd.
func TestWarningsOfTheChain(t *testing.T) {
	t.Parallel()
	w := opened(t)
	expired := chain.Finding{Code: "SENDER_EXPIRED", Severity: chain.Warning, Block: 3}
	w.blocks[3].Findings = []chain.Finding{expired}
	odd := replay.Anomalies(w.replayed(), replay.DefaultThresholds())
	require.Equal(t, []chain.Finding{expired}, odd)
}
