package change

import (
	"maps"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
)

// after returns the configuration that an update makes of another. It shares what does not
// change. It asks neither whether Fabric would accept the update nor whether it is of the
// usual form: see Explain.
func after(config *common.Config, update *common.ConfigUpdate) *common.Config {
	return &common.Config{
		Sequence: config.GetSequence() + 1, ChannelGroup: groupAfter(config.GetChannelGroup(), update.GetWriteSet()),
	}
}

// groupAfter takes over what the update writes. Of a group whose version rises, what the
// update does not name is removed.
func groupAfter(old, write *common.ConfigGroup) *common.ConfigGroup {
	group := &common.ConfigGroup{Version: write.GetVersion(), ModPolicy: write.GetModPolicy()}
	rises := write.GetVersion() != old.GetVersion()
	if !rises {
		group.ModPolicy = old.GetModPolicy()
	}
	group.Groups = membersAfter(old.GetGroups(), write.GetGroups(), rises, groupAfter)
	group.Values = membersAfter(old.GetValues(), write.GetValues(), rises, partAfter)
	group.Policies = membersAfter(old.GetPolicies(), write.GetPolicies(), rises, partAfter)
	return group
}

func membersAfter[M member](old, write map[string]M, rises bool, memberAfter func(old, write M) M) map[string]M {
	members := map[string]M{}
	if !rises {
		maps.Copy(members, old)
	}
	for name, written := range write {
		members[name] = written
		if was, known := old[name]; known {
			members[name] = memberAfter(was, written)
		}
	}
	return members
}

// partAfter takes a value or a policy that bears the same version for a reference to it.
func partAfter[M member](old, write M) M {
	if write.GetVersion() == old.GetVersion() {
		return old
	}
	return write
}
