package network

import (
	"crypto"
	"crypto/tls"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"allianceregistry/internal/input"
	"allianceregistry/network/hostfile"
	"allianceregistry/network/words"
)

// hostFileValidity is how long a host's public file is good.
const hostFileValidity = 90 * 24 * time.Hour

// PublicFile is a host's public file and what to compare by voice.
type PublicFile struct {
	Host        string `json:"host"`
	File        string `json:"file"` // its path
	Fingerprint string `json:"fingerprint"`
	// Authorities are the fingerprints of the certificates of its authorities: of its members',
	// of that for TLS, of its orderers', and of that for TLS there. "change show" prints them
	// when the host joins a channel that runs.
	Authorities []string  `json:"authorities"`
	Until       time.Time `json:"until"`
}

// makePublicFile writes and signs the host's public file, unless there is one.
func makePublicFile(dir Dir, host Host, renew bool) error {
	if _, err := os.Stat(dir.hostFile(host.Name)); err == nil && !renew {
		return nil
	}
	file, err := publicFile(dir, host, time.Now().Add(hostFileValidity))
	if err != nil {
		return err
	}
	admin := dir.admin(host.Name)
	pair, err := tls.LoadX509KeyPair(filepath.Join(admin, "signcerts", "Admin@"+host.Name+"-cert.pem"), filepath.Join(admin, "keystore", "priv_sk"))
	if err != nil {
		return err
	}
	key, ok := pair.PrivateKey.(crypto.Signer)
	if !ok {
		return words.Of("host.unmade", "cause", admin)
	}
	if err := hostfile.Sign(&file, pair.Leaf, key); err != nil {
		return err
	}
	content, err := file.Marshal()
	if err != nil {
		return err
	}
	if _, err := hostfile.Parse(content); err != nil { // others would refuse it
		return err
	}
	return writeFile(dir.hostFile(host.Name), content)
}

// publicFile returns what a host tells the others, unsigned.
func publicFile(dir Dir, host Host, until time.Time) (hostfile.File, error) {
	t := Topology{}
	own := host.node(dir, Topology{BasePort: host.BasePort})
	orderer := t.orderer(dir, host.orderer(), host.ordering(), 1).here(host.Listen, host.Address, Topology{BasePort: host.BasePort}.OrdererPorts(0))
	var errs []error
	read := func(path string) string {
		content, err := os.ReadFile(path)
		errs = append(errs, err)
		return string(content)
	}
	above := func(folder string, authorities *hostfile.Authorities) { // only under a root that was brought
		rest, err := os.ReadFile(filepath.Join(folder, "above.pem"))
		if errors.Is(err, fs.ErrNotExist) {
			return
		}
		errs = append(errs, err)
		for _, field := range []*string{&authorities.AboveCA, &authorities.AboveTLSCA, &authorities.Above} {
			var block *pem.Block
			if block, rest = pem.Decode(rest); block != nil {
				*field = string(pem.EncodeToMemory(block))
			}
		}
	}
	members, ordering := dir.organization(host.Name), dir.ordererOrganization(host.ordering())
	file := hostfile.File{
		Format: hostfile.Format, Host: host.Name, Until: until.UTC().Truncate(time.Second),
		Members: hostfile.Authorities{
			CA: read(filepath.Join(members, "ca", "ca."+host.Name+"-cert.pem")), TLSCA: read(dir.hostTLSRoot(host.Name)),
			Clients: read(dir.crossCertificate(host.Name)),
		},
		Ordering: hostfile.Authorities{
			CA:    read(filepath.Join(ordering, "ca", "ca."+host.ordering()+"-cert.pem")),
			TLSCA: read(dir.ordererTLSRoot(host.ordering())),
		},
		CA: own.CA, Peers: host.publicPeers(dir),
		Orderers: []hostfile.Orderer{{
			Name: orderer.Name, Address: orderer.Address,
			Identity: read(orderer.Identity), TLS: read(filepath.Join(orderer.Crypto, "tls", "server.crt")),
		}},
	}
	above(members, &file.Members)
	above(ordering, &file.Ordering)
	return file, errors.Join(errs...)
}

// readPublicFile reads the host's public file.
func readPublicFile(dir Dir, host Host) (PublicFile, error) {
	content, err := input.ReadFile(dir.hostFile(host.Name), hostfile.MaxSize)
	if err != nil {
		return PublicFile{}, err
	}
	file, err := hostfile.Parse(content)
	if err != nil {
		return PublicFile{}, fmt.Errorf("%s: %w", dir.hostFile(host.Name), err)
	}
	var authorities []string
	for _, certificate := range []string{file.Members.CA, file.Members.TLSCA, file.Ordering.CA, file.Ordering.TLSCA} {
		fingerprint, err := hostfile.CertificateFingerprint(certificate)
		if err != nil {
			return PublicFile{}, err
		}
		authorities = append(authorities, fingerprint)
	}
	fingerprint, err := file.Fingerprint()
	return PublicFile{Host: file.Host, File: dir.hostFile(host.Name), Fingerprint: fingerprint, Authorities: authorities, Until: file.Until}, err
}
