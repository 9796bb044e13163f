package replay_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/block"
	"allianceregistry/audit/chain"
	"allianceregistry/audit/replay"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/refusal"
)

// abroad is a ledger with a host whose MSP ID is Org1MSP, and a party there; ORG1 has the
// other name.
func abroad(t tester) *world {
	w := newWorld(t)
	operator, rival := enrolled("operator", "", "Org1MSP"), enrolled("operator", "", "ORG1")
	w.must(operator, membership.NameHost{Host: "org1.msp"})
	w.must(rival, membership.NameHost{Host: rivalName})
	a := enrolled("first", "a@org1.msp", "Org1MSP")
	w.must(a, membership.RegisterParty{Request: "r", Kind: charter.Enterprise, Names: en("A")})
	w.must(as(acme), membership.RegisterParty{Request: "r", Kind: charter.Enterprise, Names: en("Acme")})
	w.must(operator, membership.NameHost{Host: "org1.msp"})
	w.must(operator, membership.AskRecovery{Request: "ask", Party: "a@org1.msp", Key: strings.Repeat("ab", 32)})
	return w
}

const rivalName = "org1-fb8e6ff523ad6e20.msp"

// Named hosts are replayed: each sender is said to be of the host that its MSP had when it
// sent something.
func TestNamedHosts(t *testing.T) {
	t.Parallel()
	w := abroad(t)
	r := w.replayed()
	require.Empty(t, r.Findings())
	require.Equal(t, w.ledger.State(), state(t, r.View()))
	var hosts []string
	for _, step := range r.Steps() {
		hosts = append(hosts, step.Caller.Host)
	}
	require.Equal(t, []string{"Org1MSP", "ORG1", "org1.msp", "industry", "org1.msp", "org1.msp"}, hosts)
	require.True(t, slices.ContainsFunc(replay.Questions(r.View()), func(q replay.Question) bool {
		return q.Name == "GetHost" && string(q.Argument) == `{"id":"org1.msp"}`
	}))
}

// Who writes that another MSP is a host, or that an MSP is another host, is found: as what
// it is, and once. Nobody becomes the host by it.
func TestForgedHosts(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		code, key string
		alter     func(*block.Transaction)
	}{
		"fail/another MSP in the record": {replay.RulesDiffer, "host org1.msp", func(tx *block.Transaction) {
			write := &tx.Call.Sets[0].Writes[0]
			write.Value = bytes.ReplaceAll(write.Value, []byte("Org1MSP"), []byte("EvilMSP"))
		}},
		"fail/another host in the key": {replay.RulesDiffer, "host evil.msp", func(tx *block.Transaction) {
			tx.Call.Sets[0].Writes[0].Key = membership.HostKey("evil.msp").String()
		}},
		"fail/a slug's record beside it": {replay.RulesDiffer, "host industry", func(tx *block.Transaction) {
			write := tx.Call.Sets[0].Writes[0]
			write.Key = membership.HostKey("industry").String()
			tx.Call.Sets[0].Writes = append(slices.Clone(tx.Call.Sets[0].Writes), write)
		}},
		"fail/a name that does not follow": {replay.RulesRefuse, "", func(tx *block.Transaction) {
			tx.Call.Arguments = [][]byte{[]byte(`{"host":"evil.msp"}`)}
		}},
		"fail/sent by a party": {replay.RulesRefuse, "", func(tx *block.Transaction) {
			tx.Creator.Signer = enrolled("first", "a@org1.msp", "Org1MSP").signer
		}},
		"fail/sent by another MSP": {replay.RulesRefuse, "", func(tx *block.Transaction) {
			tx.Creator.Signer = enrolled("operator", "", "EvilMSP").signer
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := abroad(t)
			row.alter(&w.blocks[1].Block.Transactions[0])
			r := w.replayed()
			require.NotEmpty(t, r.Findings())
			found := r.Findings()[0]
			require.Equal(t, row.code, found.Code, found)
			require.Equal(t, chain.Fault, found.Severity)
			require.EqualValues(t, 1, found.Block)
			if row.key != "" {
				require.Equal(t, row.key, found.Params["key"])
			}
			for msp, want := range map[string]string{"EvilMSP": "", "industry": "industry", "ORG1": rivalName} {
				host, err := membership.HostOf(r.View(), msp)
				require.Equal(t, want, host)
				if want == "" {
					require.ErrorIs(t, err, &refusal.Error{Code: refusal.HostUnnamed})
				}
			}
		})
	}
}

// A report says which MSP each host is that has a name.
func TestReportNamesHosts(t *testing.T) {
	t.Parallel()
	w := opened(t)
	w.must(enrolled("operator", "", "Org1MSP"), membership.NameHost{Host: "org1.msp"})
	report, err := replay.NewReport(w.replayed(), replay.Scope{Alliance: zgc, Thresholds: replay.DefaultThresholds()})
	require.NoError(t, err)
	require.Len(t, report.Verified.Hosts, 1)
	require.Equal(t, "Org1MSP", report.Verified.Hosts[0].MSP)
}
