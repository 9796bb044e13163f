package index_test

import (
	"encoding/base64"
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/index"
	"allianceregistry/audit/index/indextest"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/refusal"
)

// ofLedger asks the rules themselves.
func ofLedger[A any](t *testing.T, w *indextest.World, q membership.Query[A]) A {
	t.Helper()
	answer, err := membership.Ask(w.Ledger.Begin("question"), w.Now, q)
	require.NoError(t, err)
	return answer
}

// A party and an alliance are found by their ids, and an unknown one is refused.
func TestOneByID(t *testing.T) {
	t.Parallel()
	w := indextest.New(12).Live(100)
	on(t, func(t *testing.T, where string) {
		x := open(t, where)
		fill(t, x, w, 100)
		party, err := x.Party(t.Context(), "a@industry")
		require.NoError(t, err)
		require.Equal(t, ofLedger(t, w, membership.GetParty{ID: "a@industry"}), party.Party)
		require.Equal(t, party.Party.Written.Tx, party.Tx)
		alliance, err := x.Alliance(t.Context(), "zgc@industry")
		require.NoError(t, err)
		require.Equal(t, ofLedger(t, w, membership.GetAlliance{ID: "zgc@industry"}), alliance.Alliance)
		for _, id := range []string{"", "nobody@industry", "a@industry' OR 1=1", "\x00\xff"} {
			_, err = x.Party(t.Context(), id)
			require.ErrorIs(t, err, &refusal.Error{Code: refusal.UnknownRecord})
			_, err = x.Alliance(t.Context(), id)
			require.ErrorIs(t, err, &refusal.Error{Code: refusal.UnknownRecord})
		}
	})
}

// periods reads all pages.
func periods(t *testing.T, x *index.Index, f index.PeriodFilter) []index.MemberPeriod {
	t.Helper()
	all, err := indextest.Pages(func(bookmark string) ([]index.MemberPeriod, string, error) {
		f.Bookmark = bookmark
		page, err := x.Periods(t.Context(), f)
		return page.Periods, page.Next, err
	})
	require.NoError(t, err)
	return all
}

// The periods of a membership are those of its record, each with the transactions that
// began and ended it.
func TestPeriods(t *testing.T) {
	t.Parallel()
	w := indextest.New(13).Live(400)
	on(t, func(t *testing.T, where string) {
		x := open(t, where)
		fill(t, x, w, 100)
		ended := 0
		for alliance := range indextest.Leagues {
			for _, party := range indextest.Everybody {
				got := periods(t, x, index.PeriodFilter{Alliance: alliance, Party: party, Page: index.Page{Oldest: true, Size: 2}})
				raw, err := x.Record(t.Context(), membership.MembershipKey(alliance, party))
				require.NoError(t, err)
				if raw == nil {
					require.Empty(t, got)
					continue
				}
				var record membership.Membership
				require.NoError(t, json.Unmarshal(raw, &record))
				require.Len(t, got, len(record.Periods))
				for i, want := range record.Periods {
					require.Equal(t, party, got[i].Party)
					require.Equal(t, alliance, got[i].Alliance)
					require.Equal(t, want.From.Tx, got[i].Tx)
					require.Equal(t, want.Class, got[i].Class)
					require.Equal(t, want.State, got[i].State)
					require.True(t, want.From.Time.Equal(got[i].Since))
					require.EqualValues(t, want.FromEpoch, got[i].FromEpoch)
					require.EqualValues(t, want.UntilEpoch, got[i].UntilEpoch)
					require.Equal(t, want.Reason, got[i].Reason)
					require.True(t, want.Expires.Equal(got[i].Expires))
					require.Equal(t, want.Until == nil, got[i].Ended == nil)
					if want.Until != nil {
						ended++
						require.Equal(t, want.Until.Tx, got[i].Ended.Tx)
						require.True(t, want.Until.Time.Equal(got[i].Until))
					}
				}
				newest := periods(t, x, index.PeriodFilter{Alliance: alliance, Party: party})
				slices.Reverse(newest)
				require.Equal(t, got, newest)
			}
		}
		require.NotZero(t, ended)
	})
}

// Proposals are those of the rules, and each filter leaves out what it names.
func TestProposals(t *testing.T) {
	t.Parallel()
	w := indextest.New(14).Live(200)
	on(t, func(t *testing.T, where string) {
		x := open(t, where)
		fill(t, x, w, 100)
		all, err := x.Proposals(t.Context(), index.ProposalFilter{Page: index.Page{Size: 1000}})
		require.NoError(t, err)
		require.NotEmpty(t, all.Proposals)
		for name, row := range map[string]struct {
			filter index.ProposalFilter
			is     func(p membership.ProposalNow) bool
		}{
			"alliance": {index.ProposalFilter{Alliance: "zgc@industry"}, func(p membership.ProposalNow) bool { return p.Alliance == "zgc@industry" }},
			"action":   {index.ProposalFilter{Action: "admit"}, func(p membership.ProposalNow) bool { return p.Action == charter.Admit }},
			"subject":  {index.ProposalFilter{Subject: "e@academia"}, func(p membership.ProposalNow) bool { return p.Subject == "e@academia" }},
			"by":       {index.ProposalFilter{By: "a@industry"}, func(p membership.ProposalNow) bool { return p.By == "a@industry" }},
			"status":   {index.ProposalFilter{Status: "accepted"}, func(p membership.ProposalNow) bool { return p.Status == membership.Accepted }},
			"since": {index.ProposalFilter{From: all.Proposals[3].Time}, func(p membership.ProposalNow) bool {
				return !p.Filed.Time.Before(all.Proposals[3].Time)
			}},
			"nobody": {index.ProposalFilter{By: "nobody@industry"}, func(membership.ProposalNow) bool { return false }},
		} {
			var want, got []string
			for _, p := range all.Proposals {
				if row.is(p.Proposal) {
					want = append(want, p.Proposal.ID)
				}
			}
			f := row.filter
			f.Size = 3
			all, err := indextest.Pages(func(bookmark string) ([]index.ProposalRow, string, error) {
				f.Bookmark = bookmark
				page, err := x.Proposals(t.Context(), f)
				return page.Proposals, page.Next, err
			})
			require.NoError(t, err)
			for _, p := range all {
				require.Equal(t, p.Proposal.Filed.Tx, p.Tx)
				got = append(got, p.Proposal.ID)
			}
			require.Equal(t, want, got, name)
		}
	})
}

