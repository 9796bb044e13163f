package keys

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"os"
	"path/filepath"
	"time"

	"allianceregistry/network/internal/file"
)

// Organization says what is to be made.
type Organization struct {
	Name     string // also its MSP ID
	Ordering bool   // its nodes are orderers, and it enrolls nobody
	Nodes    []Node
	Root     *Authority // that certifies its CAs; nil if it brings none
	// Store holds the keys of both CAs and of the nodes' identities. They are never in files
	// then. nil for keys in files.
	Store Store
}

// Store makes and keeps private keys, such as a PKCS #11 token does.
type Store interface {
	// NewKey makes a key under a name, on P-256; a second call with the name returns the same.
	NewKey(name string) (crypto.Signer, error)
	// KeyOf returns the key of a certificate. It makes none: a key that is not there is an error.
	KeyOf(certificate *x509.Certificate) (crypto.Signer, error)
}

// Node is one process with a TLS certificate.
type Node struct {
	Name      string
	Service   bool     // it has no identity on the ledger: a CA, a chaincode
	Addresses []string // DNS names and IP addresses, besides its name and this machine
}

// maker makes the files of one organization.
type maker struct {
	Organization
	folder    string
	now       time.Time
	ca, tlsCA *Authority
}

// Make makes an organization's CAs, the certificates and keys of its nodes and those of
// its administrator, in a folder that is new. A caller that may be interrupted gives the
// folder its final name afterwards.
func Make(folder string, organization Organization, now time.Time) error {
	m := maker{Organization: organization, folder: folder, now: now}
	steps := []func() error{m.makeAuthorities, m.makeNodes, m.makeAdministrator}
	if !m.Ordering {
		steps = append(steps, m.admitMembers)
	}
	if m.Root != nil {
		steps = append(steps, m.confirm)
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// AddPeer makes what a further peer needs that an organization gets later, below the folder of
// its certificates and keys: its own CAs certify it. Their keys are there, or in the
// store, or it is refused; of the organization, name and store count. The peer's folder
// gets its final name only when it is complete.
func AddPeer(folder string, organization Organization, node Node, now time.Time) (err error) {
	m := maker{Organization: organization, folder: folder, now: now}
	if m.ca, err = loadAuthority(filepath.Join(folder, "ca"), m.Store); err != nil {
		return err
	}
	if m.tlsCA, err = loadAuthority(filepath.Join(folder, "tlsca"), m.Store); err != nil {
		return err
	}
	made := filepath.Join("peers", node.Name)
	if err := os.RemoveAll(filepath.Join(folder, made+".part")); err != nil {
		return err
	}
	if err := m.makeNode(made+".part", "peer", node); err != nil {
		return err
	}
	return os.Rename(filepath.Join(folder, made+".part"), filepath.Join(folder, made))
}

// makeAuthorities makes both CAs, and the MSP by which others recognize the organization.
func (m *maker) makeAuthorities() (err error) {
	if m.ca, err = m.makeAuthority("ca"); err != nil {
		return err
	}
	if m.tlsCA, err = m.makeAuthority("tlsca"); err != nil {
		return err
	}
	return m.writeMSP("msp")
}

// makeAuthority makes a CA in a folder of that name.
func (m *maker) makeAuthority(kind string) (*Authority, error) {
	name := kind + "." + m.Name
	key, err := m.identityKey(name, kind, "priv_sk")
	if err != nil {
		return nil, err
	}
	authority, err := newAuthority(m.Name, name, key, m.now)
	if err != nil {
		return nil, err
	}
	return authority, m.write(certificatePEM(authority.Certificate), kind, authority.fileName())
}

// identityKey makes the key of a CA or of a node's identity: in a file, or elsewhere.
func (m *maker) identityKey(name string, path ...string) (crypto.Signer, error) {
	if m.Store != nil {
		return m.Store.NewKey(name)
	}
	return m.fileKey(path...)
}

// fileKey makes a key and writes it into a file.
func (m *maker) fileKey(path ...string) (crypto.Signer, error) {
	key, err := newKey()
	if err != nil {
		return nil, err
	}
	return key, m.writeKey(key, path...)
}

// makeNodes makes what each node needs. A peer also has a key pair with which it connects
// to its host's chaincode service, and nothing vouches for it but that service's settings.
func (m *maker) makeNodes() error {
	kind := "peer"
	if m.Ordering {
		kind = "orderer"
	}
	for _, node := range m.Nodes {
		folder := filepath.Join(kind+"s", node.Name)
		if err := m.makeNode(folder, kind, node); err != nil {
			return err
		}
		if m.Ordering || node.Service {
			continue
		}
		if err := MakeClient(filepath.Join(m.folder, folder, "caller"), node.Name, m.now); err != nil {
			return err
		}
	}
	return nil
}

// makeNode makes a node's TLS files and, unless it is a service, its identity of a role.
func (m *maker) makeNode(folder, role string, node Node) error {
	if err := m.makeServer(filepath.Join(folder, "tls"), node); err != nil || node.Service {
		return err
	}
	key, err := m.identityKey(node.Name, folder, "msp", "keystore", "priv_sk")
	if err != nil {
		return err
	}
	return m.makeIdentity(filepath.Join(folder, "msp"), node.Name, role, key.Public())
}

// makeAdministrator makes the administrator's files. The key is always one of them: the
// programs that use it are static, and open no token.
func (m *maker) makeAdministrator() error {
	name := "Admin@" + m.Name
	folder := filepath.Join("users", name)
	key, err := m.fileKey(folder, "msp", "keystore", "priv_sk")
	if err != nil {
		return err
	}
	if err := m.makeIdentity(filepath.Join(folder, "msp"), name, "admin", key.Public()); err != nil {
		return err
	}
	return m.makeClient(filepath.Join(folder, "tls"), name)
}

// confirm has the organization's root certify both CAs.
func (m *maker) confirm() error {
	var above bytes.Buffer
	for _, authority := range []*Authority{m.ca, m.tlsCA} {
		certificate, err := m.Root.confirm(authority.Certificate)
		if err != nil {
			return err
		}
		above.Write(certificatePEM(certificate))
	}
	above.Write(certificatePEM(m.Root.Certificate))
	return m.write(above.Bytes(), "above.pem")
}

func (m *maker) write(content []byte, path ...string) error {
	return file.Write(filepath.Join(m.folder, filepath.Join(path...)), content)
}
