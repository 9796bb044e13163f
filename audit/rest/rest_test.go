package rest_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/chain"
	"allianceregistry/audit/index"
	"allianceregistry/audit/index/indextest"
	"allianceregistry/audit/rest"
	"allianceregistry/membership"
)

const zgc = "zgc@industry"

// early is a height at which the alliances of life have members.
const early = 60

// at is the time of the last transaction of a block.
func at(w *indextest.World, number int) string {
	txs := w.Chain[number].Block.Transactions
	return txs[len(txs)-1].Time.Format(time.RFC3339Nano)
}

// day is that of a block.
func day(w *indextest.World, number int) string { return at(w, number)[:len(time.DateOnly)] }

// same compares by what stands in JSON: times are equal there, whatever their zone in memory.
func same(t testing.TB, want, got any) {
	t.Helper()
	wanted, err := json.Marshal(want)
	require.NoError(t, err)
	had, err := json.Marshal(got)
	require.NoError(t, err)
	require.JSONEq(t, string(wanted), string(had))
}

// Every list is what the index says, read by cursors, and in pages of any size.
func TestListsAreTheIndexs(t *testing.T) {
	t.Parallel()
	w := life()
	x := open(t, w, len(w.Chain))
	h := rest.New(x, rest.Options{Version: "test", Now: clock(w)})
	ctx := t.Context()
	page := index.Page{Size: index.MaxPage}
	whole := func(value any, err error) any {
		require.NoError(t, err)
		return value
	}
	alliances, err := x.Alliances(ctx, page)
	require.NoError(t, err)
	parties, err := x.Parties(ctx, page)
	require.NoError(t, err)
	proposals, err := x.Proposals(ctx, index.ProposalFilter{Alliance: zgc, Page: page})
	require.NoError(t, err)
	decisions, err := x.Decisions(ctx, index.DecisionFilter{Alliance: zgc, Action: "admit", Page: page})
	require.NoError(t, err)
	votes, err := x.Endorsements(ctx, index.EndorsementFilter{From: "a@industry", Page: page})
	require.NoError(t, err)
	entries, err := x.History(ctx, index.Filter{Alliance: zgc, Invalid: true, FromBlock: 10, UntilBlock: 90, Page: page})
	require.NoError(t, err)
	hits, err := x.Search(ctx, index.SearchQuery{Text: "加入", Page: page})
	require.NoError(t, err)
	periods, err := x.Periods(ctx, index.PeriodFilter{Party: "a@industry", Page: page})
	require.NoError(t, err)
	charters, err := x.Charters(ctx, zgc, 0, page)
	require.NoError(t, err)
	roster, err := x.Roster(ctx, index.RosterQuery{Alliance: zgc, At: at(w, early), Size: index.MaxPage})
	require.NoError(t, err)
	for name, row := range map[string]struct {
		want any
		got  func(limit string) any
	}{
		"alliances": {alliances.Alliances, func(limit string) any { return all[index.AllianceRow](t, h, "/v1/alliances", "limit", limit) }},
		"parties":   {parties.Parties, func(limit string) any { return all[index.PartyRow](t, h, "/v1/parties", "limit", limit) }},
		"proposals": {proposals.Proposals, func(limit string) any {
			return all[index.ProposalRow](t, h, "/v1/alliances/"+zgc+"/proposals", "limit", limit)
		}},
		"decisions": {decisions.Decisions, func(limit string) any {
			return all[index.Decided](t, h, "/v1/decisions", "alliance", zgc, "action", "admit", "limit", limit)
		}},
		"endorsements": {votes.Votes, func(limit string) any {
			return all[index.Vote](t, h, "/v1/endorsements", "by", "a@industry", "limit", limit)
		}},
		"history": {entries.Entries, func(limit string) any {
			return all[index.Entry](t, h, "/v1/history", "alliance", zgc, "all", "true", "from-block", "10", "to-block", "90", "limit", limit)
		}},
		"search": {hits.Hits, func(limit string) any { return all[index.Hit](t, h, "/v1/search", "q", "加入", "limit", limit) }},
		"periods": {periods.Periods, func(limit string) any {
			return all[index.MemberPeriod](t, h, "/v1/parties/a@industry/memberships", "limit", limit)
		}},
		"charters": {charters.Charters, func(limit string) any {
			return all[index.CharterRow](t, h, "/v1/alliances/"+zgc+"/charters", "limit", limit)
		}},
		"roster": {roster.Members, func(limit string) any {
			return all[index.Row](t, h, "/v1/alliances/"+zgc+"/roster", "at", at(w, early), "limit", limit)
		}},
		"findings": {whole(x.Findings(ctx)), func(string) any { return read[[]chain.Finding](t, h, "/v1/findings").Answer }},
	} {
		t.Run(name, func(t *testing.T) {
			for _, limit := range []string{"1", "3", "10000"} {
				same(t, row.want, row.got(limit))
			}
		})
	}
	require.NotEmpty(t, roster.Members)
	require.NotEmpty(t, hits.Hits)
	require.NotEmpty(t, votes.Votes)
}

