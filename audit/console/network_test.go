package console_test

import (
	"context"
	"iter"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/chain"
	"allianceregistry/audit/console"
	"allianceregistry/audit/health"
	"allianceregistry/audit/index/indextest"
	"allianceregistry/audit/replay"
	"allianceregistry/internal/text"
	"allianceregistry/internal/web"
)

// silentHost answers nothing, and has a hostile name.
type silentHost struct{}

func (silentHost) Name() string                           { return "peer0 " + lie }
func (silentHost) Host() string                           { return lie }
func (silentHost) Height(context.Context) (uint64, error) { return 0, context.DeadlineExceeded }
func (silentHost) Blocks(context.Context, uint64) iter.Seq2[[]byte, error] {
	return func(func([]byte, error) bool) {}
}

// watching shows a board; readers may compare if compare is given.
func watching(t *testing.T, board *health.Board, compare func() bool) http.Handler {
	t.Helper()
	c, err := console.New(indexed(t, indextest.New(9).Live(20)))
	require.NoError(t, err)
	c.Watch(board, compare)
	return c.Handler()
}

// TestNetwork: the page says who does not answer, that nothing new comes, and where nobody
// is asked, that.
func TestNetwork(t *testing.T) {
	t.Parallel()
	w := indextest.New(9).Live(20)
	require.Contains(t, get(t, handler(t, indexed(t, w)), "/network", http.StatusOK), "This program reads no host")
	var board health.Board
	h := watching(t, &board, nil)
	require.Contains(t, get(t, h, "/network", http.StatusOK), "The hosts are being asked.")
	require.NoError(t, board.Look(t.Context(), []chain.Source{silentHost{}}, indexed(t, w)))
	board.Fail()
	for _, lang := range text.Languages {
		page := get(t, h, "/network?lang="+lang, http.StatusOK)
		for _, want := range []string{
			`\u202eEvil`, map[string]string{"en": "has not answered since", "zh": "起没有应答"}[lang], map[string]string{"en": "No block for", "zh": "没有新区块"}[lang],
			map[string]string{"en": "could not be asked just now", "zh": "目前未能询问"}[lang],
		} {
			require.Contains(t, page, want)
		}
		require.NotContains(t, page, "<script>alert")
		require.Empty(t, unsaid.FindString(page))
	}
}

// TestCompareFromPage: a reader who may can have the hosts compared from the audit page, and
// sees how far that is and what came of it; a page of another origin cannot.
func TestCompareFromPage(t *testing.T) {
	t.Parallel()
	var board health.Board
	begun, go_ := make(chan struct{}), make(chan struct{})
	h := watching(t, &board, func() bool {
		return board.Compare(func(progress replay.Progress) (replay.Comparison, error) {
			progress(replay.PhaseBlocks, 4, 9)
			close(begun)
			<-go_
			return replay.Comparison{
				Common: 9, Sides: []replay.Side{{Host: lie, Peer: "peer0", Height: 9, Hash: "aa", Commit: "bb"}, {Host: "industry", Peer: "peer1", Problem: lie}},
				Findings: []chain.Finding{{Code: replay.PeerSilent, Severity: chain.Warning, Source: lie, Params: map[string]string{"host": lie, "question": "Height", "why": lie}}},
			}, nil
		})
	})
	post := func(form string, header ...string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodPost, "/audit/comparison", strings.NewReader(form))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if len(header) > 0 {
			r.Header.Set(header[0], header[1])
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w
	}
	page := get(t, h, "/audit", http.StatusOK)
	require.Contains(t, page, "not been compared since this program began")
	token := "token=" + regexp.MustCompile(`name="token" value="([0-9a-f]+)"`).FindStringSubmatch(page)[1]
	for _, w := range []*httptest.ResponseRecorder{post(""), post("token=x"), post(token, "Origin", "http://evil.example"), post(token, "Sec-Fetch-Site", "cross-site")} {
		require.Equal(t, http.StatusForbidden, w.Code)
		require.Contains(t, w.Body.String(), "FOREIGN_REQUEST")
	}
	require.Nil(t, board.Report().Running)

	for range 2 { // the second begins none
		w := post(token, "Sec-Fetch-Site", "same-origin")
		require.Equal(t, http.StatusSeeOther, w.Code)
		require.Equal(t, "/audit#comparison", w.Header().Get("Location"))
		<-begun
	}
	page = get(t, h, "/audit", http.StatusOK)
	require.Contains(t, page, "Blocks: 4 of 9.")
	require.NotContains(t, page, `name="token"`)
	close(go_)
	board.Wait()
	for _, lang := range text.Languages {
		page = get(t, h, "/audit?lang="+lang, http.StatusOK)
		require.Contains(t, page, map[string]string{"en": "1 findings, listed below.", "zh": "发现 1 处问题"}[lang])
		require.Contains(t, page, `\u202eEvil`)
		require.NotContains(t, page, "<script>alert")
		require.Empty(t, unsaid.FindString(page))
	}

	off := watching(t, &health.Board{}, nil)
	w := httptest.NewRecorder()
	off.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/audit/comparison", strings.NewReader(token)))
	require.Equal(t, http.StatusForbidden, w.Code)
	require.Contains(t, w.Body.String(), "COMPARE_OFF")
	require.NotContains(t, get(t, off, "/audit", http.StatusOK), `name="token"`)
}

// TestCompareElsewhere: pages that another program hands on show no button, which could do
// nothing there, and say what to do instead.
func TestCompareElsewhere(t *testing.T) {
	t.Parallel()
	h := watching(t, &health.Board{}, func() bool { t.Error("it was compared"); return false })
	for lang, says := range map[string]string{"en": "use auditor compare", "zh": "请使用 auditor compare"} {
		require.Contains(t, get(t, h, "/audit?lang="+lang, http.StatusOK), `action="/audit/comparison"`)
		r := httptest.NewRequest(http.MethodGet, "/audit?lang="+lang, nil)
		r.Header.Set(web.InsideHeader, "1")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		require.Equal(t, http.StatusOK, w.Code)
		require.NotContains(t, w.Body.String(), "/audit/comparison")
		require.Contains(t, w.Body.String(), says)
		require.Contains(t, w.Body.String(), `href="/sessions"`)
	}
}
