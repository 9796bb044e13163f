package blocktest

// Host is an organization with one identity of each role.
type Host struct {
	*CA
	Peer, Client, Admin, Orderer Signer
}

// NewHost makes an organization.
func NewHost(organization string) *Host {
	ca := NewCA(organization)
	return &Host{
		CA:      ca,
		Peer:    ca.Issue("peer."+organization, "peer"),
		Client:  ca.Issue("client."+organization, "client"),
		Admin:   ca.Issue("admin."+organization, "admin"),
		Orderer: ca.Issue("orderer."+organization, "orderer"),
	}
}
