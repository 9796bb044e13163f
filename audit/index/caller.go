package index

import (
	"allianceregistry/audit/block"
	"allianceregistry/audit/caller"
	"allianceregistry/membership"
)

// callers remembers what certificates say: most transactions come from few. Of one that
// cannot be read the MSP is known, and what else could be read.
type callers map[string]membership.Caller

// maxCallers bounds what is remembered.
const maxCallers = 10_000

func (c callers) get(sender block.Identity) membership.Caller {
	key := sender.MSP + "\x00" + string(sender.Certificate)
	who, found := c[key]
	if !found {
		if len(c) >= maxCallers {
			clear(c)
		}
		who, _ = caller.Read(sender)
		c[key] = who
	}
	return who
}
