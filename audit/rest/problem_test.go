package rest_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/index"
	"allianceregistry/audit/index/indextest"
	"allianceregistry/audit/rest"
	"allianceregistry/internal/web"
	"allianceregistry/membership/refusal"
)

// What cannot be answered is refused with the code that says why, in both languages.
func TestRefused(t *testing.T) {
	t.Parallel()
	w := life()
	h := serve(t, w)
	roster := "/v1/alliances/" + zgc + "/roster"
	reached := map[string]bool{}
	for name, row := range map[string]struct {
		path   string
		pairs  []string
		status int
		code   string
	}{
		"fail/path":                    {"/v1/nothing", nil, 404, "UNKNOWN_PATH"},
		"fail/no path":                 {"/", nil, 404, "UNKNOWN_PATH"},
		"fail/the prefix alone":        {"/v1", nil, 404, "UNKNOWN_PATH"},
		"fail/a slash at the end":      {"/v1/alliances/", nil, 404, "UNKNOWN_PATH"},
		"fail/two slashes":             {"/v1//alliances", nil, 404, "UNKNOWN_PATH"},
		"fail/dots":                    {"/v1/alliances/../parties", nil, 404, "UNKNOWN_PATH"},
		"fail/dots that were encoded":  {"/v1/alliances/%2e%2e/parties", nil, 404, "UNKNOWN_PATH"},
		"fail/no alliance":             {"/v1/alliances/nobody@industry", nil, 404, "UNKNOWN_RECORD"},
		"fail/id":                      {"/v1/alliances/Nobody", nil, 400, "BAD_ID"},
		"fail/id with a slash":         {"/v1/alliances/a%2Fb@industry", nil, 400, "BAD_ID"},
		"fail/id of full width":        {"/v1/parties/%EF%BD%81@industry", nil, 400, "BAD_ID"},
		"fail/no party":                {"/v1/parties/nobody@industry", nil, 404, "UNKNOWN_RECORD"},
		"fail/no party's memberships":  {"/v1/parties/nobody@industry/memberships", nil, 404, "UNKNOWN_RECORD"},
		"fail/never a member":          {"/v1/alliances/" + zgc + "/members/nobody@industry", nil, 404, "UNKNOWN_RECORD"},
		"fail/proposal":                {"/v1/proposals/123", nil, 400, "BAD_ID"},
		"fail/no proposal":             {"/v1/proposals/000000000000000000000000", nil, 404, "UNKNOWN_RECORD"},
		"fail/no charter":              {"/v1/alliances/" + zgc + "/charters/99", nil, 404, "UNKNOWN_RECORD"},
		"fail/charter of no number":    {"/v1/alliances/" + zgc + "/charters/one", nil, 400, "BAD_NUMBER"},
		"fail/charter 010":             {"/v1/alliances/" + zgc + "/charters/010", nil, 400, "BAD_NUMBER"},
		"fail/no transaction":          {"/v1/history/" + strings.Repeat("f", 64), nil, 404, "UNKNOWN_RECORD"},
		"fail/transaction":             {"/v1/history/" + strings.Repeat("F", 64), nil, 400, "BAD_ID"},
		"fail/no code":                 {"/v1/problems/NOTHING", nil, 404, "UNKNOWN_RECORD"},
		"fail/parameter":               {roster, []string{"At", "2026-03-01"}, 400, "UNKNOWN_PARAMETER"},
		"fail/parameter of another":    {"/v1/parties", []string{"class", "full"}, 400, "UNKNOWN_PARAMETER"},
		"fail/parameter twice":         {roster, []string{"at", "2026-03-01", "at", "2026-03-02"}, 400, "REPEATED_PARAMETER"},
		"fail/parameter of the path":   {roster, []string{"id", "ring@association"}, 400, "REPEATED_PARAMETER"},
		"fail/parameter without value": {roster, []string{"at", ""}, 400, "REQUIRED"},
		"fail/missing":                 {"/v1/search", nil, 400, "REQUIRED"},
		"fail/missing alliance":        {"/v1/stats", nil, 400, "REQUIRED"},
		"fail/time":                    {roster, []string{"at", "yesterday"}, 400, "BAD_TIME"},
		"fail/time as Excel has it":    {roster, []string{"at", "2026/3/1"}, 400, "BAD_TIME"},
		"fail/time in Chinese":         {roster, []string{"at", "2026年3月1日"}, 400, "BAD_TIME"},
		"fail/time of full width":      {roster, []string{"at", "２０２６-０３-０１"}, 400, "BAD_TIME"},
		"fail/no such day":             {roster, []string{"at", "2026-02-30"}, 400, "BAD_TIME"},
		"fail/time without a zone":     {roster, []string{"at", "2026-03-01T12:00:00"}, 400, "BAD_TIME"},
		"fail/known":                   {roster, []string{"known-at", "-1"}, 400, "BAD_TIME"},
		"fail/known, a huge block":     {roster, []string{"known-at", strings.Repeat("9", 60)}, 400, "BAD_TIME"},
		"fail/epoch that is open":      {roster, []string{"at", openEpoch(t)}, 409, "EPOCH_OPEN"},
		"fail/epoch that is to come":   {roster, []string{"at", "999"}, 404, "UNKNOWN_RECORD"},
		"fail/epoch 007":               {roster, []string{"at", "007"}, 400, "BAD_TIME"},
		"fail/class":                   {roster, []string{"class", "Full Member"}, 400, "BAD_ID"},
		"fail/no class":                {roster, []string{"class", "fulll"}, 404, "UNKNOWN_CLASS"},
		"fail/class of no alliance":    {"/v1/alliances/nobody@industry/roster", []string{"class", "full"}, 404, "UNKNOWN_RECORD"},
		"fail/state":                   {roster, []string{"state", "ended"}, 400, "BAD_CHOICE"},
		"fail/limit 0":                 {roster, []string{"limit", "0"}, 400, "BAD_NUMBER"},
		"fail/limit too large":         {roster, []string{"limit", "10001"}, 400, "BAD_NUMBER"},
		"fail/limit with a sign":       {roster, []string{"limit", "+5"}, 400, "BAD_NUMBER"},
		"fail/cursor":                  {roster, []string{"cursor", "!"}, 400, "BAD_BOOKMARK"},
		"fail/too long":                {"/v1/search", []string{"q", strings.Repeat("字", 201)}, 400, "TOO_LONG"},
		"fail/far too long":            {"/v1/search", []string{"q", strings.Repeat("a", 9000)}, 414, "URI_TOO_LONG"},
		"fail/period":                  {"/v1/decisions", []string{"since", "2026-03-02", "until", "2026-03-01"}, 400, "BAD_PERIOD"},
		"fail/action":                  {"/v1/decisions", []string{"action", "Admit"}, 400, "BAD_CHOICE"},
		"fail/alliance of decisions":   {"/v1/decisions", []string{"alliance", "nobody@industry"}, 404, "UNKNOWN_RECORD"},
		"fail/alliance of votes":       {"/v1/endorsements", []string{"alliance", "nobody@industry"}, 404, "UNKNOWN_RECORD"},
		"fail/alliance of history":     {"/v1/history", []string{"alliance", "nobody@industry"}, 404, "UNKNOWN_RECORD"},
		"fail/type":                    {"/v1/history", []string{"type", "joinfiled"}, 400, "BAD_CHOICE"},
		"fail/caller":                  {"/v1/history", []string{"caller", "abc"}, 400, "BAD_ID"},
		"fail/block":                   {"/v1/history", []string{"from-block", "1e3"}, 400, "BAD_NUMBER"},
		"fail/too many steps":          {"/v1/stats", []string{"alliance", zgc, "by", "day", "since", "1900-01-01"}, 400, "TOO_MANY"},
		"fail/language":                {roster, []string{"lang", "fr"}, 400, "BAD_CHOICE"},
	} {
		t.Run(name, func(t *testing.T) {
			p := problem(t, h, row.path, row.pairs...)
			require.Equal(t, row.code, p.Code, "%+v", p)
			require.Equal(t, row.status, p.Status)
			require.Equal(t, "/v1/problems/"+row.code, p.Type)
			require.NotEmpty(t, p.Title)
			require.NotContains(t, p.Detail, "{", "a parameter without a value")
			require.Less(t, len(p.Detail), 2500)
			reached[p.Code] = true
			if !slices.Contains(row.pairs, "lang") && p.Code != "URI_TOO_LONG" {
				r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, row.path, nil)
				r.URL.RawQuery = query(row.pairs)
				r.Header.Set("Accept-Language", "zh-CN,zh;q=0.9,en;q=0.1")
				got, body := ask(t, h, r)
				require.Equal(t, "zh-Hans", got.Header.Get("Content-Language"))
				require.Equal(t, "no-store", got.Header.Get("Cache-Control"))
				require.Contains(t, got.Header.Get("Vary"), "Accept-Language")
				var chinese web.Problem
				require.NoError(t, json.Unmarshal(body, &chinese))
				require.Equal(t, p.Parameters, chinese.Parameters)
				require.NotEqual(t, p.Detail, chinese.Detail)
				require.Regexp(t, `\p{Han}`, chinese.Title)
				require.Regexp(t, `\p{Han}`, chinese.Detail)
			}
		})
	}
}

