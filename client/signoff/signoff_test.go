package signoff_test

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/client"
	"allianceregistry/client/memory"
	"allianceregistry/client/signoff"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/memledger"
)

const party = "cisco@industry"

// world is a desk for Li and Han, of whom either may approve what the other prepares.
type world struct {
	t      *testing.T
	folder string
	chain  *memledger.Ledger
	desk   *signoff.Desk
	li     *client.Client
	now    time.Time
	fails  bool // the ledger, for whatever is sent
	sent   int
	during func() // while it is sent
}

func newWorld(t *testing.T) *world {
	w := &world{t: t, folder: filepath.Join(t.TempDir(), "waiting"), chain: memledger.New(), now: time.Now()}
	w.open()
	return w
}

// ledger is that of a person with a key of the party's.
func (w *world) ledger(key string) client.Ledger {
	return ledger{memory.Open(w.chain, membership.Caller{MSP: "industry", Key: strings.Repeat(key, 64), Party: party}), w}
}

// ledger fails when it is to, and counts what is sent.
type ledger struct {
	client.Ledger
	w *world
}

var counting sync.Mutex

func (l ledger) Submit(ctx context.Context, name string, argument []byte) (client.Commit, error) {
	counting.Lock()
	l.w.sent++
	counting.Unlock()
	if l.w.during != nil {
		l.w.during()
	}
	if l.w.fails {
		return client.Commit{}, &client.Fault{Phase: client.Order, Kind: client.Failed}
	}
	return l.Ledger.Submit(ctx, name, argument)
}

// open opens the desk, as a program does that starts.
func (w *world) open() {
	rules := []signoff.Rule{{Party: party, Acts: []string{"RegisterParty", "Propose:expel", "Leave"}, Approvers: []string{"li", "han"}, Within: time.Hour}}
	people := map[string]string{"li": party, "han": party, "wei": party}
	require.NoError(w.t, signoff.Check(rules, people))
	desk, err := signoff.Open(w.folder, rules, slog.New(slog.DiscardHandler))
	require.NoError(w.t, err)
	desk.At(func() time.Time { return w.now })
	w.desk = desk
	w.li = desk.Client("li", party, w.ledger("a"), client.WithAttempts(1))
	desk.Client("han", party, w.ledger("b"), client.WithAttempts(1))
	w.t.Cleanup(func() { _ = desk.Close() })
}

// registration is an act that needs a second person.
func registration() membership.Transaction {
	return membership.RegisterParty{Request: client.NewRequest(), Kind: charter.Enterprise, Names: form.Names{"en": "Cisco"}}
}

func (w *world) prepare() signoff.Act {
	act, err := w.desk.Prepare("li", party, registration())
	require.NoError(w.t, err)
	return act
}

func (w *world) approve(person string, act signoff.Act) (signoff.Act, error) {
	return w.desk.Approve(w.t.Context(), person, party, act.ID, act.Digest)
}

// What another person approved is signed, by the key of who prepared it, and is found by both.
func TestApproved(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	act := w.prepare()
	require.Zero(t, w.sent)
	require.Len(t, w.desk.Acts("han", party), 1)
	signed, err := w.approve("han", act)
	require.NoError(t, err)
	require.Equal(t, signoff.Signed, signed.State)
	require.Equal(t, "han", signed.Decided)
	authorities, err := client.Ask(t.Context(), w.li, membership.ListAuthorities{Party: party})
	require.NoError(t, err)
	require.Equal(t, strings.Repeat("a", 64), authorities.Authorities[0].Key, "the key of who prepared it")
	again, err := w.approve("han", act)
	require.NoError(t, err)
	require.Equal(t, signed.Receipt, again.Receipt)
	require.Equal(t, 1, w.sent, "one approval signs once")
	require.ErrorContains(t, w.desk.Reject(t.Context(), "li", party, act.ID), "does not wait any more")
}

// Nobody approves the own act, nor an act without being named, nor another party's; and nobody
// sees what is not theirs to see.
func TestWhoMayApprove(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	act := w.prepare()
	_, err := w.approve("li", act)
	require.ErrorContains(t, err, "another person has to approve")
	for _, other := range []string{"wei", "nobody", ""} {
		_, err = w.approve(other, act)
		require.ErrorContains(t, err, "not yours to see", other)
		require.Empty(t, w.desk.Acts(other, party))
	}
	_, err = w.desk.Approve(t.Context(), "han", "ibm@industry", act.ID, act.Digest)
	require.ErrorContains(t, err, "not yours to see")
	for _, id := range []string{"", "..", "../" + act.ID, strings.Repeat("A", 26)} {
		_, err = w.desk.Act("han", party, id)
		require.ErrorContains(t, err, "not yours to see", id)
	}
	require.Zero(t, w.sent)
}

// What is not what was shown is not signed: another digest, or a file that was changed.
func TestChanged(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	act := w.prepare()
	_, err := w.desk.Approve(t.Context(), "han", party, act.ID, strings.Repeat("0", 64))
	require.ErrorContains(t, err, "not what was shown")
	file := filepath.Join(w.folder, act.ID+".json")
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	for old, other := range map[string]string{"Cisco": "Other", `"by": "li"`: `"by": "han"`, "RegisterParty": "Leave", act.Expires.Format(time.RFC3339Nano): "2099-01-01T00:00:00Z"} {
		require.Contains(t, string(text), old)
		require.NoError(t, os.WriteFile(file, []byte(strings.ReplaceAll(string(text), old, other)), 0o600))
		for _, person := range []string{"li", "han"} {
			_, err = w.approve(person, act)
			require.Error(t, err, other)
		}
	}
	require.Zero(t, w.sent)
	require.NoError(t, os.WriteFile(file, text, 0o600))
	_, err = w.approve("han", act)
	require.NoError(t, err, "as it was")
}

