package main

import (
	"context"

	"github.com/spf13/cobra"

	"allianceregistry/audit/index"
	"allianceregistry/internal/cli"
	"allianceregistry/internal/view"
	"allianceregistry/membership/charter"
)

func (a *app) endorsementsCommand() *cobra.Command {
	f := index.EndorsementFilter{}
	var when period
	cmd := &cobra.Command{
		Use: "endorsements", Args: cli.Args(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			if err := checkPosition(f.Position); err != nil {
				return err
			}
			if f.Since, f.Until, err = when.times(); err != nil {
				return err
			}
			if err := checkParties(f.From, f.To); err != nil {
				return err
			}
			return a.query(cmd, func(ctx context.Context, x *index.Index) (view.View, error) {
				if err := checkAlliance(ctx, x, f.Alliance); err != nil {
					return view.View{}, err
				}
				var err error
				if f.Proposal, err = proposalID(ctx, x, f.Proposal); err != nil {
					return view.View{}, err
				}
				votes, err := allPages(a, cmd, &f.Page, index.Votes{Votes: []index.Vote{}}, func() (index.Votes, error) { return x.Endorsements(ctx, f) },
					func(whole *index.Votes, page index.Votes) string {
						whole.Votes = append(whole.Votes, page.Votes...)
						return page.Next
					})
				a.setNext(votes.Next)
				return a.votes(votes), err
			})
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.From, "by", "", "")
	flags.StringVar(&f.To, "about", "", "")
	flags.StringVar(&f.Alliance, "alliance", "", "")
	flags.StringVar(&f.Proposal, "proposal", "", "")
	flags.StringVar(&f.Host, "host", "", "")
	flags.StringVar(&f.Position, "position", "", "")
	when.flags(cmd)
	ordered(cmd, &f.Page)
	return cmd
}

// checkPosition refuses what is no position; none is any.
func checkPosition(position string) error {
	if position == "" {
		return nil
	}
	return cli.OneOf("--position", position,
		string(charter.For), string(charter.Against), string(charter.Abstain), string(charter.Sponsor))
}

func (a *app) votes(list index.Votes) view.View {
	v := view.View{
		Data:     list,
		Columns:  []string{"by", "proxy", "position", "about", "action", "alliance", "proposal", "reason", "time", "block", "tx"},
		Optional: []string{"proxy", "reason"},
	}
	for _, vote := range list.Votes {
		e := vote.Endorsement
		v.Rows = append(v.Rows, []string{
			e.Party, e.Proxy, a.text.Words(string(e.Position)), vote.To, a.text.Words(string(vote.Action)), e.Alliance, e.Proposal, e.Reason,
			view.When(vote.Time), view.Number(vote.Block), vote.Tx,
		})
	}
	return v
}
