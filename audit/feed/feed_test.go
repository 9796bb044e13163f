package feed

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/index"
	"allianceregistry/audit/index/indextest"
	"allianceregistry/internal/catalogue"
	"allianceregistry/membership/form"
)

// openIndex opens an empty index.
func openIndex(t testing.TB) *index.Index {
	t.Helper()
	x, err := index.Open(t.Context(), filepath.Join(t.TempDir(), "index.db"))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, x.Close()) })
	return x
}

// fill adds a world's blocks before a number.
func fill(t testing.TB, x *index.Index, w *indextest.World, until int) {
	t.Helper()
	ctx := context.WithoutCancel(t.Context())
	at, err := x.Checkpoint(ctx)
	require.NoError(t, err)
	require.NoError(t, x.Add(ctx, w.Chain[at.Next:until], w.Checkpoint(uint64(until))))
}

// happened is everything that took effect in a world, by what its transactions say.
func happened(t testing.TB, x *index.Index) []Event {
	t.Helper()
	page, err := x.History(context.WithoutCancel(t.Context()), index.Filter{Page: index.Page{Oldest: true, Size: index.MaxPage}})
	require.NoError(t, err)
	require.Empty(t, page.Next)
	var all []Event
	for _, entry := range page.Entries {
		if entry.Event != nil {
			all = append(all, eventOf("", entry))
		}
	}
	return all
}

// take takes so many events.
func take(t testing.TB, f *Feed, after form.EventID, filter Filter, count int) []Event {
	t.Helper()
	var taken []Event
	for event, err := range f.Events(t.Context(), after, filter) {
		require.NoError(t, err)
		if taken = append(taken, event); len(taken) == count {
			break
		}
	}
	return taken
}

func ids(events []Event) []string {
	var all []string
	for _, one := range events {
		all = append(all, one.EventID.String())
	}
	return all
}

// Whoever stops after any event and goes on from it misses nothing and sees nothing twice.
func TestEventsGoOn(t *testing.T) {
	t.Parallel()
	w := indextest.New(5).Live(60)
	x := openIndex(t)
	fill(t, x, w, len(w.Chain))
	f := New(x)
	want := happened(t, x)
	after := form.EventID{}
	for i := range want {
		require.Equal(t, ids(want[i:]), ids(take(t, f, after, Filter{}, len(want)-i)))
		after = want[i].EventID
	}
}

// The same while blocks come between.
func TestEventsGoOnWhileBlocksCome(t *testing.T) {
	t.Parallel()
	for seed := range uint64(4) {
		w := indextest.New(seed).Live(60)
		full := openIndex(t)
		fill(t, full, w, len(w.Chain))
		want := ids(happened(t, full))
		x := openIndex(t)
		f, chance := New(x), rand.New(rand.NewPCG(seed, 0))
		filled := 0
		var got []string
		for after := (form.EventID{}); len(got) < len(want); {
			if filled < len(w.Chain) {
				filled += 1 + chance.IntN(len(w.Chain)-filled)
				fill(t, x, w, filled)
			}
			if there := len(happened(t, x)) - len(got); there > 0 {
				some := take(t, f, after, Filter{}, 1+chance.IntN(there))
				after = some[len(some)-1].EventID
				got = append(got, ids(some)...)
			}
		}
		require.Equal(t, want, got, "seed %d", seed)
	}
}

// A reader that waits gets what comes, also where nobody tells that blocks were added.
func TestEventsWait(t *testing.T) {
	t.Parallel()
	w := indextest.New(6).Live(20)
	for name, told := range map[string]bool{"told": true, "found": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			x := openIndex(t)
			f := New(x)
			if told {
				f.look = time.Hour
			} else {
				f.look = 10 * time.Millisecond
			}
			got := make(chan []Event)
			full := openIndex(t)
			fill(t, full, w, len(w.Chain))
			want := happened(t, full)
			go func() { got <- take(t, f, form.EventID{}, Filter{}, len(want)) }()
			for i := 1; i <= len(w.Chain); i++ {
				fill(t, x, w, i)
				if told {
					f.Wake()
				}
			}
			require.Equal(t, ids(want), ids(<-got))
		})
	}
}

func TestEventsFilter(t *testing.T) {
	t.Parallel()
	w := indextest.New(7).Live(80)
	x := openIndex(t)
	fill(t, x, w, len(w.Chain))
	f := New(x)
	all := happened(t, x)
	for name, row := range map[string]struct {
		filter Filter
		is     func(Event) bool
	}{
		"alliance": {Filter{Alliance: "zgc@industry"}, func(e Event) bool { return e.What.Alliance == "zgc@industry" }},
		"type":     {Filter{Type: "JoinFiled"}, func(e Event) bool { return e.What.Type == "JoinFiled" }},
		"both": {Filter{Alliance: "ring@association", Type: "EndorsementGiven"}, func(e Event) bool {
			return e.What.Alliance == "ring@association" && e.What.Type == "EndorsementGiven"
		}},
	} {
		var want []string
		for _, e := range all {
			if row.is(e) {
				want = append(want, e.EventID.String())
			}
		}
		require.NotEmpty(t, want, name)
		require.Equal(t, want, ids(take(t, f, form.EventID{}, row.filter, len(want))), name)
	}
}

