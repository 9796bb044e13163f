package replay

import (
	"slices"

	"allianceregistry/audit/chain"
)

// Unchecked names those peers and folders that findings say were not checked, or not to
// the end, each once and in order. That nothing was found about them says nothing.
func Unchecked(findings []chain.Finding) []string {
	var names []string
	for _, f := range findings {
		switch f.Code {
		case PeerSilent, PeerMoving, chain.SourceSilent, chain.SourceAway, chain.SourceShort:
			names = append(names, f.Source)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}
