package change_test

import (
	"crypto/ecdsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/msp"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"allianceregistry/network/change"
	"allianceregistry/network/channel"
	"allianceregistry/network/hostfile/hostfiletest"
)

// signer is who signs, and in whose name.
type signer struct {
	organization string
	certificate  *x509.Certificate
	key          *ecdsa.PrivateKey
}

// administrator of a host, or of its orderers.
func administrator(t *testing.T, host *hostfiletest.Host, organization string) signer {
	if organization == host.File.Host {
		return signer{organization, host.Administrator, host.AdministratorKey}
	}
	return issued(t, host.Ordering.CA, organization, "admin")
}

// issued makes a signer of whom an authority says these roles.
func issued(t *testing.T, authority hostfiletest.Authority, organization string, roles ...string) signer {
	certificate, key := authority.Issue(t, &x509.Certificate{Subject: pkix.Name{CommonName: "A. " + organization, OrganizationalUnit: roles}})
	return signer{organization, certificate, key}
}

// anAuthority makes a signer of whom an authority says that it is an administrator, and an
// authority too.
func anAuthority(t *testing.T, above hostfiletest.Authority, organization string) signer {
	certificate, key := above.Issue(t, &x509.Certificate{
		Subject: pkix.Name{CommonName: "A. " + organization, OrganizationalUnit: []string{"admin"}}, IsCA: true, BasicConstraintsValid: true,
	})
	return signer{organization, certificate, key}
}

func sign(t *testing.T, c change.Change, by ...signer) change.Change {
	t.Helper()
	for _, one := range by {
		require.NoError(t, c.Sign(one.organization, []byte(hostfiletest.PEM(one.certificate)), one.key))
	}
	return c
}

// A file goes from host to host, is signed at each, and is complete when enough have.
func TestSignatures(t *testing.T) {
	t.Parallel()
	n := newNetwork(t, channel.Raft)
	drafted, err := change.New("registry", n.config, change.AddHost(hostfiletest.New(t, "joining", 1).File))
	require.NoError(t, err)
	difference, err := drafted.Explain(n.config)
	require.NoError(t, err)
	missing := func(c change.Change) []change.Signers {
		return c.Missing(n.config, difference.Signers, hostfiletest.Now)
	}
	require.Equal(t, difference.Signers, missing(drafted))

	industry, museum := n.hosts["industry"], n.hosts["museum"]
	one := sign(t, drafted, administrator(t, industry, "industry"), administrator(t, industry, "industry-orderer"))
	require.Equal(t, []string{"1 of academia, museum", "1 of academia-orderer, museum-orderer"}, signers(missing(one)))
	other := sign(t, drafted, administrator(t, museum, "museum"), administrator(t, museum, "museum-orderer"))
	require.NoError(t, one.Join(other))
	require.NoError(t, one.Join(other), "twice does no harm")
	require.Empty(t, missing(one))
	require.NoError(t, one.Check(n.config, hostfiletest.Now))
	require.Len(t, one.Signatures, 4)
	require.Empty(t, drafted.Signatures)

	again := sign(t, one, administrator(t, industry, "industry"))
	require.Len(t, again.Signatures, 4, "a second signature takes the place of the first")
	content, err := again.Marshal()
	require.NoError(t, err)
	travelled, err := change.Parse(content)
	require.NoError(t, err)
	require.Equal(t, again, travelled)
	require.Empty(t, missing(travelled))
	requireEnvelope(t, travelled)

	different, err := change.New("registry", n.config, change.RemoveOrderer(industrysOrderer))
	require.NoError(t, err)
	require.ErrorContains(t, one.Join(different), "two different changes")
}

