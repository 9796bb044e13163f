package main

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"allianceregistry/internal/cli"
	"allianceregistry/internal/view"
	"allianceregistry/membership"
)

func (a *app) inviteCommand() *cobra.Command {
	var in membership.Invite
	var until string
	cmd := &cobra.Command{
		Use: "invite", Args: cli.Args(2, 2),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			in.Request, in.Alliance, in.Party = a.requestID(), args[0], args[1]
			if in.Until, err = parseDay(until); err != nil {
				return err
			}
			return a.write(cmd, in)
		},
	}
	addAsFlag(cmd, &in.As)
	cmd.Flags().StringVar(&in.Class, "class", "", "")
	cmd.Flags().StringVar(&until, "until", "", "")
	cmd.Flags().StringVar(&in.Reason, "reason", "", "")
	return a.addWriteFlags(cmd)
}

func (a *app) invitationCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "invitation", RunE: cli.Group}
	cmd.AddCommand(a.invitationListCommand(), a.invitationRevokeCommand())
	return cmd
}

func (a *app) invitationRevokeCommand() *cobra.Command {
	var in membership.RevokeInvitation
	cmd := &cobra.Command{
		Use: "revoke", Args: cli.Args(2, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			in.Request, in.Alliance, in.Party = a.requestID(), args[0], args[1]
			return a.write(cmd, in)
		},
	}
	addAsFlag(cmd, &in.As)
	return a.addWriteFlags(cmd)
}

func (a *app) invitationListCommand() *cobra.Command {
	var in membership.ListInvitations
	cmd := &cobra.Command{
		Use: "list", Args: cli.Args(0, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd, func(ctx context.Context, s session) error {
				if len(args) == 1 {
					in.Alliance = args[0]
				} else if in.Party == "" {
					in.Party = s.profile.Party
				}
				invitations, err := s.Invitations(ctx, in)
				if err != nil {
					return err
				}
				return a.Print(a.invitations(invitations))
			})
		},
	}
	cmd.Flags().StringVar(&in.Inviter, "by", "", "")
	cmd.Flags().StringVar(&in.Party, "of", "", "")
	return cmd
}

func (a *app) invitations(invitations []membership.InvitationNow) view.View {
	v := view.View{
		Data:     append([]membership.InvitationNow{}, invitations...),
		Columns:  []string{"alliance", "party", "inviter", "class", "state", "until", "invited", "revoked", "used", "reason", "tx"},
		Optional: []string{"revoked", "used", "reason"},
	}
	for _, i := range invitations {
		revoked := time.Time{}
		if i.Revoked != nil {
			revoked = i.Revoked.Time
		}
		v.Rows = append(v.Rows, []string{
			i.Alliance, i.Party, i.Inviter, i.Class, a.validity(i.Over || i.Revoked != nil || i.Proposal != ""), view.End(i.Until),
			view.When(i.Invited.Time), view.When(revoked), i.Proposal, i.Reason, i.Invited.Tx,
		})
	}
	return v
}
