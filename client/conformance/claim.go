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
	rivals := []member{s.registerParty(t, "rival-a", 0), s.registerParty(t, "rival-b", 1)}
	for _, result := range concurrently(rivals, func(m member) (client.Receipt, error) {
		return m.Submit(testContext(t), membership.StateClaim{
			Request: client.NewRequest(), About: m.id, What: "lei", Value: lei, Source: "a register",
		})
	}) {
		require.NoError(t, result.err)
		s.awaitEverywhere(t, result.receipt)
	}
	claimants, err := rivals[0].Claimants(testContext(t), membership.LEIScheme, lei)
	require.NoError(t, err)
	require.Contains(t, membership.Rivals(claimants, rivals[0].id), rivals[1].id)
	claims, err := rivals[1].Claims(testContext(t), rivals[1].id)
	require.NoError(t, err)
	require.Len(t, claims, 1)
	require.NotEmpty(t, claims[0].Rivals)
}
