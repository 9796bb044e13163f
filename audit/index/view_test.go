package index_test

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/chain"
	"allianceregistry/audit/index"
	"allianceregistry/audit/index/indextest"
	"allianceregistry/examples/ledgers"
	"allianceregistry/membership"
)

// iso is a time as the views write it.
func iso(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.UTC().Format("2006-01-02T15:04:05.000Z")
}

func number(n int) string { return strconv.Itoa(n) }

// cells are a row's transaction as the views end with it.
func cells(at index.Origin) []string { return []string{strconv.FormatUint(at.Block, 10), at.Tx} }

func viewed(t *testing.T, x *index.Index, statement string, args ...any) [][]string {
	t.Helper()
	rows, err := x.Texts(t.Context(), statement, args...)
	require.NoError(t, err, statement)
	return rows
}

// The views say what the questions answer, whatever the database: on lives that were
// drawn, and on the ledgers of real networks.
func TestViews(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, where string) {
		x := open(t, where)
		fill(t, x, indextest.New(11).Live(300), 50)
		requireViews(t, x)
	})
	for _, name := range ledgers.Names() {
		source, genesis := recorded(t, name)
		on(t, func(t *testing.T, where string) {
			x := open(t, where)
			require.NoError(t, index.Follow(t.Context(), x, verifier(genesis), []chain.Source{source}, index.Options{}))
			requireViews(t, x)
			require.NotEmpty(t, viewed(t, x, "SELECT party FROM v_roster"))
		})
	}
}

func requireViews(t *testing.T, x *index.Index) {
	t.Helper()
	requireRosters(t, x)
	requireDecisions(t, x)
	requireEndorsements(t, x)
	requireEvents(t, x)
	requireRecords(t, x)
}

func requireRosters(t *testing.T, x *index.Index) {
	t.Helper()
	alliances, err := x.Alliances(t.Context(), index.Page{Size: 1000})
	require.NoError(t, err)
	require.NotEmpty(t, alliances.Alliances)
	for _, alliance := range alliances.Alliances {
		roster, err := x.Roster(t.Context(), index.RosterQuery{Alliance: alliance.Alliance.ID, Size: 1000})
		require.NoError(t, err)
		want := [][]string{}
		for _, m := range roster.Members {
			want = append(want, append([]string{
				m.Party, m.Names["en"], m.Names["zh"], string(m.Kind), m.Class, m.Group, string(m.State), iso(m.Since), iso(m.Over), m.Proposal,
			}, cells(m.Origin)...))
		}
		const columns = "party, name, name_zh, kind, class, affiliate_group, state, since, over_at, proposal, block, tx"
		require.Equal(t, want, viewed(t, x, "SELECT "+columns+" FROM v_roster WHERE alliance = ? ORDER BY party", alliance.Alliance.ID))
		require.Equal(t, want, viewed(t, x, "SELECT "+columns+" FROM v_membership m WHERE alliance = ? AND until IS NULL AND party IN"+
			" (SELECT party FROM v_roster r WHERE r.alliance = m.alliance) ORDER BY party", alliance.Alliance.ID))
		requirePastRoster(t, x, alliance.Alliance.ID)
	}
}

// pastRoster is how somebody asks who was a member at a moment.
const pastRoster = `SELECT party, class, state, since FROM v_membership
WHERE alliance = ? AND since <= ? AND (until IS NULL OR until > ?) AND (over_at IS NULL OR over_at > ?)
  AND party NOT IN (SELECT alliance FROM v_alliance WHERE dissolved <= ?) AND alliance NOT IN (SELECT alliance FROM v_alliance WHERE dissolved <= ?)
ORDER BY party`

// requirePastRoster compares who was a member when half of all had happened.
func requirePastRoster(t *testing.T, x *index.Index, alliance string) {
	t.Helper()
	times := viewed(t, x, "SELECT time FROM v_event ORDER BY place")
	at := times[len(times)/2][0]
	roster, err := x.Roster(t.Context(), index.RosterQuery{Alliance: alliance, At: at, Size: 1000})
	require.NoError(t, err)
	want := [][]string{}
	for _, m := range roster.Members {
		want = append(want, []string{m.Party, m.Class, string(m.State), iso(m.Since)})
	}
	require.Equal(t, want, viewed(t, x, pastRoster, alliance, at, at, at, at, at))
}

// An index of the program before is opened with the views, and its content stays what it
// was.
func TestIndexBeforeTheViews(t *testing.T) {
	t.Parallel()
	source, genesis := recorded(t, "raft")
	on(t, func(t *testing.T, where string) {
		x := open(t, where)
		require.NoError(t, index.Follow(t.Context(), x, verifier(genesis), []chain.Source{source}, index.Options{}))
		for _, statement := range index.WithoutViews(isPostgres(where)) {
			require.NoError(t, x.Change(t.Context(), statement))
		}
		require.NoError(t, x.Close())
		again := open(t, where)
		requireViews(t, again)
		content, err := again.Hash(t.Context())
		require.NoError(t, err)
		require.Equal(t, contents["raft"], content)
	})
}

