package index_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/chain"
	"allianceregistry/audit/index"
	"allianceregistry/audit/index/indextest"
	"allianceregistry/membership"
	"allianceregistry/membership/refusal"
)

// history reads all pages, and adds blocks meanwhile if there are any.
func history(t *testing.T, x *index.Index, f index.Filter, between func()) []index.Entry {
	t.Helper()
	all, err := indextest.Pages(func(bookmark string) ([]index.Entry, string, error) {
		if bookmark != "" {
			between()
		}
		f.Bookmark = bookmark
		page, err := x.History(t.Context(), f)
		return page.Entries, page.Next, err
	})
	require.NoError(t, err)
	return all
}

func TestHistory(t *testing.T) {
	t.Parallel()
	w := indextest.New(9).Live(200)
	on(t, func(t *testing.T, where string) {
		x := open(t, where)
		fill(t, x, w, 50)
		var want []index.Entry // of all that is in the chain, the oldest first
		for _, v := range w.Chain {
			for i, tx := range v.Block.Transactions {
				e := index.Entry{Origin: index.Origin{Place: chain.Place{Block: v.Block.Number, Index: i, Tx: tx.ID}, Code: v.Codes[i], Time: tx.Time}}
				if tx.Call != nil {
					e.Name, e.Host = tx.Call.Name, tx.Creator.Signer.MSP
				}
				want = append(want, e)
			}
		}
		for name, row := range map[string]struct {
			filter index.Filter
			is     func(e index.Entry) bool
		}{
			"all":    {index.Filter{Invalid: true}, func(index.Entry) bool { return true }},
			"valid":  {index.Filter{}, func(e index.Entry) bool { return e.Code == "VALID" }},
			"name":   {index.Filter{Name: "Join", Invalid: true}, func(e index.Entry) bool { return e.Name == "Join" }},
			"host":   {index.Filter{Host: "academia", Invalid: true}, func(e index.Entry) bool { return e.Host == "academia" }},
			"blocks": {index.Filter{FromBlock: 20, UntilBlock: 40, Invalid: true}, func(e index.Entry) bool { return e.Block >= 20 && e.Block <= 40 }},
			"times":  {index.Filter{From: want[50].Time, Until: want[90].Time, Invalid: true}, func(e index.Entry) bool { return !e.Time.Before(want[50].Time) && e.Time.Before(want[90].Time) }},
			"host and name": {index.Filter{Host: "academia", Name: "Endorse", Invalid: true}, func(e index.Entry) bool {
				return e.Host == "academia" && e.Name == "Endorse"
			}},
		} {
			for _, oldest := range []bool{true, false} {
				f := row.filter
				f.Oldest, f.Size = oldest, 7
				expected := slices.DeleteFunc(slices.Clone(want), func(e index.Entry) bool { return !row.is(e) })
				if !oldest {
					slices.Reverse(expected)
				}
				got := history(t, x, f, func() {})
				require.Len(t, got, len(expected), "%s, oldest first: %v", name, oldest)
				for i := range got {
					require.Equal(t, expected[i].Origin.Tx, got[i].Origin.Tx)
					require.Equal(t, expected[i].Code, got[i].Code)
					require.True(t, expected[i].Time.Equal(got[i].Time))
				}
			}
		}
		for _, party := range indextest.Everybody {
			for _, e := range history(t, x, index.Filter{Party: party, Alliance: "zgc@industry"}, func() {}) {
				require.NotNil(t, e.Event)
			}
		}
		entries, err := x.Transaction(t.Context(), want[5].Tx)
		require.NoError(t, err)
		require.Len(t, entries, 1)
		require.NotEmpty(t, entries[0].Caller)
		require.Contains(t, entries[0].Party, "@"+entries[0].Host)
		_, err = x.Decisions(t.Context(), index.DecisionFilter{Page: index.Page{Bookmark: "x"}})
		require.ErrorIs(t, err, &index.Error{Code: index.BadBookmark})
	})
}

// A bookmark goes on where it was, whatever is added meanwhile.
func TestBookmarksAreStable(t *testing.T) {
	t.Parallel()
	w := indextest.New(10).Live(120)
	on(t, func(t *testing.T, where string) {
		x := open(t, where)
		add := func(to int) {
			at, err := x.Checkpoint(t.Context())
			require.NoError(t, err)
			to = min(to, len(w.Chain))
			require.NoError(t, x.Add(t.Context(), w.Chain[at.Next:to], w.Checkpoint(uint64(to))))
		}
		add(60)
		want := history(t, x, index.Filter{Alliance: "zgc@industry", Page: index.Page{Size: 1000}}, func() {})
		height := 60
		got := history(t, x, index.Filter{Alliance: "zgc@industry", Page: index.Page{Size: 3}}, func() {
			if height < len(w.Chain) {
				height++
				add(height)
			}
		})
		require.Equal(t, want, got)
	})
}

