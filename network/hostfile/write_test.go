package hostfile_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/network/hostfile/hostfiletest"
)

func TestWrite(t *testing.T) {
	t.Parallel()
	host := hostfiletest.New(t, "industry", 1)
	folder := filepath.Join(t.TempDir(), "crypto")
	for range 2 { // what is there is replaced
		require.NoError(t, host.File.Write(folder))
	}
	file, orderer := host.File, host.File.Orderers[0]
	want := map[string]string{
		"peerOrganizations/industry/msp/cacerts/ca.industry-cert.pem":                                               file.Members.CA,
		"peerOrganizations/industry/msp/tlscacerts/tlsca.industry-cert.pem":                                         file.Members.TLSCA,
		"peerOrganizations/industry/msp/tlsintermediatecerts/members.industry-cert.pem":                             file.Members.Clients,
		"peerOrganizations/industry/msp/config.yaml":                                                                "",
		"peerOrganizations/industry/tlsca/tlsca.industry-cert.pem":                                                  file.Members.TLSCA,
		"ordererOrganizations/industry-orderer/msp/cacerts/ca.industry-orderer-cert.pem":                            file.Ordering.CA,
		"ordererOrganizations/industry-orderer/msp/tlscacerts/tlsca.industry-orderer-cert.pem":                      file.Ordering.TLSCA,
		"ordererOrganizations/industry-orderer/msp/config.yaml":                                                     "",
		"ordererOrganizations/industry-orderer/tlsca/tlsca.industry-orderer-cert.pem":                               file.Ordering.TLSCA,
		"ordererOrganizations/industry-orderer/orderers/orderer1.industry/msp/signcerts/orderer1.industry-cert.pem": orderer.Identity,
		"ordererOrganizations/industry-orderer/orderers/orderer1.industry/tls/server.crt":                           orderer.TLS,
	}
	got := map[string]string{}
	require.NoError(t, filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		name, err := filepath.Rel(folder, path)
		require.NoError(t, err)
		content, err := os.ReadFile(path)
		require.NoError(t, err)
		if filepath.Base(path) == "config.yaml" {
			require.Contains(t, string(content), "  AdminOUIdentifier:\n    Certificate: cacerts/ca.industry")
			content = nil
		}
		got[filepath.ToSlash(name)] = string(content)
		return nil
	}))
	require.Equal(t, want, got)
}

func TestWriteStaysInItsFolder(t *testing.T) {
	t.Parallel()
	host := hostfiletest.New(t, "industry", 1)
	outside, folder := t.TempDir(), t.TempDir()
	require.NoError(t, os.Symlink(outside, filepath.Join(folder, "peerOrganizations")))
	require.Error(t, host.File.Write(folder))
	for _, change := range []func(){
		func() { host.File.Host = "../x" }, func() { host.File.Host, host.File.Orderers[0].Name = "industry", "../x" },
	} {
		change()
		require.Error(t, host.File.Write(filepath.Join(folder, "crypto")))
	}
	entries, err := os.ReadDir(outside)
	require.NoError(t, err)
	require.Empty(t, entries)
	require.NoDirExists(t, filepath.Join(folder, "crypto"))
}
