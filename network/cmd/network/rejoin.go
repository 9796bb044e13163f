package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"allianceregistry/internal/cli"
	"allianceregistry/network/words"
)

func (p *program) rejoin() *cobra.Command {
	var from string
	var force, dryRun bool
	command := &cobra.Command{
		Use: "rejoin", Args: cli.Args(1, 1),
		ValidArgsFunction: p.completeHosts,
		RunE: func(command *cobra.Command, args []string) error {
			n, err := p.open()
			if err != nil {
				return err
			}
			if dryRun {
				plan, err := n.RejoinPlan(command.Context(), args[0], from, force)
				if err != nil {
					return err
				}
				return p.printPlan(plan)
			}
			done, err := n.Rejoin(command.Context(), args[0], from, force)
			if err == nil && done.FormerLedger != "" {
				p.Stage(words.Of("rejoin.remove", "folder", done.FormerLedger))
			}
			if err == nil && p.Output == "json" {
				return p.printJSON(done)
			}
			return err
		},
	}
	p.OutputFlag(command.Flags())
	command.Flags().StringVar(&from, "from", "", "")
	command.Flags().BoolVar(&force, "force", false, "")
	command.Flags().BoolVar(&dryRun, "dry-run", false, "")
	return command
}

// printPlan prints what a command would do, in the order in which it would.
func (p *program) printPlan(plan []*words.Message) error {
	if p.Output == "json" {
		return p.printJSON(struct {
			Plan []string `json:"plan"` // in English
		}{said(plan)})
	}
	for _, step := range plan {
		if _, err := fmt.Fprintln(p.Out, p.Words.Tell(step, nil)); err != nil {
			return err
		}
	}
	return nil
}

func (p *program) completeHosts(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	n, err := p.open()
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	hosts := n.Topology().Hosts
	if n.IsOwn() { // of the others it knows the names
		hosts = hosts[:1]
	}
	return hosts, cobra.ShellCompDirectiveNoFileComp
}
