package trqp_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/index"
	"allianceregistry/audit/index/indextest"
	"allianceregistry/audit/trqp"
	"allianceregistry/internal/web"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
)

// indexed is an index of a whole world.
func indexed(t testing.TB, w *indextest.World) *index.Index {
	t.Helper()
	x, err := index.Open(t.Context(), filepath.Join(t.TempDir(), "index.db"))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, x.Close()) })
	require.NoError(t, x.Add(context.WithoutCancel(t.Context()), w.Chain, w.Checkpoint(uint64(len(w.Chain)))))
	return x
}

func serve(x *index.Index, w *indextest.World) http.Handler {
	return serveAt(x, w.Now.Add(time.Minute))
}

// serveAt answers at a moment.
func serveAt(x *index.Index, now time.Time) http.Handler {
	return trqp.New(x, trqp.Options{Now: func() time.Time { return now }})
}

// post sends a query, and gives its status and its body.
func post(t testing.TB, h http.Handler, path, body string, headers ...string) (*http.Response, []byte) {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	recorder := httptest.NewRecorder()
	h.ServeHTTP(recorder, r)
	require.NoError(t, fitsContract(r, body, recorder), "%s %s: %d %s", path, body, recorder.Code, recorder.Body)
	return recorder.Result(), recorder.Body.Bytes()
}

// ask sends a query that is answered, and demands what the protocol's response schemas do.
func ask(t testing.TB, h http.Handler, path string, q trqp.Query) trqp.Answer {
	t.Helper()
	body, err := json.Marshal(q)
	require.NoError(t, err)
	got, content := post(t, h, path, string(body))
	require.Equal(t, http.StatusOK, got.StatusCode, "%s", content)
	require.Equal(t, "application/json", got.Header.Get("Content-Type"))
	requireResponse(t, path, q, content)
	var a trqp.Answer
	require.NoError(t, json.Unmarshal(content, &a))
	return a
}

// requireResponse demands what trqp_authorization_response.schema.json and
// trqp_recognition_response.schema.json of the protocol demand: six members that must be
// there, texts, a truth, times, and a context of texts.
func requireResponse(t testing.TB, path string, q trqp.Query, content []byte) {
	t.Helper()
	var members map[string]any
	require.NoError(t, json.Unmarshal(content, &members))
	for name, want := range map[string]string{"entity_id": q.Entity, "authority_id": q.Authority, "action": q.Action, "resource": q.Resource} {
		require.Equal(t, want, members[name])
	}
	verdict, other := "authorized", "recognized"
	if path == trqp.RecognitionPath {
		verdict, other = other, verdict
	}
	require.IsType(t, true, members[verdict])
	require.NotContains(t, members, other)
	for _, name := range []string{"time_evaluated", "time_requested"} {
		text, there := members[name].(string)
		require.Equal(t, name == "time_evaluated" || q.Context["time"] != "", there, name)
		if there {
			_, err := time.Parse(time.RFC3339, text)
			require.NoError(t, err)
		}
	}
	require.NotEmpty(t, members["message"])
	if given, there := members["context"]; there {
		for _, value := range given.(map[string]any) {
			require.IsType(t, "", value)
		}
	}
}

