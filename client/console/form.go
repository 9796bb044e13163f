package console

import (
	"context"
	"net/http"
	"net/url"
	"slices"

	"allianceregistry/client"
	"allianceregistry/internal/acting"
	"allianceregistry/internal/plain"
	"allianceregistry/internal/text"
	"allianceregistry/internal/web"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
)

// formPage is a form, with what it is about.
type formPage struct {
	Token  string
	Act    string
	Fields []shown
	// Upload says that a file can be chosen.
	Upload bool
	// About is the proposal that it is about, as two hosts have it.
	About *aboutPage
	// Problem is why what was entered was not taken.
	Problem *failure
}

// form shows the form of an act.
func (v *visit) form(ctx context.Context) error {
	a, err := actNamed(v.r.PathValue("act"))
	if err != nil {
		return err
	}
	return v.showForm(ctx, a, v.r.URL.Query(), nil)
}

// showForm shows a form with what was entered, and why that was not taken.
func (v *visit) showForm(ctx context.Context, a act, in url.Values, problem *failure) error {
	page := formPage{Token: v.token, Act: a.name, Problem: problem}
	for _, field := range a.fields {
		one, err := field.show(ctx, v, in)
		if err != nil {
			return err
		}
		page.Upload = page.Upload || field.kind == document
		if !field.isIdle(one) {
			page.Fields = append(page.Fields, one)
		}
	}
	if a.about {
		dossier, err := v.dossier(ctx, in.Get("proposal"))
		if err != nil {
			return err
		}
		if page.About, err = v.about(ctx, *dossier); err != nil {
			return err
		}
	}
	status := http.StatusOK
	if problem != nil {
		status = http.StatusUnprocessableEntity
	}
	return v.show(web.Page{Status: status, Title: v.title(a), Template: "form.html", Data: page})
}

// aboutPage is a proposal as who decides on it needs it: what it asks for, how far it has
// come, and who said what.
type aboutPage struct {
	Proposal membership.ProposalNow
	Facts    [][]string
	Figures  [][]string
	Said     []membership.Endorsement
	// Amends says that another charter would be adopted, Changes how it differs, in words.
	Amends  bool
	Changes []plain.Clause
}

// dossier reads a proposal as two hosts have it. From then on classes and organs are called as
// the charter calls them by which it is decided.
func (v *visit) dossier(ctx context.Context, id string) (*membership.Dossier, error) {
	dossier, err := client.Agreed(ctx, v.Client, membership.GetProposal{ID: id})
	if err != nil {
		return nil, err
	}
	by, err := v.charterOf(ctx, dossier.Proposal.Alliance, dossier.Proposal.Charter)
	v.Text = v.Calling(text.CalledIn(by))
	return &dossier, err
}

func (v *visit) about(ctx context.Context, d membership.Dossier) (page *aboutPage, err error) {
	page = &aboutPage{
		Proposal: d.Proposal, Facts: v.proposalFacts(ctx, d), Figures: v.progress(d), Said: append(d.Sponsorships, d.Endorsements...),
	}
	if page.Amends = d.Proposal.Action == charter.Amend; page.Amends {
		page.Changes, err = v.wouldAmend(ctx, d.Proposal)
	}
	return page, err
}

// choicesPage is what a party can do in an alliance.
type choicesPage struct {
	Alliance string
	// Subject is the member that proposals shall be about; empty for none yet.
	Subject string
	Member  bool
	// Proposals are what can be proposed by the charter.
	Proposals []choiceRow
	// Agreements, Figures and Dues say that the charter has any.
	Agreements, Figures, Dues bool
}

// choiceRow is something to do: what it is called, and its form.
type choiceRow struct{ Label, Path string }

// choices offers what can be done in an alliance.
func (v *visit) choices(ctx context.Context) error {
	page := choicesPage{Alliance: v.r.URL.Query().Get("alliance"), Subject: v.r.URL.Query().Get("subject")}
	if page.Alliance == "" { // the pages that lead here know no other way to what awaits the party
		http.Redirect(v.w, v.r, "/", http.StatusSeeOther)
		return nil
	}
	alliance, err := client.Ask(ctx, v.Client, membership.GetAlliance{ID: page.Alliance})
	if err != nil {
		return err
	}
	c, err := v.charter(ctx, page.Alliance)
	if err != nil {
		return err
	}
	page.Proposals = v.proposals(c, page.Alliance, page.Subject)
	page.Agreements, page.Figures, page.Dues = len(c.Agreements) > 0, len(c.Figures) > 0, c.Dues != nil
	memberships, err := v.Client.Memberships(ctx, v.Party)
	if err != nil {
		return err
	}
	for _, m := range memberships {
		page.Member = page.Member || m.Alliance == page.Alliance && m.State != charter.Ended
	}
	return v.show(web.Page{Title: v.Name(alliance.Names), Template: "choices.html", Data: page})
}

// proposals are what can be proposed by a charter, of what is about a member alone if one is
// named.
func (v *visit) proposals(c charter.Charter, alliance, subject string) (rows []choiceRow) {
	about := []string{"alliance", alliance}
	if subject != "" {
		about = append(about, "subject", subject)
	}
	for _, one := range proposable {
		if !slices.ContainsFunc(c.Rules.Keys(), one.isDecidedBy) || subject != "" && !one.isAboutMember() {
			continue
		}
		rows = append(rows, choiceRow{v.Words(string(one.action)), acting.To(proposePrefix+string(one.action), about...).Path})
	}
	return rows
}