func isPostgres(where string) bool { return strings.HasPrefix(where, "postgres") }

// A number that is none is NULL, and keeps no other record from being read.
func TestViewsOfOddNumbers(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, where string) {
		x := open(t, where)
		fill(t, x, indextest.New(11).Live(30), 50)
		for version, want := range map[string]string{
			`7`: "7", `0`: "0", `"x"`: "", `""`: "", `-1`: "", `1.5`: "", `"1 or so"`: "", `{}`: "", `null`: "", `99999999999999999999`: "",
		} {
			require.NoError(t, x.Change(t.Context(), "UPDATE party SET record = ? WHERE id = 'a@industry'", []byte(`{"version":`+version+`}`)))
			rows := viewed(t, x, "SELECT party, version FROM v_party")
			require.Greater(t, len(rows), 1)
			require.Contains(t, rows, []string{"a@industry", want}, version)
		}
	})
}

// What only some proposals have stands in its column, and is NULL in the others.
func TestViewOfWhatFewProposalsHave(t *testing.T) {
	t.Parallel()
	record, err := json.Marshal(membership.Proposal{
		Resolution: "budget", Amendment: "seat", Successor: "b@industry", Until: time.Date(2027, 1, 31, 0, 0, 0, 0, time.UTC),
		Meeting: &membership.AtMeeting{ID: "m1", Session: 2, Vote: 1},
	})
	require.NoError(t, err)
	on(t, func(t *testing.T, where string) {
		x := open(t, where)
		fill(t, x, indextest.New(11).Live(120), 50)
		first := viewed(t, x, "SELECT min(proposal) FROM v_proposal")[0][0]
		require.NoError(t, x.Change(t.Context(), "UPDATE proposal SET record = ? WHERE id = ?", record, first))
		const columns = "SELECT resolution, amendment, meeting, successor, until FROM v_proposal WHERE "
		require.Equal(t, [][]string{{"budget", "seat", "m1", "b@industry", "2027-01-31T00:00:00Z"}}, viewed(t, x, columns+"proposal = ?", first))
		require.Contains(t, viewed(t, x, columns+"proposal <> ?", first), make([]string, 5))
	})
}

// A view of one alliance, party or proposal, and the end of the history, are found by an
// index of the database: no table of what happened is read from end to end.
func TestViewsUseIndexes(t *testing.T) {
	t.Parallel()
	x := open(t, databases[0].where(t))
	for name, statement := range map[string]string{
		"roster":       "SELECT * FROM v_roster WHERE alliance = 'a@b'",
		"memberships":  "SELECT * FROM v_membership WHERE party = 'a@b'",
		"party":        "SELECT * FROM v_party WHERE party = 'a@b'",
		"alliance":     "SELECT * FROM v_alliance WHERE alliance = 'a@b'",
		"proposal":     "SELECT * FROM v_proposal WHERE proposal = 'a'",
		"proposals":    "SELECT * FROM v_proposal WHERE alliance = 'a@b'",
		"endorsements": "SELECT * FROM v_endorsement WHERE party = 'a@b' ORDER BY place DESC LIMIT 10",
		"decision":     "SELECT * FROM v_decision WHERE proposal = 'a'",
		"decisions":    "SELECT * FROM v_decision ORDER BY place DESC LIMIT 10",
		"events":       "SELECT * FROM v_event ORDER BY place DESC LIMIT 10",
		"events of":    "SELECT * FROM v_event_about WHERE about = 'alliance' AND value = 'a@b' ORDER BY place DESC LIMIT 10",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, step := range viewed(t, x, "EXPLAIN QUERY PLAN "+statement) {
				plan := step[len(step)-1]
				byPlace := plan == "SCAN t" && name == "events" // by its primary key, from the end
				require.False(t, strings.HasPrefix(plan, "SCAN") && !byPlace && !strings.Contains(plan, "USING INDEX") && plan != "SCAN alliance", "%s: %s", name, plan)
				require.NotContains(t, plan, "TEMP B-TREE", name)
			}
		})
	}
}

func requireDecisions(t *testing.T, x *index.Index) {
	t.Helper()
	decided, err := x.Decisions(t.Context(), index.DecisionFilter{Page: index.Page{Size: 1000}})
	require.NoError(t, err)
	require.NotEmpty(t, decided.Decisions)
	want := [][]string{}
	for _, d := range decided.Decisions {
		want = append(want, append([]string{
			d.Decision.Alliance, d.Decision.Proposal, string(d.Proposal.Action), d.Proposal.Subject, string(d.Decision.Outcome),
			number(d.Decision.Tally.For), number(d.Decision.Tally.Against), number(d.Decision.Tally.Abstain), number(d.Decision.Tally.Electorate),
			number(d.Decision.Charter), d.Decision.Engine, string(d.Decision.Because), d.Decision.By, iso(d.Time),
		}, cells(d.Origin)...))
	}
	require.Equal(t, want, viewed(t, x, "SELECT alliance, proposal, action, subject, outcome, votes_for, votes_against, votes_abstain, electorate,"+
		" charter, engine, because, decided_by, time, block, tx FROM v_decision ORDER BY place DESC LIMIT 1000"))
}

