package main

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"allianceregistry/client"
	"allianceregistry/membership"
)

const joinHelp = `Apply for membership of an alliance: this files a proposal to admit the profile's
party, which the members then endorse.

  alliance join hyperledger@industry --class member --statement "we develop Fabric"

A statement is public, as all is that the ledger records; name no persons in it.`

const proposeHelp = `Propose that a member be suspended, reinstated or expelled, or mandated to act for
the alliance until a date. The profile's party must
be a member with the right to propose, and the charter must have a rule for the
action. The member that it is about has no vote on it.

  alliance propose suspend hyperledger@industry huawei@academia --reason "dues unpaid"
  alliance propose reinstate hyperledger@industry huawei@academia
  alliance propose expel hyperledger@industry huawei@academia
  alliance propose mandate zhongguancun@association cic@association --until 2027-12-31`

func (a *app) proposeCommand() *cobra.Command {
	var in membership.Propose
	var until string
	cmd := &cobra.Command{
		Use: "propose suspend|reinstate|expel|mandate ALLIANCE MEMBER", Short: "Propose a decision about a member", Long: proposeHelp,
		Args: exactly("ACTION", "ALLIANCE", "MEMBER"),
		RunE: func(cmd *cobra.Command, args []string) error {
			in.Request, in.Action, in.Alliance, in.Subject = a.requestID(), membership.Action(args[0]), args[1], args[2]
			if until != "" {
				day, err := time.Parse(time.DateOnly, until)
				if err != nil {
					return usage("write the last day of a mandate as 2027-12-31, not %q", until)
				}
				in.Until = day.AddDate(0, 0, 1)
			}
			return a.write(cmd, in)
		},
	}
	acting(cmd, &in.As)
	cmd.Flags().StringVar(&until, "until", "", "the last day of a mandate (UTC)")
	cmd.Flags().StringVar(&in.Reason, "reason", "", "why; public")
	cmd.Flags().StringVar(&in.Evidence, "evidence", "", "the SHA-256 of a document")
	return a.writing(cmd)
}

func (a *app) proposalWithdrawCommand() *cobra.Command {
	var in membership.Withdraw
	cmd := &cobra.Command{
		Use: "withdraw PROPOSAL | ALLIANCE APPLICANT", Short: "Take back a proposal that the profile's party filed", Args: oneOrTwo,
		RunE: func(cmd *cobra.Command, args []string) error {
			in.Request = a.requestID()
			return a.settle(cmd, args, func(id string) membership.Transaction {
				in.Proposal = id
				return in
			})
		},
	}
	acting(cmd, &in.As)
	cmd.Flags().StringVar(&in.Reason, "reason", "", "why; public")
	return a.writing(cmd)
}

func (a *app) proposalVoteCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "vote PROPOSAL | ALLIANCE APPLICANT", Short: "Put a filed proposal to the vote, once it has its sponsors", Args: oneOrTwo,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.settle(cmd, args, func(id string) membership.Transaction { return membership.PutToVote{Proposal: id} })
		},
	}
	cmd.Flags().BoolVar(&a.dryRun, "dry-run", false, "ask whether it can be put to the vote now; write nothing")
	return cmd
}

// settle sends a transaction about a proposal that is named by id, or by
// alliance and applicant.
func (a *app) settle(cmd *cobra.Command, args []string, about func(id string) membership.Transaction) error {
	return a.with(cmd, func(ctx context.Context, s session) error {
		dossier, err := find(ctx, s, args)
		if err != nil {
			return err
		}
		done, err := a.submit(ctx, s, about(dossier.Proposal.ID))
		if err != nil {
			return err
		}
		return a.print(a.receipts(done))
	})
}

func (a *app) joinCommand() *cobra.Command {
	var in membership.Join
	cmd := &cobra.Command{
		Use: "join ALLIANCE", Short: "Apply for membership", Long: joinHelp, Args: exactly("ALLIANCE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			in.Request, in.Alliance = a.requestID(), args[0]
			return a.write(cmd, in)
		},
	}
	acting(cmd, &in.As)
	cmd.Flags().StringVar(&in.Class, "class", "member", "the class to be admitted in")
	cmd.Flags().StringVar(&in.Statement, "statement", "", "what the members should know")
	cmd.Flags().StringVar(&in.Evidence, "evidence", "", "the SHA-256 of a document")
	return a.writing(cmd)
}

const proposalHelp = `A proposal with its endorsements, figures and decision. It is named by its id, or
by an alliance and the applicant, which stands for the applicant's last join.

  alliance proposal show 0a1b2c3d4e5f60718293a4b5
  alliance proposal show hyperledger@industry huawei@industry
  alliance proposal list hyperledger@industry`

func (a *app) proposalCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "proposal", Short: "Proposals, their endorsements and decisions", Long: proposalHelp, RunE: helpOf}
	cmd.AddCommand(a.proposalWithdrawCommand(), a.proposalVoteCommand(), &cobra.Command{
		Use: "show PROPOSAL | ALLIANCE APPLICANT", Short: "Show a proposal", Long: proposalHelp, Args: oneOrTwo,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd, func(ctx context.Context, s session) error {
				dossier, err := find(ctx, s, args)
				if err != nil {
					return err
				}
				return a.print(a.dossier(dossier))
			})
		},
	}, &cobra.Command{
		Use: "list ALLIANCE", Short: "List an alliance's proposals", Args: exactly("ALLIANCE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd, func(ctx context.Context, s session) error {
				proposals, err := s.Proposals(ctx, args[0])
				if err != nil {
					return err
				}
				return a.print(a.proposals(proposals))
			})
		},
	})
	return cmd
}

func oneOrTwo(cmd *cobra.Command, args []string) error {
	if len(args) == 1 || len(args) == 2 {
		return nil
	}
	return usage("name the proposal by its id, or by ALLIANCE APPLICANT; see %s --help", cmd.CommandPath())
}

// find asks for a proposal's dossier by its id, or by alliance and applicant.
func find(ctx context.Context, s session, args []string) (membership.Dossier, error) {
	if len(args) == 2 {
		return client.Ask(ctx, s.Client, membership.GetJoin{Alliance: args[0], Party: args[1]})
	}
	return client.Ask(ctx, s.Client, membership.GetProposal{ID: args[0]})
}

// deadline is when the proposal's present state must end.
func deadline(p membership.Proposal) time.Time {
	if p.Status == membership.Filed {
		return p.Expires
	}
	return p.Closes
}

func (a *app) proposals(proposals []membership.Proposal) view {
	v := view{data: append([]membership.Proposal{}, proposals...), columns: []string{"proposal", "action", "subject", "class", "status", "filedAt", "closes"}}
	for _, p := range proposals {
		v.rows = append(v.rows, []string{
			p.ID, a.words(string(p.Action)), p.Subject, p.Class, a.words(string(p.Status)), when(p.Filed.Time), when(deadline(p)),
		})
	}
	return v
}
