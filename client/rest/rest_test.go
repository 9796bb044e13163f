package rest_test

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/client"
	"allianceregistry/client/rest"
	"allianceregistry/membership"
)

// A party joins, a member endorses and decides, all over HTTP; what the answers say is what the
// chain has.
func TestJoin(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.register("intel@association", "Intel")
	intel, ibm := serve(t, w.ledger("intel@association")), serve(t, w.ledger("ibm@industry"))
	joined := as[rest.Receipt](t, send(t, intel, "Join", `"join-1"`, `{"alliance":"`+league+`","class":"member","statement":"We build on it."}`))
	require.Equal(t, membership.JoinFiled, joined.Event.Type)
	require.Equal(t, client.Valid, joined.Validation)
	require.Equal(t, "join-1", joined.Event.Request)
	proposal := `{"proposal":"` + joined.Event.Proposal + `"}`

	early := problem(t, send(t, ibm, "Decide", "", proposal))
	require.Equal(t, http.StatusConflict, early.Status)
	require.Equal(t, "NOT_DECIDABLE", early.Code)
	require.NotEmpty(t, early.Next)
	require.Equal(t, 1, early.Rule.Figure.Needed)
	require.Zero(t, early.Rule.Figure.Actual)

	vote := `{"proposal":"` + joined.Event.Proposal + `","position":"for"}`
	voted := as[rest.Receipt](t, send(t, ibm, "Endorse", "vote-1", vote))
	require.Equal(t, membership.EndorsementGiven, voted.Event.Type)
	decided := as[rest.Receipt](t, send(t, ibm, "Decide", "", proposal))
	require.Equal(t, string(membership.Accepted), decided.Event.Status)
	again := send(t, intel, "Decide", "", proposal)
	require.Equal(t, decided, as[rest.Receipt](t, again), "there is one decision, whoever asks for it")
	require.Equal(t, "true", again.Header.Get("Idempotent-Replayed"))

	place := do(t, intel, request(t, http.MethodGet, rest.Prefix+"/"+decided.Transaction, ""))
	require.Equal(t, http.StatusOK, place.StatusCode)
	require.Equal(t, decided.Place, as[rest.Place](t, place))
	require.Len(t, w.members(), 2)
}

// The same key with the same body has the same receipt, from this server and from another, and
// takes effect once; with another body it is refused.
func TestIdempotencyKey(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.register("intel@association", "Intel")
	body := `{"alliance":"` + league + `","class":"member"}`
	first := send(t, serve(t, w.ledger("intel@association")), "Join", `"j-1"`, body)
	require.Equal(t, http.StatusOK, first.StatusCode)
	require.Empty(t, first.Header.Get("Idempotent-Replayed"))
	height := w.chain.Height()
	for _, sent := range []string{body, `{ "class": "member", "alliance": "` + league + `", "statement": "" }`} {
		other := send(t, serve(t, w.ledger("intel@association")), "Join", "j-1", sent)
		require.Equal(t, string(first.body), string(other.body))
		require.Equal(t, "true", other.Header.Get("Idempotent-Replayed"))
	}
	reused := problem(t, send(t, serve(t, w.ledger("intel@association")), "Join", "j-1", `{"alliance":"`+league+`","class":"member","statement":"other"}`))
	require.Equal(t, "REQUEST_REUSED", reused.Code)
	require.Equal(t, http.StatusUnprocessableEntity, reused.Status)
	another := problem(t, send(t, serve(t, w.ledger("intel@association")), "Leave", "j-1", `{"alliance":"`+league+`"}`))
	require.Equal(t, "REQUEST_REUSED", another.Code, "the key stands for a transaction, too")
	require.Equal(t, 1, w.count(membership.JoinFiled))
	require.Equal(t, height+2, w.chain.Height(), "what is repeated is committed, and writes nothing")
}

// count is how often something took effect.
func (w *world) count(kind string) (count int) {
	for event, err := range client.New(w.ledger("ibm@industry")).Events(context.Background(), client.Position{}, w.chain.Height()) {
		require.NoError(w.t, err)
		if event.Event.Type == kind {
			count++
		}
	}
	return count
}

// losing is a ledger whose answers are lost after the commit, and which nobody can ask.
type losing struct {
	client.Ledger
	tx string
}

