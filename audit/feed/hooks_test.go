package feed

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"allianceregistry/audit/index"
	"allianceregistry/audit/index/indextest"
	"allianceregistry/internal/catalogue"
	"allianceregistry/membership/form"
)

const secret = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="

// receiver is the address of a hook: it checks each call as a stranger would, and
// answers as it is told.
type receiver struct {
	t testing.TB
	*httptest.Server
	mu     sync.Mutex
	taken  []string // the ids that it answered with 2xx
	bodies map[string]string
	answer func(id string, w http.ResponseWriter) // 204 if it is nil
}

func newReceiver(t testing.TB) *receiver {
	r := &receiver{t: t, bodies: map[string]string{}}
	r.Server = httptest.NewServer(r)
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, asked *http.Request) {
	r.mu.Lock()
	defer r.mu.Unlock()
	body, err := io.ReadAll(asked.Body)
	signed := checkSignature(asked.Header, body)
	var event struct{ ID string }
	if err != nil || !signed || json.Unmarshal(body, &event) != nil || asked.Method != http.MethodPost {
		r.t.Errorf("a call that is not signed, or cannot be read: %v %s", asked.Header, body)
		return
	}
	if former, again := r.bodies[event.ID]; again && former != string(body) {
		r.t.Errorf("event %s has two contents", event.ID)
	}
	r.bodies[event.ID] = string(body)
	if r.answer == nil {
		r.taken = append(r.taken, event.ID)
		w.WriteHeader(http.StatusNoContent)
		return
	}
	watched := httptest.NewRecorder()
	r.answer(event.ID, watched)
	for name, value := range watched.Header() {
		w.Header()[name] = value
	}
	w.WriteHeader(watched.Code)
	if watched.Code/100 == 2 {
		r.taken = append(r.taken, event.ID)
	}
}

// checkSignature is what a receiver does by the page of Standard Webhooks.
func checkSignature(head http.Header, body []byte) bool {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	if err != nil || strings.Contains(head.Get("webhook-id"), ".") {
		return false
	}
	if _, err := strconv.ParseInt(head.Get("webhook-timestamp"), 10, 64); err != nil {
		return false
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(head.Get("webhook-id") + "." + head.Get("webhook-timestamp") + "." + string(body)))
	return head.Get("webhook-signature") == "v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil)) &&
		strings.HasPrefix(head.Get("content-type"), "application/cloudevents+json")
}

// clock passes as fast as somebody waits for it.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) sleep(ctx context.Context, until time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if until.After(c.now) {
		c.now = until
	}
	return ctx.Err()
}

// hooked reads a file of one hook that calls an address.
func hooked(t testing.TB, url, more string) []Hook {
	t.Helper()
	folder := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(folder, "secret"), []byte(secret+"\n"), 0o600))
	file := filepath.Join(folder, "hooks.yaml")
	text := "hooks:\n- name: crm\n  url: " + url + "\n  secretFile: secret\n  from: start\n" + more
	require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	hooks, err := ReadHooks(file)
	require.NoError(t, err)
	return hooks
}

// sending is a program that sends, in a folder; stop ends it.
func sending(t testing.TB, x *index.Index, folder string, hooks []Hook, at *clock) (h *Hooks, stop func()) {
	t.Helper()
	f := New(x)
	f.look = time.Millisecond
	h, err := NewHooks(f, folder, hooks, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	h.now, h.sleep = at.Now, at.sleep
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	ended := make(chan error)
	go func() { ended <- h.Run(ctx) }()
	return h, func() {
		cancel()
		require.NoError(t, <-ended)
		require.NoError(t, h.Close())
	}
}

func (r *receiver) count() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.taken)
}

const patience = 60 * time.Second

