package chain

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/block"
	"allianceregistry/audit/block/blocktest"
)

// authority issues certificates under another authority, or its own.
type authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

func newAuthority(t *testing.T, name string, above *authority) *authority {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	a := &authority{key: key}
	a.cert = a.sign(t, above, &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: name},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
	}, &key.PublicKey)
	return a
}

func (a *authority) sign(t *testing.T, above *authority, template *x509.Certificate, public *ecdsa.PublicKey) *x509.Certificate {
	t.Helper()
	parent, key := template, a.key
	if above != nil {
		parent, key = above.cert, above.key
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, public, key)
	require.NoError(t, err)
	cert, err := x509.ParseCertificate(der)
	require.NoError(t, err)
	return cert
}

// issue makes an identity with organizational units.
func (a *authority) issue(t *testing.T, units ...string) *certificate {
	t.Helper()
	cert := a.sign(t, a, &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()),
		Subject:      pkix.Name{CommonName: "somebody", OrganizationalUnit: units},
		NotBefore:    time.Now().Add(-time.Minute), NotAfter: time.Now().Add(-time.Second), // expired
		BasicConstraintsValid: true,
	}, &a.key.PublicKey)
	return &certificate{Certificate: cert, key: sha256.Sum256(cert.RawTBSCertificate)}
}

func (a *authority) revoke(t *testing.T, certs ...*certificate) []byte {
	t.Helper()
	list := &x509.RevocationList{Number: big.NewInt(1), ThisUpdate: time.Now(), NextUpdate: time.Now().Add(time.Hour)}
	for _, cert := range certs {
		list.RevokedCertificateEntries = append(list.RevokedCertificateEntries,
			x509.RevocationListEntry{SerialNumber: cert.SerialNumber, RevocationTime: time.Now()})
	}
	der, err := x509.CreateRevocationList(rand.Reader, list, a.cert, a.key)
	require.NoError(t, err)
	return der
}

func TestMSP(t *testing.T) {
	t.Parallel()
	top := newAuthority(t, "top", nil)
	middle := newAuthority(t, "middle", top)
	stranger := newAuthority(t, "stranger", nil)
	client := middle.issue(t, "client", "sales")
	org := block.Organization{
		MSP: "a", Roots: [][]byte{top.cert.Raw}, Intermediates: [][]byte{middle.cert.Raw},
		UnitsOn: true, Client: block.Unit{Name: "client"}, Peer: block.Unit{Name: "peer"},
	}
	for name, c := range map[string]struct {
		cert   *certificate
		change func(*block.Organization)
		role   string
		want   bool
	}{
		"ok/client":                   {client, nil, roleClient, true},
		"ok/member":                   {client, nil, roleMember, true},
		"ok/issuer of the unit":       {client, func(o *block.Organization) { o.Client.Certificate = middle.cert.Raw }, roleClient, true},
		"ok/demanded unit":            {client, func(o *block.Organization) { o.Units = []block.Unit{{Name: "sales", Certificate: middle.cert.Raw}} }, roleClient, true},
		"ok/units off":                {middle.issue(t), func(o *block.Organization) { o.UnitsOn = false }, roleMember, true},
		"ok/units named by nobody":    {middle.issue(t), func(o *block.Organization) { o.Client, o.Peer = block.Unit{}, block.Unit{} }, roleMember, true},
		"ok/listed administrator":     {client, func(o *block.Organization) { o.Admins = [][]byte{client.Raw} }, roleAdmin, true},
		"ok/another revoked":          {client, func(o *block.Organization) { o.Revoked = [][]byte{middle.revoke(t, middle.issue(t))} }, roleClient, true},
		"ok/revoked by a stranger":    {client, func(o *block.Organization) { o.Revoked = [][]byte{stranger.revoke(t, client)} }, roleClient, true},
		"ok/revoked by the root":      {client, func(o *block.Organization) { o.Revoked = [][]byte{top.revoke(t, client)} }, roleClient, true},
		"fail/revoked":                {client, func(o *block.Organization) { o.Revoked = [][]byte{middle.revoke(t, client)} }, roleClient, false},
		"fail/peer":                   {client, nil, rolePeer, false},
		"fail/admin":                  {client, nil, roleAdmin, false},
		"fail/two roles":              {middle.issue(t, "client", "peer"), nil, roleMember, false},
		"fail/no role":                {middle.issue(t, "sales"), nil, roleMember, false},
		"fail/units off, yet a role":  {client, func(o *block.Organization) { o.UnitsOn = false }, roleClient, false},
		"fail/stranger":               {stranger.issue(t, "client"), nil, roleMember, false},
		"fail/by the root above":      {top.issue(t, "client"), nil, roleMember, false},
		"fail/other issuer of unit":   {client, func(o *block.Organization) { o.Client.Certificate = top.cert.Raw }, roleClient, false},
		"fail/demanded unit":          {client, func(o *block.Organization) { o.Units = []block.Unit{{Name: "law", Certificate: middle.cert.Raw}} }, roleClient, false},
		"fail/demanded, other issuer": {client, func(o *block.Organization) { o.Units = []block.Unit{{Name: "sales", Certificate: top.cert.Raw}} }, roleClient, false},
		"fail/an authority itself":    {&certificate{Certificate: middle.cert}, nil, roleMember, false},
		"fail/an authority below":     {&certificate{Certificate: middle.cert}, func(o *block.Organization) { o.Intermediates, o.UnitsOn = nil, false }, roleMember, false},
		"fail/without intermediate":   {client, func(o *block.Organization) { o.Intermediates = nil }, roleMember, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			changed := org
			if c.change != nil {
				c.change(&changed)
			}
			m, err := newMSP(changed, false)
			require.NoError(t, err)
			require.Equal(t, c.want, m.satisfies(c.cert, c.role), "%v", m.validity(c.cert).problem)
		})
	}
}

