package channel

import (
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"maps"
	"net"
	"slices"
	"strconv"
	"strings"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/msp"
	"github.com/hyperledger/fabric-protos-go-apiv2/orderer"
	"github.com/hyperledger/fabric-protos-go-apiv2/orderer/etcdraft"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"google.golang.org/protobuf/proto"

	"allianceregistry/network/hostfile"
)

// View is who takes part in a channel, and where they are reached, as its configuration says.
type View struct {
	Hosts     []ViewHost
	Orderers  []ViewOrderer
	Consensus string
}

// ViewHost is a host. Certificates are PEM.
type ViewHost struct {
	Name    string
	Peer    string // address of its anchor peer, host:port; empty if it names none
	TLSCA   string
	Clients string // what its members are accepted by (network/keys); empty if there is none
}

// ViewOrderer is an orderer that clients can send to.
type ViewOrderer struct {
	Organization string
	Name         string // in its TLS certificate
	Address      string
	TLSCA        string
	Orders       bool // it takes part in ordering; one that has just been added does not
}

// NewView reads a configuration.
func NewView(config *common.Config) (View, error) {
	root := config.GetChannelGroup().GetGroups()
	consenters, kind, err := consentersIn(root[ordererGroup])
	if err != nil {
		return View{}, err
	}
	view := View{Consensus: kind}
	for _, name := range slices.Sorted(maps.Keys(root[applicationGroup].GetGroups())) {
		host, err := viewHost(name, root[applicationGroup].GetGroups()[name])
		if err != nil {
			return View{}, err
		}
		view.Hosts = append(view.Hosts, host)
	}
	for _, name := range slices.Sorted(maps.Keys(root[ordererGroup].GetGroups())) {
		orderers, err := viewOrderers(name, root[ordererGroup].GetGroups()[name], consenters)
		if err != nil {
			return View{}, err
		}
		view.Orderers = append(view.Orderers, orderers...)
	}
	view.Orderers = apart(view.Orderers)
	return view, nil
}

func viewHost(name string, group *common.ConfigGroup) (ViewHost, error) {
	defined, err := definition(group)
	if err != nil {
		return ViewHost{}, err
	}
	var anchors peer.AnchorPeers
	if err := proto.Unmarshal(group.GetValues()[anchorsValue].GetValue(), &anchors); err != nil {
		return ViewHost{}, fmt.Errorf("%s of %s: %w", anchorsValue, name, err)
	}
	host := ViewHost{Name: name, TLSCA: joined(defined.GetTlsRootCerts()), Clients: joined(defined.GetTlsIntermediateCerts())}
	for _, anchor := range anchors.GetAnchorPeers() {
		address := net.JoinHostPort(anchor.GetHost(), strconv.Itoa(int(anchor.GetPort())))
		if _, _, err := hostfile.ParseAddress(address); err == nil && host.Peer == "" {
			host.Peer = address
		}
	}
	return host, nil
}

// viewOrderers returns the orderers that an organization names. What is no address is passed
// over: an organization's administrator alone writes it, and may write anything.
func viewOrderers(organization string, group *common.ConfigGroup, consenters []*common.Consenter) ([]ViewOrderer, error) {
	defined, err := definition(group)
	if err != nil {
		return nil, err
	}
	var addresses common.OrdererAddresses
	if err := proto.Unmarshal(group.GetValues()[endpointsValue].GetValue(), &addresses); err != nil {
		return nil, fmt.Errorf("%s of %s: %w", endpointsValue, organization, err)
	}
	var all []ViewOrderer
	for _, address := range addresses.GetAddresses() {
		if _, _, err := hostfile.ParseAddress(address); err != nil {
			continue
		}
		node := ViewOrderer{
			Organization: organization, Address: address, TLSCA: joined(defined.GetTlsRootCerts()),
			Name: ordererName(organization, len(all)),
		}
		for _, consenter := range consenters {
			own := net.JoinHostPort(consenter.GetHost(), strconv.Itoa(int(consenter.GetPort()))) == address
			if certificate := certificateOf(consenter.GetServerTlsCert()); own && issuedByOne(certificate, defined.GetTlsRootCerts()) {
				node.Orders = true
				if hostfile.ValidNode(certificate.Subject.CommonName) {
					node.Name = certificate.Subject.CommonName
				}
			}
		}
		all = append(all, node)
	}
	return all, nil
}

