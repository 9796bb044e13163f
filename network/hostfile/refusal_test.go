package hostfile_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/network/hostfile"
	"allianceregistry/network/hostfile/hostfiletest"
)

// Each change is signed by the host itself: a signature makes nothing right.
func TestRefusals(t *testing.T) {
	t.Parallel()
	other := hostfiletest.New(t, "academia", 1)
	for name, test := range map[string]struct {
		change  func(*hostfiletest.Host)
		wantErr string
	}{
		"fail/host":           {func(h *hostfiletest.Host) { h.File.Host = "../up" }, `host "../up" must begin`},
		"fail/host's length":  {func(h *hostfiletest.Host) { h.File.Host = strings.Repeat("a", 32) }, "at most 31"},
		"fail/time":           {func(h *hostfiletest.Host) { h.File.Until = h.File.Until.AddDate(-100, 0, 0) }, "until must be"},
		"fail/no peer":        {func(h *hostfiletest.Host) { h.File.Peers = nil }, "1 to 9 peers, not 0"},
		"fail/ten peers":      {func(h *hostfiletest.Host) { h.File.Peers = make([]hostfile.Peer, 10) }, "not 10"},
		"fail/ten orderers":   {func(h *hostfiletest.Host) { h.File.Orderers = make([]hostfile.Orderer, 10) }, "at most 9 orderers"},
		"fail/name twice":     {func(h *hostfiletest.Host) { h.File.Peers[0].Name = h.File.Orderers[0].Name }, "orderer1.industry is there twice"},
		"fail/address twice":  {func(h *hostfiletest.Host) { h.File.CA = h.File.Peers[0].Address }, "example:7051 is there twice"},
		"fail/peer's name":    {func(h *hostfiletest.Host) { h.File.Peers[0].Name = "a/b" }, `node "a/b"`},
		"fail/peer's address": {func(h *hostfiletest.Host) { h.File.Peers[0].Address = "peer" }, `address "peer"`},
		"fail/orderer's name": {func(h *hostfiletest.Host) { h.File.Orderers[0].Name = "other" }, "orderers[0].tls is not for other"},
		"fail/its address":    {func(h *hostfiletest.Host) { h.File.Orderers[0].Address = "other:7050" }, "orderers[0].tls is not for other"},
		"fail/no CA":          {func(h *hostfiletest.Host) { h.File.Members.CA = "" }, "members.ca is missing"},
		"fail/no TLS CA":      {func(h *hostfiletest.Host) { h.File.Ordering.TLSCA = "" }, "ordering.tlsCA is missing"},
		"fail/no ordering":    {func(h *hostfiletest.Host) { h.File.Ordering = hostfile.Authorities{} }, "ordering.ca is missing"},
		"fail/one orderer twice": {func(h *hostfiletest.Host) {
			second := h.Orderer(t, "second.industry", "orderers.industry.example:7060")
			second.Identity = h.File.Orderers[0].Identity
			h.File.Orderers = append(h.File.Orderers, second)
		}, "orderers[0].identity and orderers[1].identity have the same key"},
		"fail/called otherwise": {func(h *hostfiletest.Host) { h.File.Orderers[0].Name = "orderers.industry.example" }, "is not for orderers.industry.example"},
		"fail/no identity":      {func(h *hostfiletest.Host) { h.File.Orderers[0].Identity = "" }, "orderers[0].identity is missing"},
		"fail/two in one":       {func(h *hostfiletest.Host) { h.File.Members.CA += h.File.Members.TLSCA }, "members.ca must be one certificate"},
		"fail/no certificate":   {func(h *hostfiletest.Host) { h.File.Members.CA = "?" }, "members.ca must be one certificate"},
		"fail/text around":      {func(h *hostfiletest.Host) { h.File.Members.CA = "by hand:\n" + h.File.Members.CA }, "members.ca must be one certificate"},
		"fail/headers": {func(h *hostfiletest.Host) {
			h.File.Members.CA = strings.Replace(h.File.Members.CA, "-----\n", "-----\nNote: x\n\n", 1)
		}, "must be one certificate"},
		"fail/no authority":   {func(h *hostfiletest.Host) { h.File.Members.CA = hostfiletest.PEM(h.Administrator) }, "members.ca is no certificate of an authority"},
		"fail/other's CA":     {func(h *hostfiletest.Host) { h.File.Ordering.CA = other.File.Ordering.CA }, "identity was not issued by ordering.ca"},
		"fail/other's TLS CA": {func(h *hostfiletest.Host) { h.File.Ordering.TLSCA = other.File.Ordering.TLSCA }, "tls was not issued by ordering.tlsCA"},
		"fail/one authority":  {func(h *hostfiletest.Host) { h.File.Members.TLSCA = h.File.Members.CA }, "members.ca and members.tlsCA have the same key"},
		"fail/one for both": {func(h *hostfiletest.Host) {
			h.File.Orderers, h.File.Ordering = nil, hostfile.Authorities{CA: h.File.Members.CA, TLSCA: h.File.Members.TLSCA}
		}, "members.ca and ordering.ca have the same key"},
		"fail/not above": {func(h *hostfiletest.Host) {
			h.Members.Certify(t, hostfiletest.NewAuthority(t, "root", nil), &h.File.Members)
			h.File.Members.Above = other.File.Members.CA
		}, "members.aboveCA was not issued by members.above"},
		"fail/above another key": {func(h *hostfiletest.Host) {
			other.Members.Certify(t, hostfiletest.NewAuthority(t, "root", nil), &h.File.Members)
		}, "members.ca"},
		"fail/half above": {func(h *hostfiletest.Host) {
			h.Members.Certify(t, hostfiletest.NewAuthority(t, "root", nil), &h.File.Members)
			h.File.Members.AboveTLSCA = ""
		}, "members.aboveTLSCA is missing"},
		"fail/nothing above": {func(h *hostfiletest.Host) {
			h.Members.Certify(t, hostfiletest.NewAuthority(t, "root", nil), &h.File.Members)
			h.File.Members.Above = ""
		}, "members.above is missing"},
		"fail/above itself":    {func(h *hostfiletest.Host) { h.Members.Certify(t, h.Members.CA, &h.File.Members) }, "members.ca and members.above have the same key"},
		"fail/above no CA":     {func(h *hostfiletest.Host) { h.File.Ordering.Above = hostfiletest.PEM(h.Administrator) }, "ordering.above is no certificate of an authority"},
		"fail/no clients":      {func(h *hostfiletest.Host) { h.File.Members.Clients = "" }, "members.clients is missing"},
		"fail/ordering's":      {func(h *hostfiletest.Host) { h.File.Ordering.Clients = h.File.Members.Clients }, "ordering.clients must not be there"},
		"fail/other's clients": {func(h *hostfiletest.Host) { h.File.Members.Clients = other.File.Members.Clients }, "for the name and the key of members.ca"},
		"fail/clients' issuer": {func(h *hostfiletest.Host) {
			h.File.Members.Clients = hostfiletest.PEM(hostfiletest.Clients(t, hostfiletest.Organization{CA: h.Members.CA, TLSCA: other.Members.TLSCA}, nil))
		}, "members.clients was not issued by members.tlsCA"},
		"fail/any name":            {clients(t, func(c *x509.Certificate) { c.PermittedDNSDomains = append(c.PermittedDNSDomains, "example") }), "for clients alone"},
		"fail/no constraint":       {clients(t, func(c *x509.Certificate) { c.PermittedDNSDomains, c.ExcludedIPRanges = nil, nil }), "for clients alone"},
		"fail/any address":         {clients(t, func(c *x509.Certificate) { c.ExcludedIPRanges = c.ExcludedIPRanges[:1] }), "for clients alone"},
		"fail/constraint optional": {clients(t, func(c *x509.Certificate) { c.PermittedDNSDomainsCritical = false }), "for clients alone"},
		"fail/clients' name":       {clients(t, func(c *x509.Certificate) { c.RawSubject = nil }), "for the name and the key of members.ca"},
		"fail/clients no CA":       {clients(t, func(c *x509.Certificate) { c.IsCA, c.MaxPathLenZero = false, false }), "for the name and the key of members.ca"},
		"fail/nothing below":       {tlsAuthority(t, elliptic.P256(), func(c *x509.Certificate) { c.MaxPathLenZero = true }), "members.clients was not issued by members.tlsCA"},
		"fail/authority's key":     {tlsAuthority(t, elliptic.P521(), nil), "members.tlsCA: the key must be ECDSA"},
		"fail/no key identifier": {tlsAuthority(t, elliptic.P256(), func(c *x509.Certificate) {
			c.ExtraExtensions = []pkix.Extension{{Id: []int{2, 5, 29, 14}, Value: []byte{4, 0}}}
		}), "members.tlsCA is no certificate of an authority"},
		"fail/issuer's name": {func(h *hostfiletest.Host) {
			namesake := *hostfiletest.NewAuthority(t, "other", nil).Certificate
			namesake.PublicKey = nil
			certificate, _ := hostfiletest.Authority{Certificate: &namesake, Key: h.Ordering.CA.Key}.Issue(t, &x509.Certificate{Subject: pkix.Name{OrganizationalUnit: []string{"orderer"}}})
			h.File.Orderers[0].Identity = hostfiletest.PEM(certificate)
		}, "identity was not issued by ordering.ca"},
		"fail/authority as orderer": {orderer(t, &x509.Certificate{
			Subject: pkix.Name{OrganizationalUnit: []string{"orderer"}}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
		}, nil), "role orderer"},
		"fail/authority as server": {orderer(t, nil, &x509.Certificate{
			DNSNames: []string{"orderer1.industry", "orderers.industry.example"}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
		}), "for a server and for a client"},
		"fail/person": {orderer(t, &x509.Certificate{Subject: pkix.Name{CommonName: "orderer"}}, nil), "role orderer"},
		"fail/TLS client": {orderer(t, nil, &x509.Certificate{
			DNSNames: []string{"orderer1.industry", "orderers.industry.example"}, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
		}), "for a server and for a client"},
		"fail/TLS key": {func(h *hostfiletest.Host) {
			key, err := ecdsa.GenerateKey(elliptic.P521(), rand.Reader)
			require.NoError(t, err)
			template := &x509.Certificate{SerialNumber: h.Administrator.SerialNumber, NotBefore: h.Administrator.NotBefore, NotAfter: h.Administrator.NotAfter}
			content, err := x509.CreateCertificate(rand.Reader, template, h.Ordering.TLSCA.Certificate, &key.PublicKey, h.Ordering.TLSCA.Key)
			require.NoError(t, err)
			h.File.Orderers[0].TLS = hostfiletest.PEM(&x509.Certificate{Raw: content})
		}, "orderers[0].tls: the key must be ECDSA"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			host := hostfiletest.New(t, "industry", 1)
			test.change(host)
			require.ErrorContains(t, hostfile.Sign(&host.File, host.Administrator, host.AdministratorKey), test.wantErr)
			content, err := host.File.Marshal()
			if err != nil {
				return // it cannot even be written
			}
			_, err = hostfile.Parse(content)
			require.ErrorContains(t, err, test.wantErr)
		})
	}
}