// Whoever was an active member by the roster of a moment is authorized to hold a membership
// at that moment, and nobody else.
func TestHoldIsTheRoster(t *testing.T) {
	t.Parallel()
	w := indextest.New(4).Live(150)
	x := indexed(t, w)
	h := serve(x, w)
	reasons := map[trqp.Reason]int{}
	for number := 12; number < len(w.Chain); number += 6 {
		txs := w.Chain[number].Block.Transactions
		at := txs[len(txs)-1].Time
		for alliance := range indextest.Leagues {
			roster, err := x.Roster(t.Context(), index.RosterQuery{Alliance: alliance, At: at.Format(time.RFC3339Nano), KnownAt: fmt.Sprint(number)})
			require.NoError(t, err)
			members := map[string]index.Row{}
			for _, m := range roster.Members {
				members[m.Party] = m
			}
			for _, party := range indextest.Everybody {
				q := trqp.Query{Entity: party, Authority: alliance, Action: trqp.Hold, Resource: "membership", Context: map[string]string{"time": at.Format(time.RFC3339Nano)}}
				a := ask(t, h, trqp.AuthorizationPath, q)
				m, is := members[party]
				require.Equal(t, is && m.State == charter.Active, *a.Authorized, "%s %s block %d: %+v %+v", alliance, party, number, a, m)
				reasons[a.Reason]++
				if !is || m.State != charter.Active {
					continue
				}
				require.NotNil(t, a.Record)
				q.Resource = "membership:" + m.Class
				require.True(t, *ask(t, h, trqp.AuthorizationPath, q).Authorized)
				q.Resource = "membership:" + map[string]string{"full": "annual", "annual": "full"}[m.Class]
				other := ask(t, h, trqp.AuthorizationPath, q)
				require.False(t, *other.Authorized)
				require.Equal(t, trqp.OtherClass, other.Reason)
				for right, has := range map[string]bool{"voice": true, "vote": true, "propose": true, "sponsor": false, "seat": false, "read": false} {
					q.Action, q.Resource = right, "membership"
					require.Equal(t, has, *ask(t, h, trqp.AuthorizationPath, q).Authorized, right)
				}
			}
		}
	}
	require.NotZero(t, reasons[trqp.Member])
	require.NotZero(t, reasons[trqp.NotAMember])
	require.NotZero(t, reasons[trqp.Suspended])
}

// two is a world of two alliances, which can recognize each other; owing says that their
// members owe dues from the first day on.
func two(t testing.TB, owing bool) *indextest.World {
	t.Helper()
	w := indextest.New(1)
	rules := indextest.Charter()
	vote := *rules.Rules[charter.Admit]
	rules.Rules[charter.Recognize] = &vote
	if owing {
		rules.Dues = &charter.Dues{Grace: "P10D", By: &charter.Who{Classes: []string{"full"}}}
		rules.Classes[0].Dues = true
		rules.Classes[0].GraceRights = []charter.Right{charter.Voice}
	}
	founders := []string{"a@industry", "b@academia"}
	for _, party := range founders {
		w.Must(party, membership.RegisterParty{Request: w.Request(), Kind: charter.Enterprise, Names: form.Names{"en": party}})
	}
	digest, err := rules.Digest()
	require.NoError(t, err)
	for _, slug := range []string{"one", "two"} {
		w.Must(founders[0], membership.FoundAlliance{Request: w.Request(), Slug: slug, Names: form.Names{"en": slug}, Founders: founders, Charter: rules})
		w.Must(founders[1], membership.Consent{Request: w.Request(), Alliance: slug + "@industry", Charter: digest})
	}
	return w
}

// decide files a proposal, votes for it, and decides it.
func decide(w *indextest.World, p membership.Propose) {
	p.Request = w.Request()
	filed := w.Must("a@industry", p)
	w.Must("a@industry", membership.Endorse{Request: w.Request(), Proposal: filed.Proposal, Position: charter.For})
	w.Must("b@academia", membership.Decide{Proposal: filed.Proposal})
}

