package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/manual"
	"allianceregistry/internal/terminal"
	"allianceregistry/network"
	"allianceregistry/network/words"
)

// errSick ends `network doctor` when it found a failure; its lines have said it.
var errSick = errors.New("something has failed")

// errDown ends `network status` with its own exit code; the table has said it.
var errDown = errors.New("something is down")

// Exit codes.
const (
	exitFault = 1
	exitUsage = 2
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
	asJSON    bool // errors too
	lang      string
	words     *catalogue.Catalogue
	manual    manual.Manual
	in        io.Reader
	out, err  io.Writer
	began     time.Time
}

// run is the whole program. It returns the exit code.
func run(ctx context.Context, args []string, in io.Reader, out, talk io.Writer) int {
	terminal.FixWidths()
	checked := terminal.Check(terminal.MakePlain(out))
	talk = terminal.MakePlain(talk)
	p := &program{in: in, out: checked, err: talk, asJSON: catalogue.AskedJSON(args), began: time.Now()}
	if err := p.speak(catalogue.Asked(args)); err != nil {
		fmt.Fprintln(talk, "network:", err)
		return exitFault
	}
	root := p.root()
	root.SetArgs(args)
	return p.conclude(root.ExecuteContext(ctx), checked.Err())
}

// conclude says what went wrong and maps it to the exit code, once for all
// commands. An answer that could not be printed is no answer.
func (p *program) conclude(err, lost error) int {
	err = manual.Whole(err, lost)
	switch {
	case err == nil:
		return 0
	case lost != nil:
		p.complain(err)
		return exitFault
	case errors.Is(err, errDown):
		return exitDown
	case errors.Is(err, errSick):
		return exitFault
	default:
		p.complain(err)
		if misuse := (*manual.Misuse)(nil); errors.As(err, &misuse) {
			return exitUsage
		}
		return exitFault
	}
}

// complain says an error in the user's language.
func (p *program) complain(err error) {
	said := p.words.Tell(err, nil)
	if p.asJSON {
		_ = catalogue.NewFailure(err, said).Print(p.err) // there is nobody else to tell
		return
	}
	fmt.Fprintln(p.err, p.words.Compose("line.error", nil, catalogue.Params{"what": said}))
}

// speak chooses the language.
func (p *program) speak(lang string) (err error) {
	if p.words, err = words.In(lang, manual.Words); err != nil {
		return err
	}
	p.manual, err = manualIn(lang)
	return err
}

func (p *program) root() *cobra.Command {
	root := &cobra.Command{
		Use: "network", SilenceUsage: true, SilenceErrors: true, Args: cobra.ArbitraryArgs, RunE: manual.Group,
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) (err error) {
			if err := p.checkFlags(cmd); err != nil {
				return err
			}
			p.home, err = network.FindHome()
			return err
		},
	}
	root.SetIn(p.in)
	root.SetOut(p.out) // before it is dressed: cobra's completion takes it then
	root.SetErr(p.err)
	flags := root.PersistentFlags()
	flags.StringVar(&p.name, "name", network.DefaultTopology().Name, "")
	flags.StringVar(&p.lang, "lang", catalogue.Locale(), "")
	flags.StringVar(&p.dir, "dir", "", "")
	root.AddCommand(p.up(), p.down(), p.stop(), p.start(), p.restart(), p.status(), p.logs(),
		p.env(), p.register(), p.kill(), p.doctor(), p.genesis(), p.rejoin(), p.revoke(), p.builder())
	p.manual.Dress(root, p.words)
	return root
}

func (p *program) checkFlags(cmd *cobra.Command) error {
	if err := manual.OneOf("--lang", p.lang, catalogue.Languages...); err != nil {
		return err
	}
	if cmd.Flags().Lookup("output") == nil {
		return nil
	}
	return manual.OneOf("--output", p.output, "table", "json")
}

// say is called when a stage has ended: one line with the time since the beginning.
func (p *program) say(stage *words.Message) {
	fmt.Fprintf(p.err, "%6.1fs  %s\n", time.Since(p.began).Seconds(), p.words.Tell(stage, nil))
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
