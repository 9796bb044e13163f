package main

import (
	"context"
	"encoding/json"

	"github.com/spf13/cobra"

	"allianceregistry/audit/index"
	"allianceregistry/internal/cli"
	"allianceregistry/internal/reading"
	"allianceregistry/internal/view"
	"allianceregistry/membership"
	"allianceregistry/membership/refusal"
)

func (a *app) decisionCommand() *cobra.Command {
	return &cobra.Command{
		Use: "decision", Args: cli.Args(1, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.query(cmd, func(ctx context.Context, x *index.Index) (view.View, error) {
				proposal, err := proposalNamed(ctx, x, args)
				if err != nil {
					return view.View{}, err
				}
				found, err := x.Decision(ctx, proposal)
				if err != nil {
					return view.View{}, err
				}
				a.text, err = a.calling(ctx, x, found.Proposal.Alliance, found.Proposal.Charter)
				return a.decisionView(found), err
			})
		},
	}
}

// proposalNamed is the proposal's id: as given, or of the join of an applicant.
func proposalNamed(ctx context.Context, x *index.Index, args []string) (string, error) {
	if len(args) == 1 {
		return proposalID(ctx, x, args[0])
	}
	raw, err := x.Record(ctx, membership.ApplicationKey(args[0], args[1]))
	if err != nil {
		return "", err
	}
	var application struct {
		Proposal string `json:"proposal"`
	}
	if raw == nil {
		return "", refusal.Unknown("proposal", args[0]+" "+args[1])
	}
	return application.Proposal, json.Unmarshal(raw, &application)
}

// proposalID is a proposal's id, or the one that begins as a word does.
func proposalID(ctx context.Context, x *index.Index, word string) (string, error) {
	if !reading.Beginning(word) {
		return word, nil
	}
	ids, err := x.ProposalsLike(ctx, word)
	if err != nil {
		return "", err
	}
	return reading.Only(word, ids)
}

func (a *app) decisionView(c index.Case) view.View {
	p := c.Proposal
	rows := a.Fields("proposal", p.ID, "action", a.text.Words(string(p.Action)), "subject", p.Subject, "alliance", p.Alliance,
		"class", a.text.Class(p.Class), "title", p.Title, "by", p.By, "reason", p.Reason, "status", a.text.Words(string(p.Status)), "recordedAs", a.text.Words(string(p.RecordedStatus)),
		"charter", view.Number(p.Charter), "filedAt", a.originText(c.Origin))
	for number, held := range p.Steps {
		rows = append(rows, a.Fields("earlierVote", joinNonEmpty(view.Number(number+1), a.text.Words(string(held.Outcome)), view.When(held.Stamp.Time), held.Stamp.Tx))...)
		rows = append(rows, a.text.Explanation(held.Explanation, 1)...)
	}
	if p.Opened != nil {
		rows = append(rows, a.Fields("closes", view.When(p.Closes), "electorate", view.Number(p.Electorate),
			"epoch", view.Number(p.Seal))...)
	}
	for _, vote := range c.Votes {
		e := vote.Endorsement
		rows = append(rows, []string{a.text.Words(string(e.Position)), joinNonEmpty(e.Party, a.text.ByProxy(e.Proxy, e.Party), a.originText(vote.Origin), e.Reason)})
	}
	if d := c.Decision; d != nil {
		rows = append(rows, a.text.OutOfReach(d.Decision.Emergency)...)
		rows = append(rows, a.text.Explanation(d.Decision.Explanation, 0)...)
		rows = append(rows, a.Fields("decision", joinNonEmpty(a.text.Words(string(d.Decision.Outcome)), a.originText(d.Origin), string(d.Decision.Because)),
			"engine", d.Decision.Engine)...)
	}
	return view.View{Data: c, Columns: []string{"field", "value"}, Rows: rows}
}

// originText is when, in which block, and by which transaction.
func (a *app) originText(p index.Origin) string {
	return joinNonEmpty(view.When(p.Time), a.Label("block")+" "+view.Number(p.Block), p.Tx)
}