// requireEnvelope wants a transaction as Fabric reads it, with signatures that it verifies.
func requireEnvelope(t *testing.T, c change.Change) {
	t.Helper()
	content, err := c.Envelope()
	require.NoError(t, err)
	var (
		envelope common.Envelope
		payload  common.Payload
		header   common.ChannelHeader
		data     common.ConfigUpdateEnvelope
	)
	require.NoError(t, proto.Unmarshal(content, &envelope))
	require.NoError(t, proto.Unmarshal(envelope.Payload, &payload))
	require.NoError(t, proto.Unmarshal(payload.Header.ChannelHeader, &header))
	require.NoError(t, proto.Unmarshal(payload.Data, &data))
	require.Equal(t, int32(common.HeaderType_CONFIG_UPDATE), header.Type)
	require.Equal(t, c.Channel, header.ChannelId)
	require.Equal(t, change.Decode(c.Update), data.ConfigUpdate)
	require.Len(t, data.Signatures, len(c.Signatures))
	for _, signature := range data.Signatures {
		var by common.SignatureHeader
		var identity msp.SerializedIdentity
		require.NoError(t, proto.Unmarshal(signature.SignatureHeader, &by))
		require.NoError(t, proto.Unmarshal(by.Creator, &identity))
		block, _ := pem.Decode(identity.IdBytes)
		certificate, err := x509.ParseCertificate(block.Bytes)
		require.NoError(t, err)
		require.NoError(t, certificate.CheckSignature(x509.ECDSAWithSHA256, append(signature.SignatureHeader, data.ConfigUpdate...), signature.Signature))
	}
}