func (l *losing) Submit(ctx context.Context, name string, argument []byte) (client.Commit, error) {
	commit, err := l.Ledger.Submit(ctx, name, argument)
	if err != nil {
		return commit, err
	}
	l.tx = commit.Tx
	return client.Commit{}, &client.Fault{Phase: client.Wait, Kind: client.Unknown, Tx: commit.Tx, Err: errors.New("/var/lib/peer: gone")}
}

func (l *losing) Locate(context.Context, string) (client.Place, error) {
	return client.Place{}, client.ErrNotFound
}

// Of what nobody says what became of it, the answer says where to ask; asked again at another
// server, it has one receipt, and took effect once.
func TestLostAnswer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.register("intel@association", "Intel")
	lost := &losing{Ledger: w.ledger("intel@association")}
	body := `{"alliance":"` + league + `","class":"member"}`
	for lang, word := range map[string]string{"en": "cannot count twice", "zh": "不会重复生效"} {
		pending := send(t, serve(t, lost), "Join", "j-1", body, "Accept-Language", lang)
		require.Equal(t, http.StatusAccepted, pending.StatusCode, "%s", pending.body)
		require.NotEmpty(t, pending.Header.Get("Retry-After"))
		require.Contains(t, as[rest.Pending](t, pending).Message, word)
		at := pending.Header.Get("Location")
		unknown := problem(t, do(t, serve(t, lost), request(t, http.MethodGet, at, "")))
		require.Equal(t, "UNKNOWN_RECORD", unknown.Code)
		found := do(t, serve(t, w.ledger("intel@association")), request(t, http.MethodGet, at, ""))
		require.Equal(t, client.Valid, as[rest.Place](t, found).Validation)
	}
	receipt := as[rest.Receipt](t, send(t, serve(t, w.ledger("intel@association")), "Join", "j-1", body))
	require.Equal(t, membership.JoinFiled, receipt.Event.Type)
	require.Equal(t, receipt.Transaction, receipt.Event.Tx)
	require.Equal(t, 1, w.count(membership.JoinFiled))
}

// broken is a ledger by which nothing is sent.
type broken struct {
	client.Ledger
	kind client.FaultKind
}

func (l broken) Submit(context.Context, string, []byte) (client.Commit, error) {
	return client.Commit{}, &client.Fault{Phase: client.Order, Kind: l.kind, Err: errors.New("/var/lib/peer: refused by 10.0.0.7")}
}

// A fault of the network never looks like a refusal, and tells nothing of machines.
func TestFaults(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for kind, status := range map[client.FaultKind]int{client.Conflict: 503, client.Unavailable: 503, client.Failed: 502} {
		for _, lang := range []string{"en", "zh"} {
			got := send(t, serve(t, broken{w.ledger("ibm@industry"), kind}), "Leave", "l", `{"alliance":"`+league+`"}`, "Accept-Language", lang)
			p := problem(t, got)
			require.Equal(t, "NETWORK_"+strings.ToUpper(string(kind)), p.Code)
			require.Equal(t, status, p.Status)
			require.Equal(t, status == 503, got.Header.Get("Retry-After") != "")
			require.NotContains(t, string(got.body), "/var/lib")
			require.NotContains(t, string(got.body), "10.0.0.7")
		}
	}
}

