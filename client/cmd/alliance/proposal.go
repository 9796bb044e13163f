package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"allianceregistry/client"
	"allianceregistry/client/naming"
	"allianceregistry/internal/cli"
	"allianceregistry/internal/legible"
	"allianceregistry/internal/view"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
)

func (a *app) proposalWithdrawCommand() *cobra.Command {
	var in membership.Withdraw
	cmd := &cobra.Command{
		Use: "withdraw", Args: cli.Args(1, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			in.Request = a.requestID()
			return a.settle(cmd, args, func(p membership.Proposal) (membership.Transaction, error) {
				about, err := p.About()
				in.Proposal, in.About = p.ID, &about
				return in, err
			})
		},
	}
	addAsFlag(cmd, &in.As)
	cmd.Flags().StringVar(&in.Reason, "reason", "", "")
	return a.addWriteFlags(cmd)
}

func (a *app) proposalVoteCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "vote", Args: cli.Args(1, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.settle(cmd, args, func(p membership.Proposal) (membership.Transaction, error) {
				return membership.PutToVote{Proposal: p.ID}, nil
			})
		},
	}
	cmd.Flags().BoolVar(&a.dryRun, "dry-run", false, "")
	return cmd
}

// settle sends a transaction about a proposal that is named by id, or by
// alliance and applicant.
func (a *app) settle(cmd *cobra.Command, args []string, about func(membership.Proposal) (membership.Transaction, error)) error {
	return a.with(cmd, func(ctx context.Context, s session) error {
		dossier, err := find(ctx, s, args)
		if err != nil {
			return err
		}
		t, err := about(dossier.Proposal.Recorded())
		if err != nil {
			return err
		}
		done, err := a.submit(ctx, s, t)
		if err != nil {
			return err
		}
		return a.Print(a.receipts(done))
	})
}

func (a *app) proposalCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "proposal", RunE: cli.Group}
	cmd.AddCommand(a.proposalWithdrawCommand(), a.proposalVoteCommand(), a.proposalDraftCommand(), a.proposalVotersCommand(), &cobra.Command{
		Use: "show", Args: cli.Args(1, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd, func(ctx context.Context, s session) error {
				dossier, err := find(ctx, s, args)
				if err != nil {
					return err
				}
				awaited, err := s.Awaited(ctx, dossier)
				if err != nil {
					return err
				}
				a.text = a.calling(ctx, s, dossier.Proposal.Alliance, dossier.Proposal.Charter)
				return a.Print(a.show().Dossier(dossier, awaited))
			})
		},
	}, a.proposalListCommand())
	return cmd
}

// proposalDraftCommand prints a charter as it would stand in a file: also where
// others print a table.
func (a *app) proposalDraftCommand() *cobra.Command {
	return &cobra.Command{
		Use: "draft", Args: cli.Args(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd, func(ctx context.Context, s session) error {
				id, err := naming.ProposalID(ctx, s.Client, args[0])
				if err != nil {
					return err
				}
				draft, err := client.Agreed(ctx, s.Client, membership.GetDraft{Proposal: id})
				if err != nil {
					return err
				}
				if a.Output == "json" {
					return a.Print(view.View{Data: draft.Charter})
				}
				return view.YAML(a.Out, draft.Charter)
			})
		},
	}
}

// proposalVotersCommand lists who may vote, and how each has, with what the rule still
// wants beside it.
func (a *app) proposalVotersCommand() *cobra.Command {
	var awaited bool
	cmd := &cobra.Command{
		Use: "voters", Args: cli.Args(1, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd, func(ctx context.Context, s session) error {
				dossier, err := find(ctx, s, args)
				if err != nil {
					return err
				}
				electors, err := s.Electors(ctx, dossier)
				if err != nil {
					return err
				}
				a.text = a.calling(ctx, s, dossier.Proposal.Alliance, dossier.Proposal.Charter)
				if a.isForPeople() {
					for _, line := range a.progress(dossier) {
						fmt.Fprintln(a.Err, legible.Line(line))
					}
				}
				if awaited {
					electors = slices.DeleteFunc(electors, func(e membership.Elector) bool { return e.Vote != nil || e.Gone })
				}
				return a.Print(a.electors(dossier, electors))
			})
		},
	}
	cmd.Flags().BoolVar(&awaited, "awaited", false, "")
	return cmd
}

// electorate is a proposal's rule with its figures, and who may vote.
type electorate struct {
	Proposal    string                    `json:"proposal"`
	Status      membership.ProposalStatus `json:"status"`
	Explanation charter.Explanation       `json:"explanation"`
	Voters      []membership.Elector      `json:"voters"`
}

func (a *app) electors(d membership.Dossier, electors []membership.Elector) view.View {
	v := view.View{
		Data:     electorate{d.Proposal.ID, d.Proposal.Status, d.Explanation, append([]membership.Elector{}, electors...)},
		Columns:  []string{"party", "class", "group", "weights", "proxy", "position", "time", "reason", "tx"},
		Optional: []string{"group", "weights", "proxy", "reason"},
	}
	for _, e := range electors {
		row := []string{e.Party, a.text.Class(e.Class), e.Group, a.show().Weights(e.Weights), e.Proxy, "", "", "", ""}
		switch {
		case e.Vote != nil:
			row[4], row[5], row[6], row[7], row[8] = e.Vote.Proxy, a.text.Words(string(e.Vote.Position)), view.When(e.Vote.Stamp.Time), e.Vote.Reason, e.Vote.Stamp.Tx
		case e.Gone:
			row[5] = a.Say("voters.gone")
		case d.Proposal.Status == membership.Voting:
			row[5] = a.Say("voters.awaited")
		default:
			row[5] = a.Say("voters.silent")
		}
		v.Rows = append(v.Rows, row)
	}
	return v
}

// find asks for a proposal's dossier by its id, or by alliance and applicant: as two
// hosts have it, for somebody decides or signs by it.
func find(ctx context.Context, s session, args []string) (membership.Dossier, error) {
	if len(args) == 2 {
		return client.Agreed(ctx, s.Client, membership.GetJoin{Alliance: args[0], Party: args[1]})
	}
	id, err := naming.ProposalID(ctx, s.Client, args[0])
	if err != nil {
		return membership.Dossier{}, err
	}
	return client.Agreed(ctx, s.Client, membership.GetProposal{ID: id})
}

func (a *app) decideCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "decide", Args: cli.Args(1, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.settle(cmd, args, func(p membership.Proposal) (membership.Transaction, error) {
				return membership.Decide{Proposal: p.ID}, nil
			})
		},
	}
	cmd.Flags().BoolVar(&a.dryRun, "dry-run", false, "")
	return cmd
}

func (a *app) enactCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "enact", Args: cli.Args(1, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.settle(cmd, args, func(p membership.Proposal) (membership.Transaction, error) {
				return membership.Enact{Proposal: p.ID}, nil
			})
		},
	}
	cmd.Flags().BoolVar(&a.dryRun, "dry-run", false, "")
	return cmd
}
