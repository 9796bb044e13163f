package indextest

import (
	"fmt"
	"slices"
	"time"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
)

// Everybody may appear in a life.
var Everybody = []string{
	"a@industry", "b@academia", "c@association", "d@industry", "e@academia", "f@association", "g@industry",
}

// Leagues are the alliances of a life; each is founded by its first two.
var Leagues = map[string][]string{
	"zgc@industry": {"a@industry", "b@academia"}, "ring@association": {"c@association", "d@industry"},
}

var leagueIDs = []string{"zgc@industry", "ring@association"}

// Charter lets two votes (or one) decide about everything, at once or after an hour.
func Charter() charter.Charter {
	rule := charter.Rule{
		LockOut: charter.LockOutAccepted, Voting: "PT1H", Early: true, Pass: charter.Expression{Votes: "for", AtLeast: "1"},
	}
	rules := charter.Rules{}
	for _, action := range []charter.Action{
		charter.Admit, charter.Suspend, charter.Reinstate, charter.Expel, charter.Reclassify, charter.Resolve, charter.Dissolve,
	} {
		own := rule
		rules[action] = &own
	}
	kinds := []charter.Kind{charter.Enterprise, charter.Academic}
	rights := []charter.Right{charter.Voice, charter.Vote, charter.ProposeRight}
	return charter.Charter{
		Schema: 1, Founders: "full", Rules: rules,
		Classes: []charter.Class{
			{ID: "full", Names: form.Names{"en": "Full member", "zh": "正式会员"}, Kinds: kinds, Rights: rights},
			{ID: "annual", Names: form.Names{"en": "Annual member"}, Kinds: kinds, Rights: rights, Duration: "P5D", Grace: "P1D"},
		},
	}
}

// Live makes a chain of at least so many blocks: of what somebody makes up, what
// the rules refuse is left out, and what meets a conflict is in it, invalid.
func (w *World) Live(blocks int) *World {
	if len(w.Chain) == 1 {
		w.begin()
	}
	for len(w.Chain) < blocks {
		w.Now = w.Now.Add([]time.Duration{0, time.Minute, 10 * time.Minute, 20 * time.Minute, 20 * time.Hour}[w.rand.IntN(5)])
		for range 1 + w.rand.IntN(3) {
			w.act()
		}
		w.Commit()
	}
	return w
}

func (w *World) begin() {
	for i, party := range Everybody {
		w.Must(party, membership.RegisterParty{
			Request: w.Request(), Kind: []charter.Kind{charter.Enterprise, charter.Academic}[i%2],
			Names: form.Names{"en": "Company " + party, "zh": fmt.Sprintf("中关村科技公司%d", i)},
		})
	}
	for _, league := range leagueIDs {
		founders := Leagues[league]
		slug, host, _ := form.SplitID("alliance", league)
		founder := founders[0]
		if _, home, _ := form.SplitID("party", founder); home != host {
			panic(founder + " cannot found " + league)
		}
		w.Must(founder, membership.FoundAlliance{
			Request: w.Request(), Slug: slug, Names: form.Names{"en": "League " + slug, "zh": "产业联盟"}, Founders: founders, Charter: Charter(),
		})
		digest, err := Charter().Digest()
		if err != nil {
			panic(err)
		}
		w.Must(founders[1], membership.Consent{Request: w.Request(), Alliance: league, Charter: digest})
	}
}

// act makes up what somebody does. What is refused leaves nothing.
func (w *World) act() {
	party, league := pick(w, Everybody), pick(w, leagueIDs)
	if w.rand.IntN(12) == 0 {
		w.keepRecords(party)
		return
	}
	var t membership.Transaction
	switch w.rand.IntN(9) {
	case 0, 1:
		t = membership.Join{Request: w.Request(), Alliance: league, Class: pick(w, []string{"full", "annual"}), Statement: "we want to join 加入"}
	case 2:
		t = membership.Leave{Request: w.Request(), Alliance: league, Reason: "enough 退出"}
	case 3:
		t, party = w.proposal(league), pick(w, Leagues[league])
	case 4, 5, 6:
		w.endorse(league)
		return
	default:
		w.epoch(party, league)
		return
	}
	if event, err := w.Send(party, t); err == nil && event.Proposal != "" {
		w.open[league] = append(w.open[league], event.Proposal)
	}
}

func (w *World) proposal(league string) membership.Transaction {
	actions := []charter.Action{charter.Suspend, charter.Reinstate, charter.Expel, charter.Resolve, charter.Reclassify}
	if w.rand.IntN(40) == 0 {
		actions = []charter.Action{charter.Dissolve}
	}
	t := membership.Propose{Request: w.Request(), Alliance: league, Action: pick(w, actions), Reason: "because of conduct"}
	switch t.Action {
	case charter.Resolve:
		t.Title, t.Document = "Annual report 年度报告", fmt.Sprintf("%064x", w.sent)
	case charter.Dissolve:
	case charter.Reclassify:
		t.Subject, t.Class = pick(w, Everybody), "annual"
	default:
		t.Subject = pick(w, Everybody)
	}
	return t
}

// endorse votes on some proposal that may be open, and perhaps decides it.
func (w *World) endorse(league string) {
	open := w.open[league]
	if len(open) == 0 {
		return
	}
	proposal := open[len(open)-1-w.rand.IntN(min(2, len(open)))]
	position := pick(w, []charter.Position{charter.For, charter.For, charter.For, charter.Against})
	voters := append([]string{pick(w, Everybody), pick(w, Everybody)}, Leagues[league]...)
	for _, voter := range voters {
		_, _ = w.Send(voter, membership.Endorse{Request: w.Request(), Proposal: proposal, Position: position, Reason: "good 支持"})
	}
	if w.rand.IntN(4) > 0 { // else the decision meets a conflict
		w.Commit()
	}
	event, err := w.Send(pick(w, Everybody), membership.Decide{Proposal: proposal})
	if err == nil && event.Status != "" && w.rand.IntN(5) > 0 {
		w.open[league] = slices.DeleteFunc(open, func(other string) bool { return other == proposal })
	}
}

// epoch closes and seals the open epoch.
func (w *World) epoch(party, league string) {
	open, err := membership.Ask(w.Ledger.Begin("question"), w.Now, membership.GetEpoch{Alliance: league})
	if err != nil {
		return
	}
	if _, err := w.Send(party, membership.CloseEpoch{Alliance: league, Epoch: open.Epoch.Number}); err != nil {
		return
	}
	w.Commit()
	_, _ = w.Send(party, membership.SealEpoch{Alliance: league, Epoch: open.Epoch.Number})
}

func (w *World) keepRecords(party string) {
	if w.rand.IntN(2) == 0 {
		_, _ = w.Send(party, membership.CorrectParty{
			Request: w.Request(), Names: form.Names{"en": fmt.Sprintf("Renamed %d", w.sent), "zh": "新名字"}, Reason: "renamed 更名",
		})
		return
	}
	_, _ = w.Send(party, membership.StateClaim{
		Request: w.Request(), About: pick(w, Everybody), What: "members", Value: "over 60", Source: "a page",
	})
}

func pick[T any](w *World, from []T) T { return from[w.rand.IntN(len(from))] }
