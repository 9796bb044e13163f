package main

import (
	"context"
	"fmt"
	"strconv"

	"allianceregistry/client"
	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/view"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
)

// alarm says of a rule that it is out of reach, or blocked by one.
func (a *app) alarm(alarm client.Alarm) string {
	return a.text.Say("alarm."+reachWord(alarm.State), catalogue.Params{"rule": a.reachedRule(alarm.Reach), "members": strconv.Itoa(alarm.Members)})
}

// reachedRule is the key of a rule, or of an emergency rule.
func (a *app) reachedRule(r charter.Reach) string {
	if r.Emergency {
		return a.text.Say("rule.emergency", catalogue.Params{"rule": string(r.Rule)})
	}
	return string(r.Rule)
}

// reachWord is a state of a rule as the catalogue calls it.
func reachWord(state charter.ReachState) string {
	return map[charter.ReachState]string{
		charter.InReach: "inReach", charter.OneBlocks: "oneBlocks", charter.OutOfReachNow: "outOfReach", charter.ReachUnknown: "unknown",
	}[state]
}

// reaches shows how many losses each rule lives through.
func (a *app) reaches(reaches []charter.Reach) view.View {
	v := view.View{Data: append([]charter.Reach{}, reaches...), Columns: []string{"rule", "reach", "members", "leave", "silent"}}
	for _, r := range reaches {
		v.Rows = append(v.Rows, []string{
			a.reachedRule(r), a.text.Say("reach."+reachWord(r.State), nil), view.Number(r.Members), a.atLeast(r.Leave, r.LeaveMore), a.atLeast(r.Silent, r.SilentMore),
		})
	}
	return v
}

// atLeast is how many losses a rule lives through, or that it is so many at least.
func (a *app) atLeast(count int, more bool) string {
	if more {
		return a.text.Say("reach.atLeast", catalogue.Params{"count": strconv.Itoa(count)})
	}
	return strconv.Itoa(count)
}

// noteReaches says beside the answer how many losses each rule lives through.
func (a *app) noteReaches(reaches []charter.Reach) {
	for _, r := range reaches {
		a.note("reach.lives", "rule", a.reachedRule(r), "reach", a.text.Say("reach."+reachWord(r.State), nil), "members", strconv.Itoa(r.Members),
			"leave", a.atLeast(r.Leave, r.LeaveMore), "silent", a.atLeast(r.Silent, r.SilentMore))
	}
}

// warnOfLoss says which rules would come out of reach, or be blocked by one, if a transaction did what
// it wants: who sends it decides. Where that cannot be found out the transaction says what is wrong.
func (a *app) warnOfLoss(ctx context.Context, s session, t membership.Transaction) {
	alliance, party := lossBy(t, s.profile.Party)
	if party == "" {
		return
	}
	alarms, err := s.AlarmsWithout(ctx, alliance, party)
	if err != nil {
		return
	}
	for _, alarm := range alarms {
		fmt.Fprintln(a.Err, a.text.Say("alarm.without", catalogue.Params{"party": party, "alarm": a.alarm(alarm)}))
	}
}

// lossBy is whom an alliance would lose by a transaction; nobody by most.
func lossBy(t membership.Transaction, own string) (alliance, party string) {
	switch t := t.(type) {
	case membership.Leave:
		if t.As != "" {
			return t.Alliance, t.As
		}
		return t.Alliance, own
	case membership.Propose:
		if t.Action == charter.Expel {
			return t.Alliance, t.Subject
		}
	}
	return "", ""
}
