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

// met has an alliance of three of which two are at a meeting that expels the third.
func met(t tester) *world {
	w := newWorld(t)
	c := bylaws()
	everyone := &charter.Who{Founders: true}
	c.Meetings = []charter.MeetingKind{{
		ID: "general", Names: en("General meeting"), Conveners: everyone, Chair: everyone, Notice: "PT1H", CheckIn: "PT1H",
		Quorum: &charter.Expression{Votes: charter.CountPresent, AtLeast: "1/2", Of: charter.CountElectorate},
	}}
	delete(c.Rules, charter.Expel)
	c.Rules["expel@general"] = &charter.Rule{
		Expiry: "P30D", Voting: "PT1H", LockOut: charter.LockOutAccepted,
		Pass: charter.Expression{Votes: charter.CountFor, MoreThan: "1/2", Of: charter.CountPresent},
	}
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
	begins := w.now.Add(2 * time.Hour)
	meeting := w.must(as(cisco), membership.CallMeeting{
		Request: "m", Alliance: zgc, Kind: "general", Begins: begins, Agenda: []membership.AgendaItem{{Proposal: proposal}},
	}).Meeting
	w.now = begins
	for _, party := range []string{cisco, forum} {
		w.must(as(party), membership.Attend{Request: "a", Meeting: meeting})
	}
	w.must(as(cisco), membership.OpenMeeting{Request: "o", Meeting: meeting})
	w.must(as(cisco), membership.PutToVote{Proposal: proposal})
	for _, party := range []string{cisco, forum} {
		w.must(as(party), membership.Endorse{Request: "e", Proposal: proposal, Position: charter.For})
	}
	w.must(as(cisco), membership.CloseMeeting{Request: "x", Meeting: meeting})
	w.now = w.now.Add(2 * time.Hour)
	w.must(as(lab), membership.Decide{Proposal: proposal})
	return w
}

// A meeting is replayed, and asked of all hosts.
func TestMeetingsAreReplayed(t *testing.T) {
	t.Parallel()
	w := met(t)
	r := w.replayed()
	require.Empty(t, r.Findings())
	require.Equal(t, w.ledger.State(), state(t, r.View()))
	asked := map[string]int{}
	for _, q := range replay.Questions(r.View()) {
		asked[q.Name]++
	}
	require.Equal(t, 1, asked["GetMeeting"])
	require.Equal(t, 1, asked["ListAttendance"])
}

// Whoever is entered as present and is not, a quorum that there was not, a vote of one who was not
// there, and a decision by another number of those present are found, whoever wrote them.
func TestForgedMeetings(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		last  int
		code  string
		param [2]string
		alter func(*block.Transaction)
	}{
		"fail/another's attendance": {7, replay.RulesDiffer, [2]string{"what", "write"}, func(tx *block.Transaction) {
			replacing(writeOf(tx, "attendance"), `"party":"`+forum, `"party":"`+cas)
		}},
		"fail/there for another": {7, replay.RulesRefuse, [2]string{"refusal", "NO_PROXIES"}, func(tx *block.Transaction) {
			var argument map[string]any
			must(json.Unmarshal(tx.Call.Arguments[0], &argument))
			argument["principal"] = cas
			text, err := json.Marshal(argument)
			must(err)
			tx.Call.Arguments = [][]byte{text}
		}},
		"fail/a quorum of others": {6, replay.RulesDiffer, [2]string{"what", "write"}, func(tx *block.Transaction) {
			replacing(writeOf(tx, "meeting"), `"actual":2`, `"actual":3`)
		}},
		"fail/fewer are there": {5, replay.RulesDiffer, [2]string{"what", "write"}, func(tx *block.Transaction) {
			replacing(writeOf(tx, "proposal"), `"active":2`, `"active":1`)
		}},
		"fail/not in the chair": {5, replay.RulesRefuse, [2]string{"refusal", "NOT_A_MEMBER"}, func(tx *block.Transaction) {
			tx.Creator.Signer = as(lab).signer
		}},
		"fail/was not there": {3, replay.RulesRefuse, [2]string{"refusal", "RECUSED"}, func(tx *block.Transaction) {
			tx.Creator.Signer = as(cas).signer
		}},
		"fail/decided by more": {1, replay.RulesDiffer, [2]string{"path", "tally.present"}, func(tx *block.Transaction) {
			replacing(writeOf(tx, "decision"), `"present":2`, `"present":3`)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := met(t)
			at := len(w.blocks) - row.last
			row.alter(&w.blocks[at].Block.Transactions[0])
			found := w.replayed().Findings()
			require.NotEmpty(t, found)
			require.Equal(t, row.code, found[0].Code, "%v", found[0])
			require.Equal(t, chain.Fault, found[0].Severity)
			require.EqualValues(t, at, found[0].Block)
			require.Equal(t, row.param[1], found[0].Params[row.param[0]], "%v", found[0])
		})
	}
}
