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

// dutiful has an alliance of three that take part in each last vote, in the second of which cas is
// present, as it missed the first; and which let cas off, after it confirmed who acts for it.
func dutiful(t tester) *world {
	w := newWorld(t)
	c := bylaws()
	c.Classes[0].Participation = &charter.Participation{Took: 1, Of: 1}
	c.Classes[0].Confirmation = &charter.Confirmation{Every: "P1Y"}
	c.Waivers = &charter.WaiverTerms{By: &charter.Who{Parties: []string{cisco}}}
	rule := *c.Rules[charter.Expel]
	rule.Early, rule.Voting = false, "PT1H"
	c.Rules[charter.Expel] = &rule
	for _, party := range everybody {
		w.must(as(party), membership.RegisterParty{Request: "r", Kind: charter.Enterprise, Names: en(party)})
	}
	digest, err := c.Digest()
	require.NoError(t, err)
	w.must(as(cisco), membership.FoundAlliance{Request: "f", Slug: "zgc", Names: en("ZGC"), Founders: []string{cisco, cas, forum}, Charter: c})
	for _, founder := range []string{cas, forum} {
		w.must(as(founder), membership.Consent{Request: "c", Alliance: zgc, Charter: digest})
	}
	expelling := func(request string) string {
		return w.must(as(cisco), membership.Propose{Request: request, Alliance: zgc, Action: charter.Expel, Subject: forum}).Proposal
	}
	w.must(as(cisco), membership.Endorse{Request: "m", Proposal: expelling("missed"), Position: charter.Abstain})
	w.now = w.now.Add(2 * time.Hour)
	attended, voted := expelling("attended"), expelling("voted")
	w.must(as(cisco), membership.Endorse{Request: "e", Proposal: voted, Position: charter.Abstain})
	w.must(as(cas), membership.DeclarePresence{Request: "d", Proposal: attended})
	w.now = w.now.Add(2 * time.Hour)
	last := expelling("last")
	w.must(as(cas), membership.DeclarePresence{Request: "l", Proposal: last})
	keys, err := membership.Ask(w.ledger.Begin("ask"), w.now, membership.ListAuthorities{Party: cas})
	require.NoError(t, err)
	content, err := membership.RepresentativesDigest(membership.Represent(keys.Authorities))
	require.NoError(t, err)
	w.must(as(cas), membership.ConfirmRepresentatives{Request: "k", Alliance: zgc, Representatives: content})
	w.must(as(cisco), membership.Waive{Request: "w", Alliance: zgc, Party: cas, Duty: charter.DutyParticipation, Until: w.now.Add(24 * time.Hour), Reason: "leave"})
	return w
}

// Duties are replayed.
func TestDutiesAreReplayed(t *testing.T) {
	t.Parallel()
	w := dutiful(t)
	r := w.replayed()
	require.Empty(t, r.Findings())
	require.Equal(t, w.ledger.State(), state(t, r.View()))
}

// A vote of who has lost it is found, whoever wrote it; so is a vote that is not listed for the
// classes that ought to take part in it, a confirmation of other keys, and a longer waiver.
func TestForgedDuties(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		last  int
		code  string
		param [2]string
		alter func(*block.Transaction)
	}{
		"fail/votes without the right": {3, replay.RulesRefuse, [2]string{"refusal", "NOT_IN_STANDING"}, func(tx *block.Transaction) {
			var there membership.DeclarePresence
			must(json.Unmarshal(tx.Call.Arguments[0], &there))
			text, err := json.Marshal(membership.Endorse{Request: there.Request, Proposal: there.Proposal, About: there.About, Position: charter.For})
			must(err)
			tx.Call.Name, tx.Call.Arguments = "Endorse", [][]byte{text}
		}},
		"fail/counts for nobody": {4, replay.RulesDiffer, [2]string{"what", "write"}, func(tx *block.Transaction) {
			replacing(writeOf(tx, "held"), `"classes":["`, `"classes":["x`)
		}},
		"fail/another was present": {3, replay.RulesDiffer, [2]string{"path", "party"}, func(tx *block.Transaction) {
			replacing(writeOf(tx, "presence"), `"party":"`+cas, `"party":"`+acme)
		}},
		"fail/other keys": {2, replay.RulesDiffer, [2]string{"what", "write"}, func(tx *block.Transaction) {
			replacing(writeOf(tx, "confirmation"), `"role":"officer"`, `"role":"delegate"`)
		}},
		"fail/another reason": {1, replay.RulesDiffer, [2]string{"path", "reason"}, func(tx *block.Transaction) {
			replacing(writeOf(tx, "waiver"), `"leave"`, `"none"`)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := dutiful(t)
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
