// Package keys makes the certificates and keys of one organization: of a host, or of
// those who run orderers. It knows nothing of other organizations, so each can make its
// own on its own machine.
//
//	doc.go            what this is
//	authority.go      a CA, and what it certifies
//	root.go           a root that the organization brings along
//	organization.go   everything of one organization: Make
//	msp.go            folders of identities and of TLS files
//	member.go         what lets a host's members connect to peers and orderers
//	client.go         a client's key pair that no CA vouches for
//	renewal.go        certificates for other addresses, or for another term
//
// # Layout
//
// The folder of an organization is laid out as Fabric's cryptogen does it:
//
//	ca/                      the CA that certifies identities: certificate and key
//	tlsca/                   the CA of TLS certificates: certificate and key
//	msp/                     what others need to recognize the organization: no keys
//	peers/, orderers/        one folder a node: msp/ is its identity, tls/ its TLS files
//	users/Admin@NAME/        the administrator: msp/ and tls/
//	above.pem                only under a root that was brought: see below
//
// # A root that is brought
//
// It certifies both CAs once more: same name, same key. These certificates, and the root's
// own, are in above.pem: with them, whoever trusts the root can follow any certificate of
// the organization up to it.
//
// Fabric is given the CAs' self-signed certificates all the same. For one thing, it refuses
// a CA's certificate as an anchor that another authority signed (ECDSA). With the root
// itself as the anchor, what else the root certifies would have to be kept out by further
// settings in each place that names the anchor; the network would depend on the root's
// algorithm, name constraints and age; and the root would have to be self-signed. So
// nothing changes for Fabric, whether a root was brought or not.
//
// # Invariants
//
//   - Every signature has a low S. Fabric demands that of identities.
//   - No certificate is valid longer than the one that signed it.
//   - The root's key is never written, nor is one that was made elsewhere (Organization.NewKey).
//   - Files can be read by their owner alone.
package keys
