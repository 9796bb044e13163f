package change_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"
	"pgregory.net/rapid"

	"allianceregistry/network/change"
)

// Whatever configuration is made of another, Fabric's own rules come to the same by the
// update, and each version rises by one where something changes and nowhere else.
func TestDelta(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		from := &common.Config{Sequence: 3, ChannelGroup: randomGroup(t, 3)}
		to := copyOf(from)
		if rapid.IntRange(0, 9).Draw(t, "unrelated") == 0 {
			to.ChannelGroup = randomGroup(t, 3)
		}
		for range rapid.IntRange(0, 4).Draw(t, "changes") {
			alter(t, to.ChannelGroup)
		}
		update := change.Delta("registry", from, to)
		if same(from.ChannelGroup, to.ChannelGroup) {
			require.Nil(t, update)
			return
		}
		require.NotNil(t, update)
		got := change.After(from, update)
		require.True(t, same(to.ChannelGroup, got.ChannelGroup), "after is not what was wanted")
		byFabric, err := applied(from, update, anybody)
		require.NoError(t, err)
		require.True(t, proto.Equal(byFabric.ChannelGroup, got.ChannelGroup), "Fabric would come to something else")
		require.True(t, proto.Equal(update, change.Delta("registry", from, got)), "the update is written in another way")
		requireVersions(t, "", from.ChannelGroup, got.ChannelGroup)
	})
}

// versioned is a group, a value or a policy.
type versioned interface {
	comparable
	proto.Message
	GetVersion() uint64
	GetModPolicy() string
}

func requireVersions(t *rapid.T, path string, was, is *common.ConfigGroup) {
	comeOrGo := !slices.Equal(keys(was.Groups), keys(is.Groups)) || !slices.Equal(keys(was.Values), keys(is.Values)) || !slices.Equal(keys(was.Policies), keys(is.Policies))
	requireVersion(t, path, was.Version, is.Version, comeOrGo || was.ModPolicy != is.ModPolicy)
	for name, inner := range is.Groups {
		if old := was.Groups[name]; old != nil {
			requireVersions(t, path+"/"+name, old, inner)
		} else {
			require.Zero(t, inner.Version)
		}
	}
	requirePartVersions(t, path, was.Values, is.Values)
	requirePartVersions(t, path, was.Policies, is.Policies)
}

func requirePartVersions[M versioned](t *rapid.T, path string, was, is map[string]M) {
	var none M
	for name, now := range is {
		if old := was[name]; old != none {
			requireVersion(t, path+"/"+name, old.GetVersion(), now.GetVersion(), !samePart(old, now))
		} else {
			require.Zero(t, now.GetVersion())
		}
	}
}

func requireVersion(t *rapid.T, path string, was, is uint64, changed bool) {
	if changed {
		was++
	}
	require.Equal(t, was, is, path)
}

func keys[V any](of map[string]V) []string { return slices.Sorted(maps.Keys(of)) }

// same reports whether two groups are alike but for versions.
func same(a, b *common.ConfigGroup) bool {
	return a.GetModPolicy() == b.GetModPolicy() &&
		maps.EqualFunc(a.GetGroups(), b.GetGroups(), same) &&
		maps.EqualFunc(a.GetValues(), b.GetValues(), samePart) &&
		maps.EqualFunc(a.GetPolicies(), b.GetPolicies(), samePart)
}

func samePart[M versioned](a, b M) bool {
	switch a := any(a).(type) {
	case *common.ConfigValue:
		b, _ := any(b).(*common.ConfigValue)
		return a.ModPolicy == b.ModPolicy && string(a.Value) == string(b.Value)
	case *common.ConfigPolicy:
		b, _ := any(b).(*common.ConfigPolicy)
		return a.ModPolicy == b.ModPolicy && proto.Equal(a.Policy, b.Policy)
	}
	return false
}

// randomGroup makes a group with few names, so that groups, values and policies come to have
// the same.
func randomGroup(t *rapid.T, depth int) *common.ConfigGroup {
	group := &common.ConfigGroup{
		Version: rapid.Uint64Range(0, 3).Draw(t, "version"), ModPolicy: randomRule(t),
		Groups: map[string]*common.ConfigGroup{}, Values: map[string]*common.ConfigValue{}, Policies: map[string]*common.ConfigPolicy{},
	}
	for range rapid.IntRange(0, 2).Draw(t, "values") {
		group.Values[randomName(t)] = randomValue(t)
	}
	for range rapid.IntRange(0, 2).Draw(t, "policies") {
		group.Policies[randomName(t)] = randomPolicy(t)
	}
	if depth > 0 {
		for range rapid.IntRange(0, 2).Draw(t, "groups") {
			group.Groups[randomName(t)] = randomGroup(t, depth-1)
		}
	}
	return group
}

func randomName(t *rapid.T) string { return rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "name") }

func randomRule(t *rapid.T) string {
	return rapid.SampledFrom([]string{"Admins", "Writers", "/Channel/Admins"}).Draw(t, "rule")
}

func randomValue(t *rapid.T) *common.ConfigValue {
	return &common.ConfigValue{
		Version: rapid.Uint64Range(0, 3).Draw(t, "version"), ModPolicy: randomRule(t),
		Value: []byte(rapid.SampledFrom([]string{"", "x", "y"}).Draw(t, "value")),
	}
}

func randomPolicy(t *rapid.T) *common.ConfigPolicy {
	return &common.ConfigPolicy{
		Version: rapid.Uint64Range(0, 3).Draw(t, "version"), ModPolicy: randomRule(t),
		Policy: &common.Policy{Type: rapid.Int32Range(1, 3).Draw(t, "type"), Value: []byte(randomName(t))},
	}
}

// alter changes one thing somewhere in a group.
func alter(t *rapid.T, group *common.ConfigGroup) {
	for len(group.Groups) > 0 && rapid.Bool().Draw(t, "deeper") {
		group = group.Groups[rapid.SampledFrom(keys(group.Groups)).Draw(t, "into")]
	}
	name := randomName(t)
	switch what := rapid.IntRange(0, 6).Draw(t, "what"); what {
	case 0:
		group.Values = with(group.Values, name, randomValue(t))
	case 1:
		delete(group.Values, name)
	case 2:
		group.Policies = with(group.Policies, name, randomPolicy(t))
	case 3:
		delete(group.Policies, name)
	case 4:
		group.Groups = with(group.Groups, name, randomGroup(t, 1))
	case 5:
		delete(group.Groups, name)
	case 6:
		group.ModPolicy = randomRule(t)
	default:
		panic(fmt.Sprint(what))
	}
}

func with[V any](in map[string]V, name string, value V) map[string]V {
	if in == nil {
		in = map[string]V{}
	}
	in[name] = value
	return in
}
