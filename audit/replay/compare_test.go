package replay_test

import (
	"context"
	"errors"
	"math"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/block"
	"allianceregistry/audit/chain"
	"allianceregistry/audit/replay"
	"allianceregistry/membership"
)

// Hosts that differ are named, and the first block at which they do; honest ones are not.
func TestCompare(t *testing.T) {
	t.Parallel()
	fork := func(from uint64) func(b *block.Block) {
		return func(b *block.Block) {
			if b.Number >= from {
				b.Hash = append([]byte("other"), b.Hash...)
			}
		}
	}
	for name, row := range map[string]struct {
		alter  func(odd *peer)
		opts   []replay.Option
		code   string
		block  uint64
		params map[string]string
	}{
		"ok/honest":              {func(*peer) {}, nil, "", 0, nil},
		"ok/honest, each block":  {func(*peer) {}, []replay.Option{replay.WithBlocks(0, 100)}, "", 0, nil},
		"ok/a little behind":     {func(p *peer) { p.blocks = 17 }, nil, "", 0, nil},
		"fail/a fork":            {func(p *peer) { p.block = fork(11) }, nil, replay.Fork, 11, map[string]string{"hosts": "academia"}},
		"fail/a fork at block 0": {func(p *peer) { p.block = fork(0) }, nil, replay.Fork, 0, nil},
		"fail/the last block":    {func(p *peer) { p.block = fork(16) }, nil, replay.Fork, 16, nil},
		"fail/a block altered in the middle": {func(p *peer) {
			p.block = func(b *block.Block) {
				if b.Number == 5 {
					fork(5)(b)
				}
			}
		}, []replay.Option{replay.WithBlocks(1, 16)}, replay.Fork, 5, nil},
		"fail/flags": {
			func(p *peer) {
				p.block = func(b *block.Block) {
					if b.Number == 12 {
						b.Transactions[0].Code = "MVCC_READ_CONFLICT"
					}
					if b.Number >= 12 {
						b.Commit = append([]byte("other"), b.Commit...)
					}
				}
			}, nil, replay.FlagsDiffer, 12,
			map[string]string{"expected": "VALID", "seen": "MVCC_READ_CONFLICT", "tx": "tx0012"},
		},
		"fail/flags, its running hash not": {func(p *peer) {
			p.block = func(b *block.Block) {
				if b.Number == 9 {
					b.Transactions[0].Code = "MVCC_READ_CONFLICT"
				}
			}
		}, []replay.Option{replay.WithBlocks(1, 16)}, replay.FlagsDiffer, 9, nil},
		"fail/what was committed": {func(p *peer) {
			p.block = func(b *block.Block) {
				if b.Number >= 7 {
					b.Commit = append([]byte("other"), b.Commit...)
				}
			}
		}, nil, replay.CommitDiffers, 7, nil},
		"fail/far behind": {
			func(p *peer) { p.blocks = 4 },
			[]replay.Option{replay.WithLag(3)},
			replay.Lag, 0,
			map[string]string{"height": "4", "expected": "17", "blocks": "13"},
		},
		"fail/an answer": {
			func(p *peer) { p.ask = altering("ListParties", "forum", "form") }, nil, replay.AnswersDiffer, 0,
			map[string]string{"question": "ListParties", "path": "parties[3].id", "expected": "forum@association", "seen": "form@association"},
		},
		"fail/a block that is none": {func(p *peer) {
			p.block = func(b *block.Block) { b.Number = 3 }
		}, nil, replay.BlockUnreadable, 16, nil},
		"fail/silent": {func(p *peer) {
			p.ask = func(string, []byte, []byte) ([]byte, error) { return nil, errors.New("gone") }
		}, nil, replay.PeerSilent, 0, map[string]string{"why": "gone"}},
		"fail/unreachable": {func(p *peer) {
			p.height = func() (uint64, error) { return 0, errors.New("gone") }
		}, nil, replay.PeerSilent, 0, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := lived(t)
			require.Len(t, w.blocks, 17, "the rows count on it")
			odd := w.peer("academia")
			row.alter(odd)
			peers := []replay.Peer{w.peer("industry"), odd, w.peer("association")}
			result, err := replay.Compare(t.Context(), peers, append(row.opts, quick)...)
			require.NoError(t, err)
			require.Len(t, result.Sides, 3)
			if row.code == "" {
				require.Empty(t, result.Findings)
				require.Len(t, result.Answers, 2)
				require.True(t, result.Answers[0].Same)
				require.Equal(t, result.Sides[0].Hash, result.Sides[1].Hash)
				require.NotEmpty(t, result.Sides[0].Hash)
				return
			}
			require.NotEmpty(t, result.Findings)
			found := result.Findings[0]
			require.Equal(t, row.code, found.Code, "%v", found)
			require.Equal(t, "academia", found.Params["host"])
			require.Equal(t, row.block, found.Block)
			for param, want := range row.params {
				require.Equal(t, want, found.Params[param], "%s of %v", param, found)
			}
		})
	}
}

