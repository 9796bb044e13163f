package change

import (
	"bytes"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"slices"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/msp"
	"google.golang.org/protobuf/proto"

	"allianceregistry/network/hostfile"
)

// definition returns an organization's MSP as its group defines it. One that cannot be read
// defines nothing.
func definition(group *common.ConfigGroup) *msp.FabricMSPConfig {
	var outer msp.MSPConfig
	var inner msp.FabricMSPConfig
	if proto.Unmarshal(mspOf(group), &outer) != nil || proto.Unmarshal(outer.GetConfig(), &inner) != nil {
		return nil
	}
	return &inner
}

// mspOf returns an organization's MSP, encoded.
func mspOf(group *common.ConfigGroup) []byte { return group.GetValues()[mspValue].GetValue() }

// authorities returns an organization's authorities as its definition names them.
func authorities(defined *msp.FabricMSPConfig) [][]byte {
	return slices.Concat(defined.GetRootCerts(), defined.GetIntermediateCerts(), defined.GetTlsRootCerts(), defined.GetTlsIntermediateCerts())
}

// authoritiesOf returns the keys of an organization's authorities: who they are, whichever
// certificate says so. They are sorted.
func authoritiesOf(group *common.ConfigGroup) []string {
	var keys []string
	for _, content := range authorities(definition(group)) {
		key := string(content)
		if certificate := certificateIn(content); certificate != nil {
			key = string(certificate.RawSubjectPublicKeyInfo)
		}
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// sharing returns an organization, another than the named one, that has one of these keys for
// an authority; empty if none has. Whoever took part under two names would count twice.
func sharing(config *common.Config, name string, keys []string) string {
	hosts, orderers := groups(config)
	for _, half := range []*common.ConfigGroup{hosts, orderers} {
		for _, other := range names(half.GetGroups(), nil) {
			if other != name && slices.ContainsFunc(authoritiesOf(half.GetGroups()[other]), func(key string) bool { return slices.Contains(keys, key) }) {
				return other
			}
		}
	}
	return ""
}

// fingerprint is that of the first of some authorities, to be read aloud: the one that
// "channel check" prints.
func fingerprint(authorities [][]byte) string {
	if len(authorities) == 0 || certificateIn(authorities[0]) == nil {
		return "?"
	}
	hash := sha256.Sum256(certificateIn(authorities[0]).Raw)
	return hostfile.Aloud(hex.EncodeToString(hash[:]))
}

// certificateIn returns the first certificate in PEM, as Fabric reads it; nil if there is none.
func certificateIn(content []byte) *x509.Certificate {
	block, _ := pem.Decode(content)
	if block == nil {
		return nil
	}
	certificate, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return nil
	}
	return certificate
}

// issuer returns which of these authorities issued a certificate; nil if none did.
func issuer(certificate *x509.Certificate, authorities ...[]byte) *x509.Certificate {
	for _, content := range authorities {
		authority := certificateIn(content)
		if authority != nil && bytes.Equal(certificate.RawIssuer, authority.RawSubject) && certificate.CheckSignatureFrom(authority) == nil {
			return authority
		}
	}
	return nil
}
