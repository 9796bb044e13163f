package hostfile

import (
	"errors"
	"fmt"
	"os"
	"path"
)

// Write lays the file's certificates out below a crypto folder, as cryptogen does for
// organizations whose keys it makes:
//
//	peerOrganizations/HOST/msp/                           what defines the host in a channel
//	peerOrganizations/HOST/tlsca/                         for who calls its peers
//	ordererOrganizations/HOST-orderer/msp/, tlsca/        the same for its orderers
//	ordererOrganizations/HOST-orderer/orderers/NAME/      the certificates that a channel names
//
// Each file is replaced as a whole, so that what was interrupted can be done again. No link
// below the folder leads out of it.
func (f File) Write(folder string) error {
	if err := f.Validate(); err != nil {
		return err
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	root, err := os.OpenRoot(folder)
	if err != nil {
		return err
	}
	defer root.Close()
	for _, part := range f.parts() {
		if err := replace(root, part.path, part.content); err != nil {
			return err
		}
	}
	return nil
}

// part is one file below the crypto folder.
type part struct{ path, content string }

func (f File) parts() []part {
	host := path.Join("peerOrganizations", f.Host)
	parts := append(organizationParts(host, f.Host, f.Members),
		part{path.Join(host, "msp", "tlsintermediatecerts", "members."+f.Host+"-cert.pem"), f.Members.Clients})
	if f.Ordering == (Authorities{}) {
		return parts
	}
	ordering := path.Join("ordererOrganizations", OrdererMSP(f.Host))
	parts = append(parts, organizationParts(ordering, OrdererMSP(f.Host), f.Ordering)...)
	for _, orderer := range f.Orderers {
		node := path.Join(ordering, "orderers", orderer.Name)
		parts = append(parts,
			part{path.Join(node, "msp", "signcerts", orderer.Name+"-cert.pem"), orderer.Identity},
			part{path.Join(node, "tls", "server.crt"), orderer.TLS})
	}
	return parts
}

func organizationParts(folder, name string, authorities Authorities) []part {
	certificate := "ca." + name + "-cert.pem"
	tlsCertificate := "tlsca." + name + "-cert.pem"
	return []part{
		{path.Join(folder, "msp", "cacerts", certificate), authorities.CA},
		{path.Join(folder, "msp", "tlscacerts", tlsCertificate), authorities.TLSCA},
		{path.Join(folder, "msp", "config.yaml"), roles(path.Join("cacerts", certificate))},
		{path.Join(folder, "tlsca", tlsCertificate), authorities.TLSCA},
	}
}

// roles is an MSP's setting by which the organizational unit of a certificate, issued by
// the authority in that file, is its owner's role.
func roles(certificate string) string {
	text := "NodeOUs:\n  Enable: true\n"
	for _, role := range []struct{ field, unit string }{
		{"Client", "client"}, {"Peer", "peer"}, {"Admin", "admin"}, {"Orderer", "orderer"},
	} {
		text += fmt.Sprintf("  %sOUIdentifier:\n    Certificate: %s\n    OrganizationalUnitIdentifier: %s\n", role.field, certificate, role.unit)
	}
	return text
}

// replace writes a file below a folder. Even a power failure leaves the old content or the
// new one.
func replace(root *os.Root, name, content string) error {
	if err := root.MkdirAll(path.Dir(name), 0o700); err != nil {
		return err
	}
	temporary := name + ".part"
	file, err := root.OpenFile(temporary, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = file.WriteString(content)
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	return root.Rename(temporary, name)
}
