package index

import (
	"bytes"
	"encoding/hex"
	"strconv"
	"time"

	"allianceregistry/client/chain"
)

// standing names in what a checkpoint is not the one that verifying leads to:
// whoever goes on from it believes it.
func standing(have, want chain.Checkpoint) []Difference {
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
	if !bytes.Equal(have.Config, want.Config) {
		found = append(found, Difference{
			Table: "meta", Key: checkpointName, Column: "config", Have: size(have.Config), Want: size(want.Config),
		})
	}
	return found
}

// size stands for a configuration block, which is too long to be shown.
func size(raw []byte) string { return strconv.Itoa(len(raw)) + " bytes" }
