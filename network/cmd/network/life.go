package main

import (
	"errors"
	"path/filepath"

	"github.com/spf13/cobra"

	"allianceregistry/internal/cli"
	"allianceregistry/network"
	"allianceregistry/network/words"
)

func (p *program) down() *cobra.Command {
	var yes bool
	command := &cobra.Command{
		Use: "down", Args: cli.Args(0, 0),
		RunE: func(*cobra.Command, []string) error { return p.runDown(yes) },
	}
	command.Flags().BoolVar(&yes, "yes", false, "")
	return command
}

func (p *program) runDown(yes bool) error {
	folder := p.folder()
	err := network.CheckExists(folder)
	if err == nil {
		err = p.confirm(yes, words.Of("down.warning", "folder", folder), filepath.Base(string(folder)))
	}
	if err == nil {
		err = network.Down(folder)
	}
	if errors.Is(err, network.ErrNotExist) {
		p.Stage(words.Of("down.nothing", "folder", folder))
		return nil
	}
	if err != nil {
		return err
	}
	p.Stage(words.Of("down.removed", "folder", folder))
	return nil
}

func (p *program) stop() *cobra.Command {
	return p.processCommand("stop", func(_ *cobra.Command, n *network.Network, name string) error {
		if err := n.Stop(name); err != nil {
			return err
		}
		p.Stage(words.Of("stop.done"))
		return nil
	})
}

func (p *program) start() *cobra.Command {
	return p.processCommand("start", func(c *cobra.Command, n *network.Network, name string) error {
		return n.Start(c.Context(), name)
	})
}

func (p *program) restart() *cobra.Command {
	return p.processCommand("restart", func(c *cobra.Command, n *network.Network, name string) error {
		return n.Restart(c.Context(), name)
	})
}

// processCommand returns a command that acts on all processes, those of a host, or one.
func (p *program) processCommand(use string, do func(*cobra.Command, *network.Network, string) error) *cobra.Command {
	return &cobra.Command{
		Use: use, Args: cli.Args(0, 1),
		ValidArgsFunction: p.completeProcesses,
		RunE: func(command *cobra.Command, args []string) error {
			n, err := p.open()
			if err != nil {
				return err
			}
			return do(command, n, first(args))
		},
	}
}

func (p *program) kill() *cobra.Command {
	return &cobra.Command{
		Use: "kill", Args: cli.Args(1, 1),
		ValidArgsFunction: p.completeProcesses,
		RunE: func(_ *cobra.Command, args []string) error {
			n, err := p.open()
			if err != nil {
				return err
			}
			return n.Kill(args[0])
		},
	}
}

func first(args []string) string {
	if len(args) == 0 {
		return ""
	}
	return args[0]
}

func (p *program) completeProcesses(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	var names []string
	if n, err := p.open(); err == nil {
		names = append(names, n.Topology().Hosts...)
		for _, process := range n.Processes() {
			names = append(names, process.Name)
		}
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}
