package memledger_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
	"allianceregistry/membership/memledger"
)

func key(parts ...string) membership.Key { return membership.Key{Object: "thing", Parts: parts} }

var things = membership.Key{Object: "thing"}

// write is a transaction that writes one value under each key.
func write(t *testing.T, l *memledger.Ledger, id string, keys ...membership.Key) *memledger.Tx {
	t.Helper()
	tx := l.Begin(id)
	for _, key := range keys {
		require.NoError(t, tx.Put(key, []byte(id)))
	}
	return tx
}

func get(t *testing.T, tx *memledger.Tx, key membership.Key) string {
	t.Helper()
	value, err := tx.Get(key)
	require.NoError(t, err)
	return string(value)
}

func TestOwnWritesAreNotRead(t *testing.T) {
	t.Parallel()
	l := memledger.New()
	tx := write(t, l, "a", key("1"))
	value, err := tx.Get(key("1"))
	require.NoError(t, err)
	require.Nil(t, value)
	entries, all, err := tx.Scan(things, 10)
	require.NoError(t, err)
	require.True(t, all)
	require.Empty(t, entries)
	require.Equal(t, []memledger.Code{memledger.Valid}, l.Commit(tx))
	require.Equal(t, "a", get(t, l.Begin("b"), key("1")))
}

// A transaction sees the chain as it was when it began, however long it takes.
func TestSnapshot(t *testing.T) {
	t.Parallel()
	l := memledger.New()
	l.Commit(write(t, l, "a", key("1")))
	old := l.Begin("old")
	l.Commit(write(t, l, "b", key("1"), key("2")))
	require.Equal(t, "a", get(t, old, key("1")))
	require.Empty(t, get(t, old, key("2")))
	entries, _, err := old.Scan(things, 10)
	require.NoError(t, err)
	require.Len(t, entries, 1)
	require.Equal(t, "b", get(t, l.Begin("new"), key("1")))
}

func TestConflicts(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		read func(t *testing.T, tx *memledger.Tx)
		want memledger.Code
	}{
		"ok/reads nothing":          {func(*testing.T, *memledger.Tx) {}, memledger.Valid},
		"ok/reads another":          {func(t *testing.T, tx *memledger.Tx) { get(t, tx, key("a", "9")) }, memledger.Valid},
		"ok/scans elsewhere":        {scanning("b"), memledger.Valid},
		"fail/reads what changes":   {func(t *testing.T, tx *memledger.Tx) { get(t, tx, key("a", "1")) }, memledger.MVCCConflict},
		"fail/reads what appears":   {func(t *testing.T, tx *memledger.Tx) { get(t, tx, key("a", "2")) }, memledger.MVCCConflict},
		"fail/scans around changes": {scanning("a"), memledger.PhantomConflict},
	} {
		for place, sameBlock := range map[string]bool{"same block": true, "later block": false} {
			t.Run(name+", "+place, func(t *testing.T) {
				t.Parallel()
				l := memledger.New()
				l.Commit(write(t, l, "first", key("a", "1")))
				writer := write(t, l, "writer", key("a", "1"), key("a", "2"))
				reader := write(t, l, "reader", key("c"))
				row.read(t, reader)
				var codes []memledger.Code
				if sameBlock {
					codes = l.Commit(writer, reader)
				} else {
					codes = append(l.Commit(writer), l.Commit(reader)...)
				}
				require.Equal(t, []memledger.Code{memledger.Valid, row.want}, codes)
				_, left := l.State()[key("c").String()]
				require.Equal(t, row.want == memledger.Valid, left, "what is invalid leaves nothing")
			})
		}
	}
}

func scanning(part string) func(*testing.T, *memledger.Tx) {
	return func(t *testing.T, tx *memledger.Tx) {
		_, _, err := tx.Scan(key(part), 10)
		require.NoError(t, err)
	}
}

// A phantom alone is one: a range in which only something new appears.
func TestPhantom(t *testing.T) {
	t.Parallel()
	l := memledger.New()
	l.Commit(write(t, l, "first", key("a", "1")))
	reader := write(t, l, "reader", key("c"))
	scanning("a")(t, reader)
	require.Equal(t, []memledger.Code{memledger.Valid, memledger.PhantomConflict},
		l.Commit(write(t, l, "writer", key("a", "0")), reader))
}

// A transaction whose predecessor in the block is itself refused meets no conflict.
func TestInvalidWritesNothing(t *testing.T) {
	t.Parallel()
	l := memledger.New()
	first := write(t, l, "first", key("1"))
	second := write(t, l, "second", key("2"))
	get(t, second, key("1"))
	third := write(t, l, "third", key("3"))
	get(t, third, key("2"))
	require.Equal(t, []memledger.Code{memledger.Valid, memledger.MVCCConflict, memledger.Valid}, l.Commit(first, second, third))
}

