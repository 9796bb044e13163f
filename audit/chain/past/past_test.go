package past_test

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"iter"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/block/blocktest"
	"allianceregistry/audit/chain"
	"allianceregistry/audit/chain/past"
)

// copied is a source of some blocks.
type copied [][]byte

func (copied) Name() string                             { return "copy" }
func (c copied) Height(context.Context) (uint64, error) { return uint64(len(c)), nil }
func (c copied) Blocks(_ context.Context, from uint64) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		for number := from; number < uint64(len(c)); number++ {
			if !yield(c[number], nil) {
				return
			}
		}
	}
}

// grown is a channel's blocks with more of them, in which one word stands.
func grown(c *blocktest.Channel, more int, word string) copied {
	for i := range more {
		call := c.Call(c.Hosts[0], "registry", "Put")
		call.Arguments = [][]byte{[]byte(word + strconv.Itoa(i))}
		c.Append(call.Envelope())
	}
	return copied(c.All())
}

// histories are one of 12 blocks, one that parts from it at block 8, and one of 12
// that never had block 7.
func histories(t *testing.T) (verified, other copied) {
	t.Helper()
	c := blocktest.NewRaft("association", "industry", "academia")
	shared := grown(c, 7, "shared")
	ours := blocktest.Continue(shared, c.Orderers, c.Hosts, c.Orderers.Raft[0])
	theirs := blocktest.Continue(shared, c.Orderers, c.Hosts, c.Orderers.Raft[0])
	return grown(ours, 4, "ours"), grown(theirs, 6, "theirs")
}

func remembered(t *testing.T, blocks copied) *past.Past {
	t.Helper()
	p, err := past.Open(filepath.Join(t.TempDir(), "past"))
	require.NoError(t, err)
	for number, raw := range blocks {
		require.NoError(t, p.Add(uint64(number), blocktest.Hash(raw)))
	}
	return p
}

// Each source is told from the others by how it stands to what was verified.
func TestHold(t *testing.T) {
	t.Parallel()
	verified, other := histories(t)
	foreign := grown(blocktest.NewRaft("industry"), 10, "foreign")
	for name, row := range map[string]struct {
		source copied
		shared uint64
		parted bool
	}{
		"ok/the same":               {verified, 12, false},
		"ok/an older copy":          {verified[:5], 5, false},
		"ok/nothing":                {nil, 0, false},
		"ok/shorter than the fork":  {other[:8], 8, false},
		"fail/as long":              {other[:12], 8, true},
		"fail/longer":               {other, 8, true},
		"fail/shorter":              {other[:9], 8, true},
		"fail/another chain's":      {foreign, 0, true},
		"fail/first block differs?": {foreign[:1], 0, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := remembered(t, verified)
			s, err := p.Compare(t.Context(), row.source)
			require.NoError(t, err)
			require.Equal(t, row.shared, s.Shared)
			require.Equal(t, row.parted, s.Diverged)
			if row.parted {
				require.Equal(t, blocktest.Hash(row.source[row.shared]), s.Seen)
			}
		})
	}
}

// A damaged copy is not another history: its error says so.
func TestHoldDamaged(t *testing.T) {
	t.Parallel()
	verified, _ := histories(t)
	damaged := append(copied{}, verified...)
	damaged[11] = damaged[11][:len(damaged[11])/2]
	_, err := remembered(t, verified).Compare(t.Context(), damaged)
	require.Error(t, err)
	damaged[11] = verified[10]
	_, err = remembered(t, verified).Compare(t.Context(), damaged)
	require.ErrorContains(t, err, "it is not block 11")
	var wrong *past.WrongBlockError
	require.ErrorAs(t, err, &wrong)
	require.Equal(t, chain.Finding{
		Code: chain.WrongNumber, Severity: chain.Fault, Block: 10, Source: "copy", Params: map[string]string{"expected": "11", "seen": "10"},
	}, wrong.Finding("copy"))
}