// TestUnit has the hash of the issuers' path that a unit's principal names.
func TestUnit(t *testing.T) {
	t.Parallel()
	top := newAuthority(t, "top", nil)
	middle := newAuthority(t, "middle", top)
	m, err := newMSP(block.Organization{MSP: "a", Roots: [][]byte{top.cert.Raw}, Intermediates: [][]byte{middle.cert.Raw}}, false)
	require.NoError(t, err)
	path := sha256.Sum256(append(append([]byte{}, middle.cert.Raw...), top.cert.Raw...))
	cert := middle.issue(t, "sales")
	require.True(t, m.inUnit(cert, "sales", path[:]))
	require.False(t, m.inUnit(cert, "law", path[:]))
	require.False(t, m.inUnit(cert, "sales", make([]byte, 32)))
}

// TestSignature has the two forms of one signature: Fabric takes one of them only.
func TestSignature(t *testing.T) {
	t.Parallel()
	signer := blocktest.NewHost("a").Peer
	var known certificates
	cert, err := known.parse(signer.Certificate)
	require.NoError(t, err)
	message := []byte("message")
	low := signer.Sign(message)
	var value struct{ R, S *big.Int }
	_, err = asn1.Unmarshal(low, &value)
	require.NoError(t, err)
	encode := func(r, s *big.Int) []byte {
		raw, err := asn1.Marshal(struct{ R, S *big.Int }{r, s})
		require.NoError(t, err)
		return raw
	}
	high := encode(value.R, new(big.Int).Sub(elliptic.P256().Params().N, value.S))
	digest := sha256.Sum256(message)
	require.True(t, ecdsa.VerifyASN1(&signer.Key.PublicKey, digest[:], high), "both are signatures")

	require.NoError(t, cert.verify(message, low))
	require.Error(t, cert.verify(message, high))
	require.Error(t, cert.verify([]byte("another"), low))
	require.Error(t, cert.verify(message, nil))
	require.Error(t, cert.verify(message, encode(new(big.Int), new(big.Int))))
	require.Error(t, cert.verify(message, encode(big.NewInt(-1), big.NewInt(1))))
}

// TestCertificateForms has one certificate twice, its authority's signature in both
// forms: it is one identity, or one peer could endorse twice.
func TestCertificateForms(t *testing.T) {
	t.Parallel()
	n := raft(t)
	twin := n.Hosts[0].Peer
	twin.Certificate = otherForm(t, twin.Certificate)
	require.NotEqual(t, n.Hosts[0].Peer.Certificate, twin.Certificate)
	both := []signed{n.signed(n.Hosts[0].Peer), n.signed(twin)}
	require.NoError(t, both[1].problem)
	require.Len(t, n.verifier.channel.signers(both), 1)
	want := []string{endorsementsMissing}
	require.Equal(t, want, n.take(n.coded(want, only(n.put("a", "1"), n.Hosts[0].Peer, twin))).Codes)
	require.Equal(t, []string{valid}, n.take(n.coded(nil, only(n.put("a", "1"), twin, n.Hosts[1].Peer))).Codes)
}

// otherForm is the certificate with n-s in place of its signature's s.
func otherForm(t *testing.T, der []byte) []byte {
	t.Helper()
	var cert struct {
		TBS       asn1.RawValue
		Algorithm asn1.RawValue
		Signature asn1.BitString
	}
	_, err := asn1.Unmarshal(der, &cert)
	require.NoError(t, err)
	var value struct{ R, S *big.Int }
	_, err = asn1.Unmarshal(cert.Signature.Bytes, &value)
	require.NoError(t, err)
	value.S.Sub(elliptic.P256().Params().N, value.S)
	raw, err := asn1.Marshal(value)
	require.NoError(t, err)
	cert.Signature = asn1.BitString{Bytes: raw, BitLength: 8 * len(raw)}
	out, err := asn1.Marshal(cert)
	require.NoError(t, err)
	return out
}
