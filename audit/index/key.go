package index

import (
	"crypto/sha256"
	"slices"
	"strings"

	"allianceregistry/audit/block"
)

// maxKey is the most bytes of a key of the state that stand in an index as
// they are: one of PostgreSQL takes a third of a page at most, 2,704 bytes. The
// registry's own keys are far shorter; what other chaincodes write nobody bounds.
const maxKey = 1900

// splitKey is a key as it is looked up, and the whole one if that is another: of
// a long one its beginning and a digest, which together are longer than any that
// stands as it is, so that no two keys are ever one.
func splitKey(key string) (short, whole []byte) {
	if len(key) <= maxKey {
		return []byte(key), []byte{}
	}
	sum := sha256.Sum256([]byte(key))
	return append([]byte(key[:maxKey]), sum[:]...), []byte(key)
}

func lookupKey(key string) []byte {
	short, _ := splitKey(key)
	return short
}

// lowerBound is a key in the index at or before all those whose whole key lies at start or
// behind it.
func lowerBound(start string) []byte { return []byte(start[:min(len(start), maxKey)]) }

// upperBound is a key in the index behind all those whose whole key lies before end.
// Behind a long end's beginning no digest of 32 bytes can reach.
func upperBound(end string) []byte {
	if len(end) <= maxKey {
		return []byte(end)
	}
	return append([]byte(end[:maxKey]), strings.Repeat("\xff", sha256.Size+1)...)
}

// trimRange puts what was found in the order of the whole keys, and leaves out what
// only its beginning brought in.
func trimRange(reads []block.Read, start, end string) []block.Read {
	long := slices.ContainsFunc(reads, func(r block.Read) bool { return len(r.Key) > maxKey })
	if !long && len(start) <= maxKey && len(end) <= maxKey {
		return reads
	}
	reads = slices.DeleteFunc(reads, func(r block.Read) bool { return r.Key < start || end != "" && r.Key >= end })
	slices.SortFunc(reads, func(x, y block.Read) int { return strings.Compare(x.Key, y.Key) })
	return reads
}
