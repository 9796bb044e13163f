package contract_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
	"allianceregistry/membership/refusal"
)

// The README of the chaincode names all that there is.
func TestReadmeIsComplete(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join("..", "README.md"))
	require.NoError(t, err)
	names := allNames()
	for _, code := range refusal.Codes() {
		names = append(names, string(code))
	}
	names = append(names,
		membership.PartyRegistered, membership.AuthorityAdded, membership.AuthorityRotated, membership.AuthorityRemoved,
		membership.AllianceFounded, membership.ConsentGiven, membership.AllianceOpened, membership.JoinFiled,
		membership.EndorsementGiven, membership.ProposalDecidedAs, membership.MembershipEnded,
		membership.ProposalFiled, membership.ProposalPutToVote, membership.ProposalWithdrawn, membership.EpochClosed, membership.EpochSealed,
		membership.PartyCorrected, membership.RecoveryAskedFor, membership.RecoveryRefused, membership.RecoveryDone,
		membership.AllianceDescribed, membership.ClaimStated, membership.ClaimAttested)
	for _, name := range names {
		require.Contains(t, string(text), "`"+name+"`")
	}
	e := newEndorser(t)
	e.life()
	for key := range e.ledger.State() {
		parsed, ok := membership.ParseKey(key)
		require.True(t, ok)
		require.Contains(t, string(text), "| `"+parsed.Object+"` |")
	}
}
