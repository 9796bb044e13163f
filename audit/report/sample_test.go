package report_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/chain"
	"allianceregistry/audit/replay"
	"allianceregistry/audit/words"
	"allianceregistry/internal/text"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
)

const sampleID = "zhongguancun@association"

var (
	from = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC) //nolint:gochecknoglobals // fixed
	to   = time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC) //nolint:gochecknoglobals // fixed

	made  = time.Date(2026, 7, 2, 9, 30, 0, 0, time.UTC)  //nolint:gochecknoglobals // fixed
	known = time.Date(2026, 6, 30, 12, 0, 0, 0, time.UTC) //nolint:gochecknoglobals // fixed
)

func in(t testing.TB, lang string) *text.Text {
	t.Helper()
	said, err := text.In(lang, words.Files)
	require.NoError(t, err)
	return said
}

// hash is a made-up id or hash of n characters.
func hash(of string, n int) string { return fmt.Sprintf("%0*x", n, of) }

func at(block uint64, tx string) chain.Place {
	return chain.Place{Block: block, Index: 1, Tx: hash(tx, 64)}
}

func member(party string, names form.Names, kind charter.Kind, periods ...membership.Period) membership.Member {
	return membership.Member{
		Membership: membership.MembershipNow{Membership: membership.Membership{Alliance: sampleID, Party: party, Periods: periods}},
		Period:     periods[len(periods)-1], Names: names, Kind: kind,
	}
}

func stamp(when time.Time) membership.Stamp { return membership.Stamp{Tx: when.String(), Time: when} }

func accepted() membership.Decision {
	third := charter.Figure{
		Votes: "for", Who: &charter.Who{Classes: []string{"council"}}, Relation: charter.AtLeast, Amount: "2/3",
		Of: charter.CountElectorate, Base: 6, Needed: 4, Actual: 5,
	}
	hosts := charter.Figure{Votes: "hosts", Relation: charter.AtLeast, Amount: "2", Base: 1, Needed: 2, Actual: 3}
	return membership.Decision{
		Proposal: hash("admit", 24), Alliance: sampleID, Outcome: membership.Accepted,
		Tally: charter.Tally{For: 5, Against: 1, Hosts: 3, Electorate: 6},
		Explanation: charter.Explanation{Kind: "all", Met: true, Certain: true, Parts: []charter.Explanation{
			{Kind: "votes", Figure: &third, Met: true, Certain: true}, {Kind: "votes", Figure: &hosts, Met: true, Certain: true},
		}},
		Charter: 2, Engine: "2", By: "bubi@industry",
	}
}

