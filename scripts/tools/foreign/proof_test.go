// Package foreign sees that programs which know nothing of the registry read its proofs.
package foreign

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"filippo.io/torchwood"
	"github.com/stretchr/testify/require"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// read reads a file of package proof.
func read(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("..", "..", "..", "audit", "proof", "testdata", name))
	require.NoError(t, err)
	return string(content)
}

// verifiers are the keys of the example's policy. Those of witnesses are made anew from their seeds, for the
// library reads no key of theirs: they have to be written as it writes them.
func verifiers(t *testing.T) note.Verifiers {
	t.Helper()
	var list []note.Verifier
	for line := range strings.Lines(read(t, "example.policy")) {
		words := strings.Fields(line)
		switch words[0] {
		case "log":
			verifier, err := note.NewVerifier(words[1])
			require.NoError(t, err)
			list = append(list, verifier)
		case "witness":
			seed := bytes.Repeat([]byte{words[1][1] - '0'}, ed25519.SeedSize)
			signer, err := torchwood.NewCosignatureSigner(words[1]+".example", ed25519.NewKeyFromSeed(seed))
			require.NoError(t, err)
			require.Equal(t, signer.Verifier().String(), words[2])
			list = append(list, signer.Verifier())
		}
	}
	return note.VerifierList(list...)
}

// The part of a proof that is a C2SP tlog-proof holds by itself, with each cosignature.
func TestProofsHoldForOthers(t *testing.T) {
	t.Parallel()
	known := verifiers(t)
	for _, name := range []string{"member.proof", "absent.proof"} {
		file := read(t, name)
		_, entry, _ := strings.Cut(file, "\nlog ")
		entry, proof, _ := strings.Cut(entry, "\n")
		path, signed, _ := strings.Cut(proof, "\n\n")
		opened, err := note.Open([]byte(signed), known)
		require.NoError(t, err)
		require.Empty(t, opened.UnverifiedSigs)
		cosigned := 0
		for _, signature := range opened.Sigs {
			if strings.HasSuffix(signature.Name, ".example") {
				_, err := torchwood.CosignatureTimestamp(signature)
				require.NoError(t, err)
				cosigned++
			}
		}
		require.Equal(t, 2, cosigned)
		checkpoint, err := torchwood.ParseCheckpoint(opened.Text)
		require.NoError(t, err)
		lines := strings.Split(path, "\n")
		require.Equal(t, "c2sp.org/tlog-proof@v1", lines[0])
		index, err := strconv.ParseInt(strings.TrimPrefix(lines[1], "index "), 10, 64)
		require.NoError(t, err)
		var hashes tlog.RecordProof
		for _, line := range lines[2:] {
			hash, err := base64.StdEncoding.DecodeString(line)
			require.NoError(t, err)
			hashes = append(hashes, tlog.Hash(hash))
		}
		require.NoError(t, tlog.CheckRecord(hashes, checkpoint.N, checkpoint.Hash, index, tlog.RecordHash([]byte(entry))))
	}
}
