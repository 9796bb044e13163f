package change

import (
	"bytes"
	"slices"
	"strings"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/msp"
	"google.golang.org/protobuf/proto"

	"allianceregistry/network/channel"
	"allianceregistry/network/hostfile"
)

// kind is what hosts, and organizations of orderers, have in common, and in what they differ.
type kind struct {
	added, removed, moved string // keys of what is said
	addresses             func(*common.ConfigGroup) []string
	usual                 func(string, *common.ConfigGroup) *common.ConfigGroup
}

// organizations says which hosts and orderers' organizations come, go or change.
func (d *difference) organizations() {
	hosts := kind{"change.hostAdded", "change.hostRemoved", "change.hostMoved", anchors, usualHost}
	orderers := kind{"change.orderersAdded", "change.orderersRemoved", "change.orderersMoved", endpoints, usualOrderers}
	hostsBefore, orderersBefore := groups(d.before)
	hostsAfter, orderersAfter := groups(d.after)
	for _, name := range names(hostsBefore.GetGroups(), hostsAfter.GetGroups()) {
		d.organization(hosts, name, hostsBefore.GetGroups()[name], hostsAfter.GetGroups()[name])
	}
	for _, name := range names(orderersBefore.GetGroups(), orderersAfter.GetGroups()) {
		d.organization(orderers, name, orderersBefore.GetGroups()[name], orderersAfter.GetGroups()[name])
	}
}

// organization says what becomes of one.
func (d *difference) organization(of kind, name string, was, is *common.ConfigGroup) {
	switch {
	case is == nil:
		d.say(of.removed, "name", name)
		return
	case was == nil:
		d.say(of.added, "name", name, "addresses", shown(of.addresses(is)), "fingerprint", fingerprint(definition(is).GetRootCerts()), "tls", fingerprint(definition(is).GetTlsRootCerts()))
		if expected := of.usual(name, is); expected == nil || !proto.Equal(expected, fresh(is)) {
			d.say("change.unusual", "name", name)
		}
	default:
		if len(of.addresses(is)) == 0 && len(of.addresses(was)) > 0 {
			d.say("change.withdrawn", "name", name, "before", shown(of.addresses(was)))
		} else if !slices.Equal(of.addresses(was), of.addresses(is)) {
			d.say(of.moved, "name", name, "before", shown(of.addresses(was)), "after", shown(of.addresses(is)))
		}
		if bytes.Equal(mspOf(was), mspOf(is)) {
			return
		}
		d.definition(name, was, is)
	}
	if other := sharing(d.after, name, authoritiesOf(is)); other != "" {
		d.say("change.posing", "name", name, "other", other)
	}
}

// definition says how an organization's definition changes.
func (d *difference) definition(name string, was, is *common.ConfigGroup) {
	before, now := definition(was), definition(is)
	said := false
	if !slices.EqualFunc(authorities(before), authorities(now), bytes.Equal) {
		d.say("change.authoritiesChanged", "name", name, "fingerprint", fingerprint(now.GetRootCerts()), "tls", fingerprint(now.GetTlsRootCerts()))
		said = true
	}
	if !slices.EqualFunc(before.GetRevocationList(), now.GetRevocationList(), bytes.Equal) {
		count := 0
		for _, list := range revocations(now) {
			count += len(list.RevokedCertificateEntries)
		}
		d.say("change.revocations", "name", name, "count", count)
		said = true
	}
	if rest := withoutAuthorities(was); !said || rest == nil || !bytes.Equal(rest, withoutAuthorities(is)) {
		d.say("change.roles", "name", name)
	}
}

// withoutAuthorities encodes what else an organization's definition holds; nil if that is not
// to be read.
func withoutAuthorities(group *common.ConfigGroup) []byte {
	var outer msp.MSPConfig
	inner := definition(group)
	if inner == nil || proto.Unmarshal(mspOf(group), &outer) != nil {
		return nil
	}
	inner.RootCerts, inner.IntermediateCerts, inner.TlsRootCerts, inner.TlsIntermediateCerts = nil, nil, nil, nil
	inner.RevocationList = nil
	var err error
	if outer.Config, err = canonical.Marshal(inner); err != nil {
		return nil
	}
	content, err := canonical.Marshal(&outer)
	if err != nil {
		return nil
	}
	return content
}

// usualHost returns the group of a host, such as AddHost makes it, with the authorities and
// the address of this one; nil if there is none such.
func usualHost(name string, group *common.ConfigGroup) *common.ConfigGroup {
	peers, own := anchors(group), authoritiesIn(group)
	if len(peers) != 1 || !hostfile.ValidClients(own.CA, own.TLSCA, own.Clients) {
		return nil
	}
	members, _, err := channel.Groups(hostfile.File{Host: name, Members: own, Peers: []hostfile.Peer{{Address: peers[0]}}})
	if err != nil {
		return nil
	}
	return members
}

// usualOrderers is usualHost for the organization of a host's orderers.
func usualOrderers(name string, group *common.ConfigGroup) *common.ConfigGroup {
	host, isOrderers := strings.CutSuffix(name, hostfile.OrdererMSP(""))
	file := hostfile.File{Host: host, Ordering: authoritiesIn(group), Peers: []hostfile.Peer{{Address: "unused:1"}}}
	for _, address := range endpoints(group) {
		file.Orderers = append(file.Orderers, hostfile.Orderer{Address: address})
	}
	_, ordering, err := channel.Groups(file)
	if !isOrderers || err != nil {
		return nil
	}
	return ordering
}

// authoritiesIn returns the authorities of an organization that has one of each kind.
func authoritiesIn(group *common.ConfigGroup) hostfile.Authorities {
	defined := definition(group)
	first := func(certificates [][]byte) string {
		if len(certificates) == 0 || certificateIn(certificates[0]) == nil {
			return ""
		}
		return string(inPEM(certificateIn(certificates[0])))
	}
	return hostfile.Authorities{
		CA: first(defined.GetRootCerts()), TLSCA: first(defined.GetTlsRootCerts()), Clients: first(defined.GetTlsIntermediateCerts()),
	}
}
