package replay_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/block"
	"allianceregistry/audit/chain"
	"allianceregistry/audit/replay"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
)

// represented has an alliance of three of which forum is represented by cisco, and a decision
// for which cisco has voted twice: as forum's proxy, and for itself.
func represented(t tester) *world {
	w := newWorld(t)
	c := bylaws()
	c.Proxies = &charter.ProxyTerms{Most: 1, Longest: "P30D"}
	c.Rules[charter.Expel].Proxies = true
	for _, party := range everybody {
		w.must(as(party), membership.RegisterParty{Request: "r", Kind: charter.Enterprise, Names: en(party)})
	}
	digest, err := c.Digest()
	require.NoError(t, err)
	w.must(as(cisco), membership.FoundAlliance{Request: "f", Slug: "zgc", Names: en("ZGC"), Founders: []string{cisco, cas, forum}, Charter: c})
	for _, founder := range []string{cas, forum} {
		w.must(as(founder), membership.Consent{Request: "c", Alliance: zgc, Charter: digest})
	}
	proposal := w.must(as(cisco), membership.Propose{Request: "p", Alliance: zgc, Action: charter.Expel, Subject: cas}).Proposal
	w.must(as(forum), membership.AppointProxy{Request: "a", Alliance: zgc, Holder: cisco, Until: w.now.Add(24 * time.Hour)})
	w.must(as(cisco), membership.Endorse{Request: "e", Principal: forum, Proposal: proposal, Position: charter.For})
	w.must(as(cisco), membership.Endorse{Request: "o", Proposal: proposal, Position: charter.For})
	w.must(as(lab), membership.Decide{Proposal: proposal})
	w.must(as(forum), membership.RevokeProxy{Request: "v", Alliance: zgc})
	return w
}

// Votes by proxies are replayed, and asked of all hosts.
func TestProxiesAreReplayed(t *testing.T) {
	t.Parallel()
	w := represented(t)
	r := w.replayed()
	require.Empty(t, r.Findings())
	require.Equal(t, w.ledger.State(), state(t, r.View()))
	var asked []string
	for _, q := range replay.Questions(r.View()) {
		if q.Name == "ListProxies" {
			asked = append(asked, string(q.Argument))
		}
	}
	require.Equal(t, []string{`{"alliance":"` + zgc + `","principal":"` + forum + `"}`}, asked)
}

// The last transactions of represented, counted from its end.
const (
	revoked  = 1
	decided  = 2
	voted    = 3
	votedFor = 4
	appoints = 5
)

// A vote by a proxy whom nobody appointed is found, whoever wrote it; so is an appointment of
// somebody else, a vote that hides who cast it, and a decision that hides how many proxies did.
func TestForgedProxies(t *testing.T) {
	t.Parallel()
	asked := func(change func(argument map[string]any)) func(*block.Transaction) {
		return func(tx *block.Transaction) {
			var argument map[string]any
			must(json.Unmarshal(tx.Call.Arguments[0], &argument))
			change(argument)
			text, err := json.Marshal(argument)
			must(err)
			tx.Call.Arguments = [][]byte{text}
		}
	}
	for name, row := range map[string]struct {
		last  int
		code  string
		param [2]string
		alter func(*block.Transaction)
	}{
		"fail/nobody's proxy": {votedFor, replay.RulesRefuse, [2]string{"refusal", "NO_PROXY"}, asked(func(a map[string]any) { a["principal"] = cisco })},
		"fail/an own vote as another's": {voted, replay.RulesRefuse, [2]string{"refusal", "NO_PROXY"}, asked(func(a map[string]any) {
			a["principal"] = cas
		})},
		"fail/another holder": {votedFor, replay.RulesRefuse, [2]string{"refusal", "NOT_A_MEMBER"}, func(tx *block.Transaction) {
			tx.Creator.Signer = as(acme).signer
		}},
		"fail/as one's own": {votedFor, replay.RulesDiffer, [2]string{"what", "write"}, func(tx *block.Transaction) {
			replacing(writeOf(tx, "endorsement"), `"proxy":"`+cisco+`",`, ``)
		}},
		"fail/cast by somebody else": {votedFor, replay.RulesDiffer, [2]string{"path", "proxy"}, func(tx *block.Transaction) {
			replacing(writeOf(tx, "endorsement"), `"proxy":"`+cisco, `"proxy":"`+acme)
		}},
		"fail/an own vote by a proxy": {voted, replay.RulesDiffer, [2]string{"path", "proxy"}, func(tx *block.Transaction) {
			replacing(writeOf(tx, "endorsement"), `"stamp":`, `"proxy":"`+acme+`","stamp":`)
		}},
		"fail/not counted": {votedFor, replay.RulesDiffer, [2]string{"what", "write"}, func(tx *block.Transaction) {
			replacing(writeOf(tx, "representation"), `"`+forum+`"`, ``)
		}},
		"fail/another is appointed": {appoints, replay.RulesDiffer, [2]string{"path", "holder"}, func(tx *block.Transaction) {
			replacing(writeOf(tx, "proxy"), `"holder":"`+cisco, `"holder":"`+acme)
		}},
		"fail/still in force": {revoked, replay.RulesDiffer, [2]string{"what", "write"}, func(tx *block.Transaction) {
			replacing(writeOf(tx, "proxy"), `"revokedBy":"`+forum+`",`, ``)
		}},
		"fail/decided without proxies": {decided, replay.RulesDiffer, [2]string{"path", "tally.proxies"}, func(tx *block.Transaction) {
			replacing(writeOf(tx, "decision"), `"proxies":1`, `"proxies":0`)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := represented(t)
			at := len(w.blocks) - row.last
			tx := &w.blocks[at].Block.Transactions[0]
			row.alter(tx)
			found := w.replayed().Findings()
			require.NotEmpty(t, found)
			require.Equal(t, row.code, found[0].Code, "%v", found[0])
			require.Equal(t, chain.Fault, found[0].Severity)
			require.EqualValues(t, at, found[0].Block)
			require.Equal(t, row.param[1], found[0].Params[row.param[0]], "%v", found[0])
		})
	}
}
