package main

import (
	"context"
	"embed"
	"errors"

	"github.com/spf13/cobra"

	"allianceregistry/internal/cli"
	"allianceregistry/network"
	"allianceregistry/network/deploy"
	"allianceregistry/network/words"
)

// errUnhealthy ends `network doctor` if it found a failure, which it has printed.
var errUnhealthy = errors.New("something has failed")

// errDown ends `network status` with its own exit code; the table has been printed.
var errDown = errors.New("something is down")

// exitDown is the exit code of `network status` when something is down.
const exitDown = 3

// manuals are the help of every command and flag, in both languages: see package
// manual.
//
//go:embed manual/en.md manual/zh.md
var manuals embed.FS

// program is the state that the commands share.
type program struct {
	*cli.App
	home     network.Home
	topology string
	name     string
	dir      string
	basePort int
	// consensus is the kind that a flag asks for.
	consensus string
}

// run is the whole program. It returns the exit code.
func run(ctx context.Context, args []string, s cli.Streams) int {
	return cli.Run(ctx, "network", args, s, func(skeleton *cli.App) (cli.Program, error) { return newProgram(skeleton) })
}

// newProgram is the program in the language that was asked for.
func newProgram(skeleton *cli.App) (*program, error) {
	said, err := words.In(skeleton.Language(), cli.Words()...)
	if err != nil {
		return nil, err
	}
	return &program{App: skeleton}, skeleton.Speak(said, manuals)
}

// Exit implements cli.Program.
func (p *program) Exit(err error) cli.Exit {
	if refused := (refusedToken{}); errors.As(err, &refused) {
		exit := cli.NewExit(refused.error, p.Words.Tell(refused.error, nil))
		exit.Code = deploy.ExitToken
		return exit
	}
	exit := cli.NewExit(err, p.Words.Tell(err, nil))
	switch {
	case p.Lost() != nil:
		exit.Code = cli.ExitError
	case errors.Is(err, errDown):
		return cli.Exit{Code: exitDown}
	case errors.Is(err, errUnhealthy), errors.Is(err, errDrifted):
		return cli.Exit{Code: cli.ExitError}
	}
	return exit
}

// Root implements cli.Program.
func (p *program) Root() *cobra.Command {
	root := p.NewRoot()
	root.PersistentPreRunE = func(cmd *cobra.Command, _ []string) (err error) {
		if err := p.CheckFlags(cmd, "table", "json"); err != nil {
			return err
		}
		if p.home, err = network.FindHome(); err != nil {
			return err
		}
		if host := p.home.OnlyHost(); host != "" && !cmd.Flags().Changed("name") {
			p.name = host
		}
		return nil
	}
	flags := root.PersistentFlags()
	flags.StringVar(&p.name, "name", network.DefaultTopology().Name, "")
	flags.StringVar(&p.dir, "dir", "", "")
	root.AddCommand(p.up(), p.down(), p.stop(), p.start(), p.restart(), p.status(), p.logs(),
		p.env(), p.profile(), p.register(), p.kill(), p.doctor(), p.genesis(), p.rejoin(), p.revoke(),
		p.host(), p.channel(), p.chaincode(), p.change(), p.drift(), p.builder())
	p.Describe(root)
	return root
}

// confirm asks before something that cannot be undone.
func (p *program) confirm(yes bool, warning *words.Message, word string) error {
	return p.Confirm(yes, p.Words.Tell(warning, nil), word)
}

// folder is the folder of the network that the flags name.
func (p *program) folder() network.Dir {
	if p.dir != "" {
		return network.Dir(p.dir)
	}
	return p.home.Dir(p.name)
}

// open returns the network that the flags name; network.ErrNotExist if there is none.
func (p *program) open() (*network.Network, error) {
	n, err := network.Open(p.home, p.folder(), p.Stage)
	if err == nil {
		n.CallBy(p.line())
	}
	return n, err
}