func TestHooks(t *testing.T) {
	t.Parallel()
	w := indextest.New(12).Live(40)
	x := openIndex(t)
	fill(t, x, w, len(w.Chain)/2)
	to := newReceiver(t)
	_, stop := sending(t, x, t.TempDir(), hooked(t, to.URL, ""), &clock{now: indextest.Epoch})
	before := happened(t, x)
	require.Eventually(t, func() bool { return to.count() == len(before) }, patience, time.Millisecond)
	fill(t, x, w, len(w.Chain))
	all := happened(t, x)
	require.Eventually(t, func() bool { return to.count() == len(all) }, patience, time.Millisecond)
	stop()
	require.Equal(t, ids(all), to.taken)
}

// A hook that is started for the first time sends what comes next, and nothing before.
func TestHookFromNow(t *testing.T) {
	t.Parallel()
	w := indextest.New(13).Live(40)
	x := openIndex(t)
	fill(t, x, w, len(w.Chain)/2)
	to := newReceiver(t)
	hooks := hooked(t, to.URL, "")
	hooks[0].From = ""
	folder := t.TempDir()
	_, stop := sending(t, x, folder, hooks, &clock{now: indextest.Epoch})
	require.Eventually(t, func() bool { _, found, err := ReadState(folder, "crm"); return found && err == nil }, patience, time.Millisecond)
	before := len(happened(t, x))
	fill(t, x, w, len(w.Chain))
	all := happened(t, x)
	require.Eventually(t, func() bool { return to.count() == len(all)-before }, patience, time.Millisecond)
	stop()
	require.Equal(t, ids(all[before:]), to.taken)
}

// What an address does, and whatever moment the program is killed at: every event is
// taken in its order, or is a dead letter. Only what was on its way at a kill comes twice.
func TestHooksLoseNothing(t *testing.T) {
	t.Parallel()
	w := indextest.New(14).Live(12)
	x := openIndex(t)
	fill(t, x, w, len(w.Chain))
	want := ids(happened(t, x))
	rapid.Check(t, func(draw *rapid.T) {
		to := newReceiver(t)
		defer to.Close()
		folder, err := os.MkdirTemp(t.TempDir(), "")
		require.NoError(draw, err)
		at := &clock{now: indextest.Epoch}
		statuses := rapid.SliceOfN(rapid.SampledFrom([]int{200, 202, 204, 301, 400, 404, 429, 500, 503}), 60, 60).Draw(draw, "answers")
		calls := 0
		to.answer = func(_ string, w http.ResponseWriter) {
			w.WriteHeader(statuses[calls%len(statuses)])
			calls++
		}
		hooks := hooked(t, to.URL, "  giveUp: 1m\n")
		done := func() int {
			letters, err := ReadDeadLetters(folder, "crm")
			require.NoError(draw, err)
			return len(letters)
		}
		for restarts := rapid.IntRange(0, 4).Draw(draw, "kills"); ; restarts-- {
			former, _ := os.ReadFile(statePath(folder, "crm")) // #nosec G304
			seen := to.count()
			_, stop := sending(t, x, folder, hooks, at)
			if restarts == 0 {
				require.Eventually(draw, func() bool {
					state, _, err := ReadState(folder, "crm")
					return err == nil && state.After.String() == want[len(want)-1]
				}, patience, time.Millisecond)
				stop()
				break
			}
			require.Eventually(draw, func() bool { return to.count() > seen || done() > 0 || to.count()+done() >= len(want) }, patience, time.Millisecond)
			stop()
			if rapid.Bool().Draw(draw, "the state was not kept") && former != nil {
				require.NoError(draw, os.WriteFile(statePath(folder, "crm"), former, 0o600))
			}
		}
		letters, err := ReadDeadLetters(folder, "crm")
		require.NoError(draw, err)
		ended := map[string]bool{}
		for _, one := range letters {
			ended[one.ID] = true
			require.GreaterOrEqual(draw, one.Attempts, 2)
			require.NotEmpty(draw, one.Trouble)
		}
		last := form.EventID{}
		for _, id := range to.taken {
			p, err := form.ParseEventID(id)
			require.NoError(draw, err)
			require.True(draw, ended[id] || last.Before(p), "%s comes for the first time, after %s", id, last)
			ended[id], last = true, p
		}
		for _, id := range want {
			require.True(draw, ended[id], "event %s", id)
		}
	})
}

