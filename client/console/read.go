package console

import (
	"context"
	"strings"

	"allianceregistry/client"
	"allianceregistry/internal/acting"
	"allianceregistry/internal/plain"
	"allianceregistry/internal/text"
	"allianceregistry/internal/view"
	"allianceregistry/internal/web"
	"allianceregistry/membership"
)

// proposalFacts are what a proposal asks for, in words: names and values in turn.
func (v *visit) proposalFacts(ctx context.Context, d membership.Dossier) (facts [][]string) {
	p := d.Proposal
	for _, one := range [][2]string{
		{"status", v.Words(string(p.Status))},
		{"action", v.Words(string(p.Action))},
		{"subject", v.named(ctx, p.Subject)},
		{"alliance", p.Alliance},
		{"class", v.Class(p.Class)},
		{"group", p.Group},
		{"weights", v.Weights(p.Weights)},
		{"organ", v.Organ(p.Organ)},
		{"resolution", v.Resolution(p.Resolution)},
		{"amendment", v.Amendment(p.Amendment)},
		{"title", p.Title},
		{"document", p.Document},
		{"draft", p.CharterDigest},
		{"until", view.End(p.Until)},
		{"by", p.By},
		{"reason", p.Reason},
		{"evidence", p.Evidence},
		{"filed", view.When(p.Filed.Time)},
		{"expires", view.When(p.Expires)},
		{"voteFrom", view.When(d.VoteFrom)},
		{"closes", view.When(p.Closes)},
		{"enacts", view.When(p.Enacts)},
	} {
		if one[1] != "" {
			facts = append(facts, []string{v.Say("console.field."+one[0], nil), one[1]})
		}
	}
	return facts
}

// progress shows how far a proposal has come: its sponsors until it is put to the vote, its
// rule from then on.
func (v *visit) progress(d membership.Dossier) [][]string {
	var rows [][]string
	switch {
	case d.Proposal.Opened != nil:
		rows = append(v.OutOfReach(d.Emergency), v.Explanation(d.Explanation, 0)...)
	case d.Sponsors != nil:
		rows = v.Explanation(*d.Sponsors, 0)
	}
	for _, row := range rows { // a page would show the indentation of the tree as nothing
		condition := strings.TrimLeft(row[0], " ")
		row[0] = strings.Repeat("\u2003", (len(row[0])-len(condition))/2) + condition
	}
	return rows
}

// alliancePage is an alliance and its members, as the own host answers.
type alliancePage struct {
	Alliance  membership.Alliance
	Members   []memberRow
	Proposals []membership.ProposalNow
	// Charter is the one in force, in words; none of an alliance that is only described.
	Charter []plain.Clause
}

// memberRow is a member, and what its class is called.
type memberRow struct {
	membership.Member
	Class string
}

// alliance is a plain page, where no auditor's program serves a better one.
func (v *visit) alliance(ctx context.Context) (err error) {
	var page alliancePage
	id := v.r.PathValue("id")
	if page.Alliance, err = client.Ask(ctx, v.Client, membership.GetAlliance{ID: id}); err != nil {
		return err
	}
	if page.Alliance.Charter > 0 {
		if page.Charter, err = v.charterInWords(ctx, id); err != nil {
			return err
		}
	}
	if page.Alliance.Status == membership.Open {
		members, err := v.Client.Roster(ctx, id, "")
		if err != nil {
			return err
		}
		for _, one := range members {
			page.Members = append(page.Members, memberRow{one, v.Class(one.Membership.Class)})
		}
		if page.Proposals, err = v.Client.Proposals(ctx, id); err != nil {
			return err
		}
	}
	return v.show(web.Page{Title: v.Name(page.Alliance.Names), Template: "alliance.html", Data: page})
}

// charterInWords is the charter in force, as two hosts have it. From then on classes are called
// as it calls them.
func (v *visit) charterInWords(ctx context.Context, alliance string) ([]plain.Clause, error) {
	c, err := v.charter(ctx, alliance)
	if err != nil {
		return nil, err
	}
	v.Text = v.Calling(text.CalledIn(c))
	writer, err := plain.In(web.Language(v.r))
	if err != nil {
		return nil, err
	}
	return writer.Charter(c), nil
}

// proposalPage is a proposal, and what can be done with it.
type proposalPage struct {
	About *aboutPage
	// Acts are forms that fit what it is now.
	Acts []acting.Form
}

// proposal is a plain page, too.
func (v *visit) proposal(ctx context.Context) error {
	dossier, err := v.dossier(ctx, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	about, err := v.about(ctx, *dossier)
	if err != nil {
		return err
	}
	page := proposalPage{About: about, Acts: acting.OnProposal(about.Proposal, v.Party)}
	title := v.Words(string(about.Proposal.Action)) + " · " + about.Proposal.Subject
	return v.show(web.Page{Title: title, Template: "proposal.html", Data: page})
}
