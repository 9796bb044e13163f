package rest_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/stretchr/testify/require"

	"allianceregistry/client"
	"allianceregistry/client/memory"
	"allianceregistry/client/rest"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/memledger"
)

const (
	league = "hyperledger@industry"
	secret = "0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9"
)

// world is an alliance of IBM's, to which others may apply.
type world struct {
	t     testing.TB
	chain *memledger.Ledger
}

func newWorld(t testing.TB) *world {
	w := &world{t, memledger.New()}
	w.register("ibm@industry", "IBM")
	_, err := client.New(w.ledger("ibm@industry")).Submit(context.Background(), membership.FoundAlliance{
		Request: "founding", Slug: "hyperledger", Names: form.Names{"en": "Hyperledger", "zh": "超级账本"},
		Founders: []string{"ibm@industry"}, Charter: bylaws(),
	})
	require.NoError(t, err)
	return w
}

func bylaws() charter.Charter {
	rule := func() *charter.Rule {
		return &charter.Rule{LockOut: charter.LockOutAccepted, Voting: "P7D", Early: true, Pass: charter.Expression{Votes: charter.CountFor, AtLeast: "1"}}
	}
	return charter.Charter{
		Schema: 1, Founders: "member", Rules: charter.Rules{charter.Admit: rule(), charter.Resolve: rule(), charter.Expel: rule()},
		Classes: []charter.Class{{
			ID: "member", Names: form.Names{"en": "Member", "zh": "会员"}, Kinds: []charter.Kind{charter.Enterprise},
			Rights: []charter.Right{charter.Vote, charter.ProposeRight},
		}},
	}
}

// ledger is the chain as a party reaches it.
func (w *world) ledger(party string) client.Ledger {
	_, host, _ := strings.Cut(party, "@")
	key := sha256.Sum256([]byte(party))
	return memory.Open(w.chain, membership.Caller{MSP: host, Key: hex.EncodeToString(key[:]), Party: party})
}

func (w *world) register(party, name string) {
	_, err := client.New(w.ledger(party)).Submit(context.Background(), membership.RegisterParty{
		Request: client.NewRequest(), Kind: charter.Enterprise, Names: form.Names{"en": name},
	})
	require.NoError(w.t, err)
}

// serve has programs act over a ledger; pages say that they are pages.
func serve(t testing.TB, ledger client.Ledger, edit ...func(*rest.Options)) http.Handler {
	token, err := rest.NewToken(secret)
	require.NoError(t, err)
	options := rest.Options{Client: client.New(ledger, client.WithAttempts(2), client.WithPause(1)), Token: token, Version: "test"}
	for _, change := range edit {
		change(&options)
	}
	return rest.New(options, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "a page") }))
}

// contract is the document, which every answer has to fit.
var contract = sync.OnceValues(func() (*openapi3.T, error) {
	content, err := json.Marshal(rest.Document("test"))
	if err != nil {
		return nil, err
	}
	return openapi3.NewLoader().LoadFromData(content)
})

// fitsContract says in what an answer is none of those that the document promises, and of what
// was answered with a success, in what the request is none that it permits.
func fitsContract(r *http.Request, sent []byte, got *http.Response, body []byte) error {
	document, err := contract()
	if err != nil {
		return err
	}
	path, params := r.URL.Path, map[string]string{}
	item := document.Paths.Value(path)
	if item == nil || item.GetOperation(r.Method) == nil { // what it is taken for is refused in the same way
		path = rest.Prefix + "/Join"
		if r.Method == http.MethodGet {
			path, params["tx"] = rest.Prefix+"/{tx}", strings.TrimPrefix(r.URL.Path, rest.Prefix+"/")
		}
		item = document.Paths.Value(path)
	}
	operation := item.GetOperation(r.Method)
	if operation == nil && got.StatusCode < http.StatusBadRequest {
		return errors.New("the document does not have this operation")
	}
	if operation == nil {
		operation = item.Post
	}
	again := r.Clone(context.Background())
	again.Body = io.NopCloser(bytes.NewReader(sent))
	options := &openapi3filter.Options{
		IncludeResponseStatus: true, MultiError: true, AuthenticationFunc: openapi3filter.NoopAuthenticationFunc,
		SchemaValidationOptions: []openapi3.SchemaValidationOption{openapi3.EnableFormatValidation()},
	}
	asked := &openapi3filter.RequestValidationInput{
		Request: again, PathParams: params, Options: options,
		Route: &routers.Route{Spec: document, Path: path, PathItem: item, Method: r.Method, Operation: operation},
	}
	err = openapi3filter.ValidateResponse(context.Background(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: asked, Options: options, Status: got.StatusCode, Header: got.Header, Body: io.NopCloser(bytes.NewReader(body)),
	})
	if err == nil && got.StatusCode < http.StatusBadRequest && sent != nil { // what takes effect, the document permits to send
		err = openapi3filter.ValidateRequest(context.Background(), asked)
	}
	return err
}

// answered is an answer, read.
type answered struct {
	*http.Response
	body []byte
}

// as reads an answer's body.
func as[T any](t testing.TB, a answered) (read T) {
	t.Helper()
	require.NoError(t, json.Unmarshal(a.body, &read), "%s", a.body)
	return read
}

// request is one of a program that has the token.
func request(t testing.TB, method, path, body string, headers ...string) *http.Request {
	r := httptest.NewRequestWithContext(t.Context(), method, path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+secret)
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		if headers[i+1] == "" {
			r.Header.Del(headers[i])
		} else {
			r.Header.Set(headers[i], headers[i+1])
		}
	}
	return r
}

// do sends a request, and holds the answer against the contract.
func do(t testing.TB, h http.Handler, r *http.Request) answered {
	t.Helper()
	sent, err := io.ReadAll(r.Body)
	require.NoError(t, err)
	r.Body = io.NopCloser(bytes.NewReader(sent))
	recorder := httptest.NewRecorder()
	h.ServeHTTP(recorder, r)
	got := answered{recorder.Result(), recorder.Body.Bytes()}
	if strings.HasPrefix(r.URL.Path, rest.Prefix) && r.Method != http.MethodOptions && r.Method != http.MethodHead {
		require.NoError(t, fitsContract(r, sent, got.Response, got.body), "%s %s: %d %s", r.Method, r.URL, got.StatusCode, got.body)
	}
	return got
}

// send sends a transaction under a key.
func send(t testing.TB, h http.Handler, name, key, body string, headers ...string) answered {
	t.Helper()
	return do(t, h, request(t, http.MethodPost, rest.Prefix+"/"+name, body, append([]string{"Idempotency-Key", key}, headers...)...))
}

// problem reads a problem, and demands that it is one.
func problem(t testing.TB, a answered) rest.Problem {
	t.Helper()
	require.Equal(t, "application/problem+json", a.Header.Get("Content-Type"), "%s", a.body)
	p := as[rest.Problem](t, a)
	require.Equal(t, a.StatusCode, p.Status)
	require.Equal(t, "urn:alliance-registry:problem:"+p.Code, p.Type)
	require.NotContains(t, p.Detail, "{", "a parameter without a value")
	require.NotContains(t, p.Detail, "<no value>")
	return p
}

// members are the alliance's.
func (w *world) members() []membership.Member {
	members, err := client.New(w.ledger("ibm@industry")).Roster(context.Background(), league, "")
	require.NoError(w.t, err)
	return members
}