func clients(t *testing.T, change func(*x509.Certificate)) func(*hostfiletest.Host) {
	return func(h *hostfiletest.Host) {
		h.File.Members.Clients = hostfiletest.PEM(hostfiletest.Clients(t, h.Members, change))
	}
}

// tlsAuthority gives the host another TLS authority, with all that it certified.
func tlsAuthority(t *testing.T, curve elliptic.Curve, change func(*x509.Certificate)) func(*hostfiletest.Host) {
	return func(h *hostfiletest.Host) {
		key, err := ecdsa.GenerateKey(curve, rand.Reader)
		require.NoError(t, err)
		template := *h.Members.TLSCA.Certificate
		template.PublicKey, template.SubjectKeyId, template.MaxPathLen = nil, nil, 0
		if change != nil {
			change(&template)
		}
		content, err := x509.CreateCertificate(rand.Reader, &template, &template, &key.PublicKey, key)
		require.NoError(t, err)
		certificate, err := x509.ParseCertificate(content)
		require.NoError(t, err)
		h.Members.TLSCA = hostfiletest.Authority{Certificate: certificate, Key: key}
		h.File.Members.TLSCA = hostfiletest.PEM(certificate)
		h.File.Members.Clients = hostfiletest.PEM(hostfiletest.Clients(t, h.Members, nil))
	}
}