func requireEndorsements(t *testing.T, x *index.Index) {
	t.Helper()
	votes, err := x.Endorsements(t.Context(), index.EndorsementFilter{Page: index.Page{Size: 1000}})
	require.NoError(t, err)
	require.NotEmpty(t, votes.Votes)
	want := [][]string{}
	for _, v := range votes.Votes {
		e := v.Endorsement
		want = append(want, append([]string{
			e.Alliance, e.Proposal, string(v.Action), v.To, e.Party, e.Host, string(e.Position), e.Class, e.Reason, e.Evidence, iso(v.Time),
		}, cells(v.Origin)...))
	}
	require.Equal(t, want, viewed(t, x, "SELECT alliance, proposal, action, subject, party, host, position, class, reason, evidence, time, block, tx"+
		" FROM v_endorsement ORDER BY place DESC LIMIT 1000"))
}

const eventColumns = "time, block, entry, tx, type, name, acted_by, via, party, alliance, proposal, action, class, position, status, subject, sender, host, sender_key"

func requireEvents(t *testing.T, x *index.Index) {
	t.Helper()
	require.Equal(t, eventsOf(t, x, index.Filter{}), viewed(t, x, "SELECT "+eventColumns+" FROM v_event ORDER BY place DESC"))
	alliances, err := x.Alliances(t.Context(), index.Page{Size: 1})
	require.NoError(t, err)
	alliance := alliances.Alliances[0].Alliance.ID
	about := eventsOf(t, x, index.Filter{Alliance: alliance})
	require.NotEmpty(t, about)
	require.Equal(t, about, viewed(t, x, "SELECT "+eventColumns+" FROM v_event_about WHERE about = ? AND value = ? ORDER BY place DESC", "alliance", alliance))
}

// eventsOf are the events of the history, the newest first.
func eventsOf(t *testing.T, x *index.Index, f index.Filter) [][]string {
	t.Helper()
	f.Size = 1000
	rows := [][]string{}
	for _, e := range history(t, x, f, func() {}) {
		if e.Event == nil || e.Event.Type == "" {
			continue
		}
		v := e.Event
		rows = append(rows, []string{
			iso(e.Time), strconv.FormatUint(e.Block, 10), number(e.Index), e.Tx, v.Type, e.Name, v.By, v.Via, v.Party, v.Alliance, v.Proposal,
			v.Action, v.Class, v.Position, v.Status, v.Subject, e.Party, e.Host, e.Caller,
		})
	}
	return rows
}

func requireRecords(t *testing.T, x *index.Index) {
	t.Helper()
	parties, err := x.Parties(t.Context(), index.Page{Size: 1000})
	require.NoError(t, err)
	want := [][]string{}
	for _, r := range parties.Parties {
		p := r.Party
		want = append(want, append([]string{p.ID, p.Names["en"], p.Names["zh"], string(p.Kind), p.Jurisdiction, p.LEI, p.USCC, number(p.Version), iso(r.Time)}, cells(r.Origin)...))
	}
	require.Equal(t, want, viewed(t, x, "SELECT party, name, name_zh, kind, jurisdiction, lei, uscc, version, time, block, tx FROM v_party ORDER BY party LIMIT 1000"))
	alliances, err := x.Alliances(t.Context(), index.Page{Size: 1000})
	require.NoError(t, err)
	want = [][]string{}
	for _, r := range alliances.Alliances {
		a := r.Alliance
		want = append(want, append([]string{a.ID, a.Names["en"], a.Names["zh"], string(a.Status), a.Sector, a.Scope, number(a.Charter), a.Source, iso(r.Time)}, cells(r.Origin)...))
	}
	require.Equal(t, want, viewed(t, x, "SELECT alliance, name, name_zh, status, sector, scope, charter, source, time, block, tx FROM v_alliance ORDER BY alliance"))
	proposals := viewed(t, x, "SELECT proposal, status, filed_by, title, resolution, amendment, meeting, successor, until FROM v_proposal")
	require.NotEmpty(t, proposals)
	for _, row := range proposals {
		found, err := x.Decision(t.Context(), row[0])
		require.NoError(t, err)
		recorded := found.Proposal.Recorded()
		meeting, until := "", ""
		if recorded.Meeting != nil {
			meeting = recorded.Meeting.ID
		}
		if !recorded.Until.IsZero() {
			until = recorded.Until.Format(time.RFC3339Nano)
		}
		require.Equal(t, row, []string{
			recorded.ID, string(recorded.Status), recorded.By, recorded.Title, recorded.Resolution, recorded.Amendment, meeting, recorded.Successor, until,
		})
	}
}