func TestDecisionsAndEndorsements(t *testing.T) {
	t.Parallel()
	w := indextest.New(11).Live(250)
	on(t, func(t *testing.T, where string) {
		x := open(t, where)
		fill(t, x, w, 100)
		decisions, err := x.Decisions(t.Context(), index.DecisionFilter{Page: index.Page{Size: 1000}})
		require.NoError(t, err)
		require.NotEmpty(t, decisions.Decisions)
		votes := 0
		for _, d := range decisions.Decisions {
			one, err := x.Decision(t.Context(), d.Proposal.ID)
			require.NoError(t, err)
			want, err := membership.Ask(w.Ledger.Begin("question"), w.Now, membership.GetProposal{ID: d.Proposal.ID})
			require.NoError(t, err)
			require.Equal(t, want.Proposal, one.Proposal)
			require.Equal(t, want.Decision, &one.Decision.Decision)
			require.GreaterOrEqual(t, len(one.Votes), len(want.Endorsements))
			require.Equal(t, one.Proposal.Charter, one.Charter.Version)
			votes += len(one.Votes)
		}
		all, err := x.Endorsements(t.Context(), index.EndorsementFilter{Page: index.Page{Size: 1000}})
		require.NoError(t, err)
		require.GreaterOrEqual(t, len(all.Votes), votes)
		one := all.Votes[0]
		some, err := x.Endorsements(t.Context(), index.EndorsementFilter{From: one.Endorsement.Party, To: one.To, Proposal: one.Endorsement.Proposal})
		require.NoError(t, err)
		require.Contains(t, some.Votes, one)
		_, err = x.Decision(t.Context(), "none")
		require.ErrorIs(t, err, &refusal.Error{Code: refusal.UnknownRecord})
		status, err := x.Status(t.Context())
		require.NoError(t, err)
		require.EqualValues(t, len(w.Chain), status.Height)
		require.Equal(t, len(decisions.Decisions), status.Decisions)
		parties, err := x.Parties(t.Context(), index.Page{})
		require.NoError(t, err)
		require.Len(t, parties.Parties, status.Parties)
	})
}

// Stats at the end of each step counts what the roster then lists.
func TestStats(t *testing.T) {
	t.Parallel()
	w := indextest.New(12).Live(250)
	on(t, func(t *testing.T, where string) {
		x := open(t, where)
		fill(t, x, w, 100)
		steps, err := x.Stats(t.Context(), index.StatsQuery{Alliance: "zgc@industry", Interval: index.Day})
		require.NoError(t, err)
		require.NotEmpty(t, steps)
		members := 0
		for _, step := range steps {
			rows, err := roster(t, x, index.RosterQuery{Alliance: "zgc@industry", At: step.From.Format("2006-01-02")})
			require.NoError(t, err)
			count := 0
			for _, number := range step.Active {
				count += number
			}
			for _, number := range step.Suspended {
				count += number
			}
			require.Len(t, rows, count, "%v", step.From)
			members += step.Joined - step.Ended
			require.Equal(t, count, members, "%v: joined and ended", step.From)
		}
	})
}

func TestSearch(t *testing.T) {
	t.Parallel()
	w := indextest.New(13).Live(120)
	on(t, func(t *testing.T, where string) {
		x := open(t, where)
		fill(t, x, w, 100)
		for text, has := range map[string]string{
			"中关村": "中关村科技公司", "科技": "科技", "村": "村", "COMPANY a": "Company", "ｃｏｍｐ": "Company", "we want to joi": "want to join",
			"join 加入": "加入", "正式会员": "正式会员",
			"村中": "", "关村中": "", "compan a": "", "nothing": "", " , ": "",
		} {
			hits, err := x.Search(t.Context(), index.SearchQuery{Text: text, Page: index.Page{Size: 1000}})
			require.NoError(t, err)
			require.Equal(t, has != "", len(hits.Hits) > 0, "%q", text)
			for _, hit := range hits.Hits {
				require.True(t, strings.Contains(hit.Text, has), "%q in %q", text, hit.Text)
			}
		}
	})
}

func TestTerms(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"": nil, "Ab ab": {"ab"}, "中关村": {"中", "关", "中关", "村", "关村"}, "IBM中国": {"ibm", "中", "国", "中国"}, "Ａ１": {"a1"},
	} {
		require.Equal(t, want, index.Terms(text), "%q", text)
	}
}