// Every event is a CloudEvent as the specification's JSON form has it (version 1.0.2, "Context
// attributes" and its JSON event format), and says what it is about.
func TestCloudEvents(t *testing.T) {
	t.Parallel()
	w := indextest.New(8).Live(80)
	x := openIndex(t)
	fill(t, x, w, len(w.Chain))
	f := New(x)
	source, err := f.Source(t.Context())
	require.NoError(t, err)
	_, err = url.Parse(source)
	require.NoError(t, err)
	attribute := regexp.MustCompile("^[a-z0-9]{1,20}$")
	for _, one := range take(t, f, form.EventID{}, Filter{}, len(happened(t, x))) {
		text, err := json.Marshal(one)
		require.NoError(t, err)
		var attributes map[string]any
		require.NoError(t, json.Unmarshal(text, &attributes))
		carried := attributes["data"]
		delete(attributes, "data")
		for name, value := range attributes {
			require.Regexp(t, attribute, name)
			require.NotEmpty(t, value)
		}
		at, err := time.Parse(time.RFC3339, attributes["time"].(string))
		require.NoError(t, err)
		require.True(t, one.Time.Equal(at))
		delete(attributes, "time")
		require.Equal(t, map[string]any{
			"specversion": "1.0", "id": one.EventID.String(), "source": source, "type": TypePrefix + one.What.Type,
			"subject": cmp.Or(one.What.Alliance, one.What.Party), "datacontenttype": "application/json",
		}, attributes)
		again, err := json.Marshal(carried)
		require.NoError(t, err)
		var data data
		require.NoError(t, json.Unmarshal(again, &data))
		require.Equal(t, one.What, data.Event)
		require.Equal(t, one.Tx, data.Tx)
	}
}

// TestAddedMeanwhile: a pass yields what was there when it began, and no event of a block that
// was added since: the next pass yields it. Block 0, which makes the channel, has none.
func TestAddedMeanwhile(t *testing.T) {
	t.Parallel()
	w := indextest.New(5).Live(60)
	x := openIndex(t)
	fill(t, x, w, len(w.Chain))
	f := New(x)
	for last := range uint64(20) {
		goesOn, err := f.pass(t.Context(), form.EventID{}, endOf(last), Filter{}, func(e Event, err error) bool {
			require.NoError(t, err)
			require.LessOrEqual(t, e.Block, last)
			require.NotZero(t, e.Block)
			return true
		})
		require.NoError(t, err)
		require.True(t, goesOn)
	}
}

func TestEmptyIndex(t *testing.T) {
	t.Parallel()
	f := New(openIndex(t))
	_, err := f.Source(t.Context())
	require.ErrorIs(t, err, ErrEmpty)
	end, err := f.End(t.Context())
	require.NoError(t, err)
	require.Equal(t, form.EventID{}, end)
}

func TestBothLanguages(t *testing.T) {
	t.Parallel()
	keys := map[string][]string{}
	for _, lang := range catalogue.Languages {
		words, err := catalogue.In(lang, Words)
		require.NoError(t, err)
		require.NotContains(t, words.Say("feed.type", catalogue.Params{"type": "X"}), "{{")
		content, err := Words.ReadFile(lang + ".json")
		require.NoError(t, err)
		var texts map[string]string
		require.NoError(t, json.Unmarshal(content, &texts))
		for key := range texts {
			keys[lang] = append(keys[lang], key)
		}
	}
	require.ElementsMatch(t, keys["en"], keys["zh"])
}

// refused writes a refusal's code.
func refused(w http.ResponseWriter, _ *http.Request, err error) {
	var why *Refusal
	if !errors.As(err, &why) {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	http.Error(w, why.Code+" "+why.Key, why.Status)
}

// streamed serves a stream.
func streamed(t *testing.T, s *Stream) string {
	t.Helper()
	s.Refuse = refused
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	return server.URL
}

// connect opens a stream, and returns a function that reads the id and type of the next event.
func connect(t *testing.T, url, last string) (next func() (id, kind string), end func()) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	require.NoError(t, err)
	if last != "" {
		request.Header.Set("Last-Event-ID", last)
	}
	got, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, got.StatusCode)
	require.Equal(t, "text/event-stream; charset=utf-8", got.Header.Get("Content-Type"))
	lines := bufio.NewScanner(got.Body)
	lines.Buffer(nil, 1<<20)
	return func() (id, kind string) {
		for lines.Scan() {
			switch line := lines.Text(); {
			case strings.HasPrefix(line, "id: "):
				id = line[4:]
			case strings.HasPrefix(line, "event: "):
				kind = line[7:]
			case strings.HasPrefix(line, "data: "):
				require.True(t, json.Valid([]byte(line[6:])))
			case line == "" && id != "":
				return id, kind
			}
		}
		return "", ""
	}, func() { _ = got.Body.Close() }
}

