package conformance

import (
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/client"
	"allianceregistry/membership"
)

// claims has two parties claim one identifier at once, and the conflict
// is shown.
func (s suite) claims(t *testing.T) {
	const lei = "506700GE1G29325QX363"
	rivals := []member{s.enter(t, "rival-a", 0), s.enter(t, "rival-b", 1)}
	for _, result := range atOnce(rivals, func(m member) (client.Receipt, error) {
		return m.Submit(within(t), membership.StateClaim{
			Request: client.NewRequest(), About: m.id, What: "lei", Value: lei, Source: "a register",
		})
	}) {
		require.NoError(t, result.err)
		s.spread(t, result.receipt)
	}
	claimants, err := rivals[0].Claimants(within(t), membership.LEIScheme, lei)
	require.NoError(t, err)
	require.Contains(t, membership.Rivals(claimants, rivals[0].id), rivals[1].id)
	claims, err := rivals[1].Claims(within(t), rivals[1].id)
	require.NoError(t, err)
	require.Len(t, claims, 1)
	require.NotEmpty(t, claims[0].Rivals)
}
