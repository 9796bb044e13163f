package replay_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/replay"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/refusal"
)

// A report has the members at both ends, each change with who, when and why, the
// decisions with their figures, and how it was verified.
func TestReport(t *testing.T) {
	t.Parallel()
	w := opened(t)
	from := w.now.Add(time.Millisecond)
	proposal := w.joining()
	w.voting(as(cisco), proposal)
	w.voting(as(cas), proposal)
	w.must(as(lab), membership.Decide{Proposal: proposal})
	w.must(as(cas), membership.Leave{Request: "l", Alliance: zgc, Reason: "moved"})
	to := w.now.Add(time.Millisecond)
	w.must(as(forum), membership.Leave{Request: "l", Alliance: zgc, Reason: "later"})
	w.must(as(forum), membership.CorrectParty{Request: "p", Names: en("F"), Reason: "later"})
	r := w.replayed()
	report, err := replay.NewReport(r, replay.Scope{Alliance: zgc, From: from, To: to, Thresholds: replay.DefaultThresholds()})
	require.NoError(t, err)

	require.Equal(t, []string{cas, cisco, forum}, parties(report.Start))
	require.Equal(t, []string{acme, cisco, forum}, parties(report.End))
	require.NotEqual(t, en("F"), report.End[2].Names, "a later name is not that of the day")
	require.Equal(t, report.End[2].Names, report.Names[forum])
	require.Len(t, report.Changes, 2)
	admitted, left := report.Changes[0], report.Changes[1]
	require.Equal(t, acme, admitted.Party)
	require.Equal(t, charter.Presence{}, admitted.Before)
	require.Equal(t, charter.Presence{State: charter.Active, Class: "full"}, admitted.After)
	require.Equal(t, "Decide", admitted.Name)
	require.Equal(t, lab, admitted.By)
	require.Equal(t, proposal, admitted.Proposal)
	require.Equal(t, 2, admitted.Decision.Tally.For)
	require.EqualValues(t, 12, admitted.Block)
	require.Equal(t, "tx0012", admitted.Tx)
	require.Equal(t, "left", left.Ending)
	require.Equal(t, "moved", left.Reason)
	require.Equal(t, cas, left.By)
	require.Nil(t, left.Decision)
	require.Len(t, report.Acts, 5)
	require.Len(t, report.Decisions, 1)
	require.Empty(t, report.Findings, "what is odd came later")
	require.False(t, report.Running)
	require.EqualValues(t, len(w.blocks), report.Verified.Height)
	require.Len(t, report.Verified.Genesis, 64)
	require.Equal(t, charter.Engine, report.Verified.Engine)

	report, err = replay.NewReport(r, replay.Scope{Alliance: zgc, From: from, To: to.AddDate(0, 0, 1), Thresholds: replay.DefaultThresholds()})
	require.NoError(t, err)
	require.Len(t, report.Findings, 3)
	require.Equal(t, en("F"), report.Names[forum])
	for i, rule := range []string{"expel", "suspend"} {
		require.Equal(t, replay.RuleOutOfReach, report.Findings[i].Code, "of the two who are left one is whom it is about")
		require.Equal(t, map[string]string{"alliance": zgc, "rule": rule, "members": "2"}, report.Findings[i].Params)
		require.Equal(t, "tx0014", report.Findings[i].Tx, "when the third left")
	}
	require.Equal(t, replay.Corrected, report.Findings[2].Code)
	require.Equal(t, map[string]string{"party": forum, "version": "2", "reason": "later"}, report.Findings[2].Params)
	require.True(t, report.Running, "nobody knows what the next day brings")
	require.Equal(t, w.now, report.Verified.Time)
	text, err := json.Marshal(report)
	require.NoError(t, err)
	var again replay.Report
	require.NoError(t, json.Unmarshal(text, &again))
	require.Equal(t, report, again)
}

func parties(members []membership.Member) (ids []string) {
	for _, member := range members {
		ids = append(ids, member.Membership.Party)
	}
	return ids
}

// Without an end a report goes up to what is known, and that is no time that lies
// ahead of the clock of who writes it.
func TestReportUpToWhatIsKnown(t *testing.T) {
	t.Parallel()
	w := opened(t)
	written := w.now.Add(time.Hour)
	w.now = w.now.AddDate(10, 0, 0)
	w.must(as(forum), membership.Leave{Request: "l", Alliance: zgc, Reason: "in ten years"})
	of := func(clock time.Time) replay.Report {
		report, err := replay.NewReport(w.replayed(), replay.Scope{Alliance: zgc, Written: clock, Thresholds: replay.DefaultThresholds()})
		require.NoError(t, err)
		require.False(t, report.Running)
		require.Equal(t, report.Verified.Time.Add(time.Millisecond), report.To)
		return report
	}
	require.Equal(t, w.now, of(w.now).Verified.Time)
	require.Equal(t, w.now, of(time.Time{}).Verified.Time, "nobody's clock")
	require.True(t, of(written).Verified.Time.Before(written))
	require.Len(t, of(written).End, 3)
}

// There is no report on an alliance that is not there.
func TestReportOnNothing(t *testing.T) {
	t.Parallel()
	_, err := replay.NewReport(opened(t).replayed(), replay.Scope{Alliance: "x@industry"})
	var denied *refusal.Error
	require.ErrorAs(t, err, &denied)
	require.Equal(t, refusal.UnknownRecord, denied.Code)
}

// What a replay found is in every report.
func TestReportHasTheFaults(t *testing.T) {
	t.Parallel()
	w := lived(t)
	replacing(writeOf(&w.blocks[12].Block.Transactions[0], "decision"), `"for":2`, `"for":3`)
	report, err := replay.NewReport(w.replayed(), replay.Scope{Alliance: zgc, To: w.now, Thresholds: replay.DefaultThresholds()})
	require.NoError(t, err)
	require.Len(t, report.Findings, 2)
	require.Equal(t, replay.RulesDiffer, report.Findings[0].Code)
	require.Equal(t, replay.DecisionDiffers, report.Findings[1].Code)
}
