package chain

import (
	"fmt"
	"slices"

	"allianceregistry/audit/block"
)

// The parts of the configuration that name capabilities, as block.Config has them.
const (
	channelPart     = "Channel"
	ordererPart     = "Orderer"
	applicationPart = "Application"
)

// capabilityBFT brings Fabric 3's rules: Ed25519 keys, and orderers of BFT.
const capabilityBFT = "V3_0"

// capabilities are, for each part, those that are known (Fabric:
// common/capabilities) and those of which one has to be there: the rules that this
// package applies are theirs.
var capabilities = map[string]struct{ known, needed []string }{
	channelPart: {
		known:  []string{"V1_1", "V1_3", "V1_4_2", "V1_4_3", "V2_0", capabilityBFT},
		needed: []string{"V1_4_3", "V2_0", capabilityBFT},
	},
	ordererPart: {known: []string{"V1_1", "V1_4_2", "V2_0"}},
	applicationPart: {
		known:  []string{"V1_1", "V1_2", "V1_3", "V1_4_2", "V2_0", "V2_5"},
		needed: []string{"V2_0", "V2_5"},
	},
}

// checkCapabilities fails where a configuration asks for other rules than those
// that are applied here. Fabric's peers stop at a capability that they do not know.
func checkCapabilities(config *block.Config) error {
	for _, part := range []string{channelPart, ordererPart, applicationPart} {
		found := false
		for _, name := range config.Capabilities[part] {
			if !slices.Contains(capabilities[part].known, name) {
				return fmt.Errorf("capability %q of %s is not known", name, part)
			}
			found = found || slices.Contains(capabilities[part].needed, name)
		}
		if needed := capabilities[part].needed; !found && len(needed) > 0 {
			return fmt.Errorf("%s has none of the capabilities %v: transactions are then judged by older rules", part, needed)
		}
	}
	return nil
}
