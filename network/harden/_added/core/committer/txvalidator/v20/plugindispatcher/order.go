package plugindispatcher

import (
	"maps"
	"slices"
)

// inOrder lists the namespaces that a transaction writes. The first that is
// refused decides the transaction's code: in the order of a map, peers differed.
func inOrder(namespaces map[string]bool) []string {
	return slices.Sorted(maps.Keys(namespaces))
}