// An event that is not taken for long enough is a dead letter, and can be sent again.
func TestDeadLetters(t *testing.T) {
	t.Parallel()
	w := indextest.New(15).Live(20)
	x := openIndex(t)
	fill(t, x, w, len(w.Chain))
	want := ids(happened(t, x))
	refused := want[3]
	to := newReceiver(t)
	to.answer = func(id string, w http.ResponseWriter) {
		if id == refused {
			w.WriteHeader(http.StatusInternalServerError)
		}
	}
	folder := t.TempDir()
	h, stop := sending(t, x, folder, hooked(t, to.URL, ""), &clock{now: indextest.Epoch})
	require.Eventually(t, func() bool { return to.count() == len(want)-1 }, patience, time.Millisecond)
	letters, err := ReadDeadLetters(folder, "crm")
	require.NoError(t, err)
	require.Len(t, letters, 1)
	require.Equal(t, refused, letters[0].ID)
	require.Equal(t, "HTTP 500", letters[0].Trouble)
	require.Equal(t, indextest.Epoch, letters[0].Since.UTC())
	require.Greater(t, letters[0].Attempts, 72, "about once an hour for three days")
	require.Less(t, letters[0].Attempts, 110)
	require.JSONEq(t, to.bodies[refused], string(letters[0].Event))
	stop()

	sent, err := h.Resend(t.Context(), "crm")
	require.Equal(t, 0, sent)
	require.ErrorContains(t, err, "HTTP 500")
	to.mu.Lock()
	to.answer = nil
	to.mu.Unlock()
	sent, err = h.Resend(t.Context(), "crm")
	require.NoError(t, err)
	require.Equal(t, 1, sent)
	require.Equal(t, refused, to.taken[len(to.taken)-1])
	letters, err = ReadDeadLetters(folder, "crm")
	require.NoError(t, err)
	require.Empty(t, letters)
	_, err = h.Resend(t.Context(), "other")
	require.ErrorContains(t, err, "There is no hook other")
}

// Time in which the program did not run is no time of trying.
func TestDowntimeGivesNothingUp(t *testing.T) {
	t.Parallel()
	w := indextest.New(19).Live(10)
	x := openIndex(t)
	fill(t, x, w, len(w.Chain))
	want := ids(happened(t, x))
	to := newReceiver(t)
	calls := 0
	to.answer = func(_ string, w http.ResponseWriter) {
		if calls++; calls < 4 {
			w.WriteHeader(http.StatusInternalServerError)
		}
	}
	folder := t.TempDir()
	at := &clock{now: indextest.Epoch}
	source, err := New(x).Source(t.Context())
	require.NoError(t, err)
	long := indextest.Epoch.Add(-100 * time.Hour)
	require.NoError(t, State{Source: source, Attempts: 3, Since: long, Next: long.Add(time.Minute), Trouble: "HTTP 500"}.write(folder, "crm"))
	_, stop := sending(t, x, folder, hooked(t, to.URL, ""), at)
	require.Eventually(t, func() bool { return to.count() == len(want) }, patience, time.Millisecond)
	stop()
	letters, err := ReadDeadLetters(folder, "crm")
	require.NoError(t, err)
	require.Empty(t, letters)
}

