package guide

import (
	"errors"
	"fmt"
	"strings"
	"unicode"

	"github.com/spf13/cobra"

	"allianceregistry/internal/cli"
)

// Check says what a program would not understand of a command: a command that it
// does not have, a flag, a flag's value, or too few or too many arguments. Of one
// that a sentence names it checks the names only. Each check needs a program of
// its own, since flags remember what they were set to.
func Check(program *cobra.Command, c Command) error {
	cmd, rest, err := program.Find(c.Words[1:])
	if err != nil {
		return err
	}
	cmd.InitDefaultHelpFlag()
	if !c.Whole {
		return checkNames(cmd, rest)
	}
	if err := cmd.ParseFlags(rest); err != nil {
		return err
	}
	arguments := cmd.Flags().Args()
	if help, err := cmd.Flags().GetBool("help"); err == nil && help {
		return checkGroup(cmd, arguments)
	}
	return errors.Join(checkGroup(cmd, arguments), cmd.ValidateArgs(arguments), cli.CheckRequired(cmd))
}

// checkGroup refuses a word below a command that only has others below it.
func checkGroup(cmd *cobra.Command, arguments []string) error {
	group := cmd.HasSubCommands() && (cmd.Args == nil || !cmd.HasParent())
	if group && len(arguments) > 0 && !placeholder(arguments[0]) {
		return fmt.Errorf("%s has no command %q", cmd.CommandPath(), arguments[0])
	}
	return nil
}

func checkNames(cmd *cobra.Command, rest []string) error {
	var arguments []string
	flags := cmd.Flags()
	flags.AddFlagSet(cmd.InheritedFlags())
	for _, word := range rest {
		name, _, _ := strings.Cut(word, "=")
		switch {
		case strings.HasPrefix(word, "--"):
			if flags.Lookup(name[2:]) == nil {
				return fmt.Errorf("%s has no flag %s", cmd.CommandPath(), name)
			}
		case strings.HasPrefix(word, "-") && len(word) == 2:
			if flags.ShorthandLookup(word[1:]) == nil {
				return fmt.Errorf("%s has no flag %s", cmd.CommandPath(), word)
			}
		default:
			arguments = append(arguments, word)
		}
	}
	return checkGroup(cmd, arguments)
}

// placeholder reports whether a word stands in the place of one that the reader writes:
// COMMAND, or in Chinese whatever it is called.
func placeholder(word string) bool {
	for _, r := range word {
		if r < unicode.MaxASCII && !unicode.IsUpper(r) && r != '-' {
			return false
		}
	}
	return word != ""
}
