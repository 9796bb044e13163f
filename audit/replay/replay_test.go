package replay_test

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"allianceregistry/audit/block"
	"allianceregistry/audit/chain"
	"allianceregistry/audit/replay"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
)

// A life that followed the rules is replayed without a finding, to the same state.
func TestReplay(t *testing.T) {
	t.Parallel()
	w := lived(t)
	r := w.replayed()
	require.Empty(t, r.Findings())
	require.Equal(t, w.ledger.State(), state(t, r.View()))
	require.EqualValues(t, len(w.blocks), r.Height())
	require.Equal(t, w.blocks[0].Block.Hash, r.Genesis())
	require.Equal(t, w.blocks[len(w.blocks)-1].Block.Hash, r.Hash())
	decided := replay.Decisions(r.View(), nil)
	require.Len(t, decided.Decisions, 1)
	require.True(t, decided.Decisions[0].Same)
	require.Equal(t, membership.Accepted, decided.Decisions[0].Again)
	require.Empty(t, decided.Findings)
	odd := replay.Anomalies(r, replay.DefaultThresholds())
	require.Empty(t, odd)
}

// The state can be read as it was at every height.
func TestStateAtEachHeight(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	states := []map[string]string{{}}
	for _, party := range everybody {
		w.must(as(party), membership.RegisterParty{Request: "r", Kind: charter.Enterprise, Names: en(party)})
		states = append(states, w.ledger.State())
	}
	r := w.replayed()
	for i, want := range states {
		require.Equal(t, want, state(t, r.At(uint64(i+1))))
	}
	place, there := r.View().Wrote(membership.Key{Object: "party", Parts: []string{acme}})
	require.True(t, there)
	require.EqualValues(t, 2, place.Block)
	require.ErrorContains(t, r.View().Put(membership.Key{}, nil), "not written")
	require.ErrorContains(t, r.View().Emit(membership.Event{}), "not written")
}

// A block that does not follow is refused, and nothing of it is taken in.
func TestOutOfOrder(t *testing.T) {
	t.Parallel()
	w := opened(t)
	r := replay.NewReplay("registry")
	_, err := r.Add(w.blocks[1])
	require.ErrorIs(t, err, replay.ErrOutOfOrder)
	require.Zero(t, r.Height())
}

// tampered is one thing altered in the call that acme's join was decided by, and
// what is said of it.
type tampered struct {
	alter  func(tx *block.Transaction)
	code   string
	params map[string]string
}

// writeOf is the write of a call with this kind of key.
func writeOf(tx *block.Transaction, object string) *block.Write {
	writes := tx.Call.Sets[0].Writes
	i := slices.IndexFunc(writes, func(w block.Write) bool { return strings.HasPrefix(w.Key, object+"\x00") })
	return &writes[i]
}

func replacing(write *block.Write, old, new string) {
	write.Value = bytes.Replace(write.Value, []byte(old), []byte(new), 1)
}

