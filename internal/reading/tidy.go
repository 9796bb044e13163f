package reading

import (
	"os"
	"reflect"
	"regexp"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"allianceregistry/internal/cli"
	"allianceregistry/internal/input"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
)

// Tidy gives the flags and the arguments of a command the form in which files with
// fields of the same names are read. It refuses, as a misuse, what could mean two
// things. (Cobra runs the command with the same list of arguments.)
func Tidy(cmd *cobra.Command, args []string) error {
	var err error
	cmd.Flags().VisitAll(func(flag *pflag.Flag) {
		if flag.Changed && err == nil {
			err = tidyFlag(cmd, flag)
		}
	})
	if !verbatim[cmd.CommandPath()] {
		for i, arg := range args {
			args[i] = tidyArgument(arg)
		}
	}
	return err
}

// verbatim are the commands whose arguments are names of the reader's own.
var verbatim = map[string]bool{ //nolint:gochecknoglobals // fixed
	"alliance profile use": true, "alliance profile remove": true, "auditor search": true,
}

// tidyFlag reads a flag's value, or each of its values.
func tidyFlag(cmd *cobra.Command, flag *pflag.Flag) error {
	read := flagReader(cmd, flag.Name)
	if read == nil {
		return nil
	}
	if list, is := flag.Value.(pflag.SliceValue); is {
		values := list.GetSlice()
		for i, value := range values {
			said, wrong := read(value)
			if wrong != nil {
				return cli.BadValue(flag.Name, value, wrong)
			}
			values[i] = reflect.ValueOf(said).String()
		}
		return list.Replace(values)
	}
	if flag.Value.Type() != "string" {
		return nil
	}
	said, wrong := read(flag.Value.String())
	if wrong != nil {
		return cli.BadValue(flag.Name, flag.Value.String(), wrong)
	}
	return flag.Value.Set(reflect.ValueOf(said).String())
}

// flagReader returns how a flag is read, nil if as it is. Some names mean something else on
// some commands.
func flagReader(cmd *cobra.Command, flag string) input.Read {
	path := cmd.CommandPath()
	switch flag {
	case "kind":
		return readChoice(reflect.TypeFor[charter.Kind]())
	case "action", "rule":
		return readChoice(reflect.TypeFor[charter.Action]())
	case "profile":
		return tidying(Profile)
	case "position":
		return readChoice(reflect.TypeFor[charter.Position]())
	case "status":
		return readChoice(reflect.TypeFor[membership.ProposalStatus]())
	case "type":
		return readChoice(reflect.TypeFor[eventType]())
	case "recovery":
		return duration
	case "role":
		if strings.Contains(path, "authority") {
			return readChoice(reflect.TypeFor[membership.Role]())
		}
		return nil
	case "from", "to", "as-of":
		if !strings.Contains(path, "claim") {
			return nil
		}
	case "of", "by", "caller":
		return tidying(tidyArgument)
	case "charter":
		if strings.HasSuffix(path, " consent") {
			return tidying(Hex)
		}
		return nil
	}
	return readers[flag]
}

var isRecordID = regexp.MustCompile(`^[0-9a-f]{4,64}$`)

// tidyArgument tidies what is an id of a party or an alliance, or the beginning of a
// digest, and is no file.
func tidyArgument(text string) string {
	tidy := ID(text)
	if tidy == text || !strings.Contains(tidy, "@") && !isRecordID.MatchString(tidy) {
		return text
	}
	if _, err := os.Stat(text); err == nil {
		return text
	}
	return tidy
}
