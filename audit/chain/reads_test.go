package chain

import (
	"context"
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"allianceregistry/audit/block"
	"allianceregistry/audit/block/blocktest"
)

func at(number, index uint64) *block.Version { return &block.Version{Block: number, Index: index} }

// TestReads has blocks after one in which transaction 0 wrote a, b and c.
func TestReads(t *testing.T) {
	t.Parallel()
	abc := []block.Read{{Key: "a", Version: at(2, 0)}, {Key: "b", Version: at(2, 0)}, {Key: "c", Version: at(2, 0)}}
	read := func(reads ...block.Read) block.Set { return block.Set{Namespace: registry, Reads: reads} }
	scan := func(query block.Range) block.Set {
		return block.Set{Namespace: registry, Ranges: []block.Range{query}}
	}
	write := func(writes ...block.Write) block.Set { return block.Set{Namespace: registry, Writes: writes} }
	for name, c := range map[string]struct {
		sets [][]block.Set // one transaction each
		want []string
	}{
		"ok/as it is":    {[][]block.Set{{read(abc...)}}, []string{valid}},
		"ok/not there":   {[][]block.Set{{read(block.Read{Key: "x"})}}, []string{valid}},
		"ok/two readers": {[][]block.Set{{read(abc...)}, {read(abc...)}}, []string{valid, valid}},
		"ok/own write": {[][]block.Set{
			{{Namespace: registry, Reads: abc, Writes: []block.Write{{Key: "a", Value: []byte("2")}}}},
		}, []string{valid}},
		"ok/of an invalid one": {[][]block.Set{
			{read(block.Read{Key: "a"}), {Namespace: registry}}, {read(abc...)},
		}, []string{"ILLEGAL_WRITESET", valid}},
		"ok/range":            {[][]block.Set{{scan(block.Range{Start: "a", End: "d", Exhausted: true, Reads: abc})}}, []string{valid}},
		"ok/range to the end": {[][]block.Set{{scan(block.Range{Start: "b", Exhausted: true, Reads: abc[1:]})}}, []string{valid}},
		"ok/range stopped":    {[][]block.Set{{scan(block.Range{Start: "a", End: "b", Reads: abc[:2]})}}, []string{valid}},
		"ok/empty range":      {[][]block.Set{{scan(block.Range{Start: "x", End: "y", Exhausted: true})}}, []string{valid}},
		"ok/range beside a write": {[][]block.Set{
			{write(block.Write{Key: "d", Value: []byte("1")})},
			{scan(block.Range{Start: "a", End: "d", Exhausted: true, Reads: abc})},
		}, []string{valid, valid}},
		"ok/another namespace": {[][]block.Set{
			{write(block.Write{Key: "a", Value: []byte("1")})}, {{Namespace: "other", Reads: []block.Read{{Key: "a"}}}},
		}, []string{valid, valid}},
		"ok/range as it is by now": {[][]block.Set{
			{write(block.Write{Key: "b", Delete: true})},
			{scan(block.Range{Start: "a", End: "d", Exhausted: true, Reads: []block.Read{abc[0], abc[2]}})},
		}, []string{valid, valid}},
		"ok/range of one namespace": {[][]block.Set{
			{{Namespace: "other", Writes: []block.Write{{Key: "bb", Value: []byte("1")}}}},
			{scan(block.Range{Start: "a", End: "d", Exhausted: true, Reads: abc})},
		}, []string{valid, valid}},
		"ok/hashed": {[][]block.Set{
			{read(), {Namespace: registry, Collection: "_implicit_org_industry", Reads: []block.Read{{Key: "h", Version: at(2, 1)}}}},
		}, []string{valid}},
		"ok/hash deleted": {[][]block.Set{
			{read(), {Namespace: registry, Collection: "_implicit_org_industry", Reads: []block.Read{{Key: "gone"}}}},
		}, []string{valid}},
		"fail/older version":  {[][]block.Set{{read(block.Read{Key: "a", Version: at(1, 0)})}}, []string{staleRead}},
		"fail/gone":           {[][]block.Set{{read(block.Read{Key: "x", Version: at(2, 0)})}}, []string{staleRead}},
		"fail/there by now":   {[][]block.Set{{read(block.Read{Key: "a"})}}, []string{staleRead}},
		"fail/written before": {[][]block.Set{{write(block.Write{Key: "a", Value: []byte("1")})}, {read(abc...)}}, []string{valid, staleRead}},
		"fail/deleted before": {[][]block.Set{{write(block.Write{Key: "a", Delete: true})}, {read(abc...)}}, []string{valid, staleRead}},
		"fail/new before": {[][]block.Set{
			{write(block.Write{Key: "x", Value: []byte("1")})}, {read(block.Read{Key: "x"})},
		}, []string{valid, staleRead}},
		"fail/hashed written": {[][]block.Set{
			{read(), {Namespace: registry, Collection: "_implicit_org_industry", Reads: []block.Read{{Key: "h"}}}},
		}, []string{staleRead}},
		"fail/phantom": {[][]block.Set{{scan(block.Range{Start: "a", End: "d", Exhausted: true, Reads: abc[:2]})}}, []string{phantomRead}},
		"fail/phantom of the block": {[][]block.Set{
			{write(block.Write{Key: "bb", Value: []byte("1")})},
			{scan(block.Range{Start: "a", End: "d", Exhausted: true, Reads: abc})},
		}, []string{valid, phantomRead}},
		"fail/phantom gone": {[][]block.Set{
			{write(block.Write{Key: "b"})},
			{scan(block.Range{Start: "a", End: "d", Exhausted: true, Reads: abc})},
		}, []string{valid, phantomRead}},
		"fail/phantom at the end": {[][]block.Set{
			{write(block.Write{Key: "b", Delete: true})},
			{scan(block.Range{Start: "a", End: "b", Reads: abc[:2]})},
		}, []string{valid, phantomRead}},
		"fail/phantom rewritten": {[][]block.Set{
			{write(block.Write{Key: "b", Value: []byte("2")})},
			{scan(block.Range{Start: "a", End: "b", Reads: abc[:2]})},
		}, []string{valid, phantomRead}},
		"fail/key before range": {[][]block.Set{
			{{Namespace: registry, Reads: []block.Read{{Key: "a"}}, Ranges: []block.Range{{Start: "a", End: "d", Exhausted: true}}}},
		}, []string{staleRead}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := raft(t)
			n.take(n.coded(nil,
				n.Call(n.Hosts[0], registry, "Put", write(block.Write{Key: "a", Value: []byte("1")}, block.Write{Key: "b", Value: []byte("1")}, block.Write{Key: "c", Value: []byte("1")})),
				n.Call(n.Hosts[0], registry, "Put", block.Set{Namespace: registry}, block.Set{Namespace: registry, Collection: "_implicit_org_industry", Writes: []block.Write{
					{Key: "h", Value: []byte("hash")}, {Key: "gone", Value: noValue[:]},
				}}),
				n.define("other", "/Channel/Application/Endorsement"),
			))
			var calls []blocktest.Call
			for _, sets := range c.sets {
				calls = append(calls, n.Call(n.Hosts[0], registry, "Read", sets...))
			}
			require.Equal(t, c.want, n.take(n.coded(c.want, calls...)).Codes)
		})
	}
}