func orderer(t *testing.T, identity, tls *x509.Certificate) func(*hostfiletest.Host) {
	return func(h *hostfiletest.Host) {
		if identity != nil {
			certificate, _ := h.Ordering.CA.Issue(t, identity)
			h.File.Orderers[0].Identity = hostfiletest.PEM(certificate)
		}
		if tls != nil {
			certificate, _ := h.Ordering.TLSCA.Issue(t, tls)
			h.File.Orderers[0].TLS = hostfiletest.PEM(certificate)
		}
	}
}

func TestSigner(t *testing.T) {
	t.Parallel()
	host, other := hostfiletest.New(t, "industry", 1), hostfiletest.New(t, "academia", 1)
	party, key := host.Members.CA.Issue(t, &x509.Certificate{Subject: pkix.Name{OrganizationalUnit: []string{"client"}}})
	orderingAdmin, orderingKey := host.Ordering.CA.Issue(t, &x509.Certificate{Subject: pkix.Name{OrganizationalUnit: []string{"admin"}}})
	for name, test := range map[string]struct {
		certificate *x509.Certificate
		key         *ecdsa.PrivateKey
		wantErr     string
	}{
		"ok/administrator":   {host.Administrator, host.AdministratorKey, ""},
		"fail/other's":       {other.Administrator, other.AdministratorKey, "signature.certificate was not issued by members.ca"},
		"fail/party":         {party, key, "role admin"},
		"fail/orderers'":     {orderingAdmin, orderingKey, "signature.certificate was not issued by members.ca"},
		"fail/the authority": {host.Members.CA.Certificate, host.Members.CA.Key, "role admin"},
		"fail/another key":   {host.Administrator, other.AdministratorKey, "signature does not match"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := host.File
			err := hostfile.Sign(&file, test.certificate, test.key)
			if test.wantErr == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, test.wantErr)
		})
	}
	sub, subKey := host.Members.CA.Issue(t, &x509.Certificate{
		Subject: pkix.Name{OrganizationalUnit: []string{"admin"}}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	})
	file := host.File
	require.ErrorContains(t, hostfile.Sign(&file, sub, subKey), "role admin", "an authority is no administrator")
	// One signature is one text.
	value, err := base64.StdEncoding.DecodeString(host.File.Signature.Value)
	require.NoError(t, err)
	for _, other := range []string{
		host.File.Signature.Value[:8] + "\n" + host.File.Signature.Value[8:], loose(host.File.Signature.Value),
		base64.RawStdEncoding.EncodeToString(value) + "====", base64.StdEncoding.EncodeToString(append(value, 0)),
	} {
		file := host.File
		file.Signature.Value = other
		require.ErrorContains(t, file.Validate(), "signature does not match", other)
	}
	unsigned := host.File
	unsigned.Signature = hostfile.Signature{}
	require.ErrorContains(t, unsigned.Validate(), "not signed")
}

