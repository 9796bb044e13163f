package sdk

import (
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"net"
	"strings"

	"github.com/hyperledger/fabric-protos-go/discovery"
	"github.com/hyperledger/fabric-protos-go/gossip"
	"github.com/hyperledger/fabric-protos-go/msp"

	"allianceregistry/client/internal/failover"
)

// endorser is a peer that can run the chaincode, as another peer says.
type endorser struct {
	host    string   // its MSP ID
	address string   // at which other peers reach it, host:port
	names   []string // in that address and in its certificate
	height  uint64   // of its chain
}

// descriptor says by whose transaction endorsements the chaincode's policy is met: those
// of so many endorsers of each group that one layout names.
type descriptor struct {
	groups  map[string][]endorser
	layouts []failover.Layout
}

// descriptorIn reads a peer's answer.
func descriptorIn(said *discovery.Response) (descriptor, error) {
	if len(said.GetResults()) != 1 {
		return descriptor{}, failover.ErrNoPolicy
	}
	answer := said.GetResults()[0]
	if failed := answer.GetError(); failed != nil {
		return descriptor{}, errors.New(failed.GetContent())
	}
	described := answer.GetCcQueryRes().GetContent()
	if len(described) != 1 {
		return descriptor{}, failover.ErrNoPolicy
	}
	return readDescriptor(described[0])
}

func readDescriptor(from *discovery.EndorsementDescriptor) (descriptor, error) {
	read := descriptor{groups: map[string][]endorser{}}
	for group, peers := range from.GetEndorsersByGroups() {
		for _, one := range peers.GetPeers() {
			found, err := readEndorser(one)
			if err != nil {
				return descriptor{}, err
			}
			read.groups[group] = append(read.groups[group], found)
		}
	}
	for _, layout := range from.GetLayouts() {
		read.layouts = append(read.layouts, layout.GetQuantitiesByGroup())
	}
	return read, nil
}

func readEndorser(from *discovery.Peer) (endorser, error) {
	identity, alive, state := &msp.SerializedIdentity{}, &gossip.GossipMessage{}, &gossip.GossipMessage{}
	err := errors.Join(unmarshal(from.GetIdentity(), identity),
		unmarshal(from.GetMembershipInfo().GetPayload(), alive), unmarshal(from.GetStateInfo().GetPayload(), state))
	if err != nil {
		return endorser{}, fmt.Errorf("read which peers endorse: %w", err)
	}
	address := alive.GetAliveMsg().GetMembership().GetEndpoint()
	return endorser{
		host: identity.GetMspid(), address: strings.ToLower(address),
		names:  distinctive(append(certifiedNames(identity.GetIdBytes()), hostIn(address))),
		height: state.GetStateInfo().GetProperties().GetLedgerHeight(),
	}, nil
}

// certifiedNames are the names in a certificate; none if it cannot be read.
func certifiedNames(pemBytes []byte) []string {
	block, _ := pem.Decode(pemBytes)
	if block == nil {
		return nil
	}
	certificate, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return nil
	}
	return append(certificate.DNSNames, certificate.Subject.CommonName)
}

// hostIn is the host in an address; empty if there is none.
func hostIn(address string) string {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return ""
	}
	return host
}

// distinctive are those of the names, in lower case, that distinguish one machine from
// another.
func distinctive(names []string) []string {
	var kept []string
	for _, name := range names {
		name = strings.ToLower(name)
		if name != "" && name != "localhost" && net.ParseIP(name) == nil {
			kept = append(kept, name)
		}
	}
	return kept
}
