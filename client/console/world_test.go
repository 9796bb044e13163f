package console_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"html"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/client"
	"allianceregistry/client/console"
	"allianceregistry/client/memory"
	"allianceregistry/internal/web"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/memledger"
)

const league = "hyperledger@industry"

// world is an alliance of IBM's, to which others may apply.
type world struct {
	t     *testing.T
	chain *memledger.Ledger
	ibm   *client.Client
}

func newWorld(t *testing.T) *world {
	w := &world{t: t, chain: memledger.New()}
	w.ibm = w.register("ibm@industry", "IBM")
	w.submit(w.ibm, membership.FoundAlliance{
		Request: client.NewRequest(), Slug: "hyperledger", Names: form.Names{"en": "Hyperledger", "zh": "超级账本"},
		Founders: []string{"ibm@industry"}, Charter: bylaws(),
	})
	return w
}

func bylaws() charter.Charter {
	oneVote := func() *charter.Rule {
		return &charter.Rule{
			LockOut: charter.LockOutAccepted, Voting: "P7D", Early: true, Pass: charter.Expression{Votes: charter.CountFor, AtLeast: "1"},
		}
	}
	rules := charter.Rules{}
	for _, action := range []charter.Action{
		charter.Admit, charter.Suspend, charter.Reinstate, charter.Expel, charter.Renew, charter.Reclassify, charter.Resolve,
		charter.Recognize, charter.MandateAction, charter.SeatAction, charter.Vacate, charter.Amend, charter.Dissolve,
	} {
		rules[action] = oneVote()
	}
	return charter.Charter{
		Schema: 1, Founders: "member", Rules: rules,
		Classes: []charter.Class{
			{
				ID: "member", Names: form.Names{"en": "Member", "zh": "会员"}, Kinds: []charter.Kind{charter.Enterprise},
				Rights: []charter.Right{charter.Vote, charter.ProposeRight, charter.SeatRight},
			},
			{ID: "observer", Names: form.Names{"en": "Observer", "zh": "观察员"}, Kinds: []charter.Kind{charter.Enterprise}, Rights: []charter.Right{}},
		},
		Measures: []charter.Measure{
			{ID: "population", Names: form.Names{"en": "Population", "zh": "人口"}, Own: true},
			{ID: "dues", Names: form.Names{"en": "Dues", "zh": "会费"}, Own: true},
			{ID: "seats", Names: form.Names{"en": "Seats", "zh": "席位"}},
		},
		Organs:      []charter.Organ{{ID: "board", Names: form.Names{"en": "Board", "zh": "理事会"}, Seats: 3, Founders: true}},
		Resolutions: []charter.ResolutionKind{{ID: "special", Names: form.Names{"en": "Special resolution", "zh": "特别决议"}}},
		Figures:     []charter.FigureKind{{ID: "attendance", Names: form.Names{"en": "Attendance", "zh": "出席人数"}, By: &charter.Who{Classes: []string{"member"}}}},
		Dues:        &charter.Dues{By: &charter.Who{Classes: []string{"member"}}},
		Agreements:  []charter.Agreement{{ID: "code", Names: form.Names{"en": "Code of conduct", "zh": "行为准则"}, Version: "1", Digest: strings.Repeat("b", 64)}},
	}
}

// ledger is the chain as a party reaches it.
func (w *world) ledger(party string) client.Ledger {
	_, host, _ := strings.Cut(party, "@")
	key := sha256.Sum256([]byte(party))
	return memory.Open(w.chain, membership.Caller{MSP: host, Key: hex.EncodeToString(key[:]), Party: party})
}

func (w *world) register(party, name string) *client.Client {
	c := client.New(w.ledger(party))
	w.submit(c, membership.RegisterParty{Request: client.NewRequest(), Kind: charter.Enterprise, Names: form.Names{"en": name}})
	return c
}

func (w *world) submit(c *client.Client, t membership.Transaction) membership.Event {
	receipt, err := c.Submit(context.Background(), t)
	require.NoError(w.t, err)
	return receipt.Event
}

// count is how often something took effect.
func (w *world) count(kind string) (count int) {
	for event, err := range w.ibm.Events(context.Background(), client.Position{}, w.chain.Height()) {
		require.NoError(w.t, err)
		if event.Event.Type == kind {
			count++
		}
	}
	return count
}