// loose sets a bit of a base64 text that a lenient reader does not look at.
func loose(text string) string {
	end := strings.IndexByte(text, '=')
	if end < 0 {
		return text + "!"
	}
	return text[:end-1] + string(text[end-1]+1) + text[end:]
}

// Any other value in any field is refused, if the host does not sign anew.
func TestEveryFieldIsSigned(t *testing.T) {
	t.Parallel()
	host := hostfiletest.NewUnder(t, "industry", 2)
	original, err := hostfile.Parse(host.YAML(t))
	require.NoError(t, err)
	strange := hostfiletest.PEM(hostfiletest.NewAuthority(t, "ca.industry", nil).Certificate)
	count := 0
	refused := func() bool {
		changed := original // whose lists stay the original's
		return changed.Validate() != nil
	}
	var each func(value reflect.Value)
	each = func(value reflect.Value) {
		switch value.Kind() {
		case reflect.Struct:
			if value.Type() == reflect.TypeFor[time.Time]() {
				before := original.Until
				value.Set(reflect.ValueOf(before.AddDate(0, 0, 1)))
				require.True(t, refused())
				value.Set(reflect.ValueOf(before))
				count++
				return
			}
			for i := range value.NumField() {
				each(value.Field(i))
			}
		case reflect.Slice:
			for i := range value.Len() {
				each(value.Index(i))
			}
			before := reflect.ValueOf(value.Interface())
			value.Set(value.Slice(0, value.Len()-1))
			require.True(t, refused())
			value.Set(before)
		case reflect.Int:
			value.SetInt(value.Int() + 1)
			require.True(t, refused())
			value.SetInt(value.Int() - 1)
			count++
		case reflect.String:
			before := value.String()
			for _, other := range []string{"", before + "x", "a", "a:1", strange, "127.0.0.1:1"} {
				value.SetString(other)
				require.True(t, other == before || refused(), "%q instead of %q", other, before)
			}
			value.SetString(before)
			count++
		}
	}
	each(reflect.ValueOf(&original).Elem())
	require.Greater(t, count, 20)
	require.NoError(t, original.Validate())
}

