package chain

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"allianceregistry/audit/block"
)

// allowedName is what an element of the configuration may be called. A name with a
// separator in it would stand where another element stands, and hide it. (Fabric:
// configtx.validateConfigID.)
var allowedName = regexp.MustCompile(`^[a-zA-Z0-9.-]{1,249}$`)

func isName(name string) bool { return allowedName.MatchString(name) && name != "." && name != ".." }

// checkNames fails with the first name in a tree that no element may have.
func checkNames(g block.Group) error {
	names := slices.Concat(slices.Collect(maps.Keys(g.Groups)), slices.Collect(maps.Keys(g.Values)), slices.Collect(maps.Keys(g.Policies)))
	slices.Sort(names)
	for _, name := range names {
		if !isName(name) {
			return fmt.Errorf("no element of the configuration may be called %q", name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(g.Groups)) {
		if err := checkNames(g.Groups[name]); err != nil {
			return err
		}
	}
	return nil
}

// isPolicyPath reports whether text can name the policy that may change an element.
// (Fabric: configtx.validateModPolicy.)
func isPolicyPath(text string) bool {
	for _, name := range strings.Split(strings.TrimPrefix(text, separator), separator) {
		if !isName(name) {
			return false
		}
	}
	return true
}