// However many peers a host runs, it is one host: they outvote nobody, and where they contradict
// each other, the one that is wrong is named.
func TestCompareSeveralPeersOfAHost(t *testing.T) {
	t.Parallel()
	lie := func(p *peer) { p.ask = altering("ListParties", "forum", "form") }
	fork := func(p *peer) {
		p.block = func(b *block.Block) {
			if b.Number >= 11 {
				b.Hash = append([]byte("other"), b.Hash...)
			}
		}
	}
	honest := func(*peer) {}
	for name, row := range map[string]struct {
		academia []func(*peer) // its peers
		others   int
		code     string
		accused  []string // peers
		hosts    string   // if nobody is accused
	}{
		"ok/honest":                                             {[]func(*peer){honest, honest}, 2, "", nil, ""},
		"fail/three that lie against two hosts":                 {[]func(*peer){lie, lie, lie}, 2, replay.AnswersDiffer, []string{"peer1.academia", "peer2.academia", "peer3.academia"}, ""},
		"fail/three on a fork against two hosts":                {[]func(*peer){fork, fork, fork}, 2, replay.Fork, []string{"peer1.academia", "peer2.academia", "peer3.academia"}, ""},
		"fail/two that lie against one host":                    {[]func(*peer){lie, lie}, 1, replay.AnswersDiffer, nil, "academia"},
		"fail/one of two lies":                                  {[]func(*peer){honest, lie}, 2, replay.AnswersDiffer, []string{"peer2.academia"}, ""},
		"fail/one of two is on a fork":                          {[]func(*peer){fork, honest}, 2, replay.Fork, []string{"peer1.academia"}, ""},
		"fail/one of two lies, beside one host":                 {[]func(*peer){lie, honest}, 1, replay.AnswersDiffer, []string{"peer1.academia"}, ""},
		"fail/they contradict each other, nobody else is asked": {[]func(*peer){fork, honest}, 0, replay.Fork, nil, "academia"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := lived(t)
			var peers []replay.Peer
			for i, alter := range row.academia {
				one := w.peer("academia")
				one.name = "peer" + strconv.Itoa(i+1) + ".academia"
				alter(one)
				peers = append(peers, one)
			}
			for _, host := range []string{"industry", "association"}[:row.others] {
				peers = append(peers, w.peer(host))
			}
			result, err := replay.Compare(t.Context(), peers, quick)
			require.NoError(t, err)
			var accused []string
			for _, found := range result.Findings {
				if found.Code != row.code {
					continue
				}
				if row.accused == nil {
					require.Empty(t, found.Source)
					require.Contains(t, []string{found.Params["hosts"], found.Params["others"]}, row.hosts)
					continue
				}
				require.Equal(t, "academia", found.Params["host"])
				require.NotContains(t, found.Params["others"], "industry, industry")
				accused = append(accused, found.Source)
			}
			require.ElementsMatch(t, row.accused, accused)
			require.Equal(t, row.code != "", len(result.Findings) > 0)
		})
	}
}

// A height that one host's peers have in common does not keep those of other hosts from being
// compared.
func TestCompareSettlesByHosts(t *testing.T) {
	t.Parallel()
	w := lived(t)
	var peers []replay.Peer
	for i := range 3 {
		one := w.peer("academia")
		one.name, one.blocks = "peer"+strconv.Itoa(i+1)+".academia", 4
		peers = append(peers, one)
	}
	liar := w.peer("association")
	liar.ask = altering("ListParties", "forum", "form")
	peers = append(peers, w.peer("industry"), w.peer("bank"), liar)
	result, err := replay.Compare(t.Context(), peers, quick)
	require.NoError(t, err)
	i := slices.IndexFunc(result.Findings, func(f chain.Finding) bool { return f.Code == replay.AnswersDiffer })
	require.GreaterOrEqual(t, i, 0, "%v", result.Findings)
	require.Equal(t, "association", result.Findings[i].Params["host"])
}

