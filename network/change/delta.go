package change

import (
	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// delta returns the update that makes one configuration of another; nil if they are the same
// but for versions. The read set names, by their versions, the groups that it rests on; the
// write set holds what changes, each with the next version (Fabric 3.1.1, common/configtx).
func delta(name string, from, to *common.Config) *common.ConfigUpdate {
	read, write, changed := deltaOfGroup(from.GetChannelGroup(), to.GetChannelGroup())
	if !changed {
		return nil
	}
	return &common.ConfigUpdate{ChannelId: name, ReadSet: read, WriteSet: write}
}

// member is what a group has in it, by name: a group, a value or a policy.
type member interface {
	proto.Message
	GetVersion() uint64
	GetModPolicy() string
}

// deltas are what becomes of the members of one kind in a group.
type deltas[M member] struct {
	same        map[string]M // those that stay, by their versions alone
	read, write map[string]M // of those that change
	comeOrGo    bool
}

// deltaOf compares members. How one of them changes is for change to say.
func deltaOf[M member](from, to map[string]M, change func(from, to M) (read, write M, changed bool)) deltas[M] {
	d := deltas[M]{same: map[string]M{}, read: map[string]M{}, write: map[string]M{}}
	for name, old := range from {
		now, kept := to[name]
		if !kept {
			d.comeOrGo = true
			continue
		}
		read, write, changed := change(old, now)
		if !changed {
			d.same[name] = at(empty(old), old.GetVersion())
			continue
		}
		d.write[name] = write
		if read.ProtoReflect().IsValid() {
			d.read[name] = read
		}
	}
	for name, now := range to {
		if _, known := from[name]; !known {
			d.comeOrGo = true
			d.write[name] = fresh(now)
		}
	}
	return d
}

// deltaOfPart is how a value or a policy changes: as a whole.
func deltaOfPart[M member](from, to M) (read, write M, changed bool) {
	if proto.Equal(at(copied(from), 0), at(copied(to), 0)) {
		return read, write, false
	}
	return read, at(copied(to), from.GetVersion()+1), true
}

// deltaOfGroup is how a group changes. Its own version rises only if members come or go, or
// the rule by which it may change is another; then it names also those members that stay.
func deltaOfGroup(from, to *common.ConfigGroup) (read, write *common.ConfigGroup, changed bool) {
	groups := deltaOf(from.GetGroups(), to.GetGroups(), deltaOfGroup)
	values := deltaOf(from.GetValues(), to.GetValues(), deltaOfPart)
	policies := deltaOf(from.GetPolicies(), to.GetPolicies(), deltaOfPart)
	read = &common.ConfigGroup{Version: from.GetVersion(), Groups: groups.read, Values: values.read, Policies: policies.read}
	write = &common.ConfigGroup{Version: from.GetVersion(), Groups: groups.write, Values: values.write, Policies: policies.write}
	if groups.comeOrGo || values.comeOrGo || policies.comeOrGo || from.GetModPolicy() != to.GetModPolicy() {
		write.Version++
		write.ModPolicy = to.GetModPolicy()
		groups.nameAll()
		values.nameAll()
		policies.nameAll()
		return read, write, true
	}
	return read, write, len(groups.write)+len(values.write)+len(policies.write) > 0
}

// nameAll adds the members that stay.
func (d deltas[M]) nameAll() {
	for name, reference := range d.same {
		d.read[name], d.write[name] = reference, reference
	}
}

// at gives a member a version.
func at[M member](m M, version uint64) M {
	content := m.ProtoReflect()
	content.Set(content.Descriptor().Fields().ByName("version"), protoreflect.ValueOfUint64(version))
	return m
}

func empty[M member](like M) M {
	made, _ := like.ProtoReflect().New().Interface().(M)
	return made
}

func copied[M member](m M) M {
	made, _ := proto.Clone(m).(M)
	return made
}

// fresh returns a member that is new: it begins with the first version, and so does all in it.
func fresh[M member](m M) M {
	made := at(copied(m), 0)
	group, isGroup := any(made).(*common.ConfigGroup)
	if !isGroup {
		return made
	}
	for name, inner := range group.GetGroups() {
		group.Groups[name] = fresh(inner)
	}
	for name, value := range group.GetValues() {
		group.Values[name] = fresh(value)
	}
	for name, policy := range group.GetPolicies() {
		group.Policies[name] = fresh(policy)
	}
	return made
}