// What is tried writes nothing, and says what it would sign and do; what would be refused is
// refused with the same code and figures.
func TestDryRun(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.register("intel@association", "Intel")
	intel, ibm := serve(t, w.ledger("intel@association")), serve(t, w.ledger("ibm@industry"))
	proposal := as[rest.Receipt](t, send(t, intel, "Join", "j-1", `{"alliance":"`+league+`","class":"member"}`)).Event.Proposal
	height := w.chain.Height()
	vote := `{"proposal":"` + proposal + `","position":"for"}`
	for lang, word := range map[string]string{"en": "endorsement", "zh": "背书"} {
		tried := send(t, ibm, "Endorse?dryRun=true", "", vote, "Accept-Language", lang)
		require.Equal(t, http.StatusOK, tried.StatusCode, "%s", tried.body)
		preview := as[struct {
			DryRun   bool
			Argument membership.Endorse
			Event    membership.Event
			Message  string
		}](t, tried)
		require.True(t, preview.DryRun)
		require.Equal(t, "intel@association", preview.Argument.About.Subject)
		require.Equal(t, membership.EndorsementGiven, preview.Event.Type)
		require.Contains(t, preview.Message, word)
	}
	p := problem(t, send(t, ibm, "Decide?dryRun=true", "", `{"proposal":"`+proposal+`"}`))
	require.Equal(t, "NOT_DECIDABLE", p.Code)
	require.NotNil(t, p.Rule)
	p = problem(t, send(t, intel, "Endorse?dryRun=true", "", vote))
	require.Equal(t, "RECUSED", p.Code)
	require.Equal(t, http.StatusForbidden, p.Status)
	require.Equal(t, height, w.chain.Height())

	send(t, ibm, "Endorse", "v-1", vote)
	send(t, ibm, "Decide", "", `{"proposal":"`+proposal+`"}`)
	file := `{"alliance":"` + league + `","action":"expel","subject":"intel@association","reason":"gone"}`
	tried := send(t, ibm, "Propose?dryRun=true", "", file)
	require.Equal(t, http.StatusOK, tried.StatusCode, "%s", tried.body)
	require.NotContains(t, string(tried.body), `"event"`, "membership has changed since the seal")
	require.Equal(t, http.StatusOK, send(t, ibm, "Propose", "p-1", file).StatusCode)
}

// Without the token nothing is done, whoever asks and however.
func TestToken(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	h := serve(t, w.ledger("ibm@industry"))
	for name, row := range map[string]struct {
		headers []string
		code    string
	}{
		"fail/no token":        {[]string{"Authorization", ""}, "TOKEN_REFUSED"},
		"fail/a session":       {[]string{"Authorization", "", "Cookie", "session=" + secret}, "TOKEN_REFUSED"},
		"fail/another token":   {[]string{"Authorization", "Bearer " + strings.Repeat("0", 64)}, "TOKEN_REFUSED"},
		"fail/its beginning":   {[]string{"Authorization", "Bearer " + secret[:63]}, "TOKEN_REFUSED"},
		"fail/more":            {[]string{"Authorization", "Bearer " + secret + "0"}, "TOKEN_REFUSED"},
		"fail/another scheme":  {[]string{"Authorization", "Basic " + secret}, "TOKEN_REFUSED"},
		"fail/no scheme":       {[]string{"Authorization", secret}, "TOKEN_REFUSED"},
		"fail/empty":           {[]string{"Authorization", "Bearer "}, "TOKEN_REFUSED"},
		"fail/a page":          {[]string{"Origin", "https://registry.example"}, "PAGE_REFUSED"},
		"fail/a page, local":   {[]string{"Origin", "http://127.0.0.1:8650"}, "PAGE_REFUSED"},
		"fail/a page, unnamed": {[]string{"Origin", "null"}, "PAGE_REFUSED"},
		"fail/a page's own":    {[]string{"Sec-Fetch-Site", "same-origin"}, "PAGE_REFUSED"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, lang := range []string{"en", "zh"} {
				headers := append(slices.Clone(row.headers), "Accept-Language", lang)
				got := send(t, h, "Leave", "l", `{"alliance":"`+league+`"}`, headers...)
				p := problem(t, got)
				require.Equal(t, row.code, p.Code)
				require.Equal(t, row.code == "TOKEN_REFUSED", got.Header.Get("WWW-Authenticate") == "Bearer")
				require.NotContains(t, string(got.body), secret)
				require.Equal(t, map[string]string{"en": "en", "zh": "zh-Hans"}[lang], got.Header.Get("Content-Language"))
				require.Equal(t, row.code, problem(t, do(t, h, request(t, http.MethodGet, rest.Prefix+"/"+strings.Repeat("0", 64), "", headers...))).Code)
			}
			r := request(t, http.MethodOptions, rest.Prefix+"/Leave", "", row.headers...)
			got := do(t, h, r)
			require.GreaterOrEqual(t, got.StatusCode, 400, "no preflight is answered")
			for name := range got.Header {
				require.NotContains(t, name, "Access-Control")
			}
		})
	}
	twice := request(t, http.MethodPost, rest.Prefix+"/Leave", "{}")
	twice.Header.Add("Authorization", "Bearer "+secret)
	require.Equal(t, "TOKEN_REFUSED", problem(t, do(t, h, twice)).Code)
	require.Zero(t, w.count(membership.MembershipEnded))
}

