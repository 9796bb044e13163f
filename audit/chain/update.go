package chain

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"

	"allianceregistry/audit/block"
)

// defaultModPolicy is what Fabric writes where an element says nothing.
const defaultModPolicy = "Admins"

// judgeConfiguration checks a new configuration: that it is the one in force with what
// its update asked for, and that those who signed the update may change each part.
// It is in force from the next block on. (Fabric: common/configtx.)
func (r *review) judgeConfiguration(i int, tx *block.Transaction) ruling {
	if tx.Config == nil || len(r.prepared.txs) != 1 {
		r.addTx(i, tx.ID, Fault, ConfigUnauthorized, "element", "", "why", "not the only transaction of its block, or unreadable: "+tx.Problem)
		return ruling{code: valid}
	}
	c := r.verifier.channel
	if tx.Config.Channel != r.verifier.name {
		r.addTx(i, tx.ID, Fault, WrongChannel, "expected", r.verifier.name, "seen", tx.Config.Channel)
	}
	if expected := c.config.Sequence + 1; tx.Config.Sequence != expected {
		r.addTx(i, tx.ID, Fault, ConfigUnauthorized, "element", "sequence",
			"why", fmt.Sprintf("%d instead of %d", tx.Config.Sequence, expected))
	}
	for _, why := range checkImmutable(c.config, tx.Config) {
		r.addTx(i, tx.ID, Fault, ConfigUnauthorized, "element", why.element, "why", why.why)
	}
	change := update{channel: c, signers: c.signers(r.prepared.txs[i].updaters), before: flatten(c.config.Root)}
	for _, refusal := range change.check(tx.Config) {
		r.addTx(i, tx.ID, Fault, ConfigUnauthorized, "element", refusal.element, "why", refusal.why)
	}
	r.adopt(tx.Config)
	return ruling{code: valid}
}

// checkImmutable finds what no signatures may change: that there are orderers and members, and
// the MSP id of an organization, which would let one speak in another's name.
// (Fabric: channelconfig.Bundle.ValidateNew.)
func checkImmutable(before, after *block.Config) []violation {
	var refusals []violation
	for part, orgs := range map[string][2]map[string]block.Organization{
		ordererPart:     {before.Orderers, after.Orderers},
		applicationPart: {before.Members, after.Members},
	} {
		at := separator + root + separator + part
		_, had := before.Root.Groups[part]
		if _, has := after.Root.Groups[part]; had && !has {
			refusals = append(refusals, violation{string(group) + " " + at, "may not go"})
		}
		for name, org := range orgs[0] {
			if next, ok := orgs[1][name]; ok && next.MSP != org.MSP {
				refusals = append(refusals, violation{
					string(value) + " " + at + separator + name + separator + "MSP",
					fmt.Sprintf("the MSP id may not change from %q to %q", org.MSP, next.MSP),
				})
			}
		}
	}
	slices.SortFunc(refusals, func(a, b violation) int { return strings.Compare(a.element, b.element) })
	return refusals
}

// kind is that of an element in the configuration's tree: a
// group may have a value and a policy of one name.
type kind string

const (
	group  kind = "group"
	value  kind = "value"
	policy kind = "policy"
)

// elementKey names an element by its kind and its path: the names from the channel's
// group down, which itself has none.
type elementKey struct {
	kind kind
	path string
}

// names are the path's parts.
func (p elementKey) names() []string {
	if p.path == "" {
		return nil
	}
	return strings.Split(p.path, separator)
}

// element is one part of the configuration, without the elements below.
type element struct {
	version   uint64
	modPolicy string
	content   []byte
	// below are the elements of a group.
	below []elementKey
}

// flatten lists the elements of a tree by their keys.
func flatten(root block.Group) map[elementKey]element {
	all := make(map[elementKey]element)
	flattenInto(all, nil, root)
	return all
}

func flattenInto(all map[elementKey]element, path []string, g block.Group) {
	at := func(k kind, name string) elementKey {
		return elementKey{k, strings.Join(append(slices.Clone(path), name), separator)}
	}
	self := element{version: g.Version, modPolicy: g.ModPolicy}
	for name, below := range g.Groups {
		self.below = append(self.below, at(group, name))
		flattenInto(all, append(slices.Clone(path), name), below)
	}
	for name, v := range g.Values {
		self.below = append(self.below, at(value, name))
		all[at(value, name)] = element{version: v.Version, modPolicy: v.ModPolicy, content: v.Content}
	}
	for name, p := range g.Policies {
		self.below = append(self.below, at(policy, name))
		all[at(policy, name)] = element{version: p.Version, modPolicy: p.ModPolicy, content: p.Content}
	}
	slices.SortFunc(self.below, compareElementKeys)
	all[elementKey{group, strings.Join(path, separator)}] = self
}

func compareElementKeys(a, b elementKey) int {
	if c := strings.Compare(string(a.kind), string(b.kind)); c != 0 {
		return c
	}
	return strings.Compare(a.path, b.path)
}

// update is a change of the configuration.
type update struct {
	channel *channel
	signers []*signed
	before  map[elementKey]element
}

// violation is an element that an update may not change so.
type violation struct{ element, why string }