// Of two that differ neither is named alone.
func TestCompareTwo(t *testing.T) {
	t.Parallel()
	w := lived(t)
	odd := w.peer("academia")
	odd.ask = altering("ListParties", "forum", "form")
	result, err := replay.Compare(t.Context(), []replay.Peer{w.peer("industry"), odd}, quick)
	require.NoError(t, err)
	require.Len(t, result.Findings, 2)
	for i, host := range []string{"academia", "industry"} {
		require.Equal(t, replay.AnswersDiffer, result.Findings[i].Code)
		require.Empty(t, result.Findings[i].Params["host"])
		require.Equal(t, host, result.Findings[i].Params["hosts"])
		require.Equal(t, []string{"industry", "academia"}[i], result.Findings[i].Params["others"])
		require.NotEqual(t, result.Findings[i].Params["seen"], result.Findings[i].Params["expected"])
		require.NotEmpty(t, result.Findings[i].Params["expected"])
	}
}

// Answers that differ because a block came in between are no difference.
func TestCompareWhileTheChainGrows(t *testing.T) {
	t.Parallel()
	w := lived(t)
	moving, asked := w.peer("academia"), 0
	moving.asked = func() {
		if asked++; asked == 1 {
			w.must(as(cisco), membership.CorrectParty{Request: "p", Names: en("Cisco"), Reason: "a typo"})
		}
	}
	result, err := replay.Compare(t.Context(), []replay.Peer{w.peer("industry"), moving, w.peer("association")}, quick)
	require.NoError(t, err)
	require.Empty(t, result.Findings)
}

// Of answers that differ while the chain never stands still, nobody is accused.
func TestCompareWhileTheChainNeverStands(t *testing.T) {
	t.Parallel()
	w := lived(t)
	moving, asked := w.peer("academia"), 0
	moving.asked = func() {
		asked++
		w.must(as(cisco), membership.CorrectParty{Request: strconv.Itoa(asked), Names: en("Cisco"), Reason: "a typo"})
	}
	result, err := replay.Compare(t.Context(), []replay.Peer{w.peer("industry"), moving, w.peer("association")}, quick)
	require.NoError(t, err)
	named := map[string]string{}
	for _, f := range result.Findings {
		require.Equal(t, replay.PeerMoving, f.Code)
		require.NotEmpty(t, f.Params["tries"])
		named[f.Source] = f.Params["host"]
	}
	require.Equal(t, map[string]string{"peer.industry": "industry", "peer.academia": "academia", "peer.association": "association"}, named)
}

// A host whose height is never the same, or is none of the others', hides nothing of what
// these answer: they are compared, and it is named unless it answers as most of them.
func TestCompareBesideARestlessHost(t *testing.T) {
	t.Parallel()
	restless := func(asked uint64) uint64 { return 17 - asked%2 }
	behind := func(uint64) uint64 { return 4 }
	lie := altering("ListParties", "forum", "form")
	for name, row := range map[string]struct {
		height     func(asked uint64) uint64
		lies, also bool // academia, whose height it is, and association
		want       []string
	}{
		"ok/restless":                      {restless, false, false, nil},
		"fail/restless, lies":              {restless, true, false, []string{"academia PEER_MOVING"}},
		"fail/restless, beside a liar":     {restless, false, true, []string{"association ANSWERS_DIFFER"}},
		"fail/restless, lies with another": {restless, true, true, []string{"academia PEER_MOVING", "association ANSWERS_DIFFER"}},
		"fail/behind":                      {behind, false, false, []string{"academia LAG", "academia PEER_MOVING"}},
		"fail/behind, beside a liar":       {behind, false, true, []string{"academia LAG", "academia PEER_MOVING", "association ANSWERS_DIFFER"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := lived(t)
			odd, other, asked := w.peer("academia"), w.peer("association"), uint64(0)
			odd.height = func() (uint64, error) { asked++; return row.height(asked), nil }
			if row.lies {
				odd.ask = lie
			}
			if row.also {
				other.ask = lie
			}
			if height := row.height(1); height < 16 {
				odd.blocks = height
			}
			peers := []replay.Peer{other, w.peer("industry"), odd, w.peer("regulator")}
			result, err := replay.Compare(t.Context(), peers, quick, replay.WithQuestions(replay.Question{Name: "ListParties", Argument: []byte("{}")}))
			require.NoError(t, err)
			var named []string
			for _, f := range result.Findings {
				named = append(named, f.Params["host"]+" "+f.Code)
			}
			slices.Sort(named)
			require.Equal(t, row.want, named)
		})
	}
}