// Pages are served as before, to who sends no token; a token opens none of them.
func TestPages(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var handed []string
	reading := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { handed = append(handed, r.URL.Path) })
	h := serve(t, w.ledger("ibm@industry"), func(o *rest.Options) { o.Reading = reading })
	for _, path := range []string{"/", "/do/join", "/v1/alliances"} {
		got := do(t, h, request(t, http.MethodGet, path, "", "Authorization", ""))
		require.Equal(t, "a page", string(got.body))
		if path != "/v1/alliances" {
			require.Equal(t, "UNKNOWN_PATH", problem(t, do(t, h, request(t, http.MethodGet, path, ""))).Code)
		}
	}
	require.Empty(t, handed)
	do(t, h, request(t, http.MethodGet, "/v1/alliances", ""))
	require.Equal(t, []string{"/v1/alliances"}, handed, "what reads is asked with the token too")
	require.Equal(t, "UNKNOWN_PATH", problem(t, do(t, serve(t, w.ledger("ibm@industry")), request(t, http.MethodGet, "/v1/alliances", ""))).Code)
}

// A token is read from a file that nobody else may read.
func TestReadToken(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		content string
		mode    os.FileMode
		ok      bool
	}{
		"ok/a line":        {secret + "\n", 0o600, true},
		"ok/no line end":   {secret, 0o400, true},
		"ok/Windows":       {secret + "\r\n", 0o600, true},
		"fail/others read": {secret, 0o644, false},
		"fail/group reads": {secret, 0o640, false},
		"fail/short":       {secret[:31], 0o600, false},
		"fail/empty":       {"", 0o600, false},
		"fail/two lines":   {secret + "\n" + secret, 0o600, false},
		"fail/a space":     {secret + " ", 0o600, false},
		"fail/Chinese":     {strings.Repeat("令牌", 40), 0o600, false},
		"fail/long":        {strings.Repeat("a", 1025), 0o600, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(t.TempDir(), "token")
			require.NoError(t, os.WriteFile(file, []byte(row.content), row.mode))
			_, err := rest.ReadToken(file)
			require.Equal(t, row.ok, err == nil, "%v", err)
			if err != nil {
				require.NotContains(t, err.Error(), secret[:31])
			}
		})
	}
	_, err := rest.ReadToken(filepath.Join(t.TempDir(), "none"))
	require.Error(t, err)
}

// Each transaction of the contract can be sent, or is kept back on purpose: those by which who
// has a token could make itself at home.
func TestEveryTransaction(t *testing.T) {
	t.Parallel()
	kept := []string{
		"RegisterParty", "AddAuthority", "RotateAuthority", "RemoveAuthority", "AskRecovery", "VetoRecovery", "CompleteRecovery", "NameHost",
	}
	paths, _ := rest.Document("1")["paths"].(map[string]any)
	var names []string
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		if name := strings.TrimPrefix(path, rest.Prefix+"/"); name != "{tx}" {
			names = append(names, name)
		}
	}
	require.ElementsMatch(t, membership.TransactionNames(), append(names, kept...))
	h := serve(t, newWorld(t).ledger("ibm@industry"))
	for _, name := range kept {
		got := do(t, h, request(t, http.MethodPost, rest.Prefix+"/"+name, "{}", "Idempotency-Key", "k"))
		require.Equal(t, http.StatusMethodNotAllowed, got.StatusCode, name) // there could be a transaction of that id
	}
}

// The document is served to who has the token.
func TestDocumentIsServed(t *testing.T) {
	t.Parallel()
	h := serve(t, newWorld(t).ledger("ibm@industry"))
	got := do(t, h, request(t, http.MethodGet, rest.DocumentPath, ""))
	require.Equal(t, http.StatusOK, got.StatusCode)
	require.Equal(t, "3.1.0", as[map[string]any](t, got)["openapi"])
	require.Equal(t, "TOKEN_REFUSED", problem(t, do(t, h, request(t, http.MethodGet, rest.DocumentPath, "", "Authorization", ""))).Code)
	head := httptest.NewRecorder()
	h.ServeHTTP(head, request(t, http.MethodHead, rest.DocumentPath, ""))
	require.Equal(t, http.StatusOK, head.Code)
}