// check finds everything about a new configuration that the update does not justify.
func (u *update) check(config *block.Config) []violation {
	if config.Update == nil {
		return []violation{{"", "no update asked for it"}}
	}
	if config.Update.Channel != u.channel.config.Channel {
		return []violation{{"", fmt.Sprintf("the update is for channel %q", config.Update.Channel)}}
	}
	for _, tree := range []block.Group{config.Update.ReadSet, config.Update.WriteSet, config.Root} {
		if err := checkNames(tree); err != nil {
			return []violation{{"", err.Error()}}
		}
	}
	refusals := u.checkRead(config.Update.ReadSet)
	delta := changed(flatten(config.Update.ReadSet), flatten(config.Update.WriteSet))
	if len(delta) == 0 {
		refusals = append(refusals, violation{"", "the update changes nothing"})
	}
	for _, at := range slices.SortedFunc(maps.Keys(delta), compareElementKeys) {
		if why := u.checkChange(at, delta[at]); why != "" {
			refusals = append(refusals, violation{at.String(), why})
		}
	}
	result := u.apply(delta)
	for _, at := range slices.SortedFunc(maps.Keys(flatten(config.Update.WriteSet)), compareElementKeys) {
		if _, ok := result[at]; !ok {
			refusals = append(refusals, violation{at.String(), "written, and not in the result"})
		}
	}
	return append(refusals, diffElements(result, flatten(config.Root))...)
}

// checkRead finds what the update was made from that is not what is in force.
func (u *update) checkRead(read block.Group) []violation {
	var refusals []violation
	elements := flatten(read)
	for _, at := range slices.SortedFunc(maps.Keys(elements), compareElementKeys) {
		if now, ok := u.before[at]; !ok || now.version != elements[at].version {
			refusals = append(refusals, violation{at.String(), "the update was made from another version"})
		}
	}
	return refusals
}

// changed are the elements that are written in another version than they were read.
func changed(read, written map[elementKey]element) map[elementKey]element {
	delta := make(map[elementKey]element)
	for at, e := range written {
		if before, ok := read[at]; !ok || before.version != e.version {
			delta[at] = e
		}
	}
	return delta
}

// checkChange says why an element may not be set so, "" if it may. A new one needs
// no policy of its own: the group above changes with it.
func (u *update) checkChange(at elementKey, e element) string {
	if !isPolicyPath(e.modPolicy) {
		return fmt.Sprintf("%q is no policy that could say who may change it", e.modPolicy)
	}
	before, ok := u.before[at]
	if !ok {
		if e.version != 0 {
			return fmt.Sprintf("new, with version %d", e.version)
		}
		return ""
	}
	if e.version != before.version+1 {
		return fmt.Sprintf("version %d after %d", e.version, before.version)
	}
	return u.authorized(at, before.modPolicy)
}

// authorized says why the update's signers may not change an element. A relative
// policy is one of the group that the element is in; for a group, its own.
func (u *update) authorized(at elementKey, modPolicy string) string {
	if modPolicy == "" {
		return "no policy says who may change it"
	}
	from := at.names()
	if at.kind != group {
		from = from[:len(from)-1]
	}
	v, err := u.channel.judge(modPolicy, from, u.signers)
	switch {
	case err != nil:
		return err.Error()
	case !v.met:
		return fmt.Sprintf("%d of %d for %s", v.have, v.need, modPolicy)
	}
	return ""
}

// apply is the configuration that the update makes: the elements that its groups,
// from the channel's down, still name.
func (u *update) apply(delta map[elementKey]element) map[elementKey]element {
	now := func(at elementKey) (element, bool) {
		if e, ok := delta[at]; ok {
			return e, true
		}
		e, ok := u.before[at]
		return e, ok
	}
	_, named := now(elementKey{value, "Orderer/Capabilities"})
	result := make(map[elementKey]element)
	var reach func(at elementKey)
	reach = func(at elementKey) {
		e, ok := now(at)
		if !ok {
			return
		}
		if named && e.modPolicy == "" {
			e.modPolicy = defaultModPolicy
		}
		result[at] = e
		for _, below := range e.below {
			reach(below)
		}
	}
	reach(elementKey{group, ""})
	return result
}

// diffElements are the elements in which a configuration is not the one expected.
func diffElements(expected, seen map[elementKey]element) []violation {
	var refusals []violation
	for _, at := range slices.SortedFunc(maps.Keys(expected), compareElementKeys) {
		if e, ok := seen[at]; !ok || !expected[at].equal(e) {
			refusals = append(refusals, violation{at.String(), "not what the update asked for"})
		}
	}
	for _, at := range slices.SortedFunc(maps.Keys(seen), compareElementKeys) {
		if _, ok := expected[at]; !ok {
			refusals = append(refusals, violation{at.String(), "nobody asked for it"})
		}
	}
	return refusals
}

// equal leaves out what is below, which is compared by itself.
func (e element) equal(other element) bool {
	return e.version == other.version && e.modPolicy == other.modPolicy &&
		bytes.Equal(e.content, other.content)
}

// String is how findings call an element.
func (p elementKey) String() string {
	return strings.TrimSuffix(string(p.kind)+" "+separator+root+separator+p.path, separator)
}