var tamperings = map[string]tampered{
	"fail/a value": {
		func(tx *block.Transaction) { replacing(writeOf(tx, "decision"), `"for":2`, `"for":3`) }, replay.RulesDiffer,
		map[string]string{"what": "write", "path": "tally.for", "expected": "2", "seen": "3"},
	},
	"fail/a value of another form": {
		func(tx *block.Transaction) { writeOf(tx, "decision").Value = []byte("?") }, replay.RulesDiffer,
		map[string]string{"what": "write", "path": "", "seen": "?"},
	},
	"fail/only white space": {
		func(tx *block.Transaction) { replacing(writeOf(tx, "decision"), `{`, `{ `) }, replay.RulesDiffer,
		map[string]string{"what": "write", "path": ""},
	},
	"fail/a write left out": {
		func(tx *block.Transaction) { tx.Call.Sets[0].Writes = tx.Call.Sets[0].Writes[1:] }, replay.RulesDiffer,
		map[string]string{"what": "write", "seen": "-"},
	},
	"fail/a write too many": {
		func(tx *block.Transaction) {
			tx.Call.Sets[0].Writes = append(tx.Call.Sets[0].Writes, block.Write{Key: "authority\x00acme@industry\x00h\x00k\x00", Value: []byte(`{}`)})
		}, replay.RulesDiffer, map[string]string{"what": "write", "key": "authority acme@industry h k", "expected": "-", "seen": "{}"},
	},
	"fail/another chaincode's call": {
		func(tx *block.Transaction) { tx.Call.Chaincode = "other" }, replay.RulesDiffer,
		map[string]string{"what": "namespace", "seen": "registry by other"},
	},
	"fail/a deletion": {
		func(tx *block.Transaction) {
			tx.Call.Sets[0].Writes = append(tx.Call.Sets[0].Writes, block.Write{Key: "authority\x00x\x00h\x00k\x00", Delete: true})
		}, replay.RulesDiffer, map[string]string{"what": "write", "expected": "-", "seen": "written"},
	},
	"fail/the answer": {
		func(tx *block.Transaction) { tx.Call.Answer = []byte(`{}`) }, replay.RulesDiffer, map[string]string{"what": "answer"},
	},
	"fail/the event": {
		func(tx *block.Transaction) {
			tx.Call.Event = bytes.Replace(tx.Call.Event, []byte("accepted"), []byte("rejected"), 1)
		}, replay.RulesDiffer, map[string]string{"what": "event", "path": "status", "expected": "accepted", "seen": "rejected"},
	},
	"fail/the event's name": {
		func(tx *block.Transaction) { tx.Call.EventName = "Nothing" }, replay.RulesDiffer, map[string]string{"what": "event", "seen": "Nothing"},
	},
	"fail/another namespace": {
		func(tx *block.Transaction) {
			tx.Call.Sets = append(tx.Call.Sets, block.Set{Namespace: "coins", Writes: []block.Write{{Key: "k", Value: []byte("v")}}})
		}, replay.RulesDiffer, map[string]string{"what": "namespace", "key": `"k"`},
	},
	"fail/a key's policy": {
		func(tx *block.Transaction) { tx.Call.Sets[0].Policies = []string{"party\x00x\x00"} }, replay.RulesDiffer,
		map[string]string{"what": "policy", "key": "party x"},
	},
	"fail/another argument": {
		func(tx *block.Transaction) {
			tx.Call.Arguments = [][]byte{[]byte(`{"proposal":"aaaaaaaaaaaaaaaaaaaaaaaa"}`)}
		}, replay.RulesRefuse,
		map[string]string{"name": "Decide", "refusal": "UNKNOWN_RECORD"},
	},
	"fail/two arguments": {
		func(tx *block.Transaction) { tx.Call.Arguments = append(tx.Call.Arguments, nil) }, replay.RulesRefuse,
		map[string]string{"refusal": "2 arguments"},
	},
	"fail/an unknown transaction": {
		func(tx *block.Transaction) { tx.Call.Name = "Grant" }, replay.RulesRefuse, map[string]string{"refusal": "UNKNOWN_TRANSACTION"},
	},
	"fail/a question that writes": {
		func(tx *block.Transaction) { tx.Call.Name = "GetParty" }, replay.RulesDiffer, map[string]string{"what": "write", "expected": "-"},
	},
	"fail/another sender": {
		func(tx *block.Transaction) { tx.Creator.Signer = enrolled("thief", lab, "academia").signer }, replay.RulesRefuse,
		map[string]string{"refusal": "UNKNOWN_KEY"},
	},
	"fail/a host that did not enroll the sender": {
		func(tx *block.Transaction) { tx.Creator.Signer.MSP = "industry" }, replay.RulesRefuse, map[string]string{"refusal": "UNKNOWN_KEY"},
	},
	"fail/a certificate that is none": {
		func(tx *block.Transaction) { tx.Creator.Signer.Certificate = []byte("x") }, replay.CallerUnreadable, nil,
	},
	"fail/another time": {
		func(tx *block.Transaction) { tx.Time = tx.Time.AddDate(0, 0, 3) }, replay.RulesDiffer, nil,
	},
	"fail/no such time": {
		func(tx *block.Transaction) { tx.Time = tx.Time.AddDate(-100, 0, 0) }, replay.RulesRefuse, map[string]string{"refusal": "BAD_TIME"},
	},
}

// Whatever is altered in a block is named, with the block, the transaction and the key.
func TestTamperedBlocks(t *testing.T) {
	t.Parallel()
	for name, row := range tamperings {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := lived(t)
			at := slices.IndexFunc(w.blocks, func(v chain.Verified) bool {
				return len(v.Block.Transactions) > 0 && v.Block.Transactions[0].Call.Name == "Decide"
			})
			tx := &w.blocks[at].Block.Transactions[0]
			row.alter(tx)
			found := w.replayed().Findings()
			require.NotEmpty(t, found)
			require.Equal(t, row.code, found[0].Code, "%v", found[0])
			require.Equal(t, chain.Fault, found[0].Severity)
			require.EqualValues(t, at, found[0].Block)
			require.Equal(t, tx.ID, found[0].Tx)
			for param, want := range row.params {
				require.Equal(t, want, found[0].Params[param], "%s of %v", param, found[0])
			}
		})
	}
}