// A recognition counts from its decision on, until its date.
func TestRecognition(t *testing.T) {
	t.Parallel()
	w := two(t, false)
	before := w.Now
	w.Now = w.Now.Add(time.Hour)
	until := w.Now.AddDate(0, 1, 0)
	decide(w, membership.Propose{Alliance: "one@industry", Action: charter.Recognize, Subject: "two@industry", Reason: "their audits count", Until: until})
	x := indexed(t, w)
	h := serve(x, w)
	q := trqp.Query{Entity: "two@industry", Authority: "one@industry", Action: trqp.Recognize, Resource: "alliance"}
	now := ask(t, h, trqp.RecognitionPath, q)
	h = serveAt(x, until)
	require.True(t, *now.Recognized)
	require.Contains(t, now.Message, "their audits count")
	require.NotNil(t, now.Record)
	for at, want := range map[time.Time]trqp.Reason{
		before: trqp.NotRecognized, w.Now: trqp.Recognized, until.Add(-time.Second): trqp.Recognized, until: trqp.RecognitionOver,
	} {
		q.Context = map[string]string{"time": at.Format(time.RFC3339Nano), "locator": "nobody asks"}
		a := ask(t, h, trqp.RecognitionPath, q)
		require.Equal(t, want, a.Reason, at)
		require.Equal(t, want == trqp.Recognized, *a.Recognized)
		require.Equal(t, q.Context, a.Context)
	}
	q.Entity, q.Authority, q.Context = q.Authority, q.Entity, nil
	require.False(t, *ask(t, h, trqp.RecognitionPath, q).Recognized, "it is not mutual")
}

// What a member owes takes its rights, as the charter says, and leaves its membership.
func TestRightsByStanding(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		owing  bool
		days   int
		rights map[string]trqp.Reason
	}{
		"ok/nothing owed":  {false, 300, map[string]trqp.Reason{"voice": trqp.HasRight, "vote": trqp.HasRight, "seat": trqp.NoRight, "hold": trqp.Member}},
		"ok/in grace":      {true, 5, map[string]trqp.Reason{"voice": trqp.HasRight, "hold": trqp.Member}},
		"fail/in grace":    {true, 5, map[string]trqp.Reason{"vote": trqp.NotInStanding}},
		"fail/lapsed":      {true, 300, map[string]trqp.Reason{"voice": trqp.NotInStanding, "vote": trqp.NotInStanding}},
		"ok/lapsed member": {true, 300, map[string]trqp.Reason{"hold": trqp.Member}},
	} {
		t.Run(name, func(t *testing.T) {
			w := two(t, row.owing)
			then := w.Now.AddDate(0, 0, row.days)
			h, at := serveAt(indexed(t, w), then), then.Format(time.RFC3339)
			for action, want := range row.rights {
				q := trqp.Query{Entity: "a@industry", Authority: "one@industry", Action: action, Resource: "membership", Context: map[string]string{"time": at}}
				a := ask(t, h, trqp.AuthorizationPath, q)
				require.Equal(t, want, a.Reason, action)
				require.Equal(t, want == trqp.Member || want == trqp.HasRight, *a.Authorized)
			}
		})
	}
}

// Ids may name the chain, and are no others' then.
func TestURIs(t *testing.T) {
	t.Parallel()
	w := two(t, false)
	x := indexed(t, w)
	h := serve(x, w)
	q := trqp.Query{Entity: "a@industry", Authority: "one@industry", Action: trqp.Hold, Resource: "membership"}
	genesis := ask(t, h, trqp.AuthorizationPath, q).Verified.Genesis
	q.Entity, q.Authority = trqp.URI(genesis, q.Entity), trqp.URI(genesis, q.Authority)
	require.True(t, *ask(t, h, trqp.AuthorizationPath, q).Authorized)
	q.Authority = trqp.URI(strings.Repeat("0", 64), "one@industry")
	body, err := json.Marshal(q)
	require.NoError(t, err)
	got, content := post(t, h, trqp.AuthorizationPath, string(body))
	require.Equal(t, http.StatusNotFound, got.StatusCode, "%s", content)
}

