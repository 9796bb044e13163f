package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"allianceregistry/client/profile"
	"allianceregistry/examples/charters"
	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/manual"
	"allianceregistry/internal/reading"
	"allianceregistry/internal/terminal"
	"allianceregistry/internal/text"
	"allianceregistry/internal/view"
)

// The exit codes.
const (
	exitOK      = 0
	exitError   = 1 // something on this computer: a file, a profile
	exitUsage   = 2 // the command line is wrong
	exitRefused = 3 // the rules refused
	exitFault   = 4 // the network failed
)

type streams struct {
	in       io.Reader
	out, err io.Writer
}

// app is one run of the program.
type app struct {
	streams
	net     network
	home    profile.Home
	text    *text.Text
	manual  manual.Manual
	profile string
	lang    string
	output  string
	// zone is whose time tables show: one of view.Zones.
	zone    string
	asJSON  bool // errors too
	timeout time.Duration
	request string
	dryRun  bool
}

// run executes one command and returns the exit code.
func run(ctx context.Context, args []string, s streams, net network) int {
	terminal.FixWidths()
	checked := terminal.Check(terminal.MakePlain(s.out))
	s.out, s.err = checked, terminal.MakePlain(s.err)
	a := &app{streams: s, net: net, home: profile.DefaultHome()}
	if err := a.prepare(args); err != nil {
		fmt.Fprintf(s.err, "alliance: %v\n", err)
		return exitError
	}
	root := a.root()
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	return a.conclude(manual.Whole(err, checked.Err()))
}

// prepare sets what also the texts of errors need.
func (a *app) prepare(args []string) (err error) {
	lang := catalogue.Asked(args)
	a.asJSON = catalogue.AskedJSON(args)
	templates, err := charters.Words()
	if err != nil {
		return err
	}
	if a.text, err = text.In(lang, manual.Words, templates); err != nil {
		return err
	}
	a.manual, err = manualIn(lang)
	return err
}

func (a *app) root() *cobra.Command {
	root := &cobra.Command{Use: "alliance", SilenceErrors: true, SilenceUsage: true, Args: cobra.ArbitraryArgs, RunE: manual.Group}
	root.SetIn(a.in)
	root.SetOut(a.out) // before it is dressed: cobra's completion takes it then
	root.SetErr(a.err)
	flags := root.PersistentFlags()
	flags.StringVarP(&a.profile, "profile", "p", env("ALLIANCE_PROFILE", ""), "")
	flags.StringVar(&a.lang, "lang", catalogue.Locale(), "")
	flags.StringVarP(&a.output, "output", "o", "table", "")
	flags.StringVar(&a.zone, "time", view.Zones()[0], "")
	flags.DurationVar(&a.timeout, "timeout", time.Minute, "")
	root.PersistentPreRunE = func(cmd *cobra.Command, args []string) error { return a.checkFlags(cmd, args) }
	a.addCommands(root)
	a.manual.Dress(root, a.text.Catalogue)
	return root
}

// addCommands adds the commands in groups, as a person comes to need them.
func (a *app) addCommands(root *cobra.Command) {
	for _, group := range []struct {
		id       string
		commands []*cobra.Command
	}{
		{"keys", []*cobra.Command{
			a.enrollCommand(), a.profileCommand(), a.partyCommand(), a.authorityCommand(), a.recoveryCommand(),
		}},
		{"alliances", []*cobra.Command{
			a.foundCommand(), a.consentCommand(), a.describeCommand(), a.claimCommand(), a.mandateCommand(), a.sealCommand(),
			a.agreementCommand(), a.duesCommand(), a.figureCommand(), a.seatCommand(), a.affiliateCommand(),
		}},
		{"decisions", []*cobra.Command{
			a.joinCommand(), a.inboxCommand(), a.endorseCommand(), a.proposeCommand(), a.proposalCommand(), a.decideCommand(),
			a.enactCommand(), a.leaveCommand(), a.expireCommand(), a.applyCommand(),
		}},
		{"answers", []*cobra.Command{
			a.listCommand(), a.showCommand(), a.charterCommand(), a.rosterCommand(), a.membershipCommand(), a.historyCommand(),
			a.standingCommand(), a.resolutionCommand(), a.recognitionCommand(), a.eventsCommand(), a.explainCommand(), a.versionCommand(),
		}},
	} {
		root.AddGroup(&cobra.Group{ID: group.id})
		for _, command := range group.commands {
			command.GroupID = group.id
			root.AddCommand(command)
		}
	}
}

func (a *app) checkFlags(cmd *cobra.Command, args []string) error {
	if err := manual.Required(cmd); err != nil {
		return err
	}
	if err := manual.OneOf("--time", a.zone, view.Zones()...); err != nil {
		return err
	}
	if err := manual.OneOf("--output", a.output, view.Forms()...); err != nil {
		return err
	}
	if a.output == view.CSV { // its words are codes
		a.text = a.text.Coded()
	}
	if a.local() {
		a.text = a.text.Timed(view.Local)
	}
	if err := manual.OneOf("--lang", a.lang, text.Languages...); err != nil {
		return err
	}
	return reading.Tidy(cmd, args)
}