// 410 Gone ends a hook, also after a restart, until it has another address.
func TestGone(t *testing.T) {
	t.Parallel()
	w := indextest.New(16).Live(10)
	x := openIndex(t)
	fill(t, x, w, len(w.Chain))
	want := ids(happened(t, x))
	to := newReceiver(t)
	calls := 0
	to.answer = func(_ string, w http.ResponseWriter) { calls++; w.WriteHeader(http.StatusGone) }
	folder := t.TempDir()
	hooks, at := hooked(t, to.URL, ""), &clock{now: indextest.Epoch}
	gone := func() bool { state, _, err := ReadState(folder, "crm"); return err == nil && state.Gone == to.URL }
	for range 2 {
		_, stop := sending(t, x, folder, hooks, at)
		require.Eventually(t, gone, patience, time.Millisecond)
		stop()
	}
	require.Equal(t, 1, calls)
	other := newReceiver(t)
	_, stop := sending(t, x, folder, hooked(t, other.URL, ""), at)
	require.Eventually(t, func() bool { return other.count() == len(want) }, patience, time.Millisecond)
	stop()
	require.Equal(t, want, other.taken, "from the event that the former address did not take")
}

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	for text, want := range map[string]time.Duration{
		"": 0, "7": 7 * time.Second, "99999999": time.Hour, "-1": 0, "soon": 0, "1e3": 0,
		"Sun, 01 Mar 2026 08:00:30 GMT": 30 * time.Second, "Sun, 01 Mar 2026 07:00:00 GMT": 0, "Mon, 01 Mar 2027 07:00:00 GMT": time.Hour,
	} {
		require.Equal(t, want, retryAfter(text, now), "%q", text)
	}
	for failures := 1; failures < 100; failures++ {
		pause := pauseAfter(failures)
		require.Greater(t, pause, 800*time.Millisecond)
		require.LessOrEqual(t, pause, time.Hour)
	}
}

// An answer that points elsewhere is not followed: the events would go there.
func TestRedirectIsNotFollowed(t *testing.T) {
	t.Parallel()
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("called") }))
	defer elsewhere.Close()
	to := newReceiver(t)
	to.answer = func(_ string, w http.ResponseWriter) {
		w.Header().Set("Location", elsewhere.URL)
		w.WriteHeader(http.StatusTemporaryRedirect)
	}
	h, err := NewHooks(New(openIndex(t)), t.TempDir(), nil, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	hook := hooked(t, to.URL, "")[0]
	require.Equal(t, "HTTP 307", h.call(t.Context(), hook, "1.0", []byte(`{"id":"1.0"}`)).trouble)
}

// Neither log nor state shows a secret, or an address beyond its host: it may hold a token.
func TestLogHoldsNoSecret(t *testing.T) {
	t.Parallel()
	w := indextest.New(17).Live(10)
	x := openIndex(t)
	fill(t, x, w, len(w.Chain))
	closed := httptest.NewServer(nil)
	closed.Close()
	folder := t.TempDir()
	var log bytes.Buffer
	f := New(x)
	h, err := NewHooks(f, folder, hooked(t, closed.URL+"/token-in-the-path?key=token-too", ""), slog.New(slog.NewTextHandler(&log, nil)))
	require.NoError(t, err)
	at := &clock{now: indextest.Epoch}
	h.now, h.sleep = at.Now, at.sleep
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- h.Run(ctx) }()
	require.Eventually(t, func() bool { letters, err := ReadDeadLetters(folder, "crm"); return err == nil && len(letters) > 0 }, patience, time.Millisecond)
	cancel()
	require.NoError(t, <-ended)
	require.Contains(t, log.String(), "given up")
	for name, text := range map[string]string{"log": log.String(), "state": read(t, statePath(folder, "crm")), "letters": read(t, deadLettersPath(folder, "crm"))} {
		require.NotContains(t, text, "token", name)
		require.NotContains(t, text, strings.TrimPrefix(secret, "whsec_"), name)
	}
}

func read(t testing.TB, path string) string {
	t.Helper()
	text, err := os.ReadFile(path) // #nosec G304
	require.NoError(t, err)
	return string(text)
}

