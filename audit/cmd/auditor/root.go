package main

import (
	"cmp"
	"context"
	"embed"
	"io/fs"
	"os"
	"time"

	"github.com/spf13/cobra"

	"allianceregistry/audit/console"
	"allianceregistry/audit/feed"
	"allianceregistry/audit/index"
	"allianceregistry/audit/words"
	"allianceregistry/client/profile"
	"allianceregistry/internal/cli"
	"allianceregistry/internal/reading"
	"allianceregistry/internal/text"
	"allianceregistry/internal/view"
	"allianceregistry/internal/web"
)

// The exit codes of this program, beside those of every program: see package cli.
const (
	exitFound     = 3 // something does not hold: findings were printed
	exitFault     = 4 // the network failed
	exitUnknown   = 5 // what was asked for is not there
	exitUnchecked = 6 // what was checked holds, and some were not checked
)

// manuals are the help of every command and flag, in both languages: see package
// manual.
//
//go:embed manual/en.md manual/zh.md
var manuals embed.FS

// app is one run of the program.
type app struct {
	*cli.App
	net     network
	home    profile.Home
	text    *text.Text
	timeout time.Duration
	// patience is how long a source may owe a block; 0 is chain.Patience.
	patience time.Duration
	// place is the folder of the index's database, or the address of another.
	place string
	// added is called when blocks were added to the index, if it is set.
	added func()
	// watch shows what is known of the hosts, if it is set.
	watch func(*console.Console)
	// next is the bookmark at which the answer goes on, if there is more of it.
	next string
}

// run executes one command and returns the exit code.
func run(ctx context.Context, args []string, s cli.Streams, net network) int {
	return cli.Run(ctx, "auditor", args, s, func(skeleton *cli.App) (cli.Program, error) { return newApp(skeleton, net) })
}

// newApp is the program in the language that was asked for.
func newApp(skeleton *cli.App, net network) (*app, error) {
	said, err := textIn(skeleton.Language())
	if err != nil {
		return nil, err
	}
	a := &app{App: skeleton, net: net, home: profile.HomeIn("AUDITOR_HOME", "alliance-registry-auditor"), text: said}
	return a, a.Speak(said.Catalogue, manuals)
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
	return text.In(lang, append(cli.Words(), web.Words, words.Files, feed.Words, next, own)...)
}

// saying are the texts that only this program says.
//
//go:embed words/en.json words/zh.json
var saying embed.FS

// Root implements cli.Program.
func (a *app) Root() *cobra.Command {
	root := a.NewRoot()
	a.AnswerFlags(root.PersistentFlags())
	flags := root.PersistentFlags()
	flags.DurationVar(&a.timeout, "timeout", time.Minute, "")
	place, _ := a.home.Path("index.db") // empty without a home, which opening it reports
	flags.StringVar(&a.place, "index", cmp.Or(os.Getenv("AUDITOR_INDEX"), place), "")
	flags.Lookup("index").DefValue = index.Redacted(a.place) // the help shows it
	root.PersistentPreRunE = func(cmd *cobra.Command, args []string) error { return a.checkFlags(cmd, args) }
	a.addCommands(root)
	a.Describe(root)
	return root
}

// addCommands adds the commands in groups, as a person comes to need them.
func (a *app) addCommands(root *cobra.Command) {
	cli.AddGroups(
		root,
		cli.Commands{ID: "begin", Commands: []*cobra.Command{a.enrollCommand(), a.trustCommand(), a.indexCommand(), a.witnessCommand()}},
		cli.Commands{ID: "check", Commands: []*cobra.Command{
			a.replayCommand(), a.compareCommand(), a.decisionsCommand(), a.anomaliesCommand(), a.reportCommand(), a.proveCommand(), a.verifyCommand(),
		}},
		cli.Commands{ID: "answers", Commands: []*cobra.Command{
			a.rosterCommand(), a.historyCommand(), a.eventsCommand(), a.decisionCommand(), a.endorsementsCommand(),
			a.statsCommand(), a.searchCommand(), a.graphCommand(), a.serveCommand(), a.hooksCommand(), a.explainCommand(), a.versionCommand(),
		}},
	)
}

func (a *app) checkFlags(cmd *cobra.Command, args []string) error {
	if cmd.Flags().Changed("index") && index.HasPassword(a.place) {
		return cli.NewUsageError("index.typed")
	}
	if cmd.Flags().Changed("timeout") {
		a.patience = a.timeout
	}
	if err := a.CheckAnswerFlags(cmd); err != nil {
		return err
	}
	if a.Output == view.CSV { // its words are codes
		a.text = a.text.Coded()
	}
	if a.ShowsLocalTime() {
		a.text = a.text.Timed(view.Local)
	}
	return reading.Tidy(cmd, args)
}
