package chain

import (
	"context"
	"crypto/ecdsa"
	"crypto/sha256"
	"encoding/asn1"
	"fmt"
	"iter"
	"math/big"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/client/block"
	"allianceregistry/client/block/blocktest"
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

// BenchmarkVerify verifies full blocks and prints signatures a second (of senders,
// transaction endorsements and orderers) beside what the machine can verify at most
// in the same run, all its cores on nothing else.
func BenchmarkVerify(b *testing.B) {
	n := raft(b)
	load(n, 8)
	all := n.All()
	signatures := 0
	b.ResetTimer()
	for b.Loop() {
		v, m := New(blocktest.Hash(all[0]), blocktest.ChannelID), NewMemory()
		for verified, err := range v.Follow(context.Background(), blocks(all), m, 4) {
			require.NoError(b, err)
			m.Apply(verified)
			signatures += len(verified.Signers)
			for _, tx := range verified.Block.Transactions {
				signatures++
				if tx.Call != nil {
					signatures += len(tx.Call.Endorsements)
				}
			}
		}
	}
	rate := float64(signatures) / b.Elapsed().Seconds()
	most := ceiling(b)
	b.ReportMetric(rate, "signatures/s")
	b.ReportMetric(most, "ceiling/s")
	b.ReportMetric(rate/most, "of-ceiling")
}

// BenchmarkCeiling is what the machine can verify at most.
func BenchmarkCeiling(b *testing.B) {
	for b.Loop() {
		b.ReportMetric(ceiling(b), "signatures/s")
	}
}

// ceiling verifies bare ECDSA signatures on all cores for a second.
func ceiling(b *testing.B) float64 {
	signer := blocktest.NewHost("ceiling").Peer
	digest := sha256.Sum256([]byte("message"))
	var s struct{ R, S *big.Int }
	_, err := asn1.Unmarshal(signer.Sign([]byte("message")), &s)
	require.NoError(b, err)
	counts := make([]int, runtime.GOMAXPROCS(0))
	var done sync.WaitGroup
	begin := time.Now()
	for core := range counts {
		done.Go(func() {
			for time.Since(begin) < time.Second {
				for range 50 {
					if ecdsa.Verify(&signer.Key.PublicKey, digest[:], s.R, s.S) {
						counts[core]++
					}
				}
			}
		})
	}
	done.Wait()
	elapsed := time.Since(begin)
	sum := 0
	for _, count := range counts {
		sum += count
	}
	return float64(sum) / elapsed.Seconds()
}
