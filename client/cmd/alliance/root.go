package main

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"allianceregistry/client/auditor"
	"allianceregistry/client/console"
	"allianceregistry/client/drafting"
	"allianceregistry/client/notice"
	"allianceregistry/client/profile"
	"allianceregistry/client/rest"
	"allianceregistry/client/show"
	"allianceregistry/client/signin"
	"allianceregistry/client/signoff"
	"allianceregistry/examples/charters"
	"allianceregistry/internal/cli"
	"allianceregistry/internal/reading"
	"allianceregistry/internal/text"
	"allianceregistry/internal/view"
	"allianceregistry/internal/web"
	"allianceregistry/membership/charter"
)

// The exit codes of this program, beside those of every program: see package cli.
const (
	exitRefused = 3 // the rules refused
	exitFault   = 4 // the network failed
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
	profile string
	timeout time.Duration
	request string
	dryRun  bool
}

// run executes one command and returns the exit code.
func run(ctx context.Context, args []string, s cli.Streams, net network) int {
	return cli.Run(ctx, "alliance", args, s, func(skeleton *cli.App) (cli.Program, error) { return newApp(skeleton, net) })
}

// newApp is the program in the language that was asked for.
func newApp(skeleton *cli.App, net network) (*app, error) {
	templates, err := charters.Words()
	if err != nil {
		return nil, err
	}
	phrases, err := drafting.PhraseWords()
	if err != nil {
		return nil, err
	}
	said, err := text.In(skeleton.Language(), append(cli.Words(), templates, phrases, drafting.Words, web.Words, auditor.Words, console.Words,
		notice.Words, rest.Words(), signin.Words, signoff.Words)...)
	if err != nil {
		return nil, err
	}
	a := &app{App: skeleton, net: net, home: profile.DefaultHome(), text: said}
	return a, a.Speak(said.Catalogue, manuals)
}

// Root implements cli.Program.
func (a *app) Root() *cobra.Command {
	root := a.NewRoot()
	a.AnswerFlags(root.PersistentFlags())
	flags := root.PersistentFlags()
	flags.StringVarP(&a.profile, "profile", "p", os.Getenv("ALLIANCE_PROFILE"), "")
	flags.DurationVar(&a.timeout, "timeout", time.Minute, "")
	root.PersistentPreRunE = func(cmd *cobra.Command, args []string) error { return a.checkFlags(cmd, args) }
	a.addCommands(root)
	a.Describe(root)
	return root
}

// addCommands adds the commands in groups, as a person comes to need them.
func (a *app) addCommands(root *cobra.Command) {
	cli.AddGroups(
		root,
		cli.Commands{ID: "keys", Commands: []*cobra.Command{
			a.enrollCommand(), a.profileCommand(), a.hostCommand(), a.partyCommand(), a.authorityCommand(), a.recoveryCommand(),
		}},
		cli.Commands{ID: "alliances", Commands: []*cobra.Command{
			a.foundCommand(), a.consentCommand(), a.describeCommand(), a.claimCommand(), a.mandateCommand(), a.sealCommand(),
			a.agreementCommand(), a.duesCommand(), a.confirmCommand(), a.waiveCommand(), a.figureCommand(), a.seatCommand(), a.proxyCommand(), a.meetingCommand(), a.successionCommand(), a.inviteCommand(), a.invitationCommand(), a.affiliateCommand(),
		}},
		cli.Commands{ID: "decisions", Commands: []*cobra.Command{
			a.joinCommand(), a.inboxCommand(), a.endorseCommand(), a.presentCommand(), a.nominateCommand(), a.proposeCommand(), a.proposalCommand(), a.decideCommand(),
			a.enactCommand(), a.endorsementsCommand(), a.leaveCommand(), a.expireCommand(), a.applyCommand(), a.keepCommand(),
			a.notifyCommand(), a.serveCommand(),
		}},
		cli.Commands{ID: "answers", Commands: []*cobra.Command{
			a.listCommand(), a.searchCommand(), a.showCommand(), a.charterCommand(), a.rosterCommand(), a.membershipCommand(), a.historyCommand(),
			a.standingCommand(), a.resolutionCommand(), a.recognitionCommand(), a.eventsCommand(), a.explainCommand(), a.versionCommand(),
		}},
	)
}

func (a *app) checkFlags(cmd *cobra.Command, args []string) error {
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

// show shows records in the reader's language.
func (a *app) show() show.Writer { return show.Writer{App: a.App, Text: a.text} }

// release is this program's version.
const release = "0.1.0"

// versions are the program's, and the chaincode's with the caller as it sees it.
type versions struct {
	Program   string `json:"program"`
	Engine    string `json:"engine"`
	Chaincode string `json:"chaincode,omitempty"`
	Host      string `json:"host,omitempty"`
	MSP       string `json:"msp,omitempty"`
	// Hosts are the names that the host can have, as long as it has none.
	Hosts []string `json:"hosts,omitempty"`
	Party string   `json:"party,omitempty"`
	Key   string   `json:"key,omitempty"`
}

func (a *app) versionCommand() *cobra.Command {
	var remote bool
	cmd := &cobra.Command{
		Use: "version", Args: cli.Args(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			mine := versions{Program: release, Engine: charter.Engine}
			if !remote {
				return a.Print(a.versions(mine))
			}
			return a.with(cmd, func(ctx context.Context, s session) error {
				answer, err := s.Version(ctx)
				if err != nil {
					return err
				}
				if err := json.Unmarshal(answer, &mine); err != nil {
					return fmt.Errorf("read the chaincode's version: %w", err)
				}
				return a.Print(a.versions(mine))
			})
		},
	}
	cmd.Flags().BoolVar(&remote, "chaincode", false, "")
	return cmd
}

func (a *app) versions(v versions) view.View {
	return view.View{Data: v, Columns: []string{"field", "value"}, Rows: a.Fields("program", v.Program, "engine", v.Engine,
		"chaincode", v.Chaincode, "host", v.Host, "msp", v.MSP, "hostNames", a.show().Joined(v.Hosts...), "party", v.Party, "key", v.Key)}
}
