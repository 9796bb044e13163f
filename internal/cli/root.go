package cli

import (
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"allianceregistry/internal/catalogue"
)

// Commands are a group of commands, whose title stands in the manual under the ID.
type Commands struct {
	ID       string
	Commands []*cobra.Command
}

// NewRoot returns a root command without commands, with the flags that every program
// has.
func (a *App) NewRoot() *cobra.Command {
	root := &cobra.Command{Use: a.Name, SilenceErrors: true, SilenceUsage: true, Args: cobra.ArbitraryArgs, RunE: Group}
	root.SetIn(a.In)
	root.SetOut(a.Out) // before Describe: cobra's completion takes it then
	root.SetErr(a.Err)
	root.PersistentFlags().StringVar(&a.lang, "lang", catalogue.Locale(), "")
	return root
}

// AddGroups adds commands in groups, in the order in which the help lists them.
func AddGroups(root *cobra.Command, groups ...Commands) {
	for _, group := range groups {
		root.AddGroup(&cobra.Group{ID: group.ID})
		for _, command := range group.Commands {
			command.GroupID = group.ID
			root.AddCommand(command)
		}
	}
}

// OutputFlag adds the flag for the form of the answer; a table is what there is
// without it.
func (a *App) OutputFlag(flags *pflag.FlagSet) {
	flags.StringVarP(&a.Output, "output", "o", "table", "")
}

// Describe gives every command its help, its completion and its errors in the user's
// language. It comes when all commands are there.
func (a *App) Describe(root *cobra.Command) {
	root.SetHelpCommand(helpCommand())
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	root.SuggestionsMinimumDistance = maxDistance
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error { return flagError(cmd, err, a.Words) })
	a.Manual.Describe(root, a.Words)
	walk(root, func(cmd *cobra.Command) {
		readStrictly(cmd.Flags())
		readStrictly(cmd.PersistentFlags())
		switch path := strings.TrimPrefix(cmd.CommandPath(), root.Name()+" "); { // cobra's own commands refuse in English
		case path == "completion":
			cmd.Args, cmd.RunE = cobra.ArbitraryArgs, Group
		case strings.HasPrefix(path, "completion "):
			cmd.Args = Args(0, 0)
		}
	})
}

// walk visits a command and all below it.
func walk(cmd *cobra.Command, visit func(*cobra.Command)) {
	visit(cmd)
	for _, below := range cmd.Commands() {
		walk(below, visit)
	}
}

// CheckFlags refuses missing flags, and unknown values of the skeleton's own flags. Outputs are the forms of answers; a command without the flag has none.
func (a *App) CheckFlags(cmd *cobra.Command, outputs ...string) error {
	if err := CheckRequired(cmd); err != nil {
		return err
	}
	if cmd.Flags().Lookup("output") != nil {
		if err := OneOf("--output", a.Output, outputs...); err != nil {
			return err
		}
	}
	return OneOf("--lang", a.lang, catalogue.Languages...)
}
