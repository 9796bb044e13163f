package replay_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/block"
	"allianceregistry/audit/replay"
)

// Whatever stands in a valid call's bytes, the replay ends with an answer: it
// names what differs, and what comes after can still be looked at.
func FuzzReplay(f *testing.F) {
	f.Add([]byte(`{"proposal":"aaaaaaaaaaaaaaaaaaaaaaaa"}`), []byte(`{"schema":1}`), []byte("decision\x00a\x00"), []byte{})
	f.Add([]byte(`{`), []byte(`[[[`), []byte("claimant\x00lei\x00x\x00"), as(lab).signer.Certificate)
	f.Add([]byte(`{}`), []byte(`{"number":999999999999}`), []byte("epoch\x00zgc@industry\x00"), []byte{})
	f.Add([]byte(nil), []byte(nil), []byte("membership\x00\x00\x00"), []byte("x"))
	w := lived(f)
	f.Fuzz(func(t *testing.T, argument, value, key, certificate []byte) {
		blocks := w.blocks
		r := replay.NewReplay("registry")
		for _, v := range blocks {
			_, err := r.Add(v)
			require.NoError(t, err)
		}
		signer := as(lab).signer
		if len(certificate) > 0 {
			signer.Certificate = certificate
		}
		v := blocks[len(blocks)-1]
		v.Block.Number++
		v.Codes = []string{"VALID"}
		v.Block.Transactions = []block.Transaction{{
			Kind: block.Call, ID: "x", Code: "VALID", Time: w.now, Creator: block.Signature{Signer: signer},
			Call: &block.Invocation{
				Chaincode: "registry", Name: "Decide", Arguments: [][]byte{argument}, Answer: value, EventName: "E", Event: value,
				Sets: []block.Set{{Namespace: "registry", Writes: []block.Write{{Key: string(key), Value: value}}}},
			},
		}}
		found, err := r.Add(v)
		require.NoError(t, err)
		require.NotEmpty(t, found)
		replay.Decisions(r.View(), nil)
		replay.Anomalies(r, replay.DefaultThresholds())
		replay.Questions(r.View())
		_, _ = replay.NewReport(r, replay.Scope{Alliance: zgc, To: w.now})
	})
}
