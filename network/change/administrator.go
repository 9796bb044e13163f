package change

import (
	"crypto/ecdsa"
	"crypto/x509"
	"encoding/asn1"
	"encoding/pem"
	"math/big"
	"slices"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/msp"

	"allianceregistry/network/words"
)

// Counting returns the change with those signatures alone that count, one of an organization,
// and an error for each that does not: by whoever is not an administrator of the
// organization, as the channel defines it, or not of this change. Fabric passes over such a
// signature, too (3.1.1, policies.SignatureSetToValidIdentities); an administrator whose
// certificate has expired it would count.
func (c Change) Counting(config *common.Config, now time.Time) (counting Change, ignored []error) {
	var signatures []Signature
	for _, signature := range c.Signatures {
		if err := c.check(signature, config, now); err != nil {
			ignored = append(ignored, err)
			continue
		}
		if !slices.ContainsFunc(signatures, func(s Signature) bool { return s.Organization == signature.Organization }) {
			signatures = append(signatures, signature)
		}
	}
	c.Signatures = signatures
	return c, ignored
}

func (c Change) check(s Signature, config *common.Config, now time.Time) error {
	certificate, err := s.signer()
	if err != nil {
		return err
	}
	defined := definitionNamed(config, s.Organization)
	if defined == nil {
		return words.Of("change.absent", "name", s.Organization)
	}
	refuse := func(key string) error {
		return words.Of(key, "organization", s.Organization, "name", certificate.Subject.CommonName, "day", certificate.NotAfter.UTC().Format(time.DateOnly))
	}
	public, isECDSA := certificate.PublicKey.(*ecdsa.PublicKey)
	switch {
	case !administers(defined, certificate):
		return refuse("change.notAdministrator")
	case revokes(defined, certificate):
		return refuse("change.revoked")
	case now.Before(certificate.NotBefore) || now.After(certificate.NotAfter):
		return refuse("change.expired")
	case !isECDSA || !isLowS(decode(s.Value), public) || !ecdsa.VerifyASN1(public, c.digest(decode(s.Header)), decode(s.Value)):
		return refuse("change.altered")
	}
	return nil
}

// definitionNamed returns the definition of the organization with that MSP ID.
func definitionNamed(config *common.Config, id string) *msp.FabricMSPConfig {
	hosts, orderers := groups(config)
	for _, half := range []*common.ConfigGroup{hosts, orderers} {
		for _, name := range names(half.GetGroups(), nil) {
			if defined := definition(half.GetGroups()[name]); defined.GetName() == id {
				return defined
			}
		}
	}
	return nil
}

// administers reports whether a certificate is that of an administrator: the definition names
// it, or one of its authorities issued it for that role and no other (Fabric 3.1.1, package
// msp).
func administers(defined *msp.FabricMSPConfig, certificate *x509.Certificate) bool {
	if slices.ContainsFunc(defined.GetAdmins(), func(content []byte) bool {
		named := certificateIn(content)
		return named != nil && named.Equal(certificate)
	}) {
		return true
	}
	roles := defined.GetFabricNodeOus()
	above := issuer(certificate, slices.Concat(defined.GetRootCerts(), defined.GetIntermediateCerts())...)
	if above == nil || certificate.IsCA || !roles.GetEnable() {
		return false
	}
	var has []*msp.FabricOUIdentifier
	for _, role := range []*msp.FabricOUIdentifier{
		roles.GetAdminOuIdentifier(), roles.GetClientOuIdentifier(), roles.GetPeerOuIdentifier(), roles.GetOrdererOuIdentifier(),
	} {
		for _, unit := range certificate.Subject.OrganizationalUnit {
			if role != nil && unit == role.GetOrganizationalUnitIdentifier() {
				has = append(has, role)
			}
		}
	}
	if len(has) != 1 || has[0] != roles.GetAdminOuIdentifier() {
		return false
	}
	by := certificateIn(has[0].GetCertificate())
	return len(has[0].GetCertificate()) == 0 || by != nil && by.Equal(above)
}

// revokes reports whether a list in the definition, by the certificate's own authority,
// revokes it.
func revokes(defined *msp.FabricMSPConfig, certificate *x509.Certificate) bool {
	above := issuer(certificate, slices.Concat(defined.GetRootCerts(), defined.GetIntermediateCerts())...)
	for _, list := range revocations(defined) {
		if above == nil || list.CheckSignatureFrom(above) != nil {
			continue
		}
		for _, entry := range list.RevokedCertificateEntries {
			if entry.SerialNumber.Cmp(certificate.SerialNumber) == 0 {
				return true
			}
		}
	}
	return false
}

// revocations are the lists in a definition.
func revocations(defined *msp.FabricMSPConfig) []*x509.RevocationList {
	var all []*x509.RevocationList
	for _, content := range defined.GetRevocationList() {
		if block, _ := pem.Decode(content); block != nil {
			content = block.Bytes
		}
		if list, err := x509.ParseRevocationList(content); err == nil {
			all = append(all, list)
		}
	}
	return all
}

// isLowS reports whether a signature is the one of its two valid forms that Fabric accepts.
func isLowS(signature []byte, public *ecdsa.PublicKey) bool {
	var parsed struct{ R, S *big.Int }
	rest, err := asn1.Unmarshal(signature, &parsed)
	return err == nil && len(rest) == 0 && parsed.S.Cmp(new(big.Int).Rsh(public.Params().N, 1)) <= 0
}
