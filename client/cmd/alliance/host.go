package main

import (
	"context"

	"github.com/spf13/cobra"

	"allianceregistry/internal/cli"
	"allianceregistry/internal/view"
	"allianceregistry/membership"
)

func (a *app) hostCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "host", RunE: cli.Group}
	cmd.AddCommand(a.hostNameCommand(), &cobra.Command{
		Use: "list", Args: cli.Args(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.with(cmd, func(ctx context.Context, s session) error {
				hosts, err := s.NamedHosts(ctx)
				if err != nil {
					return err
				}
				return a.Print(hostsView(hosts))
			})
		},
	})
	return cmd
}

func (a *app) hostNameCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "name", Args: cli.Args(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.write(cmd, membership.NameHost{Host: args[0]})
		},
	}
	cmd.Flags().BoolVar(&a.dryRun, "dry-run", false, "")
	return cmd
}

func hostsView(hosts []membership.Host) view.View {
	v := view.View{Data: append([]membership.Host{}, hosts...), Columns: []string{"host", "msp", "named", "tx"}}
	for _, host := range hosts {
		v.Rows = append(v.Rows, []string{host.ID, host.MSP, view.When(host.Named.Time), host.Named.Tx})
	}
	return v
}
