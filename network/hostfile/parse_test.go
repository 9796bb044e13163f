package hostfile_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/network/hostfile"
	"allianceregistry/network/hostfile/hostfiletest"
)

func TestParse(t *testing.T) {
	t.Parallel()
	for name, host := range map[string]*hostfiletest.Host{
		"ok/own roots":          hostfiletest.New(t, "industry", 2),
		"ok/brought root":       hostfiletest.NewUnder(t, "industry", 1),
		"ok/no orderers":        hostfiletest.New(t, "industry", 0),
		"ok/no ordering at all": withoutOrdering(t),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			content := host.YAML(t)
			file, err := hostfile.Parse(content)
			require.NoError(t, err)
			require.Equal(t, len(host.File.Orderers), len(file.Orderers))
			again, err := file.Marshal()
			require.NoError(t, err)
			require.Equal(t, string(content), string(again))
			require.NoError(t, file.Check(hostfiletest.Now))
		})
	}
}

func withoutOrdering(t *testing.T) *hostfiletest.Host {
	host := hostfiletest.New(t, "industry", 0)
	host.File.Ordering = hostfile.Authorities{}
	host.Sign(t)
	return host
}

func TestWhatChangesOnTheWay(t *testing.T) {
	t.Parallel()
	host := hostfiletest.New(t, "industry", 1)
	content := host.YAML(t)
	require.True(t, bytes.HasPrefix(content, []byte("# This is the public file of the host industry")))
	require.Contains(t, string(content), "\n# 本文件是承载机构 industry 的公开文件")
	want, err := host.File.Fingerprint()
	require.NoError(t, err)
	for name, changed := range map[string]string{
		"ok/line ends":    strings.ReplaceAll(string(content), "\n", "\r\n"),
		"ok/mark":         "\ufeff" + string(content),
		"ok/both":         "\ufeff" + strings.ReplaceAll(string(content), "\n", "\r\n"),
		"ok/comments":     "# Dear colleagues\n" + string(content),
		"ok/empty lines":  "\n\n" + string(content) + "\n\n",
		"ok/another zone": strings.Replace(string(content), "2027-11-30T09:00:00Z", "2027-11-30T17:00:00+08:00", 1),
		"ok/quoted":       strings.Replace(string(content), "host: industry", `"host": 'industry'`, 1),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.NotEqual(t, string(content), changed)
			file, err := hostfile.Parse([]byte(changed))
			require.NoError(t, err)
			fingerprint, err := file.Fingerprint()
			require.NoError(t, err)
			require.Equal(t, want, fingerprint)
		})
	}
}

func TestForm(t *testing.T) {
	t.Parallel()
	content := string(hostfiletest.New(t, "industry", 1).YAML(t))
	for name, test := range map[string]struct{ changed, wantErr string }{
		"fail/nothing":       {"", "nothing"},
		"fail/unknown field": {content + "note: hello\n", "note"},
		"fail/field twice":   {content + "host: industry\n", "host"},
		"fail/second file":   {content + "---\n" + content, "second"},
		"fail/no time":       {strings.Replace(content, "until: 2027-11-30T09:00:00Z", "until: soon", 1), "until"},
		"fail/fraction":      {strings.Replace(content, "09:00:00Z", "09:00:00.5Z", 1), "whole seconds"},
		"fail/too large":     {content + "#" + strings.Repeat("x", hostfile.MaxSize), "TOO_LARGE"},
		"fail/other format":  {strings.Replace(content, "format: 1", "format: 2", 1), "format 2"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := hostfile.Parse([]byte(test.changed))
			require.ErrorContains(t, err, test.wantErr)
			require.ErrorContains(t, err, "host file: ")
		})
	}
}

