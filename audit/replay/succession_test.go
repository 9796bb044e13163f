package replay_test

import (
	"bytes"
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/block"
	"allianceregistry/audit/chain"
	"allianceregistry/audit/replay"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
)

// succeeded has an alliance of three of which acme takes over forum's membership, and which lab
// enters by invitation.
func succeeded(t tester) *world {
	w := newWorld(t)
	c := bylaws()
	c.Classes[0].Rights = append(c.Classes[0].Rights, charter.SponsorRight)
	c.Rules[charter.Succeed] = &charter.Rule{
		Expiry: "P1D", Voting: "PT1H", Early: true, Pass: chartertest.ForVotes(1), LockOut: charter.LockOutAccepted,
		Succession: &charter.SuccessionTerms{Forms: charter.SuccessionForms(), Time: charter.TimeCounts},
	}
	c.Invitations = &charter.Invitations{Most: 3, Longest: "P30D"}
	c.Rules[charter.Admit] = &charter.Rule{Open: true, Sponsors: chartertest.Sponsors(1), Expiry: "P1D", LockOut: charter.LockOutAccepted}
	for _, party := range everybody {
		w.must(as(party), membership.RegisterParty{Request: "r", Kind: charter.Enterprise, Names: en(party)})
	}
	digest, err := c.Digest()
	require.NoError(t, err)
	w.must(as(cisco), membership.FoundAlliance{Request: "f", Slug: "zgc", Names: en("ZGC"), Founders: []string{cisco, cas, forum}, Charter: c})
	for _, founder := range []string{cas, forum} {
		w.must(as(founder), membership.Consent{Request: "c", Alliance: zgc, Charter: digest})
	}
	w.must(as(cisco), membership.Invite{Request: "i", Alliance: zgc, Party: lab, Until: w.now.Add(24 * time.Hour)})
	w.must(as(lab), membership.Join{Request: "j", Alliance: zgc, Class: c.Founders, Invitations: []string{cisco}})
	w.must(as(lab), membership.CloseEpoch{Alliance: zgc, Epoch: 1})
	w.must(as(lab), membership.SealEpoch{Alliance: zgc, Epoch: 1})
	proposal := w.must(as(forum), membership.Propose{Request: "s", Alliance: zgc, Action: charter.Succeed, Subject: forum, Successor: acme}).Proposal
	w.must(as(acme), membership.ConsentSuccession{Request: "y", Proposal: proposal})
	w.must(as(lab), membership.PutToVote{Proposal: proposal})
	w.must(as(cisco), membership.Endorse{Request: "v", Proposal: proposal, Position: charter.For})
	w.must(as(lab), membership.Decide{Proposal: proposal})
	return w
}

// Successions and invitations are replayed.
func TestSuccessionIsReplayed(t *testing.T) {
	t.Parallel()
	w := succeeded(t)
	r := w.replayed()
	require.Empty(t, r.Findings())
	require.Equal(t, w.ledger.State(), state(t, r.View()))
}

// The last transactions of succeeded, counted from its end.
const (
	carriedOut  = 1
	consentedTo = 4
	joinedBy    = 8
)

// A successor that nobody decided on, a consent that nobody gave, and an invitation of
// somebody else are found, whoever wrote them.
func TestForgedSuccession(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		last  int
		code  string
		param [2]string
		alter func(*block.Transaction)
	}{
		"fail/another successor": {carriedOut, replay.RulesDiffer, [2]string{"path", "successor"}, func(tx *block.Transaction) {
			replacing(writeOf(tx, "membership"), `"successor":"`+acme, `"successor":"`+lab)
		}},
		"fail/refused, and recorded as consent": {consentedTo, replay.RulesDiffer, [2]string{"what", "write"}, func(tx *block.Transaction) {
			var argument map[string]any
			must(json.Unmarshal(tx.Call.Arguments[0], &argument))
			argument["refuse"] = true
			text, err := json.Marshal(argument)
			must(err)
			tx.Call.Arguments = [][]byte{text}
		}},
		"fail/consented by another": {consentedTo, replay.RulesRefuse, [2]string{"refusal", "NOT_NAMED"}, func(tx *block.Transaction) {
			tx.Creator.Signer = as(cas).signer
		}},
		"fail/invited by another": {joinedBy, replay.RulesRefuse, [2]string{"refusal", "NO_INVITATION"}, func(tx *block.Transaction) {
			tx.Call.Arguments[0] = bytes.Replace(tx.Call.Arguments[0], []byte(cisco), []byte(cas), 1)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := succeeded(t)
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
