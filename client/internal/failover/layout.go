package failover

import (
	"cmp"
	"errors"
	"maps"
	"slices"
	"strings"
)

// ErrNoPolicy says that a peer does not tell by whose endorsements the policy is met.
var ErrNoPolicy = errors.New("it does not say who has to endorse")

// Layout is one way to meet a policy: so many transaction endorsements of each group
// (Fabric: discovery).
type Layout = map[string]uint32

// ChooseLayout returns candidates that make up one of the layouts: the first with an own
// one among them, and else the first; nil if none can be made up. A candidate counts
// once; of a group's candidates those are taken that come first.
func ChooseLayout[P comparable](layouts []Layout, candidates func(group string) []P, own func(P) bool) []P {
	var first []P
	for _, layout := range layouts {
		chosen := fillLayout(layout, candidates)
		if slices.ContainsFunc(chosen, own) {
			return chosen
		}
		if first == nil {
			first = chosen
		}
	}
	return first
}

// fillLayout makes up one layout. The group with the least choice chooses first.
func fillLayout[P comparable](layout Layout, candidates func(string) []P) []P {
	of := map[string][]P{}
	for group := range layout {
		of[group] = candidates(group)
	}
	groups := slices.SortedFunc(maps.Keys(layout), func(a, b string) int {
		return cmp.Or(cmp.Compare(len(of[a]), len(of[b])), strings.Compare(a, b))
	})
	var chosen []P
	for _, group := range groups {
		wanted := layout[group]
		for _, one := range of[group] {
			if wanted > 0 && !slices.Contains(chosen, one) {
				chosen, wanted = append(chosen, one), wanted-1
			}
		}
		if wanted > 0 {
			return nil
		}
	}
	return chosen
}
