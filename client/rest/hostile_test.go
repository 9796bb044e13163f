package rest_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"allianceregistry/client/rest"
)

// What cannot be understood is refused, by a code, in both languages.
func TestProblems(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	h := serve(t, w.ledger("ibm@industry"))
	const leave = `{"alliance":"` + league + `"}`
	vote := func(proposal string) string { return `{"proposal":"` + proposal + `","position":"for"}` }
	nobody := strings.Repeat("0", 24)
	for name, row := range map[string]struct {
		method, path, body string
		headers            []string
		status             int
		code               string
	}{
		"fail/no key":               {"POST", "Leave", leave, []string{"Idempotency-Key", ""}, 400, "IDEMPOTENCY_KEY_MISSING"},
		"fail/key too long":         {"POST", "Leave", leave, []string{"Idempotency-Key", strings.Repeat("a", 65)}, 400, "IDEMPOTENCY_KEY_INVALID"},
		"fail/key with a space":     {"POST", "Leave", leave, []string{"Idempotency-Key", `"a b"`}, 400, "IDEMPOTENCY_KEY_INVALID"},
		"fail/key, one quote":       {"POST", "Leave", leave, []string{"Idempotency-Key", `"a`}, 400, "IDEMPOTENCY_KEY_INVALID"},
		"fail/key, empty":           {"POST", "Leave", leave, []string{"Idempotency-Key", `""`}, 400, "IDEMPOTENCY_KEY_INVALID"},
		"fail/key in the body":      {"POST", "Leave", `{"alliance":"` + league + `","request":"k"}`, nil, 400, "REQUEST_IN_BODY"},
		"fail/key in capitals":      {"POST", "Leave", `{"alliance":"` + league + `","REQUEST":"k"}`, nil, 400, "REQUEST_IN_BODY"},
		"fail/unknown field":        {"POST", "Leave", `{"alliance":"` + league + `","when":"now"}`, nil, 400, "UNKNOWN_FIELD"},
		"fail/unknown field, tried": {"POST", "Leave?dryRun=true", `{"when":"now"}`, nil, 400, "UNKNOWN_FIELD"},
		"fail/twice":                {"POST", "Leave", `{"alliance":"` + league + `","alliance":"ring@industry"}`, nil, 400, "MALFORMED"},
		"fail/wrong kind":           {"POST", "Leave", `{"alliance":1}`, nil, 400, "MALFORMED"},
		"fail/a list":               {"POST", "Leave", `[]`, nil, 400, "MALFORMED"},
		"fail/nothing":              {"POST", "Leave", ``, nil, 400, "MALFORMED"},
		"fail/two objects":          {"POST", "Leave", leave + leave, nil, 400, "MALFORMED"},
		"fail/not UTF-8":            {"POST", "Leave", "{\"alliance\":\"\xff\"}", nil, 400, "MALFORMED"},
		"fail/id":                   {"POST", "Leave", `{"alliance":"hyperledger"}`, nil, 400, "BAD_ID"},
		"fail/empty argument":       {"POST", "Leave", `{}`, nil, 400, "BAD_ID"},
		"fail/position":             {"POST", "Endorse", `{"proposal":"` + nobody + `","position":"yes"}`, nil, 400, "BAD_CHOICE"},
		"fail/no proposal":          {"POST", "Endorse", vote(nobody), nil, 404, "UNKNOWN_RECORD"},
		"fail/no alliance":          {"POST", "Consent", `{"alliance":"nobody@industry","charter":"` + strings.Repeat("0", 64) + `"}`, nil, 404, "UNKNOWN_RECORD"},
		"fail/no member":            {"POST", "Leave", `{"alliance":"nobody@industry"}`, nil, 403, "NOT_A_MEMBER"},
		"fail/charter":              {"POST", "FoundAlliance", `{"slug":"x","names":{"en":"X"},"founders":["ibm@industry"],"charter":{"schema":1}}`, nil, 422, "CHARTER_INVALID"},
		"fail/misleading text":      {"POST", "Leave", `{"alliance":"` + league + `","reason":"a\u202eb"}`, nil, 400, "BAD_TEXT"},
		"fail/large":                {"POST", "Leave", `{"alliance":"` + strings.Repeat("a", 300<<10) + `"}`, nil, 413, "TOO_LARGE"},
		"fail/form":                 {"POST", "Leave", leave, []string{"Content-Type", "text/plain"}, 415, "UNSUPPORTED_MEDIA_TYPE"},
		"fail/no form":              {"POST", "Leave", leave, []string{"Content-Type", ""}, 415, "UNSUPPORTED_MEDIA_TYPE"},
		"fail/answer's form":        {"POST", "Leave", leave, []string{"Accept", "text/html"}, 406, "NOT_ACCEPTABLE"},
		"fail/dry run":              {"POST", "Leave?dryRun=yes", leave, nil, 400, "BAD_CHOICE"},
		"fail/dry run, empty":       {"POST", "Leave?dryRun=", leave, nil, 400, "BAD_CHOICE"},
		"fail/dryrun":               {"POST", "Leave?dryrun=true", leave, nil, 400, "UNKNOWN_PARAMETER"},
		"fail/dry run twice":        {"POST", "Leave?dryRun=false&dryRun=true", leave, nil, 400, "REPEATED_PARAMETER"},
		"fail/query":                {"POST", "Leave?a;b", leave, nil, 400, "BAD_QUERY"},
		"fail/far too long":         {"POST", "Leave?lang=" + strings.Repeat("a", 9000), leave, nil, 414, "URI_TOO_LONG"},
		"fail/get":                  {"GET", "Leave", "", nil, 405, "METHOD_NOT_ALLOWED"},
		"fail/put":                  {"PUT", "Leave", leave, nil, 405, "METHOD_NOT_ALLOWED"},
		"fail/delete":               {"DELETE", strings.Repeat("0", 64), "", nil, 405, "METHOD_NOT_ALLOWED"},
		"fail/no transaction":       {"GET", strings.Repeat("0", 64), "", nil, 404, "UNKNOWN_RECORD"},
		"fail/capitals":             {"GET", strings.Repeat("A", 64), "", nil, 404, "UNKNOWN_PATH"},
		"fail/deeper":               {"POST", "Leave/now", leave, nil, 404, "UNKNOWN_PATH"},
		"fail/in another case":      {"POST", "leave", leave, nil, 405, "METHOD_NOT_ALLOWED"},
		"fail/upwards":              {"GET", "../alliances", "", nil, 404, "UNKNOWN_PATH"},
		"fail/parameter":            {"GET", strings.Repeat("0", 64) + "?dryRun=true", "", nil, 400, "UNKNOWN_PARAMETER"},
	} {
		t.Run(name, func(t *testing.T) {
			details := map[string]bool{}
			for _, lang := range []string{"en", "zh-CN,zh;q=0.9"} {
				headers := append([]string{"Idempotency-Key", "k", "Accept-Language", lang}, row.headers...)
				p := problem(t, do(t, h, request(t, row.method, rest.Prefix+"/"+row.path, row.body, headers...)))
				require.Equal(t, row.code, p.Code, "%+v", p)
				require.Equal(t, row.status, p.Status)
				require.NotEmpty(t, p.Detail)
				require.Less(t, len(p.Detail), 4000)
				details[p.Detail] = true
			}
			require.Len(t, details, 2, "in both languages")
		})
	}
	require.Len(t, w.members(), 1)
}

