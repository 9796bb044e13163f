package console

import (
	"context"

	"allianceregistry/client"
	"allianceregistry/internal/acting"
	"allianceregistry/internal/web"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
)

// maxNamed is of how many tasks the first page asks what the party is called that they are
// about, and of how many alliances whether the own party has applied.
const maxNamed = 30

// homePage is what awaits the party, and where it can act.
type homePage struct {
	Tasks     []taskRow
	Alliances []allianceRow
	// Unregistered says that the party has yet to be registered, before all else.
	Unregistered bool
	// ToApprove is how many acts of others wait for this person.
	ToApprove int
	// Calendar is the address of the calendar for programs; empty where there is none. Others says
	// that it answers there for other computers too.
	Calendar, Token string
	Others          bool
}

// taskRow is a task with the link to its form; without one it is done elsewhere.
type taskRow struct {
	client.Task
	Action, Subject, Link string
	// AllianceName is what the alliance is called.
	AllianceName string
}

// allianceRow is an alliance, and what the party is in it.
type allianceRow struct {
	membership.Alliance
	State charter.MembershipState
	Class string
	// Applied is the proposal by which it applied, while that is open; empty for none.
	Applied string
}

// home shows what awaits the party and until when, and the alliances that there are.
func (v *visit) home(ctx context.Context) error {
	tasks, err := v.Client.Inbox(ctx, v.Party)
	page := homePage{Token: v.token, Unregistered: v.unregistered(ctx, err), ToApprove: v.toApprove(), Others: v.Who != ""}
	if err != nil && !page.Unregistered {
		return err
	}
	alliances, err := v.Client.Alliances(ctx)
	if err != nil {
		return err
	}
	memberships, err := v.Client.Memberships(ctx, v.Party)
	if err != nil && !page.Unregistered {
		return err
	}
	if page.Calendar, err = v.calendarAddress(); err != nil {
		return err
	}
	names := map[string]string{}
	for i, alliance := range alliances {
		names[alliance.ID] = v.Name(alliance.Names)
		page.Alliances = append(page.Alliances, v.allianceRow(ctx, alliance, memberships, i < maxNamed))
	}
	for i, task := range tasks {
		row := v.taskRow(task, names[task.Alliance])
		if i < maxNamed {
			row.Subject = v.named(ctx, row.Subject)
		}
		page.Tasks = append(page.Tasks, row)
	}
	return v.show(web.Page{Title: v.Say("console.home", nil), Menu: "/", Template: "home.html", Data: page})
}

// allianceRow says what the party is in an alliance and, if it is asked, whether it has applied.
func (v *visit) allianceRow(ctx context.Context, alliance membership.Alliance, memberships []membership.MembershipNow, ask bool) allianceRow {
	row := allianceRow{Alliance: alliance}
	for _, m := range memberships {
		if m.Alliance == alliance.ID {
			row.State, row.Class = m.State, v.calling(ctx, m.Alliance, 0).Class(m.Class)
		}
	}
	if ask && alliance.Status == membership.Open && row.State != charter.Active && row.State != charter.Suspended {
		row.Applied = v.applied(ctx, alliance.ID)
	}
	return row
}

// applied is the open proposal by which the party applied to an alliance; empty for none, and
// where that is not answered.
func (v *visit) applied(ctx context.Context, alliance string) string {
	join, err := client.Ask(ctx, v.Client, membership.GetJoin{Alliance: alliance, Party: v.Party})
	if p := join.Proposal; err == nil && (p.Status == membership.Filed || p.Status == membership.Voting) {
		return p.ID
	}
	return ""
}

func (v *visit) taskRow(task client.Task, alliance string) taskRow {
	row := taskRow{Task: task, AllianceName: alliance, Action: v.Words(string(task.Proposal.Action)), Subject: task.Proposal.Subject}
	if task.Proposal.Title != "" {
		row.Subject = task.Proposal.Title
	}
	if task.Party != "" {
		row.Subject = task.Party
	}
	if task.Obligation != nil {
		row.Action, row.Subject = v.Words("obligation."+task.Obligation.Kind), task.Obligation.ID
	}
	row.Link = v.linkTo(task)
	return row
}

// formsOf are the acts by which tasks are done.
var formsOf = map[string]string{
	client.WantedSponsor: "endorse", client.WantedVote: "endorse", client.WantedOpening: "vote", client.WantedDecide: "decide",
	client.WantedEnact: "enact", client.WantedAccept: "accept", client.WantedRenewal: proposePrefix + string(charter.Renew),
	client.WantedConsent: "consent", client.WantedEnding: "expire", client.WantedVeto: "veto", client.WantedAffiliate: "affiliate",
}

// linkTo is where a task is done.
func (v *visit) linkTo(task client.Task) string {
	form, is := formsOf[task.Wanted]
	if !is {
		return ""
	}
	var about []string
	for _, one := range [][]string{{"alliance", task.Alliance}, {"proposal", task.Proposal.ID}, {"party", task.Party}} {
		if one[1] != "" {
			about = append(about, one...)
		}
	}
	switch task.Wanted {
	case client.WantedEnding:
		about = append(about, "party", v.Party)
	case client.WantedRenewal:
		about = append(about, "subject", v.Party)
	case client.WantedAccept:
		about = append(about, "agreement", task.Obligation.ID)
	}
	return acting.To(form, about...).Path
}