// step is one thing that somebody may try in a random life.
func step(t *rapid.T, w *world) (identity, membership.Transaction) {
	who := rapid.SampledFrom(everybody).Draw(t, "who")
	about := rapid.SampledFrom(everybody).Draw(t, "about")
	request := rapid.SampledFrom([]string{"a", "b", "c", "d"}).Draw(t, "request")
	proposal := membership.ProposalID(about, request)
	all := []membership.Transaction{
		membership.Join{Request: request, Alliance: zgc, Class: "full"},
		membership.Propose{Request: request, Alliance: zgc, Action: charter.Expel, Subject: about},
		membership.Propose{Request: request, Alliance: zgc, Action: charter.Suspend, Subject: about},
		membership.Endorse{Request: request + about, Proposal: proposal, Position: charter.For},
		membership.Endorse{Request: request + about, Proposal: proposal, Position: charter.Against},
		membership.Decide{Proposal: proposal},
		membership.Leave{Request: request + "l", Alliance: zgc},
		membership.CorrectParty{Request: request + "p", Names: en(who + request), Reason: "a new name"},
		membership.AddAuthority{Request: request + "k", Host: "academia", Key: enrolled(request, who, "academia").caller.Key, Role: membership.Delegate},
		membership.StateClaim{Request: request + "s", About: about, What: "members", Value: "9", Source: "a page"},
		membership.CloseEpoch{Alliance: zgc, Epoch: rapid.IntRange(1, 3).Draw(t, "epoch")},
		membership.SealEpoch{Alliance: zgc, Epoch: rapid.IntRange(1, 3).Draw(t, "epoch")},
	}
	w.now = w.now.Add(rapid.SampledFrom([]time.Duration{0, time.Second, 2 * time.Hour}).Draw(t, "wait"))
	return as(who), rapid.SampledFrom(all).Draw(t, "what")
}

// life is a random one: what the rules refuse is not committed, and some things
// come at once, so that some of them are invalid.
func life(t *rapid.T) *world {
	w := opened(t)
	for range rapid.IntRange(5, 40).Draw(t, "steps") {
		var together []simulated
		for range rapid.IntRange(1, 3).Draw(t, "at once") {
			who, what := step(t, w)
			if s, err := w.simulate(who, what); err == nil {
				together = append(together, s)
			}
		}
		w.commit(together...)
	}
	return w
}

// Every life is replayed without a finding; in every life one altered value, or one
// flag turned round, is found.
func TestRandomLives(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := life(t)
		r := w.replayed()
		require.Empty(t, r.Findings())
		require.Equal(t, w.ledger.State(), state(t, r.View()))
		decided := replay.Decisions(r.View(), nil)
		require.Empty(t, decided.Findings)

		var calls []*block.Transaction
		for _, v := range w.blocks {
			for i := range v.Block.Transactions {
				if tx := &v.Block.Transactions[i]; tx.Code == "VALID" && len(tx.Call.Sets[0].Writes) > 0 {
					calls = append(calls, tx)
				}
			}
		}
		tx := rapid.SampledFrom(calls).Draw(t, "altered")
		if rapid.Bool().Draw(t, "flag") {
			flipped(w, tx)
			require.True(t, found(w, tx), "a flag that was turned round is not found")
			return
		}
		write := &rapid.SampledFrom(tx.Call.Sets).Draw(t, "set").Writes[0]
		at := rapid.IntRange(0, len(write.Value)-1).Draw(t, "byte")
		write.Value = bytes.Clone(write.Value)
		write.Value[at] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
		require.NotEmpty(t, w.replayed().Findings())
	})
}

// flipped turns a valid transaction's flag round, everywhere.
func flipped(w *world, tx *block.Transaction) {
	for _, v := range w.blocks {
		for i := range v.Block.Transactions {
			if &v.Block.Transactions[i] == tx {
				v.Codes[i], tx.Code = "MVCC_READ_CONFLICT", "MVCC_READ_CONFLICT"
			}
		}
	}
}

// found reports whether the replay says that its state is not the true one: by a
// finding of its own, or by what comparing with an honest peer finds.
func found(w *world, _ *block.Transaction) bool {
	r := w.replayed()
	if len(r.Findings()) > 0 {
		return true
	}
	result, err := replay.CompareState(context.Background(), r, w.peer("industry"), quick)
	must(err)
	return len(result.Findings) > 0
}

// object is the kind of records that a key belongs to.
func object(key string) string {
	object, _, _ := strings.Cut(key, "\x00")
	return object
}