// Both histories are kept, once.
func TestEvidence(t *testing.T) {
	t.Parallel()
	verified, other := histories(t)
	p, folder := remembered(t, verified), t.TempDir()
	s, err := p.Compare(t.Context(), other)
	require.NoError(t, err)
	path, err := p.Gather(t.Context(), other, s).Save(folder)
	require.NoError(t, err)
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	var e past.Evidence
	require.NoError(t, json.Unmarshal(content, &e))
	require.EqualValues(t, 8, e.Block)
	require.Len(t, e.Verified, 4)
	require.Len(t, e.Seen, len(other)-8)
	for i, b := range e.Seen {
		require.Equal(t, other[8+i], b.Raw)
	}
	again, err := p.Gather(t.Context(), other, s).Save(folder)
	require.NoError(t, err)
	require.Equal(t, path, again)
	kept, err := past.EvidenceFiles(folder)
	require.NoError(t, err)
	require.Equal(t, []string{path}, kept)
}

func numbered(n int) []byte {
	sum := sha256.Sum256([]byte(strconv.Itoa(n)))
	return sum[:]
}

// What was added is there for the next program, and for one that is under way.
func TestAdd(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "past")
	one, err := past.Open(path)
	require.NoError(t, err)
	two, err := past.Open(path)
	require.NoError(t, err)
	require.NoError(t, one.Add(0, numbered(0), numbered(1)))
	require.NoError(t, two.Add(0, numbered(0)))
	require.NoError(t, two.Add(2, numbered(2)), "after what the other one added")
	require.NoError(t, one.Add(0, numbered(0), numbered(1), numbered(2), numbered(3)))
	third, err := past.Open(path)
	require.NoError(t, err)
	require.EqualValues(t, 4, third.Height())
	require.Equal(t, numbered(3), third.Hash(3))
	require.Nil(t, third.Hash(4))

	var parted *past.DivergedError
	require.ErrorAs(t, third.Add(3, numbered(9)), &parted)
	require.EqualValues(t, 3, parted.Block)
	require.ErrorAs(t, two.Add(3, numbered(9)), &parted, "the other one has it")
	require.Error(t, third.Add(6, numbered(6)), "a gap")
	require.Error(t, third.Add(4, []byte("short")))
	require.EqualValues(t, 4, third.Height())
}

// A record that was cut by a program's end does not count; one that was changed is
// named, and is no other history.
func TestOpenDamaged(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "past")
	p, err := past.Open(path)
	require.NoError(t, err)
	require.NoError(t, p.Add(0, numbered(0), numbered(1), numbered(2)))
	content, err := os.ReadFile(path)
	require.NoError(t, err)

	require.NoError(t, os.WriteFile(path, content[:len(content)-3], 0o600))
	p, err = past.Open(path)
	require.NoError(t, err)
	require.EqualValues(t, 2, p.Height())
	require.NoError(t, p.Add(2, numbered(2)))
	whole, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, content, whole)

	for at := range content {
		changed := append([]byte{}, content...)
		changed[at] ^= 1
		require.NoError(t, os.WriteFile(path, changed, 0o600))
		var damaged *past.DamagedError
		_, err := past.Open(path)
		require.ErrorAs(t, err, &damaged, "byte %d", at)
		require.EqualValues(t, at/36, damaged.Block)
	}
}

// slowly is a source that takes its time with each reading.
type slowly struct {
	copied
	pause time.Duration
	asked *int
}

func (s slowly) Blocks(ctx context.Context, from uint64) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		*s.asked++
		select {
		case <-ctx.Done():
			yield(nil, ctx.Err())
			return
		case <-time.After(s.pause):
		}
		s.copied.Blocks(ctx, from)(yield)
	}
}

// A source that keeps everybody waiting at each of many readings is not asked on.
func TestHoldSlowly(t *testing.T) {
	t.Parallel()
	const patience = 200 * time.Millisecond
	verified, other := histories(t)
	known := remembered(t, verified)
	synctest.Test(t, func(t *testing.T) {
		asked := 0
		_, err := known.Compare(t.Context(), chain.NewPatient(slowly{other, 4 * patience / 5, &asked}, patience))
		var silent *chain.SilentError
		require.ErrorAs(t, err, &silent)
		require.LessOrEqual(t, asked, 3, "of the readings that the search takes")
	})
}
