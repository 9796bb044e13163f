package replay_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/block"
	"allianceregistry/audit/replay"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/election"
)

// elected has cisco elected to a council of one seat, by two ballots of three.
func elected(t tester) *world {
	w := newWorld(t)
	for _, party := range []string{cisco, cas, forum} {
		w.must(as(party), membership.RegisterParty{Request: "r", Kind: charter.Enterprise, Names: en(party)})
	}
	c := bylaws()
	c.Classes[0].Rights = append(c.Classes[0].Rights, charter.SeatRight)
	c.Organs = []charter.Organ{{ID: "council", Names: en("Council"), Seats: 1}}
	c.Rules[charter.Elect] = &charter.Rule{
		Discussion: "PT1H", Expiry: "P1D", Voting: "PT1H", Pass: charter.Expression{Votes: charter.CountFor, AtLeast: "2"},
		LockOut: charter.LockOutAccepted, Election: &charter.Election{Method: election.InstantRunoff},
	}
	digest, err := c.Digest()
	require.NoError(t, err)
	w.must(as(cisco), membership.FoundAlliance{Request: "f", Slug: "zgc", Names: en("ZGC"), Founders: []string{cisco, cas, forum}, Charter: c})
	for _, founder := range []string{cas, forum} {
		w.must(as(founder), membership.Consent{Request: "c", Alliance: zgc, Charter: digest})
	}
	id := w.must(as(cisco), membership.Propose{Request: "p", Alliance: zgc, Action: charter.Elect, Organ: "council", Seats: 1}).Proposal
	for _, candidate := range []string{cisco, forum} {
		w.must(as(candidate), membership.Nominate{Request: "n", Proposal: id})
	}
	w.now = w.now.Add(time.Hour)
	w.must(as(cas), membership.PutToVote{Proposal: id})
	for voter, ranking := range map[string][]string{cisco: {cisco, forum}, cas: {cisco}, forum: {forum}} {
		w.must(as(voter), membership.Endorse{Request: "e", Proposal: id, Position: charter.For, Ranking: ranking})
	}
	w.now = w.now.Add(time.Hour)
	w.must(as(cas), membership.Decide{Proposal: id})
	return w
}

// An election is counted again, and a forged ballot or count is named.
func TestElectionsAreCountedAgain(t *testing.T) {
	t.Parallel()
	r := elected(t).replayed()
	require.Empty(t, r.Findings())
	decided := replay.Decisions(r.View(), nil)
	require.Empty(t, decided.Findings)
	require.True(t, decided.Decisions[0].Same)
	require.Equal(t, []string{cisco}, decided.Decisions[0].Recorded.Election.Elected)

	for name, row := range map[string]struct{ object, old, new, path string }{
		"fail/a count":   {"decision", `"candidate":"cisco@industry","votes":"2"`, `"candidate":"cisco@industry","votes":"3"`, "election.rounds[0].counts[0].votes"},
		"fail/a winner":  {"decision", `"elected":["cisco@industry"]`, `"elected":["forum@association"]`, "election.elected[0]"},
		"fail/a ballot":  {"endorsement", `"ranking":["cisco@industry"]`, `"ranking":["forum@association"]`, "election.elected[0]"},
		"fail/the votes": {"decision", `"votes":3,"quota":2`, `"votes":4,"quota":2`, "election.votes"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := elected(t)
			for _, write := range writesOf(w, row.object) {
				replacing(write, row.old, row.new)
			}
			r := w.replayed()
			require.NotEmpty(t, r.Findings())
			found := replay.Decisions(r.View(), nil).Findings
			require.Len(t, found, 1)
			require.Equal(t, replay.DecisionDiffers, found[0].Code)
			require.Equal(t, row.path, found[0].Params["path"])
		})
	}
}

// writesOf are the writes of one kind of record.
func writesOf(w *world, kind string) (writes []*block.Write) {
	for _, v := range w.blocks {
		for i := range v.Block.Transactions {
			for _, set := range v.Block.Transactions[i].Call.Sets {
				for j := range set.Writes {
					if object(set.Writes[j].Key) == kind {
						writes = append(writes, &set.Writes[j])
					}
				}
			}
		}
	}
	return writes
}