// A charter's versions are all there, and each alone.
func TestCharters(t *testing.T) {
	t.Parallel()
	w := indextest.New(15).Live(50)
	on(t, func(t *testing.T, where string) {
		x := open(t, where)
		fill(t, x, w, 100)
		list, err := x.Charters(t.Context(), "zgc@industry", 0, index.Page{})
		require.NoError(t, err)
		require.NotEmpty(t, list.Charters)
		for _, row := range list.Charters {
			want := ofLedger(t, w, membership.GetCharter{Alliance: "zgc@industry", Version: row.Charter.Version})
			require.Equal(t, want.Digest, row.Charter.Digest)
			one, err := x.Charters(t.Context(), "zgc@industry", row.Charter.Version, index.Page{})
			require.NoError(t, err)
			require.Equal(t, []index.CharterRow{row}, one.Charters)
		}
		none, err := x.Charters(t.Context(), "zgc@industry", 99, index.Page{})
		require.NoError(t, err)
		require.Empty(t, none.Charters)
	})
}

// A roster of a class, or of a state, is the whole one without the others.
func TestRosterOfClassAndState(t *testing.T) {
	t.Parallel()
	w := indextest.New(18).Live(400)
	on(t, func(t *testing.T, where string) {
		x := open(t, where)
		fill(t, x, w, 100)
		seen := map[string]int{}
		for number := 6; number < len(w.Chain); number += 6 {
			for league := range indextest.Leagues {
				q := index.RosterQuery{Alliance: league, At: latestOf(w, number).Format(time.RFC3339Nano)}
				all, err := x.Roster(t.Context(), q)
				require.NoError(t, err)
				for _, narrow := range []index.RosterQuery{{Class: "full"}, {Class: "annual"}, {Class: "none"}, {State: "active"}, {State: "suspended"}, {Class: "annual", State: "active"}} {
					q.Class, q.State = narrow.Class, narrow.State
					some, err := x.Roster(t.Context(), q)
					require.NoError(t, err)
					require.Equal(t, slices.DeleteFunc(slices.Clone(all.Members), func(r index.Row) bool {
						return q.Class != "" && r.Class != q.Class || q.State != "" && string(r.State) != q.State
					}), some.Members)
					seen[q.Class+q.State] += len(some.Members)
				}
			}
		}
		require.Zero(t, seen["none"])
		for _, narrow := range []string{"full", "annual", "active", "suspended", "annualactive"} {
			require.NotZero(t, seen[narrow], narrow)
		}
	})
}

// A record as it was at a time is the version that was written last by then.
func TestRecordAt(t *testing.T) {
	t.Parallel()
	w := indextest.New(17).Live(200)
	on(t, func(t *testing.T, where string) {
		x := open(t, where)
		fill(t, x, w, 100)
		seen, most := map[string]bool{}, 0
		for _, party := range indextest.Everybody {
			clear(seen)
			key := membership.MembershipKey("zgc@industry", party)
			for number := 1; number < len(w.Chain); number++ {
				raw, origin, err := x.RecordAt(t.Context(), key, latestOf(w, number))
				require.NoError(t, err)
				if raw == nil {
					require.Empty(t, seen)
					continue
				}
				var record membership.Membership
				require.NoError(t, json.Unmarshal(raw, &record))
				require.Equal(t, record.Written.Tx, origin.Tx)
				require.LessOrEqual(t, origin.Block, uint64(number))
				seen[origin.Tx] = true
			}
			most = max(most, len(seen))
			now, err := x.Record(t.Context(), key)
			require.NoError(t, err)
			last, _, err := x.RecordAt(t.Context(), key, w.Now)
			require.NoError(t, err)
			require.Equal(t, now, last)
		}
		require.Greater(t, most, 1)
	})
}

// A bookmark that somebody made up asks the database for nothing that it cannot read.
func TestBookmarkMadeUp(t *testing.T) {
	t.Parallel()
	w := indextest.New(18).Live(30)
	on(t, func(t *testing.T, where string) {
		x := open(t, where)
		fill(t, x, w, 100)
		for _, last := range []string{"a\x00", "\xff", "a\nb", "a@industry\x1f"} {
			bookmark := base64.RawURLEncoding.EncodeToString([]byte("party " + last))
			_, err := x.Parties(t.Context(), index.Page{Bookmark: bookmark})
			require.ErrorIs(t, err, &index.Error{Code: index.BadBookmark})
		}
		_, err := x.History(t.Context(), index.Filter{Page: index.Page{Bookmark: base64.RawURLEncoding.EncodeToString([]byte("history 1x"))}})
		require.ErrorIs(t, err, &index.Error{Code: index.BadBookmark})
	})
}