// browser is one person at a party's pages.
type browser struct {
	t  *testing.T
	at string // the origin
	// address is the same server's, by its number.
	address string
	link    string // not opened yet
	http    *http.Client
	lang    string
}

// serve has pages served for a party over a ledger, and returns a browser whose link is open.
func serve(t *testing.T, party string, ledger client.Ledger, reading http.Handler) *browser {
	b := unopened(t, party, ledger, reading)
	b.open(b.link)
	return b
}

func unopened(t *testing.T, party string, ledger client.Ledger, reading http.Handler) *browser {
	name := web.NewName()
	pages, err := console.New(console.Options{
		Client: client.New(ledger, client.WithAttempts(2), client.WithPause(1)), Party: party, Names: []string{name}, Pages: reading,
		Calendar: filepath.Join(t.TempDir(), "calendars", party),
	})
	require.NoError(t, err)
	return serveAt(t, name, pages)
}

// serveAt has pages served by a name, and returns a browser whose link is not open yet.
func serveAt(t *testing.T, name string, pages *console.Console) *browser {
	ctx, cancel := context.WithCancel(context.Background())
	server, err := web.Listen(ctx, web.Options{Address: "127.0.0.1:0"}, pages.Handler())
	require.NoError(t, err)
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(ctx) }()
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	address := strings.TrimPrefix(server.URL(), "http://")
	own := &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) { // as a browser resolves such names
		return new(net.Dialer).DialContext(ctx, "tcp", address)
	}}
	b := &browser{t: t, at: server.URLBy(name), address: server.URL(), link: pages.NewLink(), http: &http.Client{Jar: jar, Transport: own}, lang: "en"}
	t.Cleanup(func() {
		b.http.CloseIdleConnections()
		cancel()
		require.NoError(t, <-ended)
	})
	return b
}

// page is an answer, read.
type page struct {
	status int
	path   string
	body   string
}

// open follows a link.
func (b *browser) open(path string) page {
	r, err := http.NewRequest(http.MethodGet, b.at+path, nil)
	require.NoError(b.t, err)
	return b.do(r)
}

// send sends a form.
func (b *browser) send(path string, fields url.Values, edit ...func(*http.Request)) page {
	r, err := http.NewRequest(http.MethodPost, b.at+path, strings.NewReader(fields.Encode()))
	require.NoError(b.t, err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", b.at)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	for _, change := range edit {
		change(r)
	}
	return b.do(r)
}

func (b *browser) do(r *http.Request) page {
	r.Header.Set("Accept-Language", b.lang)
	answer, err := b.http.Do(r)
	require.NoError(b.t, err)
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	require.NoError(b.t, err)
	return page{answer.StatusCode, answer.Request.URL.RequestURI(), string(body)}
}

var inputs = regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)"`)

// hidden are the fields of a page that its reader does not fill in.
func (p page) hidden() url.Values {
	fields := url.Values{}
	for _, found := range inputs.FindAllStringSubmatch(p.body, -1) {
		fields.Set(found[1], html.UnescapeString(found[2]))
	}
	return fields
}

// fill is the form of a page with more filled in.
func (p page) fill(pairs ...string) url.Values {
	fields := p.hidden()
	for i := 0; i < len(pairs); i += 2 {
		fields.Set(pairs[i], pairs[i+1])
	}
	return fields
}

// act goes from a form to the receipt.
func (b *browser) act(path string, pairs ...string) page {
	form := b.open(path)
	require.Equal(b.t, http.StatusOK, form.status, form.body)
	preview := b.preview(path, pairs...)
	require.Equal(b.t, http.StatusOK, preview.status, preview.body)
	receipt := b.send("/sign", preview.hidden())
	require.Equal(b.t, http.StatusOK, receipt.status, receipt.body)
	require.Contains(b.t, receipt.path, "/receipts/")
	return receipt
}

// preview fills in a form and sends it.
func (b *browser) preview(path string, pairs ...string) page {
	to, _, _ := strings.Cut(path, "?")
	return b.send(to, b.open(path).fill(pairs...))
}
