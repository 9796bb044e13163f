package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"allianceregistry/network"
)

// errSick ends `network doctor` when it found a failure; its lines have said it.
var errSick = errors.New("something has failed")

// errDown ends `network status` with its own exit code; the table has said it.
var errDown = errors.New("something is down")

// Exit codes.
const (
	exitFault = 1
	exitDown  = 3
)

// program is what the commands share.
type program struct {
	home     network.Home
	topology string
	name     string
	dir      string
	basePort int
	// consensus is the kind that was asked for by flag, or by the environment.
	consensus string
	output    string
	out, err  io.Writer
	began     time.Time
}

// run is the whole program. It returns the exit code.
func run(ctx context.Context, args []string, in io.Reader, out, talk io.Writer) int {
	p := &program{out: out, err: talk, began: time.Now()}
	root := p.root()
	root.SetArgs(args)
	root.SetIn(in)
	root.SetOut(out)
	root.SetErr(talk)
	err := root.ExecuteContext(ctx)
	switch {
	case err == nil:
		return 0
	case errors.Is(err, errDown):
		return exitDown
	case errors.Is(err, errSick):
		return exitFault
	default:
		fmt.Fprintln(talk, "network:", err)
		return exitFault
	}
}

func (p *program) root() *cobra.Command {
	root := &cobra.Command{
		Use: "network", Short: text.rootShort, Long: text.rootLong, Example: text.rootExample,
		SilenceUsage: true, SilenceErrors: true,
		PersistentPreRunE: func(*cobra.Command, []string) (err error) {
			p.home, err = network.FindHome()
			return err
		},
	}
	flags := root.PersistentFlags()
	flags.StringVar(&p.name, "name", network.DefaultTopology().Name, text.flagName)
	flags.StringVar(&p.dir, "dir", "", text.flagDir)
	root.AddCommand(p.up(), p.down(), p.stop(), p.start(), p.restart(), p.status(), p.logs(),
		p.env(), p.register(), p.kill(), p.doctor(), p.builder())
	return root
}

// say is called when a stage has ended: one line with the time since the beginning.
func (p *program) say(stage string) {
	fmt.Fprintf(p.err, "%6.1fs  %s\n", time.Since(p.began).Seconds(), stage)
}

// folder is where the network that the flags mean lives.
func (p *program) folder() network.Dir {
	if p.dir != "" {
		return network.Dir(p.dir)
	}
	return p.home.Dir(p.name)
}

// open returns the network that exists.
func (p *program) open() (*network.Network, error) {
	return network.Open(p.home, p.folder(), p.say)
}
