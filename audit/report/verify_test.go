package report_test

import (
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/report"
	"allianceregistry/membership"
)

// revoke is a revocation list with the authority's identities.
func (a *authority) revoke(t *testing.T) []byte {
	t.Helper()
	der, err := x509.CreateRevocationList(rand.Reader, &x509.RevocationList{
		Number: big.NewInt(1), ThisUpdate: from, NextUpdate: to,
		RevokedCertificateEntries: []x509.RevocationListEntry{{SerialNumber: big.NewInt(2), RevocationTime: from}},
	}, a.cert, a.key)
	require.NoError(t, err)
	return der
}

// ledger answers about keys as one does that has the party, with or without the key.
func ledger(authority *membership.Authority, registered bool) func(string, string, string) (*membership.Authority, bool, error) {
	return func(string, string, string) (*membership.Authority, bool, error) { return authority, registered, nil }
}

// TestVerifyBelievesNoName: a name that somebody wrote into a certificate of his own
// says nothing.
func TestVerifyBelievesNoName(t *testing.T) {
	t.Parallel()
	host, another := newAuthority(t), newAuthority(t) // of the same name
	written := func(at time.Time) []byte {
		r := sample()
		r.Written = at
		return []byte(html(t, r, "en"))
	}
	trusting := func(change func(*report.Trust)) report.Trust {
		trust := host.trust(t)
		if change != nil {
			change(&trust)
		}
		return trust
	}
	genuine := host.enrolled(t, newKey(t, elliptic.P256()), ofAuditor)
	elsewhere := host.enrolled(t, newKey(t, elliptic.P256()), `{"attrs":{"registry.party":"auditor@industry"}}`)
	for name, c := range map[string]struct {
		signer  signer
		content []byte
		trust   report.Trust
		want    report.Doubt
	}{
		"ok/genuine":         {genuine, written(during), trusting(nil), ""},
		"ok/not on a ledger": {genuine, written(during), trusting(func(x *report.Trust) { x.Key = ledger(nil, false) }), ""},
		"ok/on the ledger": {genuine, written(during), trusting(func(x *report.Trust) {
			x.Key = ledger(&membership.Authority{State: membership.AuthorityActive}, true)
		}), ""},
		"ok/expired since":                    {genuine, written(during), trusting(func(x *report.Trust) { x.Now = expiry.AddDate(1, 0, 0) }), ""},
		"fail/self-made":                      {another.enrolled(t, newKey(t, elliptic.P256()), ofAuditor), written(during), trusting(nil), report.NotIssued},
		"fail/another host's":                 {elsewhere, written(during), trusting(nil), report.UnknownHost},
		"fail/no party":                       {host.enrolled(t, newKey(t, elliptic.P256()), ""), written(during), trusting(nil), report.NoParty},
		"fail/no id":                          {host.enrolled(t, newKey(t, elliptic.P256()), `{"attrs":{"registry.party":"auditor"}}`), written(during), trusting(nil), report.NoParty},
		"fail/revoked":                        {genuine, written(during), host.trust(t, host.revoke(t)), report.Revoked},
		"fail/expired":                        {genuine, written(expiry.Add(time.Hour)), trusting(func(x *report.Trust) { x.Now = expiry.AddDate(1, 0, 0) }), report.Expired},
		"fail/before it began":                {genuine, written(from.Add(-time.Hour)), trusting(nil), report.Expired},
		"fail/expired, and does not say when": {genuine, []byte("a file"), trusting(func(x *report.Trust) { x.Now = expiry.AddDate(1, 0, 0) }), report.Expired},
		"fail/to come":                        {genuine, written(during.Add(time.Hour)), trusting(nil), report.Ahead},
		"fail/key that the ledger has not":    {genuine, written(during), trusting(func(x *report.Trust) { x.Key = ledger(nil, true) }), report.ForeignKey},
		"fail/key that was removed": {genuine, written(during), trusting(func(x *report.Trust) {
			x.Key = ledger(&membership.Authority{State: membership.AuthorityGone}, true)
		}), report.RemovedKey},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			signature, err := report.Sign(c.content, c.signer.Certificate, c.signer.Key, during)
			require.NoError(t, err)
			_, err = report.Verify(c.content, signature, c.signer.Certificate, c.trust)
			if c.want == "" {
				require.NoError(t, err)
				return
			}
			var disbelieved *report.UntrustedError
			require.ErrorAs(t, err, &disbelieved)
			require.Equal(t, c.want, disbelieved.Doubt)
		})
	}
}

// TestWritten reads when a report was made from each of its forms.
func TestWritten(t *testing.T) {
	t.Parallel()
	for name, content := range forms(t, sample()) {
		require.Equal(t, made, report.Written(content), name)
	}
	silent := sample()
	silent.Written = time.Time{}
	for name, content := range forms(t, silent) {
		require.Zero(t, report.Written(content), name)
	}
	for _, other := range []string{"", "a file", "{", `{"written":1}`, "a,b\n1,2\n"} {
		require.Zero(t, report.Written([]byte(other)), other)
	}
}

func TestHostOf(t *testing.T) {
	t.Parallel()
	require.Equal(t, "association", report.HostOf(enrolled(t, newKey(t, elliptic.P256()), ofAuditor).Certificate))
	require.Empty(t, report.HostOf(enrolled(t, newKey(t, elliptic.P256()), "").Certificate))
	require.Empty(t, report.HostOf(enrolled(t, newKey(t, elliptic.P256()), "{").Certificate))
	require.Empty(t, report.HostOf(nil))
	require.Empty(t, report.HostOf(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: []byte("none")})))
}