func TestStream(t *testing.T) {
	t.Parallel()
	w := indextest.New(9).Live(60)
	x := openIndex(t)
	fill(t, x, w, len(w.Chain)/2)
	s := &Stream{Feed: New(x)}
	url := streamed(t, s)
	before := happened(t, x)

	// From the beginning, then cut off, then from the last id on.
	next, end := connect(t, url+"?after=0.0", "")
	for _, want := range before[:5] {
		id, kind := next()
		require.Equal(t, want.EventID.String(), id)
		require.Equal(t, want.What.Type, kind)
	}
	end()
	next, end = connect(t, url+"?after=0.0", before[4].EventID.String())
	id, _ := next()
	require.Equal(t, before[5].EventID.String(), id, "Last-Event-ID comes before what the address says")
	end()

	// Without a place: what comes next.
	next, end = connect(t, url, "")
	defer end()
	fill(t, x, w, len(w.Chain))
	s.Feed.Wake()
	for _, want := range happened(t, x)[len(before):] {
		id, _ := next()
		require.Equal(t, want.EventID.String(), id)
	}
}

func TestStreamRefuses(t *testing.T) {
	t.Parallel()
	url := streamed(t, &Stream{Feed: New(openIndex(t)), Max: 1})
	for query, code := range map[string]string{
		"?after=1":                       "BAD_PARAMETER feed.after",
		"?after=1.2%0A":                  "BAD_PARAMETER feed.after",
		"?type=Nothing":                  "BAD_PARAMETER feed.type",
		"?type=JoinFiled%0Adata:%20x":    "BAD_PARAMETER feed.type",
		"?alliance=zgc":                  "BAD_PARAMETER feed.id",
		"?party=%3Cscript%3E":            "BAD_PARAMETER feed.id",
		"?alliances=zgc@industry":        "BAD_PARAMETER feed.parameter",
		"?type=JoinFiled&type=JoinFiled": "BAD_PARAMETER feed.parameter",
		"?a=%zz":                         "BAD_PARAMETER feed.query",
		"?a;b":                           "BAD_PARAMETER feed.query",
	} {
		got, err := http.Get(url + query)
		require.NoError(t, err)
		text, err := bufio.NewReader(got.Body).ReadString('\n')
		require.NoError(t, err)
		require.NoError(t, got.Body.Close())
		require.Equal(t, http.StatusBadRequest, got.StatusCode, query)
		require.Equal(t, code, strings.TrimSpace(text), query)
	}
	_, end := connect(t, url, "")
	got, err := http.Get(url)
	require.NoError(t, err)
	require.Equal(t, http.StatusServiceUnavailable, got.StatusCode, "one reader is connected")
	require.NoError(t, got.Body.Close())
	end()
	require.Eventually(t, func() bool {
		got, err := http.Get(url + "?type=JoinFiled")
		require.NoError(t, err)
		defer got.Body.Close()
		return got.StatusCode == http.StatusOK
	}, 20*time.Second, 10*time.Millisecond, "its place is free again")
}

// A server that stops ends its streams.
func TestStreamEnds(t *testing.T) {
	t.Parallel()
	done := make(chan struct{})
	url := streamed(t, &Stream{Feed: New(openIndex(t)), Done: done})
	next, end := connect(t, url, "")
	defer end()
	close(done)
	id, _ := next()
	require.Empty(t, id)
}

// The time that a server gives a request, and an answer, is none for a stream.
func TestStreamOutlivesLimits(t *testing.T) {
	t.Parallel()
	const limit = 50 * time.Millisecond
	w := indextest.New(10).Live(10)
	x := openIndex(t)
	server := httptest.NewUnstartedServer(&Stream{Feed: New(x), Refuse: refused})
	server.Config.ReadTimeout, server.Config.WriteTimeout = limit, limit
	server.Start()
	defer server.Close()
	next, end := connect(t, server.URL, "")
	defer end()
	time.Sleep(4 * limit) // so that both are over
	fill(t, x, w, len(w.Chain))
	id, _ := next()
	require.Equal(t, happened(t, x)[0].EventID.String(), id)
}

// stuck is a reader that takes nothing.
type stuck struct {
	*httptest.ResponseRecorder
	reached chan struct{}
	release chan struct{}
}

func (s *stuck) Write(text []byte) (int, error) {
	close(s.reached)
	<-s.release
	return 0, errors.New("gone")
}

func (s *stuck) SetWriteDeadline(time.Time) error { return nil }

// One reader that takes nothing does not keep events from another.
func TestStreamSlowReader(t *testing.T) {
	t.Parallel()
	w := indextest.New(11).Live(40)
	x := openIndex(t)
	fill(t, x, w, len(w.Chain))
	s := &Stream{Feed: New(x)}
	address := streamed(t, s)
	slow := &stuck{httptest.NewRecorder(), make(chan struct{}), make(chan struct{})}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		s.ServeHTTP(slow, httptest.NewRequest(http.MethodGet, "/?after=0.0", nil))
	}()
	<-slow.reached
	next, end := connect(t, address+"?after=0.0", "")
	defer end()
	for _, want := range happened(t, x) {
		id, _ := next()
		require.Equal(t, want.EventID.String(), id)
	}
	close(slow.release)
	<-ended
}
