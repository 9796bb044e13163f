package main

import (
	"context"
	"embed"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"

	"github.com/spf13/cobra"

	"allianceregistry/audit/index"
	"allianceregistry/audit/words"
	"allianceregistry/client/profile"
	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/manual"
	tidy "allianceregistry/internal/reading" // reading is a flag here
	"allianceregistry/internal/terminal"
	"allianceregistry/internal/text"
	"allianceregistry/internal/view"
)

// The exit codes.
const (
	exitOK        = 0
	exitError     = 1 // something on this computer: a file, a profile, the index
	exitUsage     = 2 // the command line is wrong
	exitFound     = 3 // something does not hold: findings were printed
	exitFault     = 4 // the network failed
	exitUnknown   = 5 // what was asked for is not there
	exitUnchecked = 6 // what was checked holds, and some were not checked
)

type streams struct {
	in       io.Reader
	out, err io.Writer
}

// app is one run of the program.
type app struct {
	streams
	net    network
	home   profile.Home
	text   *text.Text
	manual manual.Manual
	lang   string
	output string
	// zone is whose time tables show: one of view.Zones.
	zone    string
	asJSON  bool // errors too
	timeout time.Duration
	// patience is how long a source may owe a block; 0 is chain.Patience.
	patience time.Duration
	// place is the folder of the index's database, or the address of another.
	place string
	// next is the bookmark at which the answer goes on, if there is more of it.
	next string
}

// run executes one command and returns the exit code.
func run(ctx context.Context, args []string, s streams, net network) int {
	terminal.FixWidths()
	checked := terminal.Check(terminal.MakePlain(s.out))
	s.out, s.err = checked, terminal.MakePlain(s.err)
	a := &app{streams: s, net: net, home: profile.HomeIn("AUDITOR_HOME", "alliance-registry-auditor")}
	if err := a.prepare(args); err != nil {
		fmt.Fprintf(s.err, "auditor: %v\n", err)
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
	if a.text, err = textIn(lang); err != nil {
		return err
	}
	a.manual, err = manualIn(lang)
	return err
}

// textIn are all texts of this program in a language.
func textIn(lang string) (*text.Text, error) {
	own, err := fs.Sub(saying, "words")
	if err != nil {
		return nil, err
	}
	next, err := fs.Sub(words.Next, "next")
	if err != nil {
		return nil, err
	}
	return text.In(lang, manual.Words, words.Files, next, own)
}

// saying are the texts that only this program says.
//
//go:embed words/en.json words/zh.json
var saying embed.FS

func (a *app) root() *cobra.Command {
	root := &cobra.Command{Use: "auditor", SilenceErrors: true, SilenceUsage: true, Args: cobra.ArbitraryArgs, RunE: manual.Group}
	root.SetIn(a.in)
	root.SetOut(a.out) // before it is dressed: cobra's completion takes it then
	root.SetErr(a.err)
	flags := root.PersistentFlags()
	flags.StringVar(&a.lang, "lang", catalogue.Locale(), "")
	flags.StringVarP(&a.output, "output", "o", "table", "")
	flags.StringVar(&a.zone, "time", view.Zones()[0], "")
	flags.DurationVar(&a.timeout, "timeout", time.Minute, "")
	place, _ := a.home.Path("index.db") // empty without a home, which opening it tells
	flags.StringVar(&a.place, "index", env("AUDITOR_INDEX", place), "")
	flags.Lookup("index").DefValue = index.Shown(a.place) // the help shows it
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
		{"begin", []*cobra.Command{a.enrollCommand(), a.trustCommand(), a.indexCommand()}},
		{"check", []*cobra.Command{
			a.replayCommand(), a.compareCommand(), a.decisionsCommand(), a.anomaliesCommand(), a.reportCommand(),
		}},
		{"answers", []*cobra.Command{
			a.rosterCommand(), a.historyCommand(), a.eventsCommand(), a.decisionCommand(), a.endorsementsCommand(),
			a.statsCommand(), a.searchCommand(), a.graphCommand(), a.explainCommand(), a.versionCommand(),
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
	if cmd.Flags().Changed("index") && index.HasPassword(a.place) {
		return manual.Wrong("index.typed")
	}
	if cmd.Flags().Changed("timeout") {
		a.patience = a.timeout
	}
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
	return tidy.Tidy(cmd, args)
}

func env(name, otherwise string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return otherwise
}

// print writes an answer to standard output in the chosen form.
func (a *app) print(v view.View) error {
	if a.local() {
		v = v.In(time.Local)
	}
	return v.Print(a.out, a.output, a.say)
}

// local reports whether times are told in this computer's zone: to people alone.
func (a *app) local() bool { return a.output == view.Table && a.zone == "local" }

func (a *app) say(key string) string { return a.text.Say(key, nil) }

func (a *app) tell(key string, params catalogue.Params) string { return a.text.Say(key, params) }
