package membership_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
	"allianceregistry/membership/memledger"
)

// BenchmarkDecide works out a decision by few voters and by many, all of whom
// voted. Compare the two: the tally is read whole, so it grows with the votes.
func BenchmarkDecide(b *testing.B) {
	for _, voters := range []int{10, 100, 1000} {
		b.Run(fmt.Sprintf("voters=%d", voters), func(b *testing.B) {
			w, proposal := votedOnByAll(b, voters)
			tx := w.tx(as(acme))
			for b.Loop() {
				if _, err := membership.Apply(w.ledger.Begin(tx.ID), tx, membership.Decide{Proposal: proposal}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*voters), "µs/vote")
		})
	}
}

// BenchmarkSeal seals an epoch of one change in an alliance of few members and of many, whose seals
// have roots, and says how large a proof is. Compare the two: reads and writes go by the logarithm.
func BenchmarkSeal(b *testing.B) {
	for _, members := range []int{1_000, 100_000} {
		b.Run(fmt.Sprintf("members=%d", members), func(b *testing.B) {
			w := manyMembers(b, members)
			w.must(as(acme), leaving("l"))
			w.must(as(lab), closing(2))
			tx := w.tx(as(lab))
			watched := reading{w.ledger.Begin(tx.ID), map[string]bool{}, map[string]string{}}
			for b.Loop() {
				watched = reading{w.ledger.Begin(tx.ID), map[string]bool{}, map[string]string{}}
				if _, err := membership.Apply(watched, tx, sealing(2)); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(len(watched.read)), "reads")
			b.ReportMetric(float64(len(watched.wrote)), "writes")
			w.must(as(lab), sealing(2))
			proof, err := json.Marshal(ask(w, membership.GetRosterProof{Alliance: zgc, Epoch: 2, Party: cas}))
			require.NoError(b, err)
			b.ReportMetric(float64(len(proof)), "bytes/proof")
		})
	}
}

// manyMembers is an alliance of four and of so many more, who are written by hand, with two seals of
// which the second is the first with a root.
func manyMembers(t tester, members int) *world {
	t.Helper()
	w := populated(t)
	w.engine = charter.EngineFive
	w.found(chartertest.WithRecordDate(withRules), nil)
	flood := w.ledger.Begin("flood")
	template, err := flood.Get(membership.MembershipKey(zgc, cas))
	require.NoError(t, err)
	for i := range members {
		party := fmt.Sprintf("m%06d@industry", i)
		require.NoError(t, flood.Put(membership.MembershipKey(zgc, party), bytes.ReplaceAll(template, []byte(cas), []byte(party))))
	}
	require.Equal(t, []memledger.Code{memledger.Valid}, w.ledger.Commit(flood))
	w.engine = charter.Engine
	w.must(as(forum), leaving("l"))
	w.seal()
	return w
}

// votedOnByAll has an alliance of one founder who admitted the others, and a join
// that all of them voted for.
func votedOnByAll(t tester, voters int) (*world, string) {
	t.Helper()
	w := newWorld(t)
	w.must(as(acme), registration(acme, charter.Enterprise))
	w.must(as(cisco), registration(cisco, charter.Enterprise))
	c := chartertest.Basic(1, "P1D", true)
	c.RecordDate = "P1D"
	w.must(as(cisco), founding(c, cisco))
	members := []string{cisco}
	for i := range voters - 1 {
		member := fmt.Sprintf("m%04d@industry", i)
		w.must(as(member), registration(member, charter.Enterprise))
		proposal := w.must(as(member), joining("join")).Proposal
		w.must(as(cisco), endorsing(proposal, charter.For))
		w.must(as(cisco), membership.Decide{Proposal: proposal})
		members = append(members, member)
	}
	w.seal()
	proposal := w.must(as(acme), joining("join")).Proposal
	for _, member := range members {
		w.must(as(member), endorsing(proposal, charter.For))
	}
	return w, proposal
}