// A changed byte of the text is refused, or it changes nothing that the file says.
func TestEveryByteMatters(t *testing.T) {
	t.Parallel()
	content := hostfiletest.New(t, "industry", 1).YAML(t)
	original, err := hostfile.Parse(content)
	require.NoError(t, err)
	refused := 0
	for at := 0; at < len(content); at += 3 {
		changed := append([]byte{}, content...)
		changed[at] ^= 1 << (at % 7)
		file, err := hostfile.Parse(changed)
		if err != nil {
			refused++
			continue
		}
		require.Equal(t, original, file, "byte %d", at)
	}
	require.Greater(t, refused, len(content)/4)
}

func TestParseAddress(t *testing.T) {
	t.Parallel()
	for address, host := range map[string]string{
		"127.0.0.1:1": "127.0.0.1", "192.0.2.1:65535": "192.0.2.1", "[::1]:7051": "::1", "[2001:db8::1]:7051": "2001:db8::1",
		"localhost:7051": "localhost", "peer.industry.example:7051": "peer.industry.example", "xn--fiq228c.example:1": "xn--fiq228c.example",
	} {
		t.Run("ok/"+address, func(t *testing.T) {
			t.Parallel()
			got, port, err := hostfile.ParseAddress(address)
			require.NoError(t, err)
			require.Equal(t, host, got)
			require.Positive(t, port)
		})
	}
	for _, address := range []string{
		"", ":7051", "peer", "peer:", "peer:0", "peer:65536", "peer:07051", "peer:+1", "peer:http", "0.0.0.0:1", "[::]:1", "::1:7051", "[::1]",
		"grpcs://peer:7051", "me@peer:7051", "peer/path:1", "peer:1/path", "Peer:1", "peer.:1", "-peer:1", "pe er:1", "联盟:1", "a_b:1",
		"1.2.3:1", "1.2.3.256:1", "0x7f:1", "127.1:1", "010.0.0.1:1", "[2001:DB8::1]:1", "[fe80::1%eth0]:1", "[::ffff:127.0.0.1]:1", "224.0.0.1:1",
		"[127.0.0.1]:1", "[peer]:1", strings.Repeat("a", 64) + ":1", strings.Repeat("a.", 127) + "a:1",
	} {
		t.Run("fail/"+address, func(t *testing.T) {
			t.Parallel()
			_, _, err := hostfile.ParseAddress(address)
			require.ErrorContains(t, err, "address ")
		})
	}
}