// sample is a small report that has something of everything.
func sample() replay.Report {
	founded := stamp(time.Date(2025, 3, 1, 8, 0, 0, 0, time.UTC))
	renewed := stamp(time.Date(2025, 9, 1, 8, 0, 0, 0, time.UTC))
	bubi := member("bubi@industry", form.Names{"en": "Bubi", "zh": "布比网络"}, charter.Enterprise,
		membership.Period{Class: "member", State: charter.Active, From: founded, Until: &renewed},
		membership.Period{Class: "council", State: charter.Active, From: renewed, Group: "bubi", Weights: charter.Weights{"votes": 3}})
	cic := member("cic@association", form.Names{"en": "China Institute of Communications", "zh": "中国通信学会"},
		charter.Association, membership.Period{Class: "member", State: charter.Active, From: founded})
	bupt := member("bupt@academia", form.Names{"zh": "北京邮电大学"}, charter.Academic, membership.Period{
		Class: "member", State: charter.Active, From: stamp(time.Date(2026, 2, 3, 4, 5, 6, 0, time.UTC)), Expires: to.AddDate(1, 0, 0),
	})
	decision := accepted()
	rejected := accepted()
	rejected.Proposal, rejected.Outcome, rejected.Lapsed = hash("expel", 24), membership.Rejected, []string{"cic@association"}
	return replay.Report{
		Alliance: membership.Alliance{
			ID: sampleID, Names: form.Names{"en": "Zhongguancun Blockchain Industry Alliance", "zh": "中关村区块链产业联盟"},
		},
		From: from, To: to, Written: made, Start: []membership.Member{bubi, cic}, End: []membership.Member{bubi, bupt},
		Changes: []replay.Change{
			{
				Place: at(47, "admit"), Time: bupt.Period.From.Time, Party: "bupt@academia",
				After: charter.Presence{State: charter.Active, Class: "member"}, Name: "Decide", By: "bubi@industry",
				Reason: "teaches what we build\n且有多年合作", Proposal: decision.Proposal, Decision: &decision,
			},
			{
				Place: at(52, "weigh"), Time: from.AddDate(0, 2, 0), Party: "bubi@industry", Name: "DeclareAffiliate", By: "alliance@industry",
				Via:    "bubi@industry",
				Before: charter.Presence{State: charter.Active, Class: "council"},
				After: charter.Presence{
					State: charter.Active, Class: "council", Group: "bubi", Weights: charter.Weights{"votes": 3, "dues": 10},
				},
			},
			{
				Place: at(60, "leave"), Time: from.AddDate(0, 3, 0), Party: "cic@association", Name: "Leave", By: "cic@association",
				Before: charter.Presence{State: charter.Active, Class: "member"},
				After:  charter.Presence{State: charter.Ended, Class: "member"}, Ending: membership.Left,
			},
		},
		Acts: make([]replay.Step, 9),
		Decisions: []replay.Redecision{
			{
				Place: at(47, "admit"), Alliance: sampleID, Proposal: decision.Proposal, Action: "admit", Subject: "bupt@academia",
				Time: bupt.Period.From.Time, Recorded: decision, Again: membership.Accepted, Same: true,
			},
			{
				Place: at(58, "expel"), Alliance: sampleID, Proposal: rejected.Proposal, Action: "expel", Subject: "cic@association",
				Time: from.AddDate(0, 2, 20), Recorded: rejected, Again: membership.Accepted,
			},
		},
		Findings: []chain.Finding{
			{
				Code: replay.LateVote, Severity: chain.Warning, Block: 46, Tx: hash("vote", 64), Params: map[string]string{
					"alliance": sampleID, "proposal": decision.Proposal, "party": "bubi@industry", "closes": "2026-02-03T04:00:00Z",
					"time": "2026-02-03T03:59:59Z", "after": "2026-02-03T04:00:01Z",
				},
			},
			{
				Code: replay.StateDiffers, Severity: chain.Fault, Block: 47, Tx: hash("admit", 64), Index: 1, Source: "peer0.industry",
				Params: map[string]string{
					"host": "industry", "key": "membership/" + sampleID + "/bupt@academia", "path": "class", "expected": `"member"`,
					"seen": `"council"`, "tx": hash("admit", 64),
				},
			},
			{Code: "NOT_YET_KNOWN", Severity: chain.Warning, Params: map[string]string{"b": "2", "a": "1"}},
		},
		Verified: replay.Verification{
			Genesis: hash("genesis", 64), Height: 96, Hash: hash("last", 64), Time: known, Chaincode: "registry", Engine: "2",
			Definition: &replay.Definition{
				Place: at(2, "define"), Sequence: 1, Version: "1", Policy: `{"Signature":null,"Reference":"/Channel/Application/Endorsement"}`,
			},
			Holdings:   []replay.Holding{{Place: at(0, "config"), Power: replay.ToConfigure, Needed: chain.Needed{Hosts: 3, Least: 2}, Known: true}},
			Thresholds: replay.DefaultThresholds(),
			States: []replay.StateResult{
				{Host: "industry", Peer: "peer0.industry", Height: 96, Records: 211, Questions: 74, Findings: make([]chain.Finding, 1)},
			},
			Comparison: &replay.Comparison{
				Common: 96, Answers: make([]replay.Answers, 12), Sides: []replay.Side{
					{Host: "association", Peer: "peer0.association", Height: 96, Hash: hash("last", 64), Commit: hash("commit", 64)},
					{Host: "industry", Peer: "peer0.industry", Height: 97, Hash: hash("last", 64), Commit: hash("commit", 64)},
					{Host: "academia", Peer: "peer0.academia", Problem: "connection refused"},
				},
			},
		},
	}
}