func TestDuplicateID(t *testing.T) {
	t.Parallel()
	l := memledger.New()
	first, second := write(t, l, "a", key("1")), write(t, l, "a", key("2"))
	require.NoError(t, first.Emit(membership.Event{Type: "First"}))
	require.Equal(t, []memledger.Code{memledger.Valid, memledger.DuplicateID}, l.Commit(first, second))
	require.Equal(t, []memledger.Code{memledger.DuplicateID}, l.Commit(write(t, l, "a", key("3"))))
	require.Len(t, l.State(), 1)
	place, found := l.Find("a")
	require.True(t, found)
	require.Equal(t, memledger.Place{Block: 1, Code: memledger.Valid, Event: &membership.Event{Type: "First"}}, place)
	require.EqualValues(t, 3, l.Height())
	_, found = l.Find("b")
	require.False(t, found)
}

func TestPages(t *testing.T) {
	t.Parallel()
	l := memledger.New()
	var all []membership.Key
	for i := range 10 {
		all = append(all, key("a", fmt.Sprint(i)))
	}
	l.Commit(write(t, l, "w", append(all, key("b", "0"), key("a0", "0"))...))
	for size := 1; size <= 11; size++ {
		var got []membership.Key
		for bookmark := ""; ; {
			entries, next, err := l.Begin("q").Page(key("a"), size, bookmark)
			require.NoError(t, err)
			require.LessOrEqual(t, len(entries), size)
			for _, entry := range entries {
				got = append(got, entry.Key)
			}
			if next == "" {
				break
			}
			bookmark = next
		}
		require.Equal(t, all, got, "size %d", size)
	}
}

func TestPagesAreForQuestions(t *testing.T) {
	t.Parallel()
	l := memledger.New()
	_, _, err := write(t, l, "w", key("1")).Page(things, 10, "")
	require.ErrorIs(t, err, memledger.ErrPageInWrite)
	reader := l.Begin("r")
	_, _, err = reader.Page(things, 10, "")
	require.NoError(t, err)
	require.ErrorIs(t, reader.Put(key("1"), nil), memledger.ErrPageInWrite)
}

// A scan reports whether there was more, and gives no more than it was asked for.
func TestScanTellsWhetherItIsAll(t *testing.T) {
	t.Parallel()
	l := memledger.New()
	l.Commit(write(t, l, "w", key("1"), key("2"), key("3")))
	for limit, want := range map[int]bool{0: false, 1: false, 2: false, 3: true, 4: true} {
		entries, all, err := l.Begin("q").Scan(things, limit)
		require.NoError(t, err)
		require.Len(t, entries, min(limit, 3))
		require.Equal(t, want, all, "most %d", limit)
	}
}

// What was scanned in part rests on that part only: what appears behind it is
// no conflict, what appears or changes before its end is one.
func TestScanOfAPart(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		written membership.Key
		want    memledger.Code
	}{
		"ok/behind":      {key("9"), memledger.Valid},
		"fail/before":    {key("0"), memledger.PhantomConflict},
		"fail/between":   {key("11"), memledger.PhantomConflict},
		"fail/a change":  {key("2"), memledger.PhantomConflict},
		"ok/beyond most": {key("3"), memledger.Valid},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := memledger.New()
			l.Commit(write(t, l, "w", key("1"), key("2"), key("3")))
			reader := write(t, l, "reader", membership.Key{Object: "other", Parts: []string{"c"}})
			_, all, err := reader.Scan(things, 2)
			require.NoError(t, err)
			require.False(t, all)
			require.Equal(t, []memledger.Code{memledger.Valid, row.want}, l.Commit(write(t, l, "writer", row.written), reader))
		})
	}
}

func TestOneEvent(t *testing.T) {
	t.Parallel()
	tx := memledger.New().Begin("a")
	require.NoError(t, tx.Emit(membership.Event{}))
	require.ErrorIs(t, tx.Emit(membership.Event{}), memledger.ErrSecondEvent)
}

// What was read or written cannot be changed through a slice that was kept.
func TestValuesAreCopied(t *testing.T) {
	t.Parallel()
	l := memledger.New()
	value := []byte("a")
	tx := l.Begin("w")
	require.NoError(t, tx.Put(key("1"), value))
	value[0] = 'b'
	l.Commit(tx)
	require.Equal(t, "a", get(t, l.Begin("q"), key("1")))
}

func TestNotAKey(t *testing.T) {
	t.Parallel()
	l := memledger.New()
	l.Commit(write(t, l, "w", membership.Key{Object: "thing", Parts: nil}))
	_, _, err := l.Begin("q").Scan(things, 3)
	require.Error(t, err)
}

// Many simulate and commit at once: each counts up one counter, and none is lost.
func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	const workers, each = 8, 20
	l := memledger.New()
	var group sync.WaitGroup
	for worker := range workers {
		group.Go(func() {
			for i := 0; i < each; {
				tx := l.Begin(fmt.Sprintf("%d-%d-%d", worker, i, l.Height()))
				value, _ := tx.Get(key("counter"))
				_ = tx.Put(key("counter"), append([]byte("x"), value...))
				if l.Commit(tx)[0] == memledger.Valid {
					i++
				}
			}
		})
	}
	group.Wait()
	require.Len(t, get(t, l.Begin("q"), key("counter")), workers*each)
}