// TestSummaryReads has a range so long that the transaction has only its summary.
func TestSummaryReads(t *testing.T) {
	t.Parallel()
	n := raft(t)
	var writes []block.Write
	var reads []block.Read
	for i := range 200 {
		key := fmt.Sprintf("k%03d", i)
		writes = append(writes, block.Write{Key: key, Value: []byte("1")})
		reads = append(reads, block.Read{Key: key, Version: at(2, 0)})
	}
	n.take(n.coded(nil, n.Call(n.Hosts[0], registry, "Put", block.Set{Namespace: registry, Writes: writes})))
	query := block.Range{Start: "k", End: "l", Exhausted: true, Summary: summarize(reads, 50)}
	want := []string{valid, valid, phantomRead}
	require.Equal(t, want, n.take(n.coded(want, n.read(nil, query), n.put("k1000", "1"), n.read(nil, query))).Codes)
}

// TestMemory compares Memory with a plain map over random blocks.
func TestMemory(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		ctx := context.Background()
		m := NewMemory()
		model := map[string]block.Version{}
		for number := range uint64(rapid.IntRange(1, 20).Draw(t, "blocks")) {
			v := Verified{Block: block.Block{Number: number}}
			for index := range rapid.IntRange(0, 4).Draw(t, "transactions") {
				code := rapid.SampledFrom([]string{valid, staleRead}).Draw(t, "code")
				key := rapid.StringMatching(`[a-e]{1,2}`).Draw(t, "key")
				gone := rapid.Bool().Draw(t, "delete")
				v.Codes = append(v.Codes, code)
				v.Block.Transactions = append(v.Block.Transactions, block.Transaction{
					ID: fmt.Sprint(number, index),
					Call: &block.Invocation{Sets: []block.Set{{
						Namespace: registry, Writes: []block.Write{{Key: key, Value: []byte("1"), Delete: gone}},
					}}},
				})
				switch {
				case code != valid:
				case gone:
					delete(model, key)
				default:
					model[key] = block.Version{Block: number, Index: uint64(index)}
				}
			}
			m.Apply(v)
			start, end := rapid.StringMatching(`[a-e]{0,2}`).Draw(t, "start"), rapid.StringMatching(`[a-e]{0,2}`).Draw(t, "end")
			var want []block.Read
			for _, key := range slices.Sorted(maps.Keys(model)) {
				if version := model[key]; key >= start && (end == "" || key < end) {
					want = append(want, block.Read{Key: key, Version: &version})
				}
			}
			found, err := m.Range(ctx, registry, start, end)
			require.NoError(t, err)
			require.Equal(t, want, found)
		}
	})
}

func TestNoValue(t *testing.T) {
	t.Parallel()
	empty := sha256.Sum256([]byte{})
	require.True(t, Deletes(&block.Set{Collection: "c"}, block.Write{Key: "k", Value: empty[:]}))
	require.False(t, Deletes(&block.Set{}, block.Write{Key: "k", Value: empty[:]}), "a public value may be any bytes")
	require.True(t, Deletes(&block.Set{}, block.Write{Key: "k"}), "an empty value is none")
}
