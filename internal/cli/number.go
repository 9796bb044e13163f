package cli

import (
	"github.com/spf13/pflag"

	"allianceregistry/internal/input"
)

// number is a flag of a whole number that is read as numbers in files are: pflag
// itself takes 010 for eight and 0x10 for sixteen.
type number struct{ pflag.Value }

// Set implements pflag.Value.
func (n number) Set(text string) error {
	if _, wrong := input.Number(text); wrong != nil && wrong.Problem != input.WrongType {
		return wrong
	}
	return n.Value.Set(text) // or says what is wanted
}

// duration is a flag of a length of time, in which a character of another keyboard is
// named.
type duration struct{ pflag.Value }

// Set implements pflag.Value.
func (d duration) Set(text string) error {
	if wrong := input.Stray(text); wrong != nil {
		return wrong
	}
	return d.Value.Set(text)
}

// readStrictly has flags read as the same things are read in files.
func readStrictly(flags *pflag.FlagSet) {
	flags.VisitAll(func(flag *pflag.Flag) {
		switch flag.Value.(type) {
		case number, duration:
			return
		}
		switch flag.Value.Type() {
		case "int", "uint64":
			flag.Value = number{flag.Value}
		case "duration":
			flag.Value = duration{flag.Value}
		}
	})
}
