package network

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPackageID(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "package")
	_, err := packageID("registry", path)
	require.ErrorIs(t, err, os.ErrNotExist)
	require.NoError(t, os.WriteFile(path, nil, 0o600))
	id, err := packageID("registry", path)
	require.NoError(t, err)
	require.Equal(t, "registry:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", id)
}

func TestBuilderScripts(t *testing.T) {
	t.Parallel()
	n := testNetwork(t)
	require.NoError(t, os.MkdirAll(n.home.Bin(), 0o700))
	require.NoError(t, os.WriteFile(n.home.program("network"), []byte("#!/bin/sh\nprintf '%s|' \"$@\"\n"), 0o700))
	node := n.hosts[0].first()
	require.NoError(t, n.writeBuilder(node))
	out, err := exec.Command(filepath.Join(node.Folder, "builder", "bin", "release"), "an output", "a release").Output()
	require.NoError(t, err)
	require.Equal(t, "builder|release|--cert|"+node.Crypto+"/tls/server.crt|--key|"+node.Crypto+"/tls/server.key|--root|"+node.Crypto+
		"/tls/ca.crt|an output|a release|", string(out), "a network of before")
	require.NoError(t, n.makeCrypto(t.Context()))
	require.NoError(t, n.writeBuilder(node))
	out, err = exec.Command(filepath.Join(node.Folder, "builder", "bin", "release"), "an output", "a release").Output()
	require.NoError(t, err)
	require.Equal(t, "builder|release|--cert|"+node.Crypto+"/caller/client.crt|--key|"+node.Crypto+"/caller/client.key|--root|"+node.Crypto+
		"/tls/ca.crt|an output|a release|", string(out))
	require.Equal(t, node.Crypto+"/caller/client.crt", n.callerRoot(node.Host))
}
