package audit

import (
	"slices"
	"strings"

	"allianceregistry/client/chain"
)

// Unchecked names those who findings say were not checked, or not to the end, each once
// and in order: peers and folders by their names, and hosts where nobody's peer is named.
// That nothing was found about them says nothing.
func Unchecked(findings []chain.Finding) []string {
	var names []string
	for _, f := range findings {
		switch f.Code {
		case PeerSilent, PeerMoving, chain.SourceSilent, chain.SourceAway, chain.SourceShort:
		default:
			continue
		}
		if f.Source != "" {
			names = append(names, f.Source)
			continue
		}
		names = append(names, strings.Split(f.Params["host"], ", ")...)
	}
	slices.Sort(names)
	return slices.Compact(names)
}