// openEpoch is the number of the epoch that is open in life.
func openEpoch(t *testing.T) string {
	t.Helper()
	w := life()
	x := open(t, w, len(w.Chain))
	for number := 0; ; number++ {
		_, err := x.Roster(t.Context(), index.RosterQuery{Alliance: zgc, At: fmt.Sprint(number)})
		if errors.Is(err, &refusal.Error{Code: refusal.EpochOpen}) {
			return fmt.Sprint(number)
		}
		require.NoError(t, err)
	}
}

// A query that is none is refused, whatever it was meant to be.
func TestBadQuery(t *testing.T) {
	t.Parallel()
	h := serve(t, life())
	for _, raw := range []string{"%zz=1", "at=%", "a;b", "q=%ff", "%ff=1", "q=a&%c0%80=1"} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/v1/search", nil)
		r.URL.RawQuery = raw
		got, body := ask(t, h, r)
		require.Equal(t, http.StatusBadRequest, got.StatusCode, raw)
		require.Contains(t, string(body), `"BAD_QUERY"`)
	}
	for _, path := range []string{"/v1/alliances/%ff@industry", "/v1/alliances/a%00b@industry", "/v1/alliances/%F0%9F%98%80@industry"} {
		got, body := ask(t, h, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
		require.Equal(t, http.StatusBadRequest, got.StatusCode, "%s", body)
	}
}