// What is not a certificate has no place anywhere in the file.
func TestSecrets(t *testing.T) {
	t.Parallel()
	content := string(hostfiletest.New(t, "industry", 1).YAML(t))
	const key = "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n"
	for name, changed := range map[string]string{
		"fail/comment":       content + "# " + strings.ReplaceAll(strings.TrimSpace(key), "\n", "\n# ") + "\n",
		"fail/beside":        strings.Replace(content, "-----END CERTIFICATE-----\n", "-----END CERTIFICATE-----\n        "+strings.ReplaceAll(strings.TrimSpace(key), "\n", "\n        ")+"\n", 1),
		"fail/small letters": content + "# " + strings.ToLower(key[:31]) + "\n",
		"fail/request":       content + "# -----BEGIN CERTIFICATE REQUEST-----\n",
		"fail/other field":   strings.Replace(content, "host: industry", "host: \"-----BEGIN PRIVATE KEY-----\"", 1),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := hostfile.Parse([]byte(changed))
			require.ErrorContains(t, err, "something other than certificates")
		})
	}
	escaped := strings.Replace(content, "host: industry", `host: "-----BEGIN\x20PRIVATE KEY-----"`, 1)
	_, err := hostfile.Parse([]byte(escaped))
	require.Error(t, err, "no field has a place for it either")
}

func TestCheck(t *testing.T) {
	t.Parallel()
	host := hostfiletest.New(t, "industry", 1)
	host.File.Until = hostfiletest.Now.AddDate(20, 0, 0)
	host.Sign(t)
	for name, test := range map[string]struct {
		until, now time.Time
		wantErr    string
	}{
		"ok/now":           {host.File.Until, hostfiletest.Now, ""},
		"ok/last moment":   {hostfiletest.Now, hostfiletest.Now.Add(-time.Nanosecond), ""},
		"fail/until":       {hostfiletest.Now, hostfiletest.Now, "was good until 2026-11-30"},
		"fail/not yet":     {host.File.Until, hostfiletest.Now.AddDate(0, 0, -1), "good only from 2026-11-30T08:00:00Z on"},
		"fail/certificate": {host.File.Until, hostfiletest.Now.AddDate(11, 0, 0), "members.ca expired on 2036-11-30"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := host.File
			file.Until = test.until
			err := file.Check(test.now)
			if test.wantErr == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, test.wantErr)
		})
	}
	host.File.Until = hostfiletest.Now.AddDate(-5, 0, 0)
	host.Sign(t)
	_, err := hostfile.Parse(host.YAML(t))
	require.NoError(t, err, "an old file stays readable")
}

// What is signed is fixed: another release must come to the same fingerprint.
func TestFingerprint(t *testing.T) {
	t.Parallel()
	file := hostfile.File{
		Format: 1, Host: "a", Until: time.Date(2027, 1, 2, 3, 4, 5, 0, time.FixedZone("", 3600)), CA: "a:1",
		Peers: []hostfile.Peer{{Name: "p", Address: "a:2"}}, Orderers: []hostfile.Orderer{},
		Signature: hostfile.Signature{Value: "not part of it"},
	}
	const content = `{"format":1,"host":"a","until":"2027-01-02T02:04:05Z","members":{"ca":"","tlsCA":""},"ordering":{"ca":"","tlsCA":""},` +
		`"ca":"a:1","peers":[{"name":"p","address":"a:2"}],"orderers":[]}`
	want := sha256.Sum256([]byte("allianceregistry host file 1\n" + content))
	fingerprint, err := file.Fingerprint()
	require.NoError(t, err)
	require.Equal(t, hex.EncodeToString(want[:]), fingerprint)
	file.Orderers = nil
	same, err := file.Fingerprint()
	require.NoError(t, err)
	require.Equal(t, fingerprint, same, "an empty list is no list")
}

func ExampleAloud() {
	fmt.Println(hostfile.Aloud("3f2a91bc00"))
	// Output: 3f2a 91bc 00
}

func FuzzParse(f *testing.F) {
	f.Add(hostfiletest.New(f, "industry", 1).YAML(f))
	f.Add(hostfiletest.NewUnder(f, "industry", 0).YAML(f))
	f.Add([]byte("format: 1\nhost: a\npeers: [{name: a, address: a:1}]\n"))
	f.Fuzz(func(t *testing.T, content []byte) {
		file, err := hostfile.Parse(content)
		if err != nil {
			return
		}
		written, err := file.Marshal()
		require.NoError(t, err)
		again, err := hostfile.Parse(written)
		require.NoError(t, err)
		require.Equal(t, file, again)
	})
}
