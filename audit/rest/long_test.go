package rest

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"
)

// asked asks for a long page in the background, and returns what it comes to.
func asked(ctx context.Context, l long, read func() ([]byte, string, error)) chan func() {
	answered := make(chan func(), 1)
	go func() {
		_, _, done, err := l.page(ctx, read)
		if err != nil {
			done = nil
		}
		answered <- done
	}()
	synctest.Wait()
	return answered
}

// A long page is made at a time, and the next in its turn.
func TestLongPagesTakeTurns(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l, end, begun := newLong(), make(chan bool), 0
		slow := func() ([]byte, string, error) {
			begun++ // whoever reads it has waited for all others
			<-end
			return []byte("{}"), "", nil
		}
		var all []chan func()
		for i := range maxMade + 1 {
			all = append(all, asked(t.Context(), l, slow))
			require.Equal(t, min(i+1, maxMade), begun)
		}
		gone, leave := context.WithCancel(t.Context())
		last := asked(gone, l, slow)
		leave()
		require.Nil(t, <-last)
		end <- true
		synctest.Wait()
		require.Equal(t, maxMade+1, begun)
		close(end)
		for _, each := range all {
			require.NotNil(t, <-each)
		}
		broken := errors.New("broken")
		for range maxMade + 1 {
			_, _, _, err := l.page(t.Context(), func() ([]byte, string, error) { return nil, "", broken })
			require.ErrorIs(t, err, broken)
		}
	})
}

// What is made waits until there is room beside what others still take; what would never have
// room has all of it.
func TestLongPagesHaveRoom(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := newLong()
		content, next, done, err := l.page(t.Context(), func() ([]byte, string, error) { return make([]byte, maxHeld+1), "next", nil })
		require.NoError(t, err)
		require.Len(t, content, maxHeld+1)
		require.Equal(t, "next", next)
		small := func() ([]byte, string, error) { return []byte("{}"), "", nil }
		waiting := asked(t.Context(), l, small)
		require.Empty(t, waiting)
		gone, leave := context.WithCancel(t.Context())
		last := asked(gone, l, small)
		leave()
		require.Nil(t, <-last)
		done()
		done = <-waiting
		require.NotNil(t, done)
		done()
	})
}