// Two who approve at the same time have it signed once.
func TestTwoAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	act := w.prepare()
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			signed, err := w.desk.Approve(context.WithoutCancel(t.Context()), "han", party, act.ID, act.Digest)
			if err != nil || signed.State != signoff.Signed {
				t.Error(signed.State, err)
			}
		})
	}
	all.Wait()
	require.Equal(t, 1, w.sent)
}

// What waits outlives the program, and so does an approval whose sending failed: the same
// request is sent again.
func TestRestart(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	act := w.prepare()
	_, err := signoff.Open(w.folder, nil, slog.New(slog.DiscardHandler))
	require.ErrorContains(t, err, "Another program")
	w.fails = true
	_, err = w.approve("han", act)
	require.Error(t, err)
	require.NoError(t, w.desk.Close())
	w.open()
	kept, err := w.desk.Act("li", party, act.ID)
	require.NoError(t, err)
	require.Equal(t, signoff.Approved, kept.State)
	require.Equal(t, act.Argument, kept.Argument)
	w.fails = false
	signed, err := w.approve("han", act)
	require.NoError(t, err)
	require.Equal(t, signoff.Signed, signed.State)
}

// Nothing is signed after its time, nor what was rejected or taken back.
func TestOver(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	late, rejected, taken := w.prepare(), w.prepare(), w.prepare()
	require.NoError(t, w.desk.Reject(t.Context(), "han", party, rejected.ID))
	require.NoError(t, w.desk.Reject(t.Context(), "li", party, taken.ID))
	require.Error(t, w.desk.Reject(t.Context(), "wei", party, late.ID))
	w.now = w.now.Add(time.Hour)
	for _, act := range []signoff.Act{late, rejected, taken} {
		_, err := w.approve("han", act)
		require.ErrorContains(t, err, "does not wait any more")
	}
	require.Zero(t, w.sent)
}

// By whatever way it comes, what needs a second person is not signed, even while another act of
// the same person is; what needs none is.
func TestNothingPassesTheDesk(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	act := w.prepare()
	_, err := w.li.Submit(t.Context(), registration())
	require.ErrorContains(t, err, "second person")
	require.Zero(t, w.sent)
	_, err = w.approve("han", act)
	require.NoError(t, err)
	_, err = w.li.Submit(t.Context(), membership.Leave{Request: "l", Alliance: "x@industry"})
	require.ErrorContains(t, err, "second person")
	own, err := act.Read()
	require.NoError(t, err)
	_, err = w.li.Submit(t.Context(), own)
	require.ErrorContains(t, err, "second person", "not even what was approved")
	require.Equal(t, 1, w.sent)
	_, err = w.li.Submit(t.Context(), membership.CorrectParty{Request: "c", Reason: "renamed", Names: form.Names{"en": "Cisco Systems"}})
	require.NoError(t, err)
}

// Rules that cannot be followed are refused.
func TestCheck(t *testing.T) {
	t.Parallel()
	people := map[string]string{"li": party, "bo": "ibm@industry"}
	for name, row := range map[string]struct {
		rules []signoff.Rule
		key   string
	}{
		"ok/one":                  {[]signoff.Rule{{Party: party, Acts: []string{"all"}, Approvers: []string{"li"}}}, ""},
		"fail/two of a party":     {[]signoff.Rule{{Party: party, Acts: []string{"all"}, Approvers: []string{"li"}}, {Party: party, Acts: []string{"all"}, Approvers: []string{"li"}}}, "two rules"},
		"fail/no such act":        {[]signoff.Rule{{Party: party, Acts: []string{"join"}, Approvers: []string{"li"}}}, "no act"},
		"fail/no choice in it":    {[]signoff.Rule{{Party: party, Acts: []string{"Decide"}, Approvers: []string{"li"}}}, "no act"},
		"fail/no kinds of it":     {[]signoff.Rule{{Party: party, Acts: []string{"Join:x"}, Approvers: []string{"li"}}}, "no act"},
		"fail/no act":             {[]signoff.Rule{{Party: party, Approvers: []string{"li"}}}, "needs acts"},
		"fail/nobody":             {[]signoff.Rule{{Party: party, Acts: []string{"all"}}}, "needs acts"},
		"fail/too long":           {[]signoff.Rule{{Party: party, Acts: []string{"all"}, Approvers: []string{"li"}, Within: 10000 * time.Hour}}, "at most 90 days"},
		"fail/of another party":   {[]signoff.Rule{{Party: party, Acts: []string{"all"}, Approvers: []string{"bo"}}}, "may not approve"},
		"fail/whom nobody knows":  {[]signoff.Rule{{Party: party, Acts: []string{"all"}, Approvers: []string{"wei"}}}, "may not approve"},
		"fail/a kind of a motion": {[]signoff.Rule{{Party: party, Acts: []string{"Propose:"}, Approvers: []string{"li"}}}, "no act"},
	} {
		err := signoff.Check(row.rules, people)
		if row.key == "" {
			require.NoError(t, err, name)
			require.Equal(t, 72*time.Hour, row.rules[0].Within)
			continue
		}
		require.ErrorContains(t, err, row.key, name)
	}
	alone, err := signoff.Open(t.TempDir(), []signoff.Rule{{Party: party, Acts: []string{"all"}, Approvers: []string{"li"}, Within: time.Hour}}, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	_, err = alone.Prepare("li", party, registration())
	require.ErrorContains(t, err, "nobody but you")
}
