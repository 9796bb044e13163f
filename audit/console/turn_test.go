package console

import (
	"context"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/index"
	"allianceregistry/audit/index/indextest"
)

// A workbook waits while another is made, and other files do not.
func TestWorkbooksTakeTurns(t *testing.T) {
	t.Parallel()
	x, err := index.Open(t.Context(), filepath.Join(t.TempDir(), "index.db"), index.WithChaincode("registry"))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, x.Close()) })
	w := indextest.New(3).Live(20)
	require.NoError(t, x.Add(t.Context(), w.Chain, w.Checkpoint(uint64(len(w.Chain)))))
	synctest.Test(t, func(t *testing.T) {
		c, err := New(x)
		require.NoError(t, err)
		asked := func(ctx context.Context, file string) chan *httptest.ResponseRecorder {
			answered := make(chan *httptest.ResponseRecorder, 1)
			go func() {
				answer := httptest.NewRecorder()
				c.Handler().ServeHTTP(answer, httptest.NewRequestWithContext(ctx, http.MethodGet, "/alliances/zgc@industry/roster."+file, nil))
				answered <- answer
			}()
			synctest.Wait()
			return answered
		}
		c.workbooks <- struct{}{} // somebody's is being made
		waiting := asked(t.Context(), "xlsx")
		require.Empty(t, waiting)
		require.Equal(t, http.StatusOK, (<-asked(t.Context(), "csv")).Code)
		gone, leave := context.WithCancel(t.Context())
		left := asked(gone, "xlsx")
		leave()
		require.Empty(t, (<-left).Body.Bytes())
		<-c.workbooks
		whole := <-waiting
		require.Equal(t, http.StatusOK, whole.Code)
		require.NotEmpty(t, whole.Body.Bytes())
		require.Empty(t, c.workbooks)
	})
}
