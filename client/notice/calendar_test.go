package notice_test

import (
	"strings"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"
	"github.com/stretchr/testify/require"

	"allianceregistry/client"
	"allianceregistry/client/notice"
	"allianceregistry/internal/text"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
)

var day = time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)

func tasks() []client.Task {
	resolve := membership.ProposalNow{Proposal: membership.Proposal{ID: "a1", Action: charter.Resolve, Subject: "trial@industry", Title: "Budget, 2026; draft"}}
	admit := membership.ProposalNow{Proposal: membership.Proposal{ID: "b2", Action: charter.Admit, Subject: "intel@association"}}
	return []client.Task{
		{Alliance: "trial@industry", Proposal: resolve, Wanted: client.WantedVote, Until: day.AddDate(0, 0, 7)},
		{Alliance: "trial@industry", Proposal: admit, Wanted: client.WantedSponsor, Until: day.AddDate(0, 0, 3)},
		{Alliance: "trial@industry", Proposal: admit, Wanted: client.WantedDecide},
		{Alliance: "trial@industry", Obligation: &membership.Obligation{Kind: membership.OweDues, ID: "2026"}, Wanted: client.WantedDues, Until: day.AddDate(0, 1, 0)},
	}
}

func memberships() []membership.MembershipNow {
	runs := membership.Period{Expires: day.AddDate(1, 0, 0), Over: day.AddDate(1, 1, 0)}
	return []membership.MembershipNow{
		{Membership: membership.Membership{Alliance: "trial@industry", Party: "ibm@industry", State: charter.Active, Periods: []membership.Period{{}, runs}}},
		{Membership: membership.Membership{Alliance: "old@industry", Party: "ibm@industry", State: charter.Ended, Periods: []membership.Period{runs}}},
		{Membership: membership.Membership{Alliance: "endless@industry", Party: "ibm@industry", State: charter.Active, Periods: []membership.Period{{}}}},
	}
}

func TestCalendar(t *testing.T) {
	t.Parallel()
	for lang, want := range map[string][]string{
		"en": {
			"sponsor admit intel@association", "vote adopt a document Budget, 2026; draft", "pay dues 2026",
			"The membership of trial@industry is due for renewal", "The membership of trial@industry is over, unless it is renewed",
		},
		"zh": {"附议 接纳 intel@association", "表决 通过文件 Budget, 2026; draft", "缴纳 会费 2026", "trial@industry 会员资格到期，应续期", "trial@industry 会员资格届满（未续期的）"},
	} {
		said, err := text.In(lang)
		require.NoError(t, err)
		written := notice.Calendar("ibm@industry", day, notice.Entries(said, tasks(), memberships()))
		read, err := ics.ParseCalendar(strings.NewReader(written))
		require.NoError(t, err)
		require.Len(t, read.Events(), len(want))
		for i, event := range read.Events() {
			require.Equal(t, want[i], event.GetProperty(ics.ComponentPropertySummary).Value)
			require.Len(t, event.Alarms(), 1)
		}
		first, err := read.Events()[0].GetStartAt()
		require.NoError(t, err)
		require.True(t, first.Equal(day.AddDate(0, 0, 3)))
		require.Equal(t, written, notice.Calendar("ibm@industry", day, notice.Entries(said, tasks(), memberships())), "an entry keeps its UID")
		for line := range strings.SplitSeq(strings.TrimSuffix(written, "\r\n"), "\r\n") {
			require.LessOrEqual(t, len(line), 75, "octets of a line: RFC 5545, 3.1")
			require.NotContains(t, line, "\n")
		}
	}
}

// What others wrote ends no entry and begins none.
func TestHostileTitle(t *testing.T) {
	t.Parallel()
	said, err := text.In("en")
	require.NoError(t, err)
	hostile := tasks()[:1]
	for _, title := range []string{"x\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:forged", "x\nATTACH:http://evil.example", `\nEND:VEVENT`, "\u2028X", strings.Repeat("题", 200)} {
		hostile[0].Proposal.Title = title
		written := notice.Calendar("x", day, notice.Entries(said, hostile, nil))
		read, err := ics.ParseCalendar(strings.NewReader(written))
		require.NoError(t, err)
		require.Len(t, read.Events(), 1)
		require.NotContains(t, written, "\nATTACH")
		require.NotContains(t, written, "\nSUMMARY:forged")
		require.Equal(t, 1, strings.Count(written, "\r\nEND:VEVENT"))
		if !strings.ContainsAny(title, "\r\n\u2028") {
			require.Contains(t, read.Events()[0].GetProperty(ics.ComponentPropertySummary).Value, title, "folded, and whole")
		}
	}
}
