package change_test

import (
	"fmt"
	"testing"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/msp"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"
)

// element is one group, value or policy of a configuration, as Fabric keeps them: all in one
// map, by kind and path.
type element struct {
	message interface {
		proto.Message
		GetVersion() uint64
		GetModPolicy() string
	}
	in string // path of the group that its rule is looked for in
}

func flat(into map[string]element, path string, group *common.ConfigGroup) map[string]element {
	into["group "+path] = element{group, path}
	for name, inner := range group.GetGroups() {
		flat(into, path+"/"+name, inner)
	}
	for name, value := range group.GetValues() {
		into["value "+path+"/"+name] = element{value, path}
	}
	for name, policy := range group.GetPolicies() {
		into["policy "+path+"/"+name] = element{policy, path}
	}
	return into
}

// applied does with an update what Fabric's orderers and peers do with it (3.1.1,
// common/configtx): whoever has signed is for allowed to say.
func applied(config *common.Config, update *common.ConfigUpdate, allowed func(in, policy string) bool) (*common.Config, error) {
	have := flat(map[string]element{}, "/Channel", config.GetChannelGroup())
	read := flat(map[string]element{}, "/Channel", update.GetReadSet())
	write := flat(map[string]element{}, "/Channel", update.GetWriteSet())
	for key, e := range read {
		if old, found := have[key]; !found || old.message.GetVersion() != e.message.GetVersion() {
			return nil, fmt.Errorf("%s: read of another version", key)
		}
	}
	written := 0
	for key, e := range write {
		if was, known := read[key]; known && was.message.GetVersion() == e.message.GetVersion() {
			continue
		}
		written++
		old, known := have[key]
		switch {
		case e.message.GetModPolicy() == "":
			return nil, fmt.Errorf("%s: nobody could change it", key)
		case !known && e.message.GetVersion() != 0, known && e.message.GetVersion() != old.message.GetVersion()+1:
			return nil, fmt.Errorf("%s: written with version %d", key, e.message.GetVersion())
		case known && !allowed(old.in, old.message.GetModPolicy()):
			return nil, fmt.Errorf("%s: %s of %s is not satisfied", key, old.message.GetModPolicy(), old.in)
		}
		have[key] = e
	}
	if written == 0 {
		return nil, fmt.Errorf("no effect")
	}
	group, err := unflat(have, "/Channel")
	return &common.Config{Sequence: config.GetSequence() + 1, ChannelGroup: group}, err
}

// unflat makes a group of a map again: what the group names is there, and nothing else.
func unflat(have map[string]element, path string) (*common.ConfigGroup, error) {
	named, found := have["group "+path].message.(*common.ConfigGroup)
	if !found {
		return nil, fmt.Errorf("%s: named, and not there", path)
	}
	group, _ := proto.Clone(named).(*common.ConfigGroup)
	for name := range group.GetGroups() {
		inner, err := unflat(have, path+"/"+name)
		if err != nil {
			return nil, err
		}
		group.Groups[name] = inner
	}
	for name := range group.GetValues() {
		group.Values[name], _ = have["value "+path+"/"+name].message.(*common.ConfigValue)
	}
	for name := range group.GetPolicies() {
		group.Policies[name], _ = have["policy "+path+"/"+name].message.(*common.ConfigPolicy)
	}
	return group, nil
}

func anybody(string, string) bool { return true }

// satisfied reports whether a rule of a group is satisfied once the administrators of these
// organizations have signed.
func satisfied(t testing.TB, group *common.ConfigGroup, policy string, signed map[string]bool) bool {
	t.Helper()
	found := group.GetPolicies()[policy].GetPolicy()
	if found.GetType() == int32(common.Policy_SIGNATURE) {
		var rule common.SignaturePolicyEnvelope
		require.NoError(t, proto.Unmarshal(found.GetValue(), &rule))
		for _, principal := range rule.GetIdentities() {
			var role msp.MSPRole
			require.NoError(t, proto.Unmarshal(principal.GetPrincipal(), &role))
			if role.GetRole() == msp.MSPRole_ADMIN && signed[role.GetMspIdentifier()] {
				return true
			}
		}
		return false
	}
	var rule common.ImplicitMetaPolicy
	require.NoError(t, proto.Unmarshal(found.GetValue(), &rule))
	count := 0
	for _, inner := range group.GetGroups() {
		if satisfied(t, inner, rule.GetSubPolicy(), signed) {
			count++
		}
	}
	switch rule.GetRule() {
	case common.ImplicitMetaPolicy_ANY:
		return count >= 1
	case common.ImplicitMetaPolicy_ALL:
		return count == len(group.GetGroups())
	default:
		return count > len(group.GetGroups())/2
	}
}
