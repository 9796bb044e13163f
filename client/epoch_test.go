package client_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/memledger"
	"allianceregistry/membership/refusal"
)

// An epoch ends when it is closed, and not when somebody seals it.
func TestEpochEnd(t *testing.T) {
	t.Parallel()
	chain := memledger.New()
	founder := founded(chain)
	opened := must(founder.Alliances(t.Context()))[0].Opened.Time
	var closed []time.Time
	for i, id := range []string{"intel@association", "rival@academia"} {
		applicant := connect(chain, id, string(rune('2'+i)))
		must(applicant.Submit(t.Context(), membership.RegisterParty{Request: "r", Kind: charter.Enterprise, Names: form.Names{"en": id}}))
		join := must(applicant.Submit(t.Context(), membership.Join{Request: "j", Alliance: league, Class: "member"})).Event.Proposal
		must(founder.Submit(t.Context(), membership.Endorse{Request: join, Proposal: join, Position: charter.For}))
		must(founder.Submit(t.Context(), membership.Decide{Proposal: join}))
		closed = append(closed, must(founder.Submit(t.Context(), membership.CloseEpoch{Alliance: league, Epoch: i + 1})).Event.Time)
		time.Sleep(2 * time.Millisecond) // the seal's time is another
		must(founder.Submit(t.Context(), membership.SealEpoch{Alliance: league, Epoch: i + 1}))
	}
	for epoch, want := range append([]time.Time{opened}, closed...) {
		ended, err := founder.EpochEnd(t.Context(), league, epoch)
		require.NoError(t, err)
		require.True(t, want.Equal(ended), "epoch %d ended at %s, not %s", epoch, want, ended)
	}
	for alliance, epoch := range map[string]int{league: 3, "none@industry": 0, "hyper@industry": 1} {
		_, err := founder.EpochEnd(t.Context(), alliance, epoch)
		require.ErrorIs(t, err, &refusal.Error{Code: refusal.UnknownRecord}, alliance)
	}
}
