package hostfile

import (
	"crypto/x509"

	"allianceregistry/network/words"
)

// MaxNodes bounds a host's peers, and its orderers.
const MaxNodes = 9

// checkNodes checks names and addresses.
func (f *File) checkNodes() error {
	if len(f.Peers) < 1 || len(f.Peers) > MaxNodes {
		return words.Of("hostfile.peers", "most", MaxNodes, "count", len(f.Peers))
	}
	if len(f.Orderers) > MaxNodes {
		return words.Of("hostfile.orderers", "most", MaxNodes, "count", len(f.Orderers))
	}
	seen := map[string]bool{}
	for _, name := range f.nodeNames() {
		if !ValidNode(name) {
			return words.Of("hostfile.node", "name", name, "most", maxNode)
		}
		if seen[name] {
			return words.Of("hostfile.twice", "what", name)
		}
		seen[name] = true
	}
	for _, address := range f.Addresses() {
		if _, _, err := ParseAddress(address); err != nil {
			return err
		}
		if seen[address] {
			return words.Of("hostfile.twice", "what", address)
		}
		seen[address] = true
	}
	return nil
}

func (f File) nodeNames() []string {
	var names []string
	for _, peer := range f.Peers {
		names = append(names, peer.Name)
	}
	for _, orderer := range f.Orderers {
		names = append(names, orderer.Name)
	}
	return names
}

// Nodes returns the names of all nodes in the file.
func (f File) Nodes() []string {
	var names []string
	for _, peer := range f.Peers {
		names = append(names, peer.Name)
	}
	for _, orderer := range f.Orderers {
		names = append(names, orderer.Name)
	}
	return names
}

// Addresses returns all addresses in the file.
func (f File) Addresses() []string {
	addresses := []string{f.CA}
	for _, peer := range f.Peers {
		addresses = append(addresses, peer.Address)
	}
	for _, orderer := range f.Orderers {
		addresses = append(addresses, orderer.Address)
	}
	return addresses
}

// check checks an orderer's certificates. The channel's configuration names them: other
// orderers and all peers know it by them.
func (o Orderer) check(index int, certificates map[string]*x509.Certificate) error {
	identity, tls := ordererPlace(index, "identity"), ordererPlace(index, "tls")
	for _, each := range []struct{ at, issuer string }{{identity, "ordering.ca"}, {tls, "ordering.tlsCA"}} {
		switch certificate := certificates[each.at]; {
		case certificate == nil:
			return words.Of("hostfile.missing", "at", each.at)
		case !usableKey(certificate):
			return words.Of("hostfile.key", "at", each.at)
		case !issued(certificate, certificates[each.issuer]):
			return words.Of("hostfile.issuer", "at", each.at, "issuer", each.issuer)
		}
	}
	if certificates[identity].IsCA || !hasUnit(certificates[identity], "orderer") {
		return words.Of("hostfile.role", "at", identity, "role", "orderer")
	}
	if !mayServe(certificates[tls]) {
		return words.Of("hostfile.use", "at", tls)
	}
	host, _, err := ParseAddress(o.Address)
	if err != nil {
		return err
	}
	if certificates[tls].Subject.CommonName != o.Name { // by it others call the orderer
		return words.Of("hostfile.name", "at", tls, "name", o.Name)
	}
	for _, name := range []string{o.Name, host} {
		if certificates[tls].VerifyHostname(name) != nil {
			return words.Of("hostfile.name", "at", tls, "name", name)
		}
	}
	return nil
}
