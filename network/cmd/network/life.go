package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"allianceregistry/network"
)

func (p *program) down() *cobra.Command {
	return &cobra.Command{
		Use: "down", Short: text.downShort, Long: text.downLong, Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			err := network.Down(p.folder())
			if errors.Is(err, network.ErrNone) {
				p.say(text.nothing)
				return nil
			}
			if err != nil {
				return err
			}
			p.say(fmt.Sprintf(text.removed, p.folder()))
			return nil
		},
	}
}

func (p *program) stop() *cobra.Command {
	return p.onSome("stop", text.stopShort, text.stopExample, func(_ *cobra.Command, n *network.Network, name string) error {
		if err := n.Stop(name); err != nil {
			return err
		}
		p.say(text.stopped)
		return nil
	})
}

func (p *program) start() *cobra.Command {
	return p.onSome("start", text.startShort, "", func(c *cobra.Command, n *network.Network, name string) error {
		return n.Start(c.Context(), name)
	})
}

func (p *program) restart() *cobra.Command {
	return p.onSome("restart", text.restartShort, text.restartExample, func(c *cobra.Command, n *network.Network, name string) error {
		return n.Restart(c.Context(), name)
	})
}

// onSome is a command on all processes, one host's, or one.
func (p *program) onSome(use, short, example string, do func(*cobra.Command, *network.Network, string) error) *cobra.Command {
	return &cobra.Command{
		Use: use + " [HOST | PROCESS]", Short: short, Example: example, Args: cobra.MaximumNArgs(1),
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
		Use: "kill PROCESS", Short: text.killShort, Long: text.killLong, Args: cobra.ExactArgs(1),
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
