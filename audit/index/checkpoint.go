package index

import (
	"encoding/hex"
	"strconv"
	"time"

	"allianceregistry/audit/block"
	"allianceregistry/audit/chain"
)

// diffCheckpoints names in what a checkpoint differs from the one that verifying leads to:
// whoever goes on from it believes it.
func diffCheckpoints(have, want chain.Checkpoint) []Difference {
	var found []Difference
	for _, part := range []struct{ column, have, want string }{
		{"next", strconv.FormatUint(have.Next, 10), strconv.FormatUint(want.Next, 10)},
		{"previous", hex.EncodeToString(have.Previous), hex.EncodeToString(want.Previous)},
		{"genesis", hex.EncodeToString(have.Genesis), hex.EncodeToString(want.Genesis)},
		{"configBlock", strconv.FormatUint(have.ConfigBlock, 10), strconv.FormatUint(want.ConfigBlock, 10)},
		{"time", have.Time.UTC().Format(time.RFC3339Nano), want.Time.UTC().Format(time.RFC3339Nano)},
	} {
		if part.have != part.want {
			found = append(found, Difference{Table: "meta", Key: checkpointName, Column: part.column, Have: part.have, Want: part.want})
		}
	}
	if is, should := configHashes(have.Config), configHashes(want.Config); is != should {
		found = append(found, Difference{Table: "meta", Key: checkpointName, Column: "config", Have: is, Want: should})
	}
	return found
}

// configHashes stands for a configuration block: by the hashes of its header and of its
// transactions, for which orderers signed it differs from copy to copy.
func configHashes(raw []byte) string {
	if len(raw) == 0 {
		return ""
	}
	parsed, err := block.Parse(raw)
	if err != nil {
		return strconv.Itoa(len(raw)) + " bytes, and no block"
	}
	return hex.EncodeToString(parsed.Hash) + " " + hex.EncodeToString(parsed.Computed)
}
