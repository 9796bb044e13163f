package cli

import (
	"errors"

	"github.com/spf13/cobra"

	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/input"
	"allianceregistry/internal/private"
	"allianceregistry/internal/terminal"
)

// secretFlag is the flag by which a secret would stand on the command line.
const secretFlag = "secret"

// RefuseSecret gives a command a flag --secret, which no help shows, and which
// CheckSecret refuses: who tries it, out of habit or by an old script, learns the right
// way.
func RefuseSecret(cmd *cobra.Command) {
	cmd.Flags().String(secretFlag, "", "")
	_ = cmd.Flags().MarkHidden(secretFlag) // the flag exists
}

// CheckSecret refuses a secret on the command line, where every user of the machine
// sees it among the processes, and where it stays in the shell's history. It is a
// UsageError that does not repeat the secret.
func CheckSecret(cmd *cobra.Command) error {
	if cmd.Flags().Changed(secretFlag) {
		return NewUsageError("secret.typed")
	}
	return nil
}

// Secret returns a party's secret: the one that was given, or that a file has ("-" is
// standard input), or that is typed without being shown. A file that others may read is
// refused.
func (a *App) Secret(given, file, party string) (string, error) {
	if given != "" {
		return given, nil
	}
	if err := private.Check(file); err != nil && file != input.Standard {
		return "", err
	}
	secret, err := terminal.Secret(a.In, a.Err, file, a.Words.Say("secret.ask", catalogue.Params{"party": party}))
	switch {
	case errors.Is(err, terminal.ErrNoTerminal):
		return "", NewUsageError("secret.none")
	case err == nil && secret == "":
		return "", NewUsageError("secret.empty")
	}
	return secret, err
}
