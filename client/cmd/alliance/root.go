package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"allianceregistry/client"
	"allianceregistry/client/profile"
	"allianceregistry/client/text"
	"allianceregistry/membership"
)

// The exit codes.
const (
	exitOK      = 0
	exitError   = 1 // something on this computer: a file, a profile
	exitUsage   = 2 // the words of the command
	exitRefused = 3 // the rules refused
	exitFault   = 4 // the network failed
)

const rootHelp = `alliance is a member's program for the Alliance Registry: it records who is a
member of which alliance, since when, in which class, vouched for by whom and
under which rule, on a ledger that the alliance's own organizations run.

A first hour:
  alliance enroll cisco@industry --secret SECRET     get a key and its certificate
  alliance party register --kind enterprise --name en=Cisco --name zh=思科
  alliance list                                      which alliances there are
  alliance join hyperledger@industry --class member  apply for membership
  alliance inbox                                     what awaits my endorsement
  alliance roster hyperledger@industry               who is a member

Exit codes: 0 done, 1 something on this computer, 2 the words of the command,
3 the rules refused (the code is printed), 4 the network failed.

Environment: ALLIANCE_HOME (profiles), ALLIANCE_PROFILE, ALLIANCE_LANG (en, zh),
ALLIANCE_NETWORK (a network's folder), ALLIANCE_CONNECTION, ALLIANCE_CHANNEL,
ALLIANCE_CHAINCODE.`

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
	profile string
	lang    string
	output  string
	timeout time.Duration
	request string
	dryRun  bool
}

// errUsage marks an error in the words of a command.
var errUsage = errors.New("usage")

func usage(format string, args ...any) error {
	return fmt.Errorf("%w: %s", errUsage, fmt.Sprintf(format, args...))
}

// run executes one command and returns the exit code.
func run(ctx context.Context, args []string, s streams, net network) int {
	a := &app{streams: s, net: net}
	root := a.root()
	root.SetArgs(args)
	root.SetIn(s.in)
	root.SetOut(s.out)
	root.SetErr(s.err)
	err := a.prepare(args)
	if err == nil {
		err = root.ExecuteContext(ctx)
	}
	return a.conclude(err)
}

// prepare sets what also the texts of errors need.
func (a *app) prepare(args []string) error {
	home, err := profile.DefaultHome()
	if err != nil {
		return err
	}
	a.home = home
	a.text, err = text.In(langOf(args))
	return err
}

// langOf finds --lang before the flags are read: errors in them are said in it too.
func langOf(args []string) string {
	for i, arg := range args {
		if arg == "--lang" && i+1 < len(args) {
			return args[i+1]
		}
		if len(arg) > 7 && arg[:7] == "--lang=" {
			return arg[7:]
		}
	}
	return text.Locale()
}

// conclude says what went wrong and maps it to the exit code, once for all
// commands.
func (a *app) conclude(err error) int {
	var refusal *membership.Error
	var fault *client.Fault
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &refusal):
		where := strings.TrimSuffix(err.Error(), refusal.Error())
		fmt.Fprintf(a.err, "%s: %s%s: %s\n", a.text.Say("refused", nil), where, refusal.Code, a.text.Refusal(refusal))
		a.figures(err)
		return exitRefused
	case errors.As(err, &fault):
		fmt.Fprintf(a.err, "%s: %s\n  %v\n", a.text.Say("failed", nil), a.text.Say("fault."+string(fault.Kind), nil), err)
		return exitFault
	case errors.Is(err, errUsage):
		fmt.Fprintf(a.err, "alliance: %v\n", err)
		return exitUsage
	default:
		fmt.Fprintf(a.err, "alliance: %v\n", err)
		return exitError
	}
}

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use: "alliance", Short: "Found, join and endorse in the Alliance Registry", Long: rootHelp,
		SilenceErrors: true, SilenceUsage: true,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usage("there is no command %q; try alliance --help", args[0])
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	flags := root.PersistentFlags()
	flags.StringVarP(&a.profile, "profile", "p", env("ALLIANCE_PROFILE", ""), "act by this profile; otherwise the one in use")
	flags.StringVar(&a.lang, "lang", text.Locale(), "language: en or zh")
	flags.StringVarP(&a.output, "output", "o", "table", "form of the answer: table, json, yaml or csv")
	flags.DurationVar(&a.timeout, "timeout", time.Minute, "give up after this time")
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usage("%v", err) })
	root.PersistentPreRunE = func(*cobra.Command, []string) error { return a.checkFlags() }
	a.addCommands(root)
	root.InitDefaultCompletionCmd()
	root.CompletionOptions.HiddenDefaultCmd = false
	return root
}

// addCommands adds the commands in groups, as a person comes to need them.
func (a *app) addCommands(root *cobra.Command) {
	for _, group := range []struct {
		title    string
		commands []*cobra.Command
	}{
		{"Your keys and your party:", []*cobra.Command{
			a.enrollCommand(), a.profileCommand(), a.partyCommand(), a.authorityCommand(), a.recoveryCommand(),
		}},
		{"Alliances:", []*cobra.Command{
			a.foundCommand(), a.consentCommand(), a.describeCommand(), a.claimCommand(), a.mandateCommand(), a.sealCommand(),
		}},
		{"Membership and decisions:", []*cobra.Command{
			a.joinCommand(), a.inboxCommand(), a.endorseCommand(), a.proposeCommand(), a.proposalCommand(), a.decideCommand(),
			a.leaveCommand(), a.applyCommand(),
		}},
		{"Answers:", []*cobra.Command{
			a.listCommand(), a.showCommand(), a.charterCommand(), a.rosterCommand(), a.membershipCommand(), a.historyCommand(),
			a.eventsCommand(), a.explainCommand(), a.versionCommand(),
		}},
	} {
		root.AddGroup(&cobra.Group{ID: group.title, Title: group.title})
		for _, command := range group.commands {
			command.GroupID = group.title
			root.AddCommand(command)
		}
	}
}

func (a *app) checkFlags() error {
	if err := oneOf("--output", a.output, "table", "json", "yaml", "csv"); err != nil {
		return err
	}
	return oneOf("--lang", a.lang, text.Languages...)
}

func oneOf(flag, value string, choices ...string) error {
	for _, choice := range choices {
		if value == choice {
			return nil
		}
	}
	return usage("%s must be one of %v, not %q", flag, choices, value)
}

// exactly demands so many arguments and names them.
func exactly(names ...string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) == len(names) {
			return nil
		}
		return usage("%s needs %d argument(s) %v, not %d; see %s --help", cmd.CommandPath(), len(names), names, len(args), cmd.CommandPath())
	}
}
