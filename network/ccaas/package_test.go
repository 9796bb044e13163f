package ccaas

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPackageIsReproducible(t *testing.T) {
	t.Parallel()
	first, err := Package("registry", "127.0.0.1:17083")
	require.NoError(t, err)
	second, err := Package("registry", "127.0.0.1:17083")
	require.NoError(t, err)
	require.Equal(t, first, second)
	other, err := Package("registry", "127.0.0.1:17093")
	require.NoError(t, err)
	require.NotEqual(t, first, other)

	// The id that the hosts of a running network have approved: a change here
	// would make their peers refuse the chaincode service.
	sum := sha256.Sum256(first)
	require.Equal(t, "765c70911e2cfc1cdac7865b4d8282b5ec1442a1ca9837039e2a7554a393b66f", hex.EncodeToString(sum[:]))
}

func TestPackageHoldsNoKeys(t *testing.T) {
	t.Parallel()
	content, err := Package("registry", "127.0.0.1:17083")
	require.NoError(t, err)
	files := unpack(t, content)
	require.JSONEq(t, `{"type": "ccaas", "label": "registry"}`, string(files["metadata.json"]))
	code := unpack(t, files["code.tar.gz"])
	require.JSONEq(t, `{"address": "127.0.0.1:17083", "dial_timeout": "3s", "tls_required": true, "client_auth_required": true}`,
		string(code["connection.json"]))
}

func unpack(t *testing.T, content []byte) map[string][]byte {
	t.Helper()
	zipped, err := gzip.NewReader(bytes.NewReader(content))
	require.NoError(t, err)
	files, packed := map[string][]byte{}, tar.NewReader(zipped)
	for {
		header, err := packed.Next()
		if err == io.EOF {
			return files
		}
		require.NoError(t, err)
		files[header.Name], err = io.ReadAll(packed)
		require.NoError(t, err)
	}
}
