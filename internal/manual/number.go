package manual

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

// period is a flag of a length of time, in which a character of another keyboard is
// named.
type period struct{ pflag.Value }

// Set implements pflag.Value.
func (p period) Set(text string) error {
	if wrong := input.Stray(text); wrong != nil {
		return wrong
	}
	return p.Value.Set(text)
}

// strictly has a flag read as the same thing is read in a file.
func strictly(flag *pflag.Flag) {
	switch flag.Value.(type) {
	case number, period:
		return
	}
	switch flag.Value.Type() {
	case "int", "uint64":
		flag.Value = number{flag.Value}
	case "duration":
		flag.Value = period{flag.Value}
	}
}
