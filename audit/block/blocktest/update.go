package blocktest

import (
	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"google.golang.org/protobuf/proto"
)

// advance gives each part of a new tree that differs from the old one the version
// after, and the others theirs. (Fabric: a group's version is about which parts it
// has.)
func advance(old, next *common.ConfigGroup) {
	next.Version = old.Version
	if !sameKeys(old.Groups, next.Groups) || !sameKeys(old.Values, next.Values) || !sameKeys(old.Policies, next.Policies) {
		next.Version++
	}
	for name, below := range next.Groups {
		if former, ok := old.Groups[name]; ok {
			advance(former, below)
		}
	}
	for name, value := range next.Values {
		if former, ok := old.Values[name]; ok {
			value.Version = former.Version
			if !proto.Equal(former, value) {
				value.Version++
			}
		}
	}
	for name, policy := range next.Policies {
		if former, ok := old.Policies[name]; ok {
			policy.Version = former.Version
			if !proto.Equal(former, policy) {
				policy.Version++
			}
		}
	}
}

// sameKeys reports whether two maps have the same keys.
func sameKeys[V any](a, b map[string]V) bool {
	for key := range a {
		if _, ok := b[key]; !ok {
			return false
		}
	}
	return len(a) == len(b)
}

// versions is a tree without its content: what an update says that it has read.
func versions(group *common.ConfigGroup) *common.ConfigGroup {
	bare := &common.ConfigGroup{
		Version:  group.Version,
		Groups:   map[string]*common.ConfigGroup{},
		Values:   map[string]*common.ConfigValue{},
		Policies: map[string]*common.ConfigPolicy{},
	}
	for name, below := range group.Groups {
		bare.Groups[name] = versions(below)
	}
	for name, value := range group.Values {
		bare.Values[name] = &common.ConfigValue{Version: value.Version}
	}
	for name, policy := range group.Policies {
		bare.Policies[name] = &common.ConfigPolicy{Version: policy.Version}
	}
	return bare
}