// What is about one thing is what the index says of it.
func TestOneThing(t *testing.T) {
	t.Parallel()
	w := life()
	x := open(t, w, len(w.Chain))
	h := rest.New(x, rest.Options{Version: "test", Now: clock(w)})
	alliance, err := x.Alliance(t.Context(), zgc)
	require.NoError(t, err)
	same(t, alliance, read[index.AllianceRow](t, h, "/v1/alliances/"+zgc).Answer)
	party, err := x.Party(t.Context(), "b@academia")
	require.NoError(t, err)
	same(t, party, read[index.PartyRow](t, h, "/v1/parties/b@academia").Answer)
	proposals, err := x.Proposals(t.Context(), index.ProposalFilter{})
	require.NoError(t, err)
	for _, p := range proposals.Proposals {
		found, err := x.Decision(t.Context(), p.Proposal.ID)
		require.NoError(t, err)
		same(t, found, read[index.Case](t, h, "/v1/proposals/"+p.Proposal.ID).Answer)
	}
	entries, err := x.Transaction(t.Context(), alliance.Tx)
	require.NoError(t, err)
	same(t, entries, read[[]index.Entry](t, h, "/v1/history/"+alliance.Tx).Answer)
	steps, err := x.Stats(t.Context(), index.StatsQuery{Alliance: zgc, Interval: index.Day, Now: w.Now, Until: w.Now.Add(time.Millisecond)})
	require.NoError(t, err)
	same(t, steps, read[[]index.Step](t, h, "/v1/stats", "alliance", zgc, "by", "day").Answer)
	status := read[rest.StatusAnswer](t, h, "/v1/status").Answer
	counted, err := x.Status(t.Context())
	require.NoError(t, err)
	require.Equal(t, counted.Transactions, status.Transactions)
	require.Equal(t, "test", status.Version)
	require.True(t, status.Checksums)
}

// Each answer says up to which block it rests on verified ones, and what asks for more.
func TestVerified(t *testing.T) {
	t.Parallel()
	w := life()
	x := open(t, w, early)
	h := rest.New(x, rest.Options{Now: clock(w)})
	got := read[[]index.Row](t, h, "/v1/alliances/"+zgc+"/roster")
	require.EqualValues(t, early, got.Verified.Height)
	require.Len(t, got.Verified.Hash, 64)
	require.Len(t, got.Verified.Genesis, 64)
	require.Equal(t, at(w, early-1), got.Verified.Time.Format(time.RFC3339Nano))
	require.Empty(t, got.Verified.Beyond)
	require.True(t, got.Verified.Held.Time.IsZero())
	got = read[[]index.Row](t, h, "/v1/alliances/"+zgc+"/roster", "at", "9999-12-31", "known-at", "60")
	require.Equal(t, []string{"at", "known-at"}, got.Verified.Beyond)
	_, err := x.CheckAll(t.Context(), w.Now)
	require.NoError(t, err)
	add(t, x, w, early+30)
	after := read[[]index.Row](t, h, "/v1/alliances/"+zgc+"/roster", "at", at(w, early+29))
	require.EqualValues(t, early, after.Verified.Held.Height)
	require.EqualValues(t, early+30, after.Verified.Height)
	require.Empty(t, after.Verified.Beyond)
	for _, m := range after.Answer {
		require.NotEmpty(t, m.Tx)
		require.NotZero(t, m.Block)
		require.False(t, m.Time.IsZero())
	}
}

