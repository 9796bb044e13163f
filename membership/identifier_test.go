package membership_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
)

// Codes of real organizations, as they publish them.
var (
	leis = []string{
		"506700GE1G29325QX363", // Global Legal Entity Identifier Foundation
		"549300LKFJ962MZ46593", // Cisco Systems
		"HWUPKR0MPOU8FGXBT394", // Apple
	}
	usccs = []string{
		"914403001922038216", // 华为技术有限公司
	}
)

// A party is registered with the codes that it has.
func TestCodesAreRegistered(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.must(as(cisco), membership.RegisterParty{
		Request: "r", Kind: charter.Enterprise, Names: chartertest.En("Cisco"), Jurisdiction: "US", LEI: leis[1], USCC: usccs[0],
	})
	party := ask(w, membership.GetParty{ID: cisco})
	require.Equal(t, leis[1], party.LEI)
	require.Equal(t, usccs[0], party.USCC)
}

func TestProposalIDs(t *testing.T) {
	t.Parallel()
	require.Len(t, pending, 24)
	require.NotEqual(t, membership.ProposalID("a@b", "c"), membership.ProposalID("a@bc", ""))
	require.NotEqual(t, membership.ProposalID(acme, "a"), membership.ProposalID(lab, "a"))
	require.Equal(t, membership.ProposalID(acme, "join"), pending)
}
