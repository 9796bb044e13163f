package main

import (
	"context"

	"github.com/spf13/cobra"

	"allianceregistry/client"
	"allianceregistry/membership"
)

const joinHelp = `Apply for membership of an alliance: this files a proposal to admit the profile's
party, which the members then endorse.

  alliance join hyperledger@industry --class member --statement "we develop Fabric"

A statement is public, as all is that the ledger records; name no persons in it.`

func (a *app) joinCommand() *cobra.Command {
	var in membership.Join
	cmd := &cobra.Command{
		Use: "join ALLIANCE", Short: "Apply for membership", Long: joinHelp, Args: exactly("ALLIANCE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			in.Request, in.Alliance = a.requestID(), args[0]
			return a.write(cmd, in)
		},
	}
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
	cmd.AddCommand(&cobra.Command{
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

func (a *app) proposals(proposals []membership.Proposal) view {
	v := view{data: append([]membership.Proposal{}, proposals...), columns: []string{"proposal", "action", "subject", "class", "status", "filed", "closes"}}
	for _, p := range proposals {
		v.rows = append(v.rows, []string{
			p.ID, a.words(p.Action), p.Subject, p.Class, a.words(string(p.Status)), when(p.Filed.Time), when(p.Closes),
		})
	}
	return v
}

func (a *app) dossier(d membership.Dossier) view {
	p := d.Proposal
	rows := a.fields("proposal", p.ID, "action", a.words(p.Action), "subject", p.Subject, "alliance", p.Alliance, "class", p.Class,
		"statement", p.Statement, "status", a.words(string(p.Status)), "charter", number(p.Charter),
		"filed", when(p.Filed.Time), "closes", when(p.Closes), "tx", p.Filed.Tx)
	for _, figure := range d.Figures {
		met := "notReached"
		if figure.Met {
			met = "reached"
		}
		rows = append(rows, []string{a.words(figure.What), number(figure.Actual) + " / " + number(figure.Needed) + ", " + a.words(met)})
	}
	for _, e := range d.Endorsements {
		rows = append(rows, []string{a.words(string(e.Position)), e.Party + "  " + when(e.Stamp.Time) + "  " + e.Stamp.Tx + "  " + e.Reason})
	}
	if d.Decision != nil {
		rows = append(rows, []string{
			a.label("decision"),
			a.words(string(d.Decision.Outcome)) + "  " + when(d.Decision.Stamp.Time) + "  " + d.Decision.Stamp.Tx,
		})
	}
	return view{data: d, columns: []string{"field", "value"}, rows: rows}
}
