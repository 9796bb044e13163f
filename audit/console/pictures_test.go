package console

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/internal/text"
)

// Whoever asks for the same picture at once gets the one that is drawn.
func TestPicturesAreDrawnOnce(t *testing.T) {
	t.Parallel()
	p, drawn := newPictures(), 0
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			svg, err := p.get(t.Context(), pictureKey{height: 1}, func() ([]byte, error) {
				drawn++ // one at a time
				return []byte("svg"), nil
			})
			require.NoError(t, err)
			require.Equal(t, "svg", string(svg))
		})
	}
	all.Wait()
	require.Equal(t, 1, drawn)
}

// A few pictures are kept, and one that failed is not.
func TestPicturesAreBounded(t *testing.T) {
	t.Parallel()
	p := newPictures()
	for height := range uint64(3 * maxPictures) {
		_, err := p.get(t.Context(), pictureKey{height: height}, func() ([]byte, error) { return []byte("svg"), nil })
		require.NoError(t, err)
	}
	require.Len(t, p.kept, maxPictures)
	require.Len(t, p.order, maxPictures)
	_, err := p.get(t.Context(), pictureKey{alliance: "a"}, func() ([]byte, error) { return nil, errors.New("no") })
	require.Error(t, err)
	require.Nil(t, p.find(pictureKey{alliance: "a"}))
}

// Nobody waits for ever while others' pictures are drawn.
func TestPicturesWait(t *testing.T) {
	t.Parallel()
	p := newPictures()
	p.turn <- struct{}{}
	never := func() ([]byte, error) { panic("it is not its turn") }
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := p.get(gone, pictureKey{}, never)
	require.ErrorIs(t, err, context.Canceled)
	p.wait = 0
	_, err = p.get(t.Context(), pictureKey{}, never)
	require.ErrorIs(t, err, errBusy)
}

// Who is turned away is told when to come back.
func TestBusyIsSaid(t *testing.T) {
	t.Parallel()
	c, err := New(nil)
	require.NoError(t, err)
	for _, lang := range text.Languages {
		w := httptest.NewRecorder()
		c.fail(w, httptest.NewRequest(http.MethodGet, "/?lang="+lang, nil), errBusy)
		require.Equal(t, http.StatusServiceUnavailable, w.Code)
		require.Equal(t, "5", w.Header().Get("Retry-After"))
		require.Contains(t, w.Body.String(), "PAGE_BUSY")
	}
}