// What is no query is refused by a problem, in both languages.
func TestRefused(t *testing.T) {
	t.Parallel()
	w := two(t, false)
	h := serve(indexed(t, w), w)
	query := func(pairs ...string) string {
		members := map[string]any{"entity_id": "a@industry", "authority_id": "one@industry", "action": "hold", "resource": "membership"}
		for i := 0; i < len(pairs); i += 2 {
			if members[pairs[i]] = pairs[i+1]; pairs[i+1] == "" {
				delete(members, pairs[i])
			}
		}
		body, err := json.Marshal(members)
		require.NoError(t, err)
		return string(body)
	}
	for name, row := range map[string]struct {
		path, body string
		status     int
		code       string
	}{
		"fail/path":              {"/authorisation", query(), 404, "UNKNOWN_PATH"},
		"fail/no JSON":           {trqp.AuthorizationPath, "entity_id=a@industry", 400, "BAD_BODY"},
		"fail/a list":            {trqp.AuthorizationPath, "[]", 400, "BAD_BODY"},
		"fail/more behind":       {trqp.AuthorizationPath, query() + "{}", 400, "BAD_BODY"},
		"fail/a number":          {trqp.AuthorizationPath, `{"entity_id":1}`, 400, "BAD_BODY"},
		"fail/context":           {trqp.AuthorizationPath, `{"context":{"time":1}}`, 400, "BAD_BODY"},
		"fail/context of a text": {trqp.AuthorizationPath, query("context", "now"), 400, "BAD_BODY"},
		"fail/not UTF-8":         {trqp.AuthorizationPath, "{\"entity_id\":\"\xff\"}", 400, "BAD_BODY"},
		"fail/too large":         {trqp.AuthorizationPath, query("x", strings.Repeat("a", 20_000)), 400, "BAD_BODY"},
		"fail/nothing":           {trqp.AuthorizationPath, "{}", 400, "REQUIRED"},
		"fail/no resource":       {trqp.AuthorizationPath, query("resource", ""), 400, "REQUIRED"},
		"fail/too long":          {trqp.AuthorizationPath, query("entity_id", strings.Repeat("a", 1001)), 400, "TOO_LONG"},
		"fail/time":              {trqp.AuthorizationPath, `{"entity_id":"a@industry","authority_id":"one@industry","action":"hold","resource":"membership","context":{"time":"2026-03-01"}}`, 400, "BAD_TIME"},
		"fail/id":                {trqp.AuthorizationPath, query("entity_id", "did:example:user-1234"), 400, "BAD_ID"},
		"fail/no party":          {trqp.AuthorizationPath, query("entity_id", "nobody@industry"), 404, "UNKNOWN_RECORD"},
		"fail/no alliance":       {trqp.AuthorizationPath, query("authority_id", "three@industry"), 404, "UNKNOWN_RECORD"},
		"fail/action":            {trqp.AuthorizationPath, query("action", "issue"), 404, "UNKNOWN_ACTION"},
		"fail/resource":          {trqp.AuthorizationPath, query("resource", "country:state:driverlicense"), 404, "UNKNOWN_RESOURCE"},
		"fail/resource, empty":   {trqp.AuthorizationPath, query("resource", "membership:"), 404, "UNKNOWN_RESOURCE"},
		"fail/class":             {trqp.AuthorizationPath, query("resource", "membership:fulll"), 404, "UNKNOWN_CLASS"},
		"fail/recognize what":    {trqp.RecognitionPath, query("action", "recognize"), 404, "UNKNOWN_RESOURCE"},
		"fail/recognize a party": {trqp.RecognitionPath, query("action", "recognize", "resource", "alliance"), 404, "UNKNOWN_RECORD"},
		"fail/recognize":         {trqp.RecognitionPath, query("action", "govern"), 404, "UNKNOWN_ACTION"},
	} {
		t.Run(name, func(t *testing.T) {
			for language, script := range map[string]string{"en": `[a-z]`, "zh": `\p{Han}`} {
				got, content := post(t, h, row.path, row.body, "Accept-Language", language)
				require.Equal(t, row.status, got.StatusCode, "%s", content)
				require.Equal(t, "application/problem+json", got.Header.Get("Content-Type"))
				var p web.Problem
				require.NoError(t, json.Unmarshal(content, &p))
				require.Equal(t, row.code, p.Code)
				require.Regexp(t, script, p.Detail)
			}
		})
	}
	got, _ := post(t, h, trqp.AuthorizationPath, query(), "Content-Type", "text/plain")
	require.Equal(t, http.StatusUnsupportedMediaType, got.StatusCode)
	recorder := httptest.NewRecorder()
	h.ServeHTTP(recorder, httptest.NewRequestWithContext(t.Context(), http.MethodGet, trqp.AuthorizationPath, nil))
	require.Equal(t, http.StatusMethodNotAllowed, recorder.Code)
	require.Equal(t, "POST", recorder.Header().Get("Allow"))
	got, _ = post(t, h, trqp.AuthorizationPath, query(), "X-Request-ID", "d4f34c12-9b7a")
	require.Equal(t, "d4f34c12-9b7a", got.Header.Get("X-Request-ID"))
	got, content := post(t, h, trqp.AuthorizationPath, query("comment", "left out of account"), "Accept-Language", "zh-CN")
	require.Equal(t, http.StatusOK, got.StatusCode)
	require.Contains(t, string(content), "有效会员")
}