// A signature that Fabric would not count, or of somebody whose time is over, does not count
// here, and it is said why.
func TestSignatureRefusals(t *testing.T) {
	t.Parallel()
	n := newNetwork(t, channel.Raft)
	industry, museum := n.hosts["industry"], n.hosts["museum"]
	orderersAdmin := issued(t, industry.Ordering.CA, "industry", "admin")
	revoked := issued(t, industry.Members.CA, "industry", "admin")
	listed := issued(t, museum.Members.CA, "industry")
	n = n.after(t, func(c *common.Config) error {
		define(t, hosts(c).Groups["industry"], func(defined *msp.FabricMSPConfig) {
			defined.RevocationList = [][]byte{revocations(t, industry.Members.CA, revoked.certificate)}
			defined.RootCerts = append(defined.RootCerts, []byte(museum.File.Members.CA)) // whom it trusts, but for no role
			defined.Admins = [][]byte{[]byte(hostfiletest.PEM(listed.certificate))}
		})
		return nil
	})
	drafted, err := change.New("registry", n.config, change.AddHost(hostfiletest.New(t, "joining", 1).File))
	require.NoError(t, err)
	difference, err := drafted.Explain(n.config)
	require.NoError(t, err)
	own := administrator(t, industry, "industry")
	signed := sign(t, drafted, own)
	const not = "is not one of its administrators"
	for name, test := range map[string]struct {
		change change.Change
		now    time.Time
		want   string
	}{
		"ok/its administrator":          {signed, hostfiletest.Now, ""},
		"ok/one that the channel names": {sign(t, drafted, listed), hostfiletest.Now, ""},
		"fail/a client":                 {sign(t, drafted, issued(t, industry.Members.CA, "industry", "client")), hostfiletest.Now, not},
		"fail/of no role":               {sign(t, drafted, issued(t, industry.Members.CA, "industry")), hostfiletest.Now, not},
		"fail/of two roles":             {sign(t, drafted, issued(t, industry.Members.CA, "industry", "admin", "client")), hostfiletest.Now, not},
		"fail/another host's":           {sign(t, drafted, signer{"industry", museum.Administrator, museum.AdministratorKey}), hostfiletest.Now, not},
		"fail/its orderers'":            {sign(t, drafted, orderersAdmin), hostfiletest.Now, not},
		"fail/an authority's":           {sign(t, drafted, anAuthority(t, industry.Members.CA, "industry")), hostfiletest.Now, not},
		"fail/by the authority itself":  {sign(t, drafted, signer{"industry", industry.Members.CA.Certificate, industry.Members.CA.Key}), hostfiletest.Now, not},
		"fail/revoked":                  {sign(t, drafted, revoked), hostfiletest.Now, "has been revoked"},
		"fail/expired":                  {signed, hostfiletest.Now.AddDate(11, 0, 0), "has expired, or is not valid yet (it ends on 2036-11-30)"},
		"fail/not valid yet":            {signed, hostfiletest.Now.AddDate(-1, 0, 0), "is not valid yet"},
		"fail/a stranger":               {sign(t, drafted, issued(t, industry.Members.CA, "nobody", "admin")), hostfiletest.Now, "nobody is not in the channel"},
		"fail/of another change": {
			withUpdate(t, signed, func(u *common.ConfigUpdate) { u.WriteSet.Groups["Application"].ModPolicy = "Writers" }),
			hostfiletest.Now, "the change or the signature was altered afterwards",
		},
		"fail/another value": {withSignature(signed, func(s *change.Signature) { s.Value = sign(t, drafted, own).Signatures[0].Value }), hostfiletest.Now, "altered afterwards"},
		"fail/its other form": {
			withSignature(signed, func(s *change.Signature) { s.Value = change.Encode(highS(t, change.Decode(s.Value))) }),
			hostfiletest.Now, "altered afterwards",
		},
		"fail/with another number once": {withSignature(signed, func(s *change.Signature) {
			var header common.SignatureHeader
			require.NoError(t, proto.Unmarshal(change.Decode(s.Header), &header))
			header.Nonce = []byte("another")
			content, err := proto.Marshal(&header)
			require.NoError(t, err)
			s.Header = change.Encode(content)
		}), hostfiletest.Now, "altered afterwards"},
		"fail/in another's name": {withSignature(signed, func(s *change.Signature) { s.Organization = "museum" }), hostfiletest.Now, "in the name of museum"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := test.change.Check(n.config, test.now)
			missing := test.change.Missing(n.config, difference.Signers, test.now)
			if test.want == "" {
				require.NoError(t, err)
				require.Contains(t, signers(missing), "1 of academia, museum")
				return
			}
			require.ErrorContains(t, err, test.want)
			require.Equal(t, difference.Signers, missing)
		})
	}

	counting, ignored := withSignature(sign(t, signed, administrator(t, museum, "museum")), func(s *change.Signature) { s.Value = change.Encode([]byte("x")) }).
		Counting(n.config, hostfiletest.Now)
	require.Len(t, ignored, 1)
	require.ErrorContains(t, ignored[0], "the signature of industry")
	require.Len(t, counting.Signatures, 1, "the other is handed in all the same")
	require.Equal(t, "museum", counting.Signatures[0].Organization)

	again := sign(t, drafted, own)
	again.Signatures = append(again.Signatures, signed.Signatures[0], again.Signatures[0])
	counting, ignored = again.Counting(n.config, hostfiletest.Now)
	require.Empty(t, ignored)
	require.Equal(t, again.Signatures[:1], counting.Signatures, "of one organization one is enough")

	spoiled := withSignature(signed, func(s *change.Signature) { s.Value = change.Encode([]byte("x")) })
	require.NoError(t, spoiled.Join(signed))
	require.Len(t, spoiled.Missing(n.config, difference.Signers, hostfiletest.Now)[0].Organizations, 2, "one that does not count keeps none out that does")

	err = drafted.Sign("industry", []byte(hostfiletest.PEM(museum.Administrator)), industry.AdministratorKey)
	require.ErrorContains(t, err, "do not go together")
	require.ErrorContains(t, drafted.Sign("industry", nil, industry.AdministratorKey), "do not go together")
}

// withSignature returns the change with its first signature altered.
func withSignature(c change.Change, alter func(*change.Signature)) change.Change {
	c.Signatures = append([]change.Signature{}, c.Signatures...)
	alter(&c.Signatures[0])
	return c
}