// All pages of a roster are of the blocks and the moment of the first one, whatever is added
// between them.
func TestRosterIsOfOneMoment(t *testing.T) {
	t.Parallel()
	w := life()
	for name, pairs := range map[string][]string{"now": nil, "a day": {"at", day(w, 80)}, "active": {"state", "active"}} {
		t.Run(name, func(t *testing.T) {
			const begun = 81
			x := open(t, w, begun)
			now := w.Chain[begun-1].Block.Transactions[0].Time.Add(time.Minute)
			h := rest.New(x, rest.Options{Now: func() time.Time { return now }})
			want := read[[]index.Row](t, h, "/v1/alliances/"+zgc+"/roster", pairs...)
			require.Greater(t, len(want.Answer), 1)
			first := read[[]index.Row](t, h, "/v1/alliances/"+zgc+"/roster", append([]string{"limit", "1"}, pairs...)...)
			rows := first.Answer
			for next, height := first.Next, begun; next != ""; {
				height += 30
				add(t, x, w, height)
				now = now.Add(24 * time.Hour)
				page := read[[]index.Row](t, h, "/v1/alliances/"+zgc+"/roster", append([]string{"limit", "1", "cursor", next}, pairs...)...)
				require.Equal(t, first.Verified, page.Verified, "the rows are as of the first page's blocks")
				rows, next = append(rows, page.Answer...), page.Next
			}
			same(t, want.Answer, rows)
		})
	}
}

// The two times of a roster mean what they mean to the index.
func TestRosterTimes(t *testing.T) {
	t.Parallel()
	w := life()
	x := open(t, w, len(w.Chain))
	h := rest.New(x, rest.Options{Now: clock(w)})
	for _, asked := range []struct{ at, known string }{
		{"2026-03-03", ""}, {"2026-03-03", "30"}, {"2026-03-03", "2026-03-02"}, {"1", ""}, {"0", "100"}, {"2026-03-03T12:00:00+08:00", "2026-03-05T00:00:00Z"},
	} {
		want, err := x.Roster(t.Context(), index.RosterQuery{Alliance: zgc, At: asked.at, KnownAt: asked.known, Size: index.MaxPage})
		require.NoError(t, err)
		var pairs []string
		for name, value := range map[string]string{"at": asked.at, "known-at": asked.known} {
			if value != "" {
				pairs = append(pairs, name, value)
			}
		}
		same(t, want.Members, all[index.Row](t, h, "/v1/alliances/"+zgc+"/roster", append(pairs, "limit", "2")...))
	}
}

