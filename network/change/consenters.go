package change

import (
	"bytes"
	"cmp"
	"slices"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"google.golang.org/protobuf/proto"

	"allianceregistry/network/channel"
)

// consenters says which orderers begin or cease to order. What it cannot say of the orderers
// one by one (their order, another kind of consensus, a field that nobody knows) it says of
// ordering as a whole.
func (d *difference) consenters() error {
	was, err := orderingOf(d.before)
	if err != nil {
		return err
	}
	is, err := orderingOf(d.after)
	if err != nil {
		return err
	}
	if sameOrdering(d.before, d.after) {
		return nil
	}
	all := append(d.fates(was, is), d.beginners(was, is)...)
	if !is.sameOptions(was) || !was.whole(d.before) || !is.whole(d.after) || !slices.Equal(all, is.addresses()) {
		d.say("change.consensus")
	}
	if len(was.consenters) != len(is.consenters) || was.consensus() != is.consensus() {
		d.say("change.quorum", "orderers", len(is.consenters), "needed", channel.Quorum(is.consensus(), len(is.consenters)))
	}
	return nil
}

// fates says what becomes of those that ordered. It returns where those are reached that
// still do.
func (d *difference) fates(was, is *ordering) (addresses []string) {
	for i, before := range was.consenters {
		address := addressOf(before)
		now := is.at(address)
		switch {
		case now == nil && d.moves(was, is, i):
			now = is.consenters[i]
			d.say("change.ordererMoved", "name", d.owner(now), "before", shown([]string{address}), "after", shown([]string{addressOf(now)}))
		case now == nil:
			d.say("change.ordererRemoved", "address", shown([]string{address}))
			continue
		case !proto.Equal(before, now):
			d.say("change.ordererCertificates", "address", shown([]string{address}), "name", d.owner(now))
		}
		addresses = append(addresses, addressOf(now))
	}
	return addresses
}

// beginners says which orderers are new, and returns where they are reached.
func (d *difference) beginners(was, is *ordering) (addresses []string) {
	for i, now := range is.consenters {
		address := addressOf(now)
		if was.at(address) == nil && !d.moves(was, is, i) {
			d.say("change.ordererAdded", "address", shown([]string{address}), "name", d.owner(now))
			addresses = append(addresses, address)
		}
	}
	return addresses
}

// moves reports whether the orderer with an index has a new address: one of the same
// organization is in its place, and neither is known under the other's address.
func (d *difference) moves(was, is *ordering, i int) bool {
	if i >= len(was.consenters) || i >= len(is.consenters) {
		return false
	}
	before, now := was.consenters[i], is.consenters[i]
	if is.at(addressOf(before)) != nil || was.at(addressOf(now)) != nil {
		return false
	}
	return before.GetId() == now.GetId() && before.GetMspId() == now.GetMspId() && ownerOf(d.before, before) == ownerOf(d.after, now)
}

// sameOrdering reports whether two configurations say the same of how blocks are ordered.
func sameOrdering(one, other *common.Config) bool {
	_, a := groups(one)
	_, b := groups(other)
	for _, name := range []string{consensusTypeValue, orderersValue} {
		if !bytes.Equal(a.GetValues()[name].GetValue(), b.GetValues()[name].GetValue()) {
			return false
		}
	}
	return proto.Equal(a.GetPolicies()[blockValidationPolicy].GetPolicy(), b.GetPolicies()[blockValidationPolicy].GetPolicy())
}

// owner returns whose an orderer is, after the change.
func (d *difference) owner(c *common.Consenter) string { return cmp.Or(ownerOf(d.after, c), "?") }
