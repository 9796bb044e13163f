package hostfile

import "time"

// Format is the format of the files that this package reads and writes.
const Format = 1

// File is what a host tells the others about itself. All certificates are PEM. The tags of
// json name the fields in what is signed.
type File struct {
	Format   int         `yaml:"format"   json:"format"`   // 1
	Host     string      `yaml:"host"     json:"host"`     // its id, which is also its MSP ID
	Until    time.Time   `yaml:"until"    json:"until"`    // the file is good until then, UTC, whole seconds
	Members  Authorities `yaml:"members"  json:"members"`  // of the host itself: its peers, administrator and parties
	Ordering Authorities `yaml:"ordering" json:"ordering"` // of its orderers: an organization of their own, HOST-orderer
	CA       string      `yaml:"ca"       json:"ca"`       // where its parties enroll, host:port
	Peers    []Peer      `yaml:"peers"    json:"peers"`    // at least one; the first is its anchor peer
	Orderers []Orderer   `yaml:"orderers" json:"orderers"` // none, one or several
	// Signature is the administrator's, over all of the above.
	Signature Signature `yaml:"signature" json:"signature,omitzero"`
}

// Authorities are what an organization's MSP trusts.
type Authorities struct {
	CA    string `yaml:"ca"              json:"ca"`    // issues identities
	TLSCA string `yaml:"tlsCA"           json:"tlsCA"` // issues TLS certificates
	// Above is the root that the host brought, if any. It has certified the names and keys of
	// both once more. What else it certifies is nothing to the channel, which trusts the two
	// themselves (network/keys).
	Above      string `yaml:"above,omitempty" json:"above,omitempty"`
	AboveCA    string `yaml:"aboveCA,omitempty" json:"aboveCA,omitempty"`       // CA, certified by Above
	AboveTLSCA string `yaml:"aboveTLSCA,omitempty" json:"aboveTLSCA,omitempty"` // TLSCA, certified by Above
	// Clients is the CA's name and key once more, certified by TLSCA for clients alone (network/keys).
	// The ordering organization enrolls nobody and has none.
	Clients string `yaml:"clients,omitempty" json:"clients,omitempty"`
}

// Peer is one peer.
type Peer struct {
	Name    string `yaml:"name"    json:"name"`    // in its TLS certificate
	Address string `yaml:"address" json:"address"` // host:port
}

// Orderer is one orderer. The channel names its certificates.
type Orderer struct {
	Name     string `yaml:"name"     json:"name"`    // in its TLS certificate
	Address  string `yaml:"address"  json:"address"` // host:port
	Identity string `yaml:"identity" json:"identity"`
	TLS      string `yaml:"tls"      json:"tls"`
}

// Signature is that of the host's administrator.
type Signature struct {
	Certificate string `yaml:"certificate" json:"certificate"` // the administrator's, issued by Members.CA
	Value       string `yaml:"value"       json:"value"`       // base64 of an ECDSA signature, ASN.1
}

// OrdererMSP returns the MSP ID of a host's orderers. They are an organization with
// authorities of its own: the CA that enrolls the host's parties must not be able to
// certify orderers.
func OrdererMSP(host string) string { return host + "-orderer" }
