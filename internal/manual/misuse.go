package manual

import (
	"errors"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/input"
)

// Misuse is an error in the words of a command, by the key of its text.
type Misuse struct{ *catalogue.Message }

// Unwrap returns the message, by which it is told.
func (m *Misuse) Unwrap() error { return m.Message }

// Wrong makes a Misuse; names and values of its parameters stand in turn.
func Wrong(key string, pairs ...any) error {
	return &Misuse{catalogue.NewMessage(nil, key, pairs...)}
}

// Whole is how a command ended: with err, or because standard output could not be
// written, which lost says. An answer that nobody can read is no answer.
func Whole(err, lost error) error {
	if lost == nil || errors.Is(err, lost) {
		return err
	}
	return errors.Join(err, catalogue.NewMessage(nil, "out.lost", "cause", lost))
}

// Arguments demands so many arguments; with most below 0 there is no limit. What
// they are called stands in the command's own line.
func Arguments(least, most int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) >= least && (len(args) <= most || most < 0) {
			return nil
		}
		named := strings.TrimSpace(strings.TrimPrefix(cmd.Use, cmd.Name()))
		if named == "" {
			return Wrong("usage.noArguments", "command", cmd.CommandPath())
		}
		return Wrong("usage.arguments", "command", cmd.CommandPath(), "arguments", named, "given", len(args))
	}
}

// Group is what a command does that only has others below it: it shows its help,
// and refuses a word that is none of them.
func Group(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return cmd.Help()
	}
	return unknown(cmd, args[0])
}

func unknown(cmd *cobra.Command, word string) error {
	cmd.SuggestionsMinimumDistance = 2
	if like := cmd.SuggestionsFor(word); len(like) > 0 {
		return Wrong("usage.likeCommand", "command", cmd.CommandPath(), "name", word, "like", strings.Join(like, ", "))
	}
	return Wrong("usage.noCommand", "command", cmd.CommandPath(), "name", word)
}

// BadValue says what is wrong with a flag's value.
func BadValue(flag, value string, wrong *input.Wrong) error {
	if wrong.Params["value"] != "" { // its text says it
		return Wrong("usage.wrongFlag", "flag", "--"+flag, "problem", wrong.Message())
	}
	return Wrong("usage.wrongValue", "flag", "--"+flag, "value", value, "problem", wrong.Message())
}

// OneOf demands one of a flag's values.
func OneOf(flag, value string, choices ...string) error {
	if slices.Contains(choices, value) {
		return nil
	}
	return Wrong("usage.choice", "flag", flag, "value", value, "choices", strings.Join(choices, ", "))
}

// Required demands the flags that a command cannot do without. It comes before
// cobra's own check, which speaks English only.
func Required(cmd *cobra.Command) error {
	var missing []string
	cmd.Flags().VisitAll(func(flag *pflag.Flag) {
		if required(flag) && !flag.Changed {
			missing = append(missing, "--"+flag.Name)
		}
	})
	if len(missing) == 0 {
		return nil
	}
	return Wrong("usage.required", "command", cmd.CommandPath(), "flags", strings.Join(missing, ", "))
}

func required(flag *pflag.Flag) bool {
	return slices.Contains(flag.Annotations[cobra.BashCompOneRequiredFlag], "true")
}

// flagMisuse says what pflag found wrong with the flags.
func flagMisuse(cmd *cobra.Command, err error, words *catalogue.Catalogue) error {
	var (
		absent *pflag.NotExistError
		empty  *pflag.ValueRequiredError
		bad    *pflag.InvalidValueError
		syntax *pflag.InvalidSyntaxError
		wrong  *input.Wrong
	)
	switch {
	case errors.As(err, &absent) && absent.GetSpecifiedShortnames() != "":
		return Wrong("usage.noFlag", "flag", "-"+absent.GetSpecifiedName())
	case errors.As(err, &absent):
		if like := nearestFlag(cmd, absent.GetSpecifiedName()); like != "" {
			return Wrong("usage.likeFlag", "flag", "--"+absent.GetSpecifiedName(), "like", "--"+like)
		}
		return Wrong("usage.noFlag", "flag", "--"+absent.GetSpecifiedName())
	case errors.As(err, &empty):
		return Wrong("usage.noValue", "flag", "--"+empty.GetFlag().Name)
	case errors.As(err, &bad) && errors.As(err, &wrong):
		return BadValue(bad.GetFlag().Name, bad.GetValue(), wrong)
	case errors.As(err, &bad):
		form := words.Say("value."+bad.GetFlag().Value.Type(), nil)
		return Wrong("usage.badValue", "flag", "--"+bad.GetFlag().Name, "value", bad.GetValue(), "form", form)
	case errors.As(err, &syntax):
		return Wrong("usage.noFlag", "flag", syntax.GetSpecifiedFlag())
	default:
		return Wrong("usage.other", "problem", err)
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

// helpCommand stands in the place of cobra's, whose words are English.
func helpCommand() *cobra.Command {
	return &cobra.Command{Use: "help", RunE: func(cmd *cobra.Command, args []string) error {
		found, rest, err := cmd.Root().Find(args)
		if err != nil || found.HasSubCommands() && len(rest) > 0 {
			if len(rest) == 0 {
				rest = args
			}
			return unknown(cmd.Root(), rest[0])
		}
		return found.Help()
	}}
}
