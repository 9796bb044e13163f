package block_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/sha256"
	"crypto/x509"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/block"
)

// realBlocks are the blocks that a real peer wrote: of a channel with Raft, or BFT.
func realBlocks(t testing.TB, network string) [][]byte {
	t.Helper()
	files, err := block.OpenFiles("testdata/" + network)
	require.NoError(t, err)
	var blocks [][]byte
	for raw, err := range files.Blocks(context.Background(), 0) {
		require.NoError(t, err)
		blocks = append(blocks, raw)
	}
	return blocks
}

// parse reads a block that has to be readable.
func parse(t testing.TB, raw []byte) block.Block {
	t.Helper()
	parsed, err := block.Parse(raw)
	require.NoError(t, err)
	return parsed
}

// verify checks a signature by the certificate that it comes with.
func verify(t testing.TB, signature block.Signature) {
	t.Helper()
	certificate, err := x509.ParseCertificate(signature.Signer.Certificate)
	require.NoError(t, err)
	digest := sha256.Sum256(signature.Message)
	require.True(t, ecdsa.VerifyASN1(certificate.PublicKey.(*ecdsa.PublicKey), digest[:], signature.Value),
		"the signature is not over the message")
}