// A time is one that an answer can write, in UTC, and no later than the clock.
func TestTimesRefused(t *testing.T) {
	t.Parallel()
	w := two(t, false)
	h := serve(indexed(t, w), w)
	for name, text := range map[string]string{
		"fail/before the first year in UTC": "0000-01-01T00:00:00+01:00",
		"fail/after the last year in UTC":   "9999-12-31T23:59:59-01:00",
		"fail/the future":                   "9990-01-01T00:00:00Z",
		"fail/a day on":                     w.Now.AddDate(0, 0, 1).Format(time.RFC3339),
	} {
		t.Run(name, func(t *testing.T) {
			for path, q := range map[string]trqp.Query{
				trqp.AuthorizationPath: {Entity: "a@industry", Authority: "one@industry", Action: trqp.Hold, Resource: "membership"},
				trqp.RecognitionPath:   {Entity: "two@industry", Authority: "one@industry", Action: trqp.Recognize, Resource: "alliance"},
			} {
				q.Context = map[string]string{"time": text}
				body, err := json.Marshal(q)
				require.NoError(t, err)
				got, content := post(t, h, path, string(body))
				require.Equal(t, http.StatusBadRequest, got.StatusCode, "%s", content)
				require.Contains(t, string(content), "BAD_TIME")
			}
		})
	}
}

// Of a time after all that was verified it is said that nothing is known of it.
func TestBeyondVerified(t *testing.T) {
	t.Parallel()
	w := two(t, false)
	h := serve(indexed(t, w), w)
	for name, row := range map[string]struct {
		time   string
		beyond bool
	}{
		"ok/verified": {w.Now.Format(time.RFC3339Nano), false},
		"ok/beyond":   {w.Now.Add(30 * time.Second).Format(time.RFC3339), true},
		"ok/now":      {"", false},
	} {
		t.Run(name, func(t *testing.T) {
			q := trqp.Query{Entity: "a@industry", Authority: "one@industry", Action: trqp.Hold, Resource: "membership"}
			if row.time != "" {
				q.Context = map[string]string{"time": row.time}
			}
			a := ask(t, h, trqp.AuthorizationPath, q)
			require.True(t, *a.Authorized)
			require.True(t, w.Now.Equal(a.Verified.Time), "%s is not %s", a.Verified.Time, w.Now)
			require.Equal(t, row.beyond, a.Verified.Beyond)
			require.Equal(t, row.beyond, strings.Contains(a.Message, "as of what was verified"))
		})
	}
}

// Every reason has its texts.
func TestReasonsAreSaid(t *testing.T) {
	t.Parallel()
	for _, lang := range []string{"en", "zh"} {
		said, err := trqp.Words(lang)
		require.NoError(t, err)
		for _, reason := range trqp.Reasons() {
			require.NotEmpty(t, said.Template("trqp."+string(reason)), reason)
		}
	}
}
