package chain

import (
	"context"
	"crypto/ecdsa"
	"crypto/sha256"
	"fmt"
	"iter"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/block"
	"allianceregistry/audit/block/blocktest"
	"allianceregistry/internal/sidebyside"
)

// fullBlock is how many transactions a block of the benchmark has: Fabric's default
// most (BatchSize.MaxMessageCount).
const fullBlock = 500

// blocks is a source of blocks that are there already.
type blocks [][]byte

func (blocks) Name() string                             { return "blocks" }
func (b blocks) Height(context.Context) (uint64, error) { return uint64(len(b)), nil }
func (b blocks) Blocks(_ context.Context, from uint64) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		for _, raw := range b[min(from, uint64(len(b))):] {
			if !yield(raw, nil) {
				return
			}
		}
	}
}

// load appends full blocks of calls by one client, endorsed by two peers, that read
// and write as the registry's do.
func load(n *network, count int) {
	for b := range count {
		envelopes := make([][]byte, fullBlock)
		for i := range envelopes {
			key := fmt.Sprintf("vote~%d~%d", b, i)
			call := n.Call(n.Hosts[0], registry, "Endorse", block.Set{
				Namespace: registry,
				Reads:     []block.Read{{Key: key}, {Key: "proposal"}, {Key: "membership"}, {Key: "decision"}},
				Writes:    []block.Write{{Key: key, Value: make([]byte, 300)}},
			})
			envelopes[i] = only(call, n.Hosts[0].Peer, n.Hosts[1].Peer).Envelope()
		}
		n.Append(envelopes...)
	}
}

// BenchmarkVerify verifies full blocks, and by turns bare signatures: what the
// machine can verify at most, all its cores on nothing else. It counts signatures of
// senders, transaction endorsements and orderers.
func BenchmarkVerify(b *testing.B) {
	n := raft(b)
	load(n, 4)
	all := n.All()
	count, most := signaturesOf(b, all), 8_000
	bare := ceiling(b, most)
	for b.Loop() {
		took := sidebyside.Measure(5, func() { verifyAll(b, all) }, bare)
		b.ReportMetric(float64(count)/sidebyside.Median(took[0]), "signatures/s")
		b.ReportMetric(float64(most)/sidebyside.Median(took[1]), "ceiling/s")
		b.ReportMetric(sidebyside.Ratio(took[1], took[0])*float64(count)/float64(most), "of-ceiling")
	}
}

// verifyAll verifies blocks as they are followed.
func verifyAll(b *testing.B, all [][]byte) {
	v, m := New(blocktest.Hash(all[0]), blocktest.ChannelID), NewMemory()
	for verified, err := range v.Follow(context.Background(), blocks(all), m, 4) {
		require.NoError(b, err)
		m.Apply(verified)
	}
}

// signaturesOf is how many blocks have that are verified.
func signaturesOf(b *testing.B, all [][]byte) int {
	count := 0
	for _, raw := range all[1:] { // nobody signs the first one
		parsed, err := block.Parse(raw)
		require.NoError(b, err)
		count += len(parsed.Signatures)
		for _, tx := range parsed.Transactions {
			count++
			if tx.Call != nil {
				count += len(tx.Call.Endorsements)
			}
		}
	}
	return count
}

// ceiling verifies so many bare ECDSA signatures on all cores.
func ceiling(b *testing.B, count int) func() {
	signer := blocktest.NewHost("ceiling").Peer
	digest := sha256.Sum256([]byte("message"))
	signature := signer.Sign([]byte("message"))
	return func() {
		var done sync.WaitGroup
		var next atomic.Int64
		for range runtime.GOMAXPROCS(0) {
			done.Go(func() {
				for next.Add(1) <= int64(count) {
					if !ecdsa.VerifyASN1(&signer.Key.PublicKey, digest[:], signature) {
						b.Error("the signature does not fit")
						return
					}
				}
			})
		}
		done.Wait()
	}
}
