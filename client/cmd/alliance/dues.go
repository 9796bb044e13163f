package main

import (
	"github.com/spf13/cobra"

	"allianceregistry/internal/manual"
	"allianceregistry/membership"
)

func (a *app) duesCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "dues", RunE: manual.Group}
	cmd.AddCommand(a.duesRecordCommand())
	return cmd
}

func (a *app) duesRecordCommand() *cobra.Command {
	var in membership.RecordPayment
	var until string
	cmd := &cobra.Command{
		Use: "record", Args: manual.Arguments(2, 2),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			in.Request, in.Alliance, in.Party = a.requestID(), args[0], args[1]
			if in.Until, err = parseDay(until); err != nil {
				return err
			}
			return a.write(cmd, in)
		},
	}
	acting(cmd, &in.As)
	cmd.Flags().StringVar(&until, "until", "", "")
	cmd.Flags().StringVar(&in.Evidence, "evidence", "", "")
	_ = cmd.MarkFlagRequired("until") // the flag exists
	return a.writing(cmd)
}