// values are some that were not meant to be any.
var values = []any{
	nil, true, 0, -1, 1e300, "", " ", "\x00", "a\u202eb", "zgc＠industry", "../../etc/passwd", strings.Repeat("龍", 5000),
	[]any{},
	[]any{nil},
	map[string]any{},
	map[string]any{"en": 1},
	"9999-12-31T23:59:59Z", "0000-00-00", league, "ibm@industry", "member", strings.Repeat("0", 24), strings.Repeat("f", 64),
}

// Whatever is sent, the answer is one of the contract's, and never a failure.
func TestWhateverIsSent(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	h := serve(t, w.ledger("ibm@industry"))
	document, err := contract()
	require.NoError(t, err)
	var names []string
	fields := map[string][]string{}
	for path := range document.Paths.Map() {
		if name := strings.TrimPrefix(path, rest.Prefix+"/"); name != "{tx}" {
			names = append(names, name)
			for field := range document.Components.Schemas[name].Value.Properties {
				fields[name] = append(fields[name], field)
			}
		}
	}
	rapid.Check(t, func(rt *rapid.T) {
		name := rapid.SampledFrom(names).Draw(rt, "name")
		body := map[string]any{}
		for range rapid.IntRange(0, 6).Draw(rt, "size") {
			field := rapid.OneOf(rapid.SampledFrom(append(fields[name], "request", "x")), rapid.String()).Draw(rt, "field")
			body[field] = rapid.OneOf(rapid.SampledFrom(values), rapid.Map(rapid.String(), func(s string) any { return s })).Draw(rt, "value")
		}
		text, err := json.Marshal(body)
		if err != nil {
			rt.Fatal(err)
		}
		if rapid.IntRange(0, 9).Draw(rt, "cut") == 0 {
			text = text[:rapid.IntRange(0, len(text)).Draw(rt, "at")]
		}
		key := rapid.OneOf(rapid.Just("k"), rapid.StringMatching(`[ -~]{0,70}`)).Draw(rt, "key")
		query := rapid.SampledFrom([]string{"", "?dryRun=true", "?dryRun=false&lang=zh", "?x", "?%zz"}).Draw(rt, "query")
		got := send(t, h, name+query, key, string(text))
		if got.StatusCode >= http.StatusInternalServerError {
			rt.Fatalf("%s %s: %d %s", name, text, got.StatusCode, got.body)
		}
	})
}
