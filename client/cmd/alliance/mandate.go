package main

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"allianceregistry/client/naming"
	"allianceregistry/internal/cli"
	"allianceregistry/internal/view"
	"allianceregistry/membership"
)

func (a *app) mandateCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "mandate", RunE: cli.Group}
	cmd.AddCommand(&cobra.Command{
		Use: "list", Args: cli.Args(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd, func(ctx context.Context, s session) error {
				mandates, err := s.Mandates(ctx, args[0])
				if err != nil {
					return err
				}
				return a.Print(a.mandates(mandates))
			})
		},
	})
	return cmd
}

func (a *app) mandates(mandates []membership.MandateNow) view.View {
	v := view.View{Data: append([]membership.MandateNow{}, mandates...), Columns: []string{"party", "state", "until", "proposal", "since", "tx"}}
	for _, m := range mandates {
		v.Rows = append(v.Rows, []string{m.Party, a.validity(m.Over), view.End(m.Until), m.Proposal, view.When(m.Stamp.Time), m.Stamp.Tx})
	}
	return v
}

// acting adds the flag by which a mandated party acts for an alliance.
// running says whether what has an end is in force still.
func (a *app) validity(over bool) string {
	if over {
		return a.text.Words("over")
	}
	return a.text.Words("inForce")
}

func addAsFlag(cmd *cobra.Command, as *string) {
	cmd.Flags().StringVar(as, "as", "", "")
}

func (a *app) proxyCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "proxy", RunE: cli.Group}
	cmd.AddCommand(a.proxyAppointCommand(), a.proxyRevokeCommand(), a.proxyListCommand())
	return cmd
}

func (a *app) proxyAppointCommand() *cobra.Command {
	var in membership.AppointProxy
	var until string
	cmd := &cobra.Command{
		Use: "appoint", Args: cli.Args(2, 2),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			in.Request, in.Alliance, in.Holder = a.requestID(), args[0], args[1]
			if in.Until, err = parseDay(until); err != nil {
				return err
			}
			return a.writeAbout(cmd, in.Proposal, func(proposal string) membership.Transaction {
				in.Proposal = proposal
				return in
			})
		},
	}
	addAsFlag(cmd, &in.As)
	cmd.Flags().StringVar(&in.Proposal, "proposal", "", "")
	cmd.Flags().StringVar(&until, "until", "", "")
	return a.addWriteFlags(cmd)
}

func (a *app) proxyRevokeCommand() *cobra.Command {
	var in membership.RevokeProxy
	cmd := &cobra.Command{
		Use: "revoke", Args: cli.Args(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			in.Request, in.Alliance = a.requestID(), args[0]
			return a.writeAbout(cmd, in.Proposal, func(proposal string) membership.Transaction {
				in.Proposal = proposal
				return in
			})
		},
	}
	addAsFlag(cmd, &in.As)
	cmd.Flags().StringVar(&in.Proposal, "proposal", "", "")
	cmd.Flags().StringVar(&in.Principal, "of", "", "")
	return a.addWriteFlags(cmd)
}

// writeAbout sends a transaction about a proposal that is named by its id, or by the beginning
// of it; or about none.
func (a *app) writeAbout(cmd *cobra.Command, proposal string, about func(id string) membership.Transaction) error {
	return a.with(cmd, func(ctx context.Context, s session) error {
		if proposal != "" {
			var err error
			if proposal, err = naming.ProposalID(ctx, s.Client, proposal); err != nil {
				return err
			}
		}
		done, err := a.submit(ctx, s, about(proposal))
		if err != nil {
			return err
		}
		return a.Print(a.receipts(done))
	})
}

func (a *app) proxyListCommand() *cobra.Command {
	var principal, holder string
	cmd := &cobra.Command{
		Use: "list", Args: cli.Args(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd, func(ctx context.Context, s session) error {
				proxies, err := s.Proxies(ctx, args[0], principal, holder)
				if err != nil {
					return err
				}
				return a.Print(a.proxies(proxies))
			})
		},
	}
	cmd.Flags().StringVar(&principal, "of", "", "")
	cmd.Flags().StringVar(&holder, "holder", "", "")
	return cmd
}

func (a *app) proxies(proxies []membership.ProxyNow) view.View {
	v := view.View{
		Data:    append([]membership.ProxyNow{}, proxies...),
		Columns: []string{"principal", "proxy", "state", "proposal", "until", "since", "revoked", "tx"},
	}
	for _, p := range proxies {
		state, revoked := a.validity(p.Over || p.Revoked != nil), time.Time{}
		if p.Revoked != nil {
			revoked = p.Revoked.Time
		}
		v.Rows = append(v.Rows, []string{p.Principal, p.Holder, state, p.Proposal, view.End(p.Until), view.When(p.Appointed.Time), view.When(revoked), p.Appointed.Tx})
	}
	return v
}