func TestHooksRefuse(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(folder, "secret"), []byte(secret), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(folder, "open"), []byte(secret), 0o644))
	require.NoError(t, os.WriteFile(filepath.Join(folder, "short"), []byte("whsec_MDEy"), 0o600))
	hook := func(lines ...string) string {
		fields := map[string]string{"name": "crm", "url": "https://crm.example/alliance", "secretFile": "secret"}
		order := []string{"name", "url", "secretFile"}
		for _, line := range lines {
			name, value, _ := strings.Cut(line, ": ")
			if _, there := fields[name]; !there {
				order = append(order, name)
			}
			fields[name] = value
		}
		text := ""
		for i, name := range order {
			lead := "  "
			if i == 0 {
				lead = "- "
			}
			text += lead + name + ": " + fields[name] + "\n"
		}
		return text
	}
	for name, row := range map[string]struct{ text, says string }{
		"ok":                  {"hooks:\n" + hook(), ""},
		"ok/all":              {"hooks:\n" + hook("alliance: zgc@industry", "party: a@industry", "type: JoinFiled", "from: now", "giveUp: 2h"), ""},
		"ok/this machine":     {"hooks:\n" + hook("url: http://127.0.0.1:9999/x"), ""},
		"ok/this machine, v6": {"hooks:\n" + hook(`url: "http://[::1]:9999/x"`), ""},
		"fail/none":           {"hooks: []\n", "names 1 to 100"},
		"fail/twice":          {"hooks:\n" + hook() + hook(), "Two hooks are called crm"},
		"fail/name":           {"hooks:\n" + hook("name: ../crm"), "cannot be the name of a hook"},
		"fail/clear":          {"hooks:\n" + hook("url: http://crm.example/"), "has to begin with https://"},
		"fail/clear, by name": {"hooks:\n" + hook("url: http://127.0.0.1.crm.example/"), "has to begin with https://"},
		"fail/file":           {"hooks:\n" + hook("url: file:///etc/passwd"), "url is no address"},
		"fail/no host":        {"hooks:\n" + hook("url: https:///x"), "url is no address"},
		"fail/password":       {"hooks:\n" + hook("url: https://a:b@crm.example/"), "holds a user or a password"},
		"fail/from":           {"hooks:\n" + hook("from: yesterday"), `from is "now" or "start"`},
		"fail/type":           {"hooks:\n" + hook("type: Joined"), `there is no event "Joined"`},
		"fail/id":             {"hooks:\n" + hook("alliance: zgc"), "is not an id"},
		"fail/giveUp":         {"hooks:\n" + hook("giveUp: 3 days"), "wanted:duration"},
		"fail/negative":       {"hooks:\n" + hook("giveUp: -2h"), "giveUp is a length of time"},
		"fail/exposed":        {"hooks:\n" + hook("secretFile: open"), "chmod 600"},
		"fail/short":          {"hooks:\n" + hook("secretFile: short"), "holds no secret"},
		"fail/no secret":      {"hooks:\n- name: crm\n  url: https://crm.example/\n", "has no secretFile"},
		"fail/not there":      {"hooks:\n" + hook("secretFile: none"), "no such file"},
		"fail/unknown field":  {"hooks:\n" + hook("secret: x"), "secret"},
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(folder, "hooks.yaml")
			require.NoError(t, os.WriteFile(file, []byte(row.text), 0o600))
			_, err := ReadHooks(file)
			if row.says == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, row.says)
		})
	}
}

// Two programs do not send from one folder, and a hook does not go on in another chain.
func TestHooksOfAnother(t *testing.T) {
	t.Parallel()
	w := indextest.New(18).Live(5)
	x := openIndex(t)
	fill(t, x, w, len(w.Chain))
	folder := t.TempDir()
	hooks := hooked(t, "https://crm.example/", "")
	h, err := NewHooks(New(x), folder, hooks, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	_, err = NewHooks(New(x), folder, hooks, slog.New(slog.DiscardHandler))
	require.ErrorContains(t, err, "Another program sends from")
	require.NoError(t, State{Source: "/ledgers/other"}.write(folder, "crm"))
	err = h.Run(t.Context())
	require.ErrorContains(t, err, "another ledger")
	require.NoError(t, os.WriteFile(statePath(folder, "crm"), []byte("{"), 0o600))
	require.ErrorContains(t, h.Run(t.Context()), "cannot be read")
	var message *catalogue.Message
	require.ErrorAs(t, h.Run(t.Context()), &message)
	require.NoError(t, h.Close())
}
