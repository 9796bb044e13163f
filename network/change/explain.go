package change

import (
	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"google.golang.org/protobuf/proto"

	"allianceregistry/network/words"
)

// Difference is what a change means, taken from the configuration before and after it.
type Difference struct {
	Lines []*words.Message
	// Signers are the groups of organizations whose administrators have to sign.
	Signers []Signers
	// Orderers are the addresses of those that order before and after. It is nil if the
	// change is not about who orders, and at which address.
	Orderers []string
}

// Explain says what the change does to a configuration, and whose signatures it takes. It
// refuses one that rests on another configuration, and one that is not written in the way in
// which this package writes what it says: so nothing in it can do more.
func (c Change) Explain(config *common.Config) (Difference, error) {
	update, err := c.update()
	if err != nil {
		return Difference{}, err
	}
	if config.GetSequence() != c.Sequence {
		return Difference{}, words.Of("change.stale", "sequence", c.Sequence, "now", config.GetSequence())
	}
	changed := after(config, update)
	if !proto.Equal(delta(c.Channel, config, changed), update) {
		return Difference{}, words.Of("change.odd")
	}
	d := &difference{before: config, after: changed}
	d.organizations()
	if err := d.consenters(); err != nil {
		return Difference{}, err
	}
	d.rest("/Channel", config.GetChannelGroup(), changed.GetChannelGroup())
	staying, err := d.staying()
	return Difference{Lines: d.lines, Signers: d.signers(), Orderers: staying}, err
}

// difference is one comparison.
type difference struct {
	before, after *common.Config
	lines         []*words.Message
	ruled         []ruled
}

func (d *difference) say(key string, pairs ...any) {
	d.lines = append(d.lines, words.Of(key, pairs...))
}

// rest finds everything that changes, and says what has not been said in other words: so
// nothing hides behind a harmless sentence. It finds the rules that allow it on its way.
func (d *difference) rest(path string, was, is *common.ConfigGroup) {
	for _, name := range names(was.GetGroups(), is.GetGroups()) {
		a, b := was.GetGroups()[name], is.GetGroups()[name]
		switch {
		case a != nil && b != nil:
			d.rest(path+"/"+name, a, b)
			continue
		case path != hostsPath && path != orderersPath: // else organizations has said it
			d.say("change.value", "path", path+"/"+name)
		}
		d.rule(path, was.GetModPolicy())
	}
	for _, name := range names(was.GetValues(), is.GetValues()) {
		if change := changeOf(was.GetValues()[name], is.GetValues()[name]); change != nil {
			d.part(path, was, change)
			if !change.sameRights || !d.told(path, name, was, is) {
				d.say("change.value", "path", path+"/"+name)
			}
		}
	}
	for _, name := range names(was.GetPolicies(), is.GetPolicies()) {
		if change := changeOf(was.GetPolicies()[name], is.GetPolicies()[name]); change != nil {
			d.part(path, was, change)
			if !change.sameRights || !d.toldRule(path, name) {
				d.say("change.policy", "path", path+"/"+name)
			}
		}
	}
	if was.GetModPolicy() != is.GetModPolicy() {
		d.rule(path, was.GetModPolicy())
		d.say("change.policy", "path", path)
	}
}

// partChange is how a value or a policy changes.
type partChange struct {
	stays      bool   // else it comes or goes
	modPolicy  string // the rule by which it could be changed
	sameRights bool   // it stays, and still can be by that rule
}

// changeOf returns nil if nothing changes.
func changeOf[M member](was, is M) *partChange {
	change := &partChange{modPolicy: was.GetModPolicy()}
	if change.stays = was.ProtoReflect().IsValid() && is.ProtoReflect().IsValid(); !change.stays {
		return change
	}
	change.sameRights = was.GetModPolicy() == is.GetModPolicy()
	if _, _, changes := deltaOfPart(was, is); !changes {
		return nil
	}
	return change
}

// part notes by which rule a value or a policy in a group changes. That it comes or goes is a
// change of the group.
func (d *difference) part(path string, in *common.ConfigGroup, change *partChange) {
	if change.stays {
		d.rule(path, change.modPolicy)
	} else {
		d.rule(path, in.GetModPolicy())
	}
}