// Every path says what can be done there, and refuses what cannot.
func TestMethods(t *testing.T) {
	t.Parallel()
	h := serve(t, life())
	for _, path := range []string{"/v1/alliances", "/v1/alliances/" + zgc + "/roster", "/v1/openapi.json"} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodOptions, path, nil)
		got, body := ask(t, h, r)
		require.Equal(t, http.StatusNoContent, got.StatusCode)
		require.Empty(t, body)
		require.Equal(t, "GET, HEAD, OPTIONS", got.Header.Get("Allow"))
		for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodTrace, "BREW"} {
			got, body := ask(t, h, httptest.NewRequestWithContext(t.Context(), method, path, strings.NewReader(`{"a":1}`)))
			require.Equal(t, http.StatusMethodNotAllowed, got.StatusCode)
			require.Equal(t, "GET, HEAD, OPTIONS", got.Header.Get("Allow"))
			require.Contains(t, string(body), `"METHOD_NOT_ALLOWED"`)
		}
	}
	got, _ := ask(t, h, httptest.NewRequestWithContext(t.Context(), http.MethodConnect, "/v1/alliances", nil))
	require.Equal(t, http.StatusNotFound, got.StatusCode)
}

// Who takes no JSON is told so.
func TestAccept(t *testing.T) {
	t.Parallel()
	h := serve(t, life())
	for accept, want := range map[string]int{
		"": 200, "*/*": 200, "application/json": 200, "application/*": 200, "text/html, application/json;q=0.1": 200,
		"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8": 200, "application/json; charset=utf-8": 200, "APPLICATION/JSON": 200,
		"text/html": 406, "application/json;q=0": 406, "*/*, application/json;q=0": 406, "application/*;q=0, text/plain": 406, ";;;": 406, "application/yaml": 406,
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/v1/alliances", nil)
		if accept != "" {
			r.Header.Set("Accept", accept)
		}
		got, _ := ask(t, h, r)
		require.Equal(t, want, got.StatusCode, accept)
	}
}

// Each code there is has a status of its own choosing, and texts in both languages.
func TestEveryCodeHasAStatusAndTexts(t *testing.T) {
	t.Parallel()
	h := serve(t, life())
	explained := map[string]rest.Explained{}
	for _, one := range read[[]rest.Explained](t, h, "/v1/problems").Answer {
		explained[one.Code] = one
	}
	internal := []string{"INTERNAL", "INDEX_OTHER_SCHEMA", "INDEX_GAP", "INDEX_OTHER_CHAIN", "INDEX_OTHER_CHAINCODE", "INDEX_ALTERED", "INDEX_DAMAGED"}
	var codes []string
	for _, code := range refusal.Codes() {
		codes = append(codes, string(code))
	}
	for _, code := range index.Codes() {
		codes = append(codes, string(code))
	}
	for _, code := range append(codes, string(index.BadBookmark)) {
		require.Equal(t, slices.Contains(internal, code), rest.Status(code) == http.StatusInternalServerError, "%s stands in the table", code)
		require.Equal(t, rest.Status(code), explained[code].Status)
	}
	for code, one := range explained {
		require.Len(t, one.Texts, 2)
		require.NotEmpty(t, one.Texts["en"], code)
		require.Regexp(t, `\p{Han}`, one.Texts["zh"], code)
		same(t, one, read[rest.Explained](t, h, "/v1/problems/"+code).Answer)
	}
	require.Equal(t, http.StatusInternalServerError, rest.Status("NOBODY_KNOWS"))
}

