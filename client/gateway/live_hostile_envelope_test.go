//go:build live

package gateway_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/stretchr/testify/require"

	"allianceregistry/audit/block"
	"allianceregistry/client"
)

// TestLiveHostileEnvelopes sends for so long at most, and so many between good
// transactions. LIVE_SEED chooses other variants.
const (
	hostileTime  = 150 * time.Second
	hostileBatch = 25
)

// Each field of the messages that anybody with a certificate, or one host's
// administrator, can send is left out, emptied, cut, doubled, and made garbage,
// another or huge, the rest made to fit and signed again. Nothing that comes of it
// ends or stops an orderer or a peer; all peers, and the auditor, say the same of
// what is ordered.
func TestLiveHostileEnvelopes(t *testing.T) {
	seed := seed(t)
	h := newHostile(t)
	before := running(t)
	began, err := h.all[0].Height(within(t))
	require.NoError(t, err)

	chance, until := rand.New(rand.NewPCG(seed, 0)), time.Now().Add(hostileTime)
	for _, kind := range h.kinds() {
		h.send(kind, chance, until)
	}

	h.goesOn()
	require.Equal(t, before, running(t), "processes")
	last := h.sameHeight()
	codes := map[string]int{}
	for number := began; number < last; number++ {
		for _, code := range h.codes(number) {
			codes[code]++
		}
	}
	t.Logf("seed %d, blocks %d to %d: %v", seed, began, last-1, codes)
	h.listened(last)
	requireVerified(t, h.all)
}

// seed is what chance begins with.
func seed(t *testing.T) uint64 {
	t.Helper()
	number, err := strconv.ParseUint(cmp.Or(os.Getenv("LIVE_SEED"), "1"), 10, 64)
	require.NoError(t, err)
	return number
}

// send sends variants of one kind of envelope, until there are no more or the time
// is over, with good transactions between.
func (h *hostile) send(kind hostileKind, chance *rand.Rand, until time.Time) {
	h.t.Helper()
	began, all := time.Now(), h.taken(kind).variants(nil, "")
	chance.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	answers, sent := map[string]int{}, 0
	for _, variant := range all[:min(len(all), kind.maxVariants)] {
		if time.Now().After(until) {
			break
		}
		answer := kind.send(h.altered(kind, variant))
		if answers[answer]++; strings.HasPrefix(answer, "Internal") {
			h.t.Logf("%s: %s: %s", kind.name, variant.name, answer)
		}
		if sent++; sent%hostileBatch == 0 {
			h.goesOn()
		}
	}
	h.t.Logf("%s: %d of %d variants in %v: %v", kind.name, sent, len(all), time.Since(began).Round(time.Second), answers)
}

// taken is a good envelope of a kind, taken apart.
func (h *hostile) taken(kind hostileKind) *tree {
	return grow(kind.make(), (&common.Envelope{}).ProtoReflect().Descriptor(), kind.data.ProtoReflect().Descriptor())
}

// altered is a variant of an envelope, in which the rest fits and is signed again.
func (h *hostile) altered(kind hostileKind, variant variant) []byte {
	message := h.taken(kind)
	variant.apply(message)
	kind.repair(message, variant.name)
	if !strings.HasPrefix(variant.name, "signature ") {
		message.set("signature", kind.by.signs(message.at("payload").content()))
	}
	return message.bytes()
}

// goesOn has good transactions commit: a member's of another host, and, by way of
// each orderer, one's own.
func (h *hostile) goesOn() {
	h.t.Helper()
	receipt, err := client.New(h.honest).Submit(within(h.t), newAuthority(int(count.Add(1))))
	require.NoError(h.t, err)
	require.Contains(h.t, h.codes(receipt.Block), "VALID")
	h.reconfigures()
	for range h.orderers {
		require.Equal(h.t, "SUCCESS", h.broadcast(h.call()))
	}
}

// codes are the codes of a block's transactions, which are the same on all peers.
func (h *hostile) codes(number uint64) []string {
	h.t.Helper()
	var first []string
	for _, from := range h.all {
		require.Eventually(h.t, func() bool {
			height, err := from.Height(within(h.t))
			return err == nil && height > number
		}, 20*time.Second, 10*time.Millisecond, "%s stands before block %d", from.Name(), number)
		raw, err := from.Block(within(h.t), number)
		require.NoError(h.t, err)
		parsed, err := block.Parse(raw)
		require.NoError(h.t, err)
		codes := []string{}
		for _, tx := range parsed.Transactions {
			codes = append(codes, tx.Code)
		}
		if first == nil {
			first = codes
		}
		require.Equal(h.t, first, codes, "block %d of %s", number, from.Name())
	}
	return first
}

// sameHeight waits until all peers have the same blocks, and returns how many.
func (h *hostile) sameHeight() uint64 {
	h.t.Helper()
	var heights []uint64
	require.Eventually(h.t, func() bool {
		heights = nil
		var hashes [][]byte
		for _, from := range h.all {
			info, err := from.Info(within(h.t))
			if err != nil {
				return false
			}
			heights, hashes = append(heights, info.Height), append(hashes, info.Hash)
		}
		return slices.Max(heights) == slices.Min(heights) && bytes.Equal(hashes[0], hashes[1]) && bytes.Equal(hashes[0], hashes[2])
	}, 30*time.Second, 500*time.Millisecond, "all peers at one height")
	return heights[0]
}

// running are the processes of the network with their numbers, all of which answer.
func running(t testing.TB) map[string]int {
	t.Helper()
	out, err := network("status", "-o", "json")
	require.NoError(t, err, "%s", out)
	var status struct {
		Processes []struct {
			Name string `json:"name"`
			PID  int    `json:"pid"`
			Up   bool   `json:"up"`
		} `json:"processes"`
	}
	require.NoError(t, json.Unmarshal(out, &status))
	all := map[string]int{}
	for _, process := range status.Processes {
		require.True(t, process.Up, process.Name)
		all[process.Name] = process.PID
	}
	require.NotEmpty(t, all)
	return all
}
