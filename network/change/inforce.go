package change

import (
	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"google.golang.org/protobuf/proto"
)

// InForce reports whether a configuration is the one that the change makes, in all that it
// writes: then it has been submitted before, by a command that was interrupted or by
// another host. A later change of the same parts hides that.
func (c Change) InForce(config *common.Config) bool {
	update, err := c.update()
	if err != nil || config.GetSequence() <= c.Sequence {
		return false
	}
	return inForce(config.GetChannelGroup(), update.GetReadSet(), update.GetWriteSet())
}

func inForce(now, read, write *common.ConfigGroup) bool {
	if now == nil {
		return false
	}
	if write.GetVersion() != read.GetVersion() { // members come or go
		if now.GetVersion() != write.GetVersion() || now.GetModPolicy() != write.GetModPolicy() || !sameNames(now.GetGroups(), write.GetGroups()) ||
			!sameNames(now.GetValues(), write.GetValues()) || !sameNames(now.GetPolicies(), write.GetPolicies()) {
			return false
		}
	}
	return membersInForce(now.GetValues(), read.GetValues(), write.GetValues()) &&
		membersInForce(now.GetPolicies(), read.GetPolicies(), write.GetPolicies()) &&
		groupsInForce(now, read, write)
}

func groupsInForce(now, read, write *common.ConfigGroup) bool {
	for name, inner := range write.GetGroups() {
		before, referred := read.GetGroups()[name]
		if referred && proto.Equal(before, inner) {
			continue // it is only named
		}
		if !referred { // new with this change
			if !proto.Equal(now.GetGroups()[name], inner) {
				return false
			}
			continue
		}
		if !inForce(now.GetGroups()[name], before, inner) {
			return false
		}
	}
	return true
}

// membersInForce reports whether the values or policies that are written stand there.
func membersInForce[M proto.Message](now, read, write map[string]M) bool {
	for name, written := range write {
		before, referred := read[name]
		if referred && proto.Equal(before, written) {
			continue
		}
		if !proto.Equal(now[name], written) {
			return false
		}
	}
	return true
}

func sameNames[V any](one, other map[string]V) bool {
	if len(one) != len(other) {
		return false
	}
	for name := range one {
		if _, found := other[name]; !found {
			return false
		}
	}
	return true
}

// AboutOrderers reports whether the change is about which orderers take part, and where.
func (c Change) AboutOrderers() bool {
	update, err := c.update()
	if err != nil {
		return false
	}
	values := update.GetWriteSet().GetGroups()[ordererGroup].GetValues()
	return len(values[consensusTypeValue].GetValue())+len(values[orderersValue].GetValue()) > 0
}
