package gateway

import (
	"bytes"
	"runtime"
	"testing"

	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
)

// TestCodec has a peer send what would become far more in memory than it is. It runs
// alone, since it counts what the process takes.
func TestCodec(t *testing.T) {
	empty := bytes.Repeat([]byte{1<<3 | 2, 0}, 20_000_000)
	data := protowire.AppendBytes([]byte{2<<3 | 2}, empty) // of a block
	raw := protowire.AppendBytes([]byte{2<<3 | 2}, data)   // of a response
	interest := empty[:10_000_000]                         // of a proposal's response: calls without content
	answer := protowire.AppendBytes(protowire.AppendTag(nil, 7, protowire.BytesType), interest)
	for name, row := range map[string]struct {
		raw  []byte
		into proto.Message
	}{
		"fail/empty transactions": {raw, &peer.DeliverResponse{}},
		"fail/empty calls":        {answer, &peer.ProposalResponse{}},
	} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			require.ErrorContains(t, bounded{}.Unmarshal(row.raw, row.into), "very many elements")
			runtime.ReadMemStats(&after)
			require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(1<<20))
			t.Logf("%d bytes took %d", len(row.raw), after.TotalAlloc-before.TotalAlloc)
		})
	}
	honest, err := bounded{}.Marshal(answered(200, "", []byte("well")))
	require.NoError(t, err)
	got := &peer.ProposalResponse{}
	require.NoError(t, bounded{}.Unmarshal(honest, got))
	require.Equal(t, "well", string(got.GetResponse().GetPayload()))
}