// highS is the other form of a signature, as valid as the first but for Fabric.
func highS(t *testing.T, signature []byte) []byte {
	t.Helper()
	var parsed struct{ R, S *big.Int }
	_, err := asn1.Unmarshal(signature, &parsed)
	require.NoError(t, err)
	order, _ := new(big.Int).SetString("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16)
	parsed.S.Sub(order, parsed.S)
	content, err := asn1.Marshal(parsed)
	require.NoError(t, err)
	return content
}

func revocations(t *testing.T, by hostfiletest.Authority, of *x509.Certificate) []byte {
	t.Helper()
	list, err := x509.CreateRevocationList(nil, &x509.RevocationList{
		Number: big.NewInt(1), ThisUpdate: hostfiletest.Now, NextUpdate: hostfiletest.Now.AddDate(1, 0, 0),
		RevokedCertificateEntries: []x509.RevocationListEntry{{SerialNumber: of.SerialNumber, RevocationTime: hostfiletest.Now}},
	}, by.Certificate, by.Key)
	require.NoError(t, err)
	return pem.EncodeToMemory(&pem.Block{Type: "X509 CRL", Bytes: list})
}

// define changes an organization's definition.
func define(t *testing.T, group *common.ConfigGroup, alter func(*msp.FabricMSPConfig)) {
	t.Helper()
	var outer msp.MSPConfig
	var inner msp.FabricMSPConfig
	require.NoError(t, proto.Unmarshal(group.Values["MSP"].Value, &outer))
	require.NoError(t, proto.Unmarshal(outer.Config, &inner))
	alter(&inner)
	var err error
	outer.Config, err = proto.Marshal(&inner)
	require.NoError(t, err)
	group.Values["MSP"].Value, err = proto.Marshal(&outer)
	require.NoError(t, err)
}

// What nobody could read is not written.
func TestNoneIsTooLarge(t *testing.T) {
	t.Parallel()
	c := change.Change{Format: 1, Channel: "registry", Update: "A"}
	content, err := c.Marshal()
	require.NoError(t, err)
	c.Update = strings.Repeat("A", 1+change.MaxSize-len(content))
	content, err = c.Marshal()
	require.NoError(t, err)
	require.Len(t, content, change.MaxSize)
	_, err = change.Parse(content)
	require.ErrorContains(t, err, "there is no update of a channel in it", "it is read")
	c.Update += "A"
	_, err = c.Marshal()
	require.ErrorContains(t, err, "nothing was written")
}

func TestParseRefusals(t *testing.T) {
	t.Parallel()
	n := newNetwork(t, channel.Raft)
	industry := n.hosts["industry"]
	drafted, err := change.New("registry", n.config, change.RemoveOrderer(industrysOrderer))
	require.NoError(t, err)
	signed := sign(t, drafted, administrator(t, industry, "industry"))
	key, err := x509.MarshalECPrivateKey(industry.AdministratorKey)
	require.NoError(t, err)
	secret := pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: key})
	text := func(c change.Change) string {
		content, err := c.Marshal()
		require.NoError(t, err)
		return string(content)
	}
	header := func(identity []byte) string {
		creator, err := proto.Marshal(&msp.SerializedIdentity{Mspid: "industry", IdBytes: identity})
		require.NoError(t, err)
		content, err := proto.Marshal(&common.SignatureHeader{Creator: creator})
		require.NoError(t, err)
		return change.Encode(content)
	}
	certificate := []byte(hostfiletest.PEM(industry.Administrator))
	for name, test := range map[string]struct{ content, want string }{
		"ok/as written":         {text(signed), ""},
		"ok/other line ends":    {strings.ReplaceAll(text(signed), "\n", "\r\n"), ""},
		"fail/nothing":          {"", "the change cannot be read"},
		"ok/a great number":     {strings.Replace(text(signed), "sequence: 7", "sequence: 18446744073709551615", 1), ""},
		"fail/less than none":   {strings.Replace(text(signed), "sequence: 7", "sequence: -1", 1), "line 5: sequence"},
		"fail/another format":   {strings.Replace(text(signed), "format: 1", "format: 2", 1), "format 2"},
		"fail/an unknown field": {text(signed) + "approved: true\n", "approved"},
		"fail/another channel":  {strings.Replace(text(signed), "channel: registry", "channel: other", 1), "the change names the channel other"},
		"fail/no update":        {text(change.Change{Format: 1, Channel: "registry"}), "there is no update of a channel in it"},
		"fail/no base64":        {text(change.Change{Format: 1, Channel: "registry", Update: "?"}), "there is no update of a channel in it"},
		"fail/no message":       {text(change.Change{Format: 1, Channel: "registry", Update: "////"}), "there is no update of a channel in it"},
		"fail/a key":            {text(signed) + "# " + strings.ReplaceAll(string(secret), "\n", "\n# "), "EC PRIVATE KEY"},
		"fail/a key with the certificate": {
			text(withSignature(signed, func(s *change.Signature) { s.Header = header(append(certificate, secret...)) })),
			"in the name of industry",
		},
		"fail/a key before it": {text(withSignature(signed, func(s *change.Signature) { s.Header = header(append(secret, certificate...)) })), "in the name of industry"},
		"fail/a key in the update": {text(withUpdate(t, signed, func(u *common.ConfigUpdate) {
			u.WriteSet.Values = map[string]*common.ConfigValue{"x": {Value: secret}}
		})), "EC PRIVATE KEY"},
		"fail/no certificate":    {text(withSignature(signed, func(s *change.Signature) { s.Header = header([]byte("x")) })), "in the name of industry"},
		"fail/no value":          {text(withSignature(signed, func(s *change.Signature) { s.Value = "?" })), "in the name of industry"},
		"fail/in another's name": {text(withSignature(signed, func(s *change.Signature) { s.Organization = "museum" })), "in the name of museum"},
		"fail/a name with a slash": {text(withUpdate(t, signed, func(u *common.ConfigUpdate) {
			u.WriteSet.Values = map[string]*common.ConfigValue{"a/b": {}}
		})), "a/b is no name"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := change.Parse([]byte(test.content))
			if test.want == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, test.want)
		})
	}
}

