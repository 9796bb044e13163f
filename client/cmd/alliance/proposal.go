package main

import (
	"context"

	"github.com/spf13/cobra"

	"allianceregistry/client"
	"allianceregistry/internal/cli"
	"allianceregistry/internal/reading"
	"allianceregistry/internal/view"
	"allianceregistry/membership"
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
	cmd.AddCommand(a.proposalWithdrawCommand(), a.proposalVoteCommand(), a.proposalDraftCommand(), &cobra.Command{
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
				return a.Print(a.dossier(dossier, awaited))
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
				id, err := s.proposalID(ctx, args[0])
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

// find asks for a proposal's dossier by its id, or by alliance and applicant: as two
// hosts have it, for somebody decides or signs by it.
func find(ctx context.Context, s session, args []string) (membership.Dossier, error) {
	if len(args) == 2 {
		return client.Agreed(ctx, s.Client, membership.GetJoin{Alliance: args[0], Party: args[1]})
	}
	id, err := s.proposalID(ctx, args[0])
	if err != nil {
		return membership.Dossier{}, err
	}
	return client.Agreed(ctx, s.Client, membership.GetProposal{ID: id})
}

// proposalID is a proposal's id, or the one that begins as a word does.
func (s session) proposalID(ctx context.Context, word string) (string, error) {
	if !reading.Beginning(word) {
		return word, nil
	}
	ids, err := s.ProposalsLike(ctx, word)
	if err != nil {
		return "", err
	}
	return reading.Only(word, ids)
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
