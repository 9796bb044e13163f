package network

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestDetect(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		content string
		wantErr string
	}{
		"ok/ours":             {`{"type": "ccaas", "label": "x"}`, ""},
		"fail/another type":   {`{"type": "golang"}`, "not of type"},
		"fail/not json":       {`type`, "metadata.json"},
		"fail/empty":          {``, "metadata.json"},
		"fail/without a type": {`{}`, "not of type"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			require.NoError(t, os.WriteFile(filepath.Join(folder, "metadata.json"), []byte(test.content), 0o600))
			err := Detect(folder)
			if test.wantErr == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, test.wantErr)
		})
	}
	require.ErrorIs(t, Detect(t.TempDir()), os.ErrNotExist)
}

func TestBuildAndRelease(t *testing.T) {
	t.Parallel()
	source, output, release, tls := t.TempDir(), t.TempDir(), t.TempDir(), t.TempDir()
	require.ErrorIs(t, Build(source, output), os.ErrNotExist)
	require.NoError(t, os.WriteFile(filepath.Join(source, "connection.json"),
		[]byte(`{"address": "127.0.0.1:1", "dial_timeout": "3s", "tls_required": true, "client_auth_required": true}`), 0o600))
	require.NoError(t, Build(source, output))

	keys := Keys{filepath.Join(tls, "cert"), filepath.Join(tls, "key"), filepath.Join(tls, "root")}
	require.ErrorIs(t, Release(output, release, keys), os.ErrNotExist)
	for file, content := range map[string]string{keys.Key: "KEY", keys.Certificate: "CERT", keys.Root: "ROOT"} {
		require.NoError(t, os.WriteFile(file, []byte(content), 0o600))
	}
	require.NoError(t, Release(output, release, keys))
	content, err := os.ReadFile(filepath.Join(release, "chaincode", "server", "connection.json"))
	require.NoError(t, err)
	require.JSONEq(t, `{"address": "127.0.0.1:1", "dial_timeout": "3s", "tls_required": true, "client_auth_required": true,
		"client_key": "KEY", "client_cert": "CERT", "root_cert": "ROOT"}`, string(content))
}

func TestBuilderScripts(t *testing.T) {
	t.Parallel()
	n := testNetwork(t)
	require.NoError(t, os.MkdirAll(n.home.Bin(), 0o700))
	require.NoError(t, os.WriteFile(n.home.program("network"), []byte("#!/bin/sh\nprintf '%s|' \"$@\"\n"), 0o700))
	node := n.topology.hostNodes(n.dir)[0]
	node.Folder = n.dir.process("peer.association")
	require.NoError(t, n.writeBuilder(node))
	out, err := exec.Command(filepath.Join(node.Folder, "builder", "bin", "release"), "an output", "a release").Output()
	require.NoError(t, err)
	require.Equal(t, "builder|release|--cert|"+node.Crypto+"/tls/server.crt|--key|"+node.Crypto+"/tls/server.key|--root|"+node.Crypto+
		"/tls/ca.crt|an output|a release|", string(out), "a network of before")
	require.NoError(t, n.makeCallerKeys(Dir(n.dir.Crypto())))
	require.NoError(t, n.writeBuilder(node))
	out, err = exec.Command(filepath.Join(node.Folder, "builder", "bin", "release"), "an output", "a release").Output()
	require.NoError(t, err)
	require.Equal(t, "builder|release|--cert|"+node.Crypto+"/caller/client.crt|--key|"+node.Crypto+"/caller/client.key|--root|"+node.Crypto+
		"/tls/ca.crt|an output|a release|", string(out))
	require.Equal(t, node.Crypto+"/caller/client.crt", n.callerRoot(node.Name))
}