// Whatever is read is written as it was meant, and can be explained without panic.
func FuzzParse(f *testing.F) {
	n := newNetwork(f, channel.BFT)
	joining := hostfiletest.New(f, "joining", 1)
	for _, edit := range []change.Edit{change.AddHost(joining.File), change.RemoveOrderer(industrysOrderer)} {
		drafted, err := change.New("registry", n.config, edit)
		require.NoError(f, err)
		require.NoError(f, drafted.Sign("joining", []byte(hostfiletest.PEM(joining.Administrator)), joining.AdministratorKey))
		content, err := drafted.Marshal()
		require.NoError(f, err)
		f.Add(content, change.Decode(drafted.Update))
	}
	f.Add([]byte("format: 1\nchannel: a\nupdate: CgFh\n"), []byte{10, 1, 'a'})
	f.Fuzz(func(t *testing.T, content, update []byte) {
		explain(t, n, change.Change{Format: 1, Channel: "registry", Sequence: 7, Update: change.Encode(update)})
		parsed, err := change.Parse(content)
		if err != nil {
			return
		}
		again, err := parsed.Marshal()
		require.NoError(t, err)
		same, err := change.Parse(again)
		require.NoError(t, err)
		require.Equal(t, parsed, same)
		explain(t, n, parsed)
	})
}

func explain(t *testing.T, n network, c change.Change) {
	t.Helper()
	difference, err := c.Explain(n.config)
	if err == nil {
		require.NotEmpty(t, difference.Lines, "a change of which nothing is said")
		require.NotEmpty(t, difference.Signers)
		c.Missing(n.config, difference.Signers, hostfiletest.Now)
	}
	_, err = c.Envelope()
	require.NoError(t, err)
}
