package tamper

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/block"
	"allianceregistry/audit/chain"
	"allianceregistry/audit/replay"
	"allianceregistry/membership"
)

// The checks that an auditor has, as the table of faults calls them.
const (
	byVerifier  = "chain.Verifier"
	byFiles     = "block.Files"
	byReplay    = "replay.Replay"
	byDecisions = "replay.Decisions"
	byCompare   = "replay.Compare"
	byState     = "replay.CompareState"
	byRebuild   = "index.Rebuild"
	byIndex     = "index.Follow"
)

// verdict is what verifying and replaying some blocks came to.
type verdict struct {
	// chain are the verifier's findings, replay those of the replay.
	chain, replay []chain.Finding
	// height is how many blocks hold.
	height   uint64
	replayed *replay.Replay
}

// verify verifies blocks from the first on and replays those that hold, up to the
// first that does not.
func verify(t *testing.T, root []byte, blocks [][]byte) verdict {
	t.Helper()
	verifier, state := chain.New(root, channelName), chain.NewMemory()
	result := verdict{replayed: replay.NewReplay(chaincode)}
	for _, raw := range blocks {
		verified, err := verifier.Verify(context.Background(), verifier.Prepare(raw, "copy"), state)
		var broken *chain.Broken
		if errors.As(err, &broken) {
			result.chain = append(result.chain, broken.Findings...)
			break
		}
		require.NoError(t, err)
		state.Apply(verified)
		result.chain = append(result.chain, verified.Findings...)
		_, err = result.replayed.Add(verified)
		require.NoError(t, err)
		result.height++
	}
	result.replay = result.replayed.Findings()
	return result
}

// verified are the verifier's findings alone.
func (l *ledger) verified(blocks [][]byte) []chain.Finding {
	return verify(l.t, l.root(), blocks).chain
}

// replayed is the replay of the ledger as it is.
func (l *ledger) replayed() *replay.Replay {
	result := verify(l.t, l.root(), l.blocks)
	require.Empty(l.t, result.chain)
	require.Empty(l.t, result.replay)
	return result.replayed
}

// peer answers as a host's peer with these blocks does, from the state that they
// wrote; answer may falsify that.
type peer struct {
	host   string
	blocks [][]byte
	state  membership.Store
	answer func(name string, argument, true []byte) []byte
}

func (p *peer) Host() string                           { return p.host }
func (p *peer) Name() string                           { return "peer." + p.host }
func (p *peer) Height(context.Context) (uint64, error) { return uint64(len(p.blocks)), nil }

func (p *peer) Block(_ context.Context, number uint64) ([]byte, error) {
	if number >= uint64(len(p.blocks)) {
		return nil, errors.New("no such block")
	}
	return p.blocks[number], nil
}

func (p *peer) Blocks(_ context.Context, from uint64) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		for _, raw := range p.blocks[min(from, uint64(len(p.blocks))):] {
			if !yield(raw, nil) {
				return
			}
		}
	}
}

func (p *peer) Ask(_ context.Context, name string, argument []byte) ([]byte, error) {
	answer, err := membership.Answer(p.state, time.Now(), name, argument)
	if err != nil {
		return nil, err
	}
	said, err := json.Marshal(answer)
	if err == nil && p.answer != nil {
		said = p.answer(name, argument, said)
	}
	return said, err
}

// peers are the three hosts' peers, honest so far.
func (l *ledger) peers() []*peer {
	state := l.replayed().View()
	var all []*peer
	for _, host := range hosts {
		all = append(all, &peer{host: host, blocks: l.blocks, state: state})
	}
	return all
}

// compared lays peers side by side.
func compared(t *testing.T, peers []*peer, opts ...replay.Option) []chain.Finding {
	t.Helper()
	var all []replay.Peer
	for _, each := range peers {
		all = append(all, each)
	}
	opts = append([]replay.Option{replay.WithTries(2, time.Millisecond)}, opts...)
	result, err := replay.Compare(context.Background(), all, opts...)
	require.NoError(t, err)
	return result.Findings
}

// states compares each peer's whole state with the replay's.
func states(t *testing.T, replayed *replay.Replay, peers []*peer) []chain.Finding {
	t.Helper()
	var all []chain.Finding
	for _, each := range peers {
		result, err := replay.CompareState(context.Background(), replayed, each, replay.WithTries(2, time.Millisecond))
		require.NoError(t, err)
		require.NotZero(t, result.Records)
		require.NotZero(t, result.Questions)
		all = append(all, result.Findings...)
	}
	return all
}

// altered is a state in which one value is another; nil if it is gone.
type altered struct {
	membership.Store
	key   string
	value []byte
}

func (a altered) Get(key membership.Key) ([]byte, error) {
	if key.String() == a.key {
		return a.value, nil
	}
	return a.Store.Get(key)
}

func (a altered) Scan(prefix membership.Key, most int) ([]membership.Entry, bool, error) {
	entries, all, err := a.Store.Scan(prefix, most)
	return a.entries(entries), all, err
}

func (a altered) ScanFrom(prefix, from membership.Key, most int) ([]membership.Entry, bool, error) {
	entries, all, err := a.Store.ScanFrom(prefix, from, most)
	return a.entries(entries), all, err
}

func (a altered) Page(prefix membership.Key, size int, bookmark string) ([]membership.Entry, string, error) {
	entries, next, err := a.Store.Page(prefix, size, bookmark)
	return a.entries(entries), next, err
}

func (a altered) entries(entries []membership.Entry) []membership.Entry {
	var seen []membership.Entry
	for _, entry := range entries {
		if entry.Key.String() == a.key {
			entry.Value = a.value
		}
		if entry.Value != nil {
			seen = append(seen, entry)
		}
	}
	return seen
}

// malformed turns a refusal to read files into a finding.
func malformed(t *testing.T, folder string) []chain.Finding {
	t.Helper()
	files, err := block.OpenFiles(folder)
	require.NoError(t, err)
	number := uint64(0)
	for _, err := range files.Blocks(context.Background(), 0) {
		if err != nil {
			require.ErrorIs(t, err, block.ErrMalformed)
			return []chain.Finding{{Code: "malformed", Severity: chain.Fault, Block: number, Source: files.Name(), Params: map[string]string{"why": err.Error()}}}
		}
		number++
	}
	return nil
}

// readable is a key as findings have it.
func readable(key string) string {
	return strings.Join(strings.Split(strings.TrimSuffix(key, "\x00"), "\x00"), " ")
}
