package block

// Config is a channel's configuration as one configuration block holds it.
type Config struct {
	Channel  string
	Sequence uint64
	// Root is the whole tree, by which updates are compared.
	Root Group
	// Update is what asked for this configuration; nil in the first block.
	Update *Update
	// BFT says that blocks need a quorum of orderers (consensus type BFT).
	BFT bool
	// Consenters are the orderers by their number; only BFT has them.
	Consenters map[uint32]Identity
	// Orderers and Members are the organizations of the orderers and of the
	// application, by their names in the tree.
	Orderers map[string]Organization
	Members  map[string]Organization
	// Capabilities are the names under Channel, Orderer and Application.
	Capabilities map[string][]string
	// BatchTimeout is how long an orderer waits for a block to fill, in nanoseconds.
	BatchTimeout int64
}

// Organization is an organization of the channel: whom its MSP takes for its own.
// (Fabric: msp.FabricMSPConfig.)
type Organization struct {
	// MSP is the id that its identities carry.
	MSP string
	// Roots and Intermediates are certificates in DER, Admins those of administrators.
	Roots         [][]byte
	Intermediates [][]byte
	Admins        [][]byte
	// Revoked are certificate revocation lists, in DER.
	Revoked [][]byte
	// Units say by which organizational unit (OU) of a certificate its holder is
	// a client, a peer, an administrator or an orderer; empty where that role has
	// none. UnitsOn reports whether they are used at all.
	UnitsOn                      bool
	Client, Peer, Admin, Orderer Unit
	// Units are the OUs one of which a certificate must have, if there are any.
	Units []Unit
}

// Unit is an organizational unit, and the certificate authority that must have
// issued it (DER; empty: any of the MSP).
type Unit struct {
	Name        string
	Certificate []byte
}

// Group is a branch of the configuration's tree.
type Group struct {
	Version   uint64
	Groups    map[string]Group
	Values    map[string]Value
	Policies  map[string]NamedPolicy
	ModPolicy string
}

// Value is a leaf of the configuration's tree.
type Value struct {
	Version   uint64
	Content   []byte
	ModPolicy string
}

// NamedPolicy is a policy in the configuration's tree.
type NamedPolicy struct {
	Version   uint64
	Policy    Policy
	Content   []byte
	ModPolicy string
}

// Update is the request for a new configuration: what it would write, and who
// signed it.
type Update struct {
	Channel    string
	ReadSet    Group
	WriteSet   Group
	Signatures []Signature
}

// Policy is whose signatures suffice. One of its fields is there; none if it
// is of a kind that this package does not know.
type Policy struct {
	Signature *SignaturePolicy
	Implicit  *ImplicitPolicy
	// Reference is the path of a policy in the configuration, as chaincode
	// definitions name one: Endorsement, /Channel/Application/Endorsement.
	Reference string
}

// ImplicitPolicy is met if ANY, ALL or MAJORITY of the groups below meet their
// policy of the name Sub.
type ImplicitPolicy struct {
	Rule string
	Sub  string
}

// SignaturePolicy is a rule over principals.
type SignaturePolicy struct {
	Rule       SignatureRule
	Principals []Principal
}

// SignatureRule is met if Of has so many rules that are met, or, where Of is
// empty, by a signature of the principal with that number. One signature serves
// one principal.
type SignatureRule struct {
	Count     int
	Of        []SignatureRule
	Principal int
}

// Principal is who a signer has to be. One of the three forms is there; nobody
// is the empty one.
type Principal struct {
	// MSP and Role: a member, admin, client, peer or orderer of an organization.
	MSP  string
	Role string
	// Unit is an organizational unit of MSP, Certifier the hash of the certificates
	// that its holder's has to be issued by, as Fabric works it out.
	Unit      string
	Certifier []byte
	// Identity is one identity alone, in Fabric's form, and Certificate that which
	// it names (DER; MSP is then its organization): two texts of one certificate
	// are one identity.
	Identity    []byte
	Certificate []byte
}

// Definition is a chaincode's definition as the channel's lifecycle records it.
type Definition struct {
	Chaincode string
	Sequence  int64
	Version   string
	Policy    Policy
}
