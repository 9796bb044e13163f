package change

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/asn1"
	"encoding/pem"
	"math/big"
	"slices"
	"strings"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/msp"
	"google.golang.org/protobuf/proto"

	"allianceregistry/network/words"
)

// Signature is that of one organization's administrator.
type Signature struct {
	Organization string `yaml:"organization"` // its MSP ID
	Header       string `yaml:"header"`       // common.SignatureHeader, base64: who signed
	Value        string `yaml:"value"`        // base64
}

// signer returns the certificate of whoever signed. It refuses a signature that names another
// organization than the one within, or holds anything but a certificate.
func (s Signature) signer() (*x509.Certificate, error) {
	var header common.SignatureHeader
	var identity msp.SerializedIdentity
	if len(decode(s.Value)) > 0 && proto.Unmarshal(decode(s.Header), &header) == nil &&
		proto.Unmarshal(header.GetCreator(), &identity) == nil && identity.GetMspid() == s.Organization {
		if certificate := onlyCertificate(identity.GetIdBytes()); certificate != nil {
			return certificate, nil
		}
	}
	return nil, words.Of("change.signer", "organization", s.Organization)
}

// onlyCertificate returns the certificate in a text that is one certificate in PEM and
// nothing else, such as the key to it; nil if it is not.
func onlyCertificate(content []byte) *x509.Certificate {
	certificate := certificateIn(content)
	if certificate == nil || !bytes.Equal(bytes.TrimSpace(content), bytes.TrimSpace(inPEM(certificate))) {
		return nil
	}
	return certificate
}

func inPEM(certificate *x509.Certificate) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate.Raw})
}

// Sign adds an organization's signature, in the place of one that it has given before. The
// certificate is in PEM. Whether the signature counts is for Counting to say.
func (c *Change) Sign(organization string, certificate []byte, key crypto.Signer) error {
	parsed := certificateIn(certificate)
	public, isECDSA := key.Public().(*ecdsa.PublicKey)
	if parsed == nil || !isECDSA || !public.Equal(parsed.PublicKey) {
		return words.Of("change.key", "organization", organization)
	}
	identity, err := proto.Marshal(&msp.SerializedIdentity{Mspid: organization, IdBytes: inPEM(parsed)})
	if err != nil {
		return err
	}
	nonce := make([]byte, 24)
	if _, err := rand.Read(nonce); err != nil {
		return err
	}
	header, err := proto.Marshal(&common.SignatureHeader{Creator: identity, Nonce: nonce})
	if err != nil {
		return err
	}
	value, err := key.Sign(rand.Reader, c.digest(header), crypto.SHA256)
	if err == nil {
		value, err = lowS(value, public)
	}
	if err != nil {
		return err
	}
	c.Signatures = slices.DeleteFunc(c.Signatures, func(s Signature) bool { return s.Organization == organization })
	c.add(Signature{Organization: organization, Header: encode(header), Value: encode(value)})
	return nil
}

// digest is what is signed: who signs, and the update.
func (c Change) digest(header []byte) []byte {
	digest := sha256.Sum256(slices.Concat(header, decode(c.Update)))
	return digest[:]
}

// lowS returns the one of a signature's two valid forms that Fabric accepts.
func lowS(signature []byte, public *ecdsa.PublicKey) ([]byte, error) {
	var parsed struct{ R, S *big.Int }
	if _, err := asn1.Unmarshal(signature, &parsed); err != nil {
		return nil, err
	}
	order := public.Params().N
	if parsed.S.Cmp(new(big.Int).Rsh(order, 1)) > 0 {
		parsed.S.Sub(order, parsed.S)
	}
	return asn1.Marshal(parsed)
}

// Join adds the signatures of another copy of the same change. An organization may then have
// several: one that does not count must not keep out one that does.
func (c *Change) Join(other Change) error {
	if c.Channel != other.Channel || c.Sequence != other.Sequence || !bytes.Equal(c.Hash(), other.Hash()) {
		return words.Of("change.differs")
	}
	for _, signature := range other.Signatures {
		if !slices.Contains(c.Signatures, signature) {
			c.add(signature)
		}
	}
	return nil
}

func (c *Change) add(signature Signature) {
	c.Signatures = append(slices.Clone(c.Signatures), signature)
	slices.SortStableFunc(c.Signatures, func(a, b Signature) int { return strings.Compare(a.Organization, b.Organization) })
}
