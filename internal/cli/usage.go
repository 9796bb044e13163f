package cli

import (
	"errors"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/input"
)

// UsageError is an error in the words of a command, by the key of its text. A program
// ends with ExitUsage.
type UsageError struct{ *catalogue.Message }

// Unwrap returns the message, by which it is said.
func (e *UsageError) Unwrap() error { return e.Message }

// NewUsageError returns the UsageError with the text of a key; names and values of its
// parameters follow in turn.
func NewUsageError(key string, pairs ...any) error {
	return &UsageError{catalogue.NewMessage(nil, key, pairs...)}
}

// maxDistance is how far a word that is no command may be from one that is suggested.
const maxDistance = 2

// Args demands from atLeast to atMost arguments; with atMost below 0 there is no limit. What
// they are called stands in the command's own line.
func Args(atLeast, atMost int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) >= atLeast && (len(args) <= atMost || atMost < 0) {
			return nil
		}
		named := strings.TrimSpace(strings.TrimPrefix(cmd.Use, cmd.Name()))
		if named == "" {
			return NewUsageError("usage.noArguments", "command", cmd.CommandPath())
		}
		return NewUsageError("usage.arguments", "command", cmd.CommandPath(), "arguments", named, "given", len(args))
	}
}

// Group is what a command does that only has others below it: it shows its help, and
// refuses a word that is none of them.
func Group(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return cmd.Help()
	}
	return unknownCommand(cmd, args[0])
}

func unknownCommand(cmd *cobra.Command, word string) error {
	cmd.SuggestionsMinimumDistance = maxDistance
	if like := cmd.SuggestionsFor(word); len(like) > 0 {
		return NewUsageError("usage.likeCommand", "command", cmd.CommandPath(), "name", word, "like", strings.Join(like, ", "))
	}
	return NewUsageError("usage.noCommand", "command", cmd.CommandPath(), "name", word)
}

// helpCommand stands in the place of cobra's, whose words are English.
func helpCommand() *cobra.Command {
	return &cobra.Command{Use: "help", RunE: func(cmd *cobra.Command, args []string) error {
		found, rest, err := cmd.Root().Find(args)
		if err != nil || found.HasSubCommands() && len(rest) > 0 {
			if len(rest) == 0 {
				rest = args
			}
			return unknownCommand(cmd.Root(), rest[0])
		}
		return found.Help()
	}}
}

// BadValue says what is wrong with a flag's value.
func BadValue(flag, value string, wrong *input.ValueError) error {
	if wrong.Params["value"] != "" { // its text has it
		return NewUsageError("usage.wrongFlag", "flag", "--"+flag, "problem", wrong.Message())
	}
	return NewUsageError("usage.wrongValue", "flag", "--"+flag, "value", value, "problem", wrong.Message())
}

// OneOf demands one of a flag's values.
func OneOf(flag, value string, choices ...string) error {
	if slices.Contains(choices, value) {
		return nil
	}
	return NewUsageError("usage.choice", "flag", flag, "value", value, "choices", strings.Join(choices, ", "))
}

// CheckRequired demands the flags that a command cannot do without. It comes before
// cobra's own check, whose words are English.
func CheckRequired(cmd *cobra.Command) error {
	var missing []string
	cmd.Flags().VisitAll(func(flag *pflag.Flag) {
		if slices.Contains(flag.Annotations[cobra.BashCompOneRequiredFlag], "true") && !flag.Changed {
			missing = append(missing, "--"+flag.Name)
		}
	})
	if len(missing) == 0 {
		return nil
	}
	return NewUsageError("usage.required", "command", cmd.CommandPath(), "flags", strings.Join(missing, ", "))
}

// flagError says what pflag found wrong with the flags.
func flagError(cmd *cobra.Command, err error, words *catalogue.Catalogue) error {
	var (
		absent *pflag.NotExistError
		empty  *pflag.ValueRequiredError
		bad    *pflag.InvalidValueError
		syntax *pflag.InvalidSyntaxError
		wrong  *input.ValueError
	)
	switch {
	case errors.As(err, &absent) && absent.GetSpecifiedShortnames() != "":
		return NewUsageError("usage.noFlag", "flag", "-"+absent.GetSpecifiedName())
	case errors.As(err, &absent):
		if like := nearestFlag(cmd, absent.GetSpecifiedName()); like != "" {
			return NewUsageError("usage.likeFlag", "flag", "--"+absent.GetSpecifiedName(), "like", "--"+like)
		}
		return NewUsageError("usage.noFlag", "flag", "--"+absent.GetSpecifiedName())
	case errors.As(err, &empty):
		return NewUsageError("usage.noValue", "flag", "--"+empty.GetFlag().Name)
	case errors.As(err, &bad) && errors.As(err, &wrong):
		return BadValue(bad.GetFlag().Name, bad.GetValue(), wrong)
	case errors.As(err, &bad):
		form := words.Say("value."+bad.GetFlag().Value.Type(), nil)
		return NewUsageError("usage.badValue", "flag", "--"+bad.GetFlag().Name, "value", bad.GetValue(), "form", form)
	case errors.As(err, &syntax):
		return NewUsageError("usage.noFlag", "flag", syntax.GetSpecifiedFlag())
	default:
		return NewUsageError("usage.other", "problem", err)
	}
}

// nearestFlag is the flag of a command that is meant by a word that is none.
func nearestFlag(cmd *cobra.Command, word string) string {
	var names []string
	cmd.Flags().VisitAll(func(flag *pflag.Flag) {
		if !flag.Hidden {
			names = append(names, flag.Name)
		}
	})
	return input.Nearest(word, names)
}
