package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"allianceregistry/internal/cli"
	"allianceregistry/network"
	"allianceregistry/network/advice"
	"allianceregistry/network/words"
)

func (p *program) up() *cobra.Command {
	command := &cobra.Command{
		Use: "up", Args: cli.Args(0, 0),
		RunE: func(command *cobra.Command, _ []string) error { return p.runUp(command) },
	}
	command.Flags().StringVar(&p.topology, "topology", "", "")
	command.Flags().IntVar(&p.basePort, "base-port", 0, "")
	command.Flags().StringVar(&p.consensus, "consensus", "", "")
	return command
}

func (p *program) runUp(command *cobra.Command) error {
	if host, err := network.OwnHost(p.folder()); err != nil {
		return err
	} else if host != nil {
		return words.Of("network.host", "folder", p.folder(), "host", host.Name, "line", p.lines().Up())
	}
	wanted, err := p.wantedTopology(command)
	if err != nil {
		return err
	}
	n, err := network.New(p.home, p.folder(), wanted, p.Stage)
	if err != nil {
		return err
	}
	n.CallBy(p.line())
	fresh := p.announce(n)
	changed, err := n.Up(command.Context())
	if err != nil {
		if changed && n.Status(context.Background()).Any() {
			p.Stage(words.Of("up.continued", "self", p.self()))
		}
		return err
	}
	switch {
	case !changed:
		p.Stage(words.Of("up.already"))
	case fresh:
		p.Stage(words.Of("up.empty"))
	}
	status := n.Status(command.Context())
	p.printStatus(status)
	fmt.Fprintln(p.Err, p.Words.Tell(words.Of("up.genesis", "hash", status.Genesis), nil))
	fmt.Fprintln(p.Err, p.Words.Tell(words.Of("up.next", "self", p.self(), "host", n.Topology().Hosts[0]), nil))
	return nil
}

// announce reports whether the network will be a new one. If so, it says so and names the
// networks that may have been meant instead.
func (p *program) announce(n *network.Network) bool {
	if !errors.Is(network.CheckExists(n.Dir()), network.ErrNotExist) {
		return false
	}
	p.Stage(words.Of("up.new", "folder", n.Dir()))
	if others := p.home.Networks(); len(others) > 0 {
		p.Stage(words.Of("up.beside", "names", strings.Join(others, ", ")))
	}
	return true
}

// wantedTopology returns the topology that the flags ask for. Without --topology,
// --base-port and --consensus it is that of the existing network, if there is one.
func (p *program) wantedTopology(command *cobra.Command) (network.Topology, error) {
	topology := network.DefaultTopology()
	if p.topology != "" {
		var err error
		if topology, err = network.ReadTopology(p.topology); err != nil {
			return topology, err
		}
	}
	if command.Flags().Changed("name") {
		topology.Name = p.name
	}
	p.name = topology.Name
	if p.topology == "" && p.basePort == 0 && p.consensus == "" {
		if saved, err := p.open(); err == nil {
			return saved.Topology(), nil
		}
	}
	if p.basePort != 0 {
		topology.BasePort = p.basePort
	}
	if kind := p.wantedConsensus(); kind != "" {
		topology = topology.WithConsensus(kind)
	}
	return topology, nil
}

// wantedConsensus returns the kind of consensus that is asked for; empty keeps the topology's.
func (p *program) wantedConsensus() string {
	if p.consensus != "" || p.topology != "" {
		return p.consensus
	}
	return os.Getenv(network.ConsensusVariable)
}

// lines are what an operator types for this network.
func (p *program) lines() advice.Lines { return network.Advise(p.folder(), p.line()) }

// self returns the command line that names this network, to be completed by a command.
func (p *program) self() string { return p.lines().Self() }

// line is that command line as it is typed on this machine.
func (p *program) line() string {
	self := "scripts/network.sh"
	if p.name != network.DefaultTopology().Name {
		self += " --name " + p.name
	}
	if p.dir != "" {
		self += " --dir " + network.Quote(p.dir)
	}
	return self
}