// An index that has nothing says so, and when to ask again.
func TestEmptyIndex(t *testing.T) {
	t.Parallel()
	x, err := index.Open(t.Context(), filepath.Join(t.TempDir(), "index.db"))
	require.NoError(t, err)
	defer x.Close()
	h := rest.New(x, rest.Options{})
	got, body := get(t, h, "/v1/alliances")
	require.Equal(t, http.StatusServiceUnavailable, got.StatusCode)
	require.Equal(t, "5", got.Header.Get("Retry-After"))
	require.Contains(t, string(body), `"INDEX_EMPTY"`)
	got, _ = get(t, h, "/v1/openapi.json")
	require.Equal(t, http.StatusOK, got.StatusCode)
}

// Of a failure of the server nothing is said but that there was one, and the log has it.
func TestFailure(t *testing.T) {
	t.Parallel()
	w := life()
	var said bytes.Buffer
	x := open(t, w, early)
	h := rest.New(x, rest.Options{Now: clock(w), Log: slog.New(slog.NewTextHandler(&said, nil))})
	require.NoError(t, x.Close())
	got, body := get(t, h, "/v1/alliances")
	require.Equal(t, http.StatusInternalServerError, got.StatusCode)
	require.Contains(t, string(body), `"INTERNAL"`)
	require.NotContains(t, string(body), "sql")
	require.Contains(t, said.String(), "closed")
}

// What is wrong with the index is said without where it lies.
func TestRefuseIndexErrors(t *testing.T) {
	t.Parallel()
	log := slog.New(slog.DiscardHandler)
	for code, want := range map[index.Code]int{index.Locked: 503, index.Damaged: 500, index.Altered: 500} {
		recorder := httptest.NewRecorder()
		err := &index.Error{Code: code, Params: map[string]string{"index": "/var/lib/auditor/index.db", "what": "hash", "expected": "a", "seen": "b"}, Err: errors.New("disk")}
		rest.Refuse(recorder, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/v1/alliances", nil), log, fmt.Errorf("ask: %w", err))
		require.Equal(t, want, recorder.Code)
		require.NotContains(t, recorder.Body.String(), "/var/lib")
		require.Contains(t, recorder.Body.String(), "index.db")
		require.Contains(t, recorder.Body.String(), string(code))
		require.Equal(t, want == http.StatusServiceUnavailable, recorder.Header().Get("Retry-After") != "")
	}
}

// Times at the ends of what can be written are answered, and those behind are refused.
func TestTimesAtTheEnds(t *testing.T) {
	t.Parallel()
	h := serve(t, indextest.New(19).Live(40))
	for _, asked := range [][2]string{
		{"/v1/alliances/zgc@industry/roster", "at"},
		{"/v1/alliances/zgc@industry/roster", "known-at"},
		{"/v1/history", "since"},
		{"/v1/history", "until"},
		{"/v1/stats", "since"},
		{"/v1/stats", "until"},
		{"/v1/endorsements", "since"},
		{"/v1/decisions", "until"},
	} {
		for text, refused := range map[string]bool{
			"0000-01-01": false, "9999-12-31": false, "0001-01-01T00:00:00Z": false, "0000-01-01T00:00:00+01:00": true, "9999-12-31T23:59:59-01:00": true,
		} {
			pairs := []string{asked[1], text}
			if asked[0] == "/v1/stats" {
				pairs = append(pairs, "alliance", "zgc@industry", "by", "year")
			}
			got, body := get(t, h, asked[0], pairs...)
			require.Equal(t, refused, strings.Contains(string(body), "BAD_TIME"), "%s %v: %s", asked[0], pairs, body)
			require.Less(t, got.StatusCode, http.StatusInternalServerError, "%s %v: %s", asked[0], pairs, body)
		}
	}
}