// A cursor goes on in its own question alone.
func TestCursorsBelongToTheirQuestion(t *testing.T) {
	t.Parallel()
	w := life()
	x := open(t, w, early)
	h := rest.New(x, rest.Options{Now: clock(w)})
	path := "/v1/alliances/" + zgc + "/roster"
	next := read[[]index.Row](t, h, path, "limit", "1").Next
	require.NotEmpty(t, next)
	read[[]index.Row](t, h, path, "limit", "2", "lang", "zh", "cursor", next)
	for _, pairs := range [][]string{{"cursor", next, "class", "full"}, {"cursor", next, "at", "2026-03-02"}, {"cursor", next + "AA"}, {"cursor", "AAAA"}, {"cursor", "e30"}} {
		require.Equal(t, "BAD_BOOKMARK", problem(t, h, path, pairs...).Code, pairs)
	}
	require.Equal(t, "BAD_BOOKMARK", problem(t, h, "/v1/alliances/ring@association/roster", "cursor", next).Code)
	require.Equal(t, "BAD_BOOKMARK", problem(t, h, "/v1/parties", "cursor", next).Code)
	shorter := rest.New(open(t, w, early-1), rest.Options{Now: clock(w)})
	require.Equal(t, "BAD_BOOKMARK", problem(t, shorter, path, "limit", "1", "cursor", next).Code, "of blocks that are not there")
	got, _ := get(t, h, path, "limit", "1", "class", "full")
	link := got.Header.Get("Link")
	target, rel, found := strings.Cut(strings.TrimPrefix(link, "<"), ">")
	require.True(t, found, link)
	require.Equal(t, `; rel="next"`, rel)
	page, _ := ask(t, h, httptest.NewRequestWithContext(t.Context(), http.MethodGet, target, nil))
	require.Equal(t, http.StatusOK, page.StatusCode)
}

// Who has an answer already is told so, until it changes.
func TestETag(t *testing.T) {
	t.Parallel()
	w := life()
	x := open(t, w, early)
	h := rest.New(x, rest.Options{Now: clock(w)})
	got, body := get(t, h, "/v1/parties")
	tag := got.Header.Get("ETag")
	require.Regexp(t, `^"[A-Za-z0-9_-]{22}"$`, tag)
	require.Equal(t, "no-cache", got.Header.Get("Cache-Control"))
	again := func(headers ...string) *http.Response {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/v1/parties", nil)
		for _, header := range headers {
			r.Header.Add("If-None-Match", header)
		}
		got, body := ask(t, h, r)
		require.Equal(t, got.StatusCode == http.StatusNotModified, len(body) == 0)
		return got
	}
	for _, headers := range [][]string{{tag}, {"W/" + tag}, {`"other", ` + tag}, {`"other"`, tag}, {"*"}} {
		got := again(headers...)
		require.Equal(t, http.StatusNotModified, got.StatusCode, headers)
		require.Equal(t, tag, got.Header.Get("ETag"))
	}
	require.Equal(t, http.StatusOK, again(`"other"`, "x").StatusCode)
	add(t, x, w, early+1)
	require.Equal(t, http.StatusOK, again(tag).StatusCode)

	r := httptest.NewRequestWithContext(t.Context(), http.MethodHead, "/v1/parties", nil)
	head, empty := ask(t, h, r)
	require.Empty(t, empty)
	require.Equal(t, strconv.Itoa(len(body)), strconv.FormatInt(head.ContentLength, 10))
	require.NotEmpty(t, head.Header.Get("ETag"))
}

// The document is served in both forms, and each path of it answers.
func TestDocumentIsServed(t *testing.T) {
	t.Parallel()
	h := serve(t, life())
	got, body := get(t, h, "/v1/openapi.json")
	require.Equal(t, "application/openapi+json", got.Header.Get("Content-Type"))
	require.True(t, json.Valid(body))
	got, body = get(t, h, "/v1/openapi.yaml")
	require.Equal(t, "application/openapi+yaml", got.Header.Get("Content-Type"))
	require.Contains(t, string(body), "openapi: 3.1.0")
	got, _ = get(t, h, "/v1/openapi.json", "x", "1")
	require.Equal(t, http.StatusBadRequest, got.StatusCode)
}

// Events are those of the rules, so that who reads them knows all types.
func TestHistoryByType(t *testing.T) {
	t.Parallel()
	h := serve(t, life())
	seen := 0
	for _, kind := range membership.EventTypes() {
		for _, e := range all[index.Entry](t, h, "/v1/history", "type", kind, "order", "oldest") {
			require.Equal(t, kind, e.Event.Type)
			seen++
		}
	}
	require.Greater(t, seen, 100)
}