// Of two groups of as many hosts, each at its own height, nobody can say which to hold
// the others against.
func TestCompareAtTwoHeights(t *testing.T) {
	t.Parallel()
	w := lived(t)
	var peers []replay.Peer
	for i, host := range []string{"industry", "academia", "association", "regulator"} {
		p := w.peer(host)
		if i > 1 {
			p.blocks = 14
			p.ask = altering("ListParties", "forum", "form")
		}
		peers = append(peers, p)
	}
	result, err := replay.Compare(t.Context(), peers, quick, replay.WithQuestions(replay.Question{Name: "ListParties", Argument: []byte("{}")}))
	require.NoError(t, err)
	require.Len(t, replay.Unchecked(result.Findings), 4)
}

// A single block that cannot be read hides nothing behind it, of two hosts neither; one
// that gives no block any more ends it.
func TestCompareBehindAnUnreadableBlock(t *testing.T) {
	t.Parallel()
	altered := func(bad ...uint64) func(b *block.Block) {
		return func(b *block.Block) {
			if slices.Contains(bad, b.Number) {
				b.Data = []byte("other")
			}
			if b.Number == 12 {
				b.Transactions[0].Code = "MVCC_READ_CONFLICT"
			}
		}
	}
	for name, row := range map[string]struct {
		unreadable []uint64
		want       []string
	}{
		"ok/none":      {nil, []string{"FLAGS_DIFFER 12", "FLAGS_DIFFER 12"}},
		"fail/one":     {[]uint64{5}, []string{"BLOCK_UNREADABLE 5", "FLAGS_DIFFER 12", "FLAGS_DIFFER 12"}},
		"fail/several": {[]uint64{5, 6, 11}, []string{"BLOCK_UNREADABLE 5", "BLOCK_UNREADABLE 6", "BLOCK_UNREADABLE 11", "FLAGS_DIFFER 12", "FLAGS_DIFFER 12"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := lived(t)
			odd := w.peer("academia")
			odd.block = altered(row.unreadable...)
			result, err := replay.Compare(t.Context(), []replay.Peer{w.peer("industry"), odd}, quick, replay.WithBlocks(1, 16))
			require.NoError(t, err)
			var found []string
			for _, f := range result.Findings {
				found = append(found, f.Code+" "+strconv.FormatUint(f.Block, 10))
			}
			require.Equal(t, row.want, found)
		})
	}
}

// What differs once only is no difference, and be it at the last try.
func TestCompareAtTheLastTry(t *testing.T) {
	t.Parallel()
	w := lived(t)
	late, asked := w.peer("academia"), 0
	late.asked = func() {
		if asked++; asked < 4 {
			w.must(as(cisco), membership.CorrectParty{Request: strconv.Itoa(asked), Names: en("Cisco"), Reason: "a typo"})
		}
	}
	late.ask = func(_ string, _, answer []byte) ([]byte, error) {
		if asked == 4 { // its state is not written yet
			return []byte(`{"parties":[]}`), nil
		}
		return answer, nil
	}
	result, err := replay.Compare(t.Context(), []replay.Peer{w.peer("industry"), late, w.peer("association")}, quick,
		replay.WithQuestions(replay.Question{Name: "ListParties", Argument: []byte("{}")}))
	require.NoError(t, err)
	require.Empty(t, result.Findings)
}

// Nobody to compare is no error, and a caller who has enough is obeyed.
func TestCompareNobody(t *testing.T) {
	t.Parallel()
	result, err := replay.Compare(t.Context(), nil)
	require.NoError(t, err)
	require.Empty(t, result.Findings)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = replay.Compare(ctx, []replay.Peer{lived(t).peer("industry")}, quick)
	require.ErrorIs(t, err, context.Canceled)
}

// A host that says it has little, or more than there is, hides nothing of the others.
func TestCompareBesideALiar(t *testing.T) {
	t.Parallel()
	for name, height := range map[string]uint64{"none": 0, "few": 3, "far too many": 1 << 63, "most": math.MaxUint64} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := lived(t)
			odd, liar := w.peer("academia"), w.peer("industry")
			odd.block = func(b *block.Block) {
				if b.Number >= 11 {
					b.Hash = append([]byte("other"), b.Hash...)
				}
			}
			liar.height = func() (uint64, error) { return height, nil }
			peers := []replay.Peer{liar, odd, w.peer("association"), w.peer("regulator")}
			result, err := replay.Compare(t.Context(), peers, quick)
			require.NoError(t, err)
			var forks []chain.Finding
			for _, f := range result.Findings {
				if f.Code == replay.Fork {
					forks = append(forks, f)
				}
			}
			require.Len(t, forks, 1, "%v", result.Findings)
			require.EqualValues(t, 11, forks[0].Block)
			require.Equal(t, "academia", forks[0].Params["host"])
		})
	}
}
