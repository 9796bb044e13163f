package replay_test

import (
	"fmt"
	"testing"

	"allianceregistry/audit/replay"
)

// BenchmarkReplay replays one call of a registry with 5,000 claims, its own block
// included.
func BenchmarkReplay(b *testing.B) {
	w := opened(b)
	for i := range 5000 {
		w.must(as(lab), claim(fmt.Sprint(i), "members", "9", acme))
	}
	r := replay.NewReplay("registry")
	for i := 0; b.Loop(); i++ {
		if i%len(w.blocks) == 0 {
			r = replay.NewReplay("registry")
		}
		if _, err := r.Add(w.blocks[i%len(w.blocks)]); err != nil {
			b.Fatal(err)
		}
	}
}