// ordererName is what an organization's orderer is called that no certificate names.
func ordererName(organization string, index int) string {
	host := strings.TrimSuffix(organization, hostfile.OrdererMSP(""))
	if index == 0 {
		return "orderer." + host
	}
	return fmt.Sprintf("orderer%d.%s", index+1, host)
}

// apart returns the orderers of all organizations, each name and each address once. Those
// that order come first: an organization may name another's address, and does not thereby
// get it.
func apart(orderers []ViewOrderer) []ViewOrderer {
	taken := map[string]bool{}
	var all []ViewOrderer
	for _, ordering := range []bool{true, false} {
		for _, orderer := range orderers {
			if orderer.Orders != ordering || taken[orderer.Name] || taken[orderer.Address] {
				continue
			}
			taken[orderer.Name], taken[orderer.Address] = true, true
			all = append(all, orderer)
		}
	}
	return all
}

// consentersIn returns the orderers that take part in ordering, and the kind of consensus.
func consentersIn(group *common.ConfigGroup) ([]*common.Consenter, string, error) {
	var kind orderer.ConsensusType
	if err := proto.Unmarshal(group.GetValues()[consensusValue].GetValue(), &kind); err != nil {
		return nil, "", fmt.Errorf("%s: %w", consensusValue, err)
	}
	if kind.GetType() == "BFT" {
		var parsed common.Orderers
		err := proto.Unmarshal(group.GetValues()[consentersValue].GetValue(), &parsed)
		return parsed.GetConsenterMapping(), BFT, err
	}
	var raft etcdraft.ConfigMetadata
	if err := proto.Unmarshal(kind.GetMetadata(), &raft); err != nil {
		return nil, "", fmt.Errorf("%s: %w", consensusValue, err)
	}
	var all []*common.Consenter
	for _, c := range raft.GetConsenters() {
		all = append(all, &common.Consenter{Host: c.GetHost(), Port: c.GetPort(), ClientTlsCert: c.GetClientTlsCert(), ServerTlsCert: c.GetServerTlsCert()})
	}
	return all, Raft, nil
}

// MovedConsenters returns the organizations of those orderers that take part in ordering by both
// of two configurations with BFT, and that the others call elsewhere by the later one. What an
// organization names as its orderers' addresses does not count: its administrator alone writes
// it, for clients.
func MovedConsenters(before, after *common.Config) ([]string, error) {
	at := map[uint32]string{}
	var moved []string
	for _, config := range []*common.Config{before, after} {
		consenters, kind, err := consentersIn(config.GetChannelGroup().GetGroups()[ordererGroup])
		if err != nil || kind != BFT {
			return nil, err
		}
		for _, consenter := range consenters {
			address := net.JoinHostPort(consenter.GetHost(), strconv.Itoa(int(consenter.GetPort())))
			if known := at[consenter.GetId()]; known != "" && known != address {
				moved = append(moved, consenter.GetMspId())
			}
			at[consenter.GetId()] = address
		}
	}
	return moved, nil
}

// definition returns an organization's MSP.
func definition(group *common.ConfigGroup) (*msp.FabricMSPConfig, error) {
	var outer msp.MSPConfig
	var inner msp.FabricMSPConfig
	if err := proto.Unmarshal(group.GetValues()[mspValue].GetValue(), &outer); err != nil {
		return nil, fmt.Errorf("%s: %w", mspValue, err)
	}
	if err := proto.Unmarshal(outer.GetConfig(), &inner); err != nil {
		return nil, fmt.Errorf("%s: %w", mspValue, err)
	}
	return &inner, nil
}

func joined(certificates [][]byte) string {
	var all strings.Builder
	for _, content := range certificates {
		all.Write(content)
	}
	return all.String()
}

// certificateOf parses a certificate in PEM; nil if it is none.
func certificateOf(content []byte) *x509.Certificate {
	block, _ := pem.Decode(content)
	if block == nil {
		return nil
	}
	parsed, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return nil
	}
	return parsed
}

// issuedByOne reports whether one of some authorities issued a certificate.
func issuedByOne(certificate *x509.Certificate, authorities [][]byte) bool {
	return certificate != nil && slices.ContainsFunc(authorities, func(content []byte) bool {
		authority := certificateOf(content)
		return authority != nil && certificate.CheckSignatureFrom(authority) == nil
	})
}
