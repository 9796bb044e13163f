package membership_test

import (
	"fmt"
	"testing"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
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
