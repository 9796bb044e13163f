package manual

import (
	"errors"

	"github.com/spf13/cobra"

	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/private"
	"allianceregistry/internal/terminal"
)

// typedSecret is the flag by which a secret would stand on the command line.
const typedSecret = "secret"

// RefuseSecret gives a command a flag --secret, which no help shows, and which Untyped
// refuses: who tries it, out of habit or by an old script, learns the right way.
func RefuseSecret(cmd *cobra.Command) {
	cmd.Flags().String(typedSecret, "", "")
	_ = cmd.Flags().MarkHidden(typedSecret) // the flag exists
}

// Untyped refuses a secret on the command line, where every user of the machine sees it
// among the processes, and where it stays in the shell's history. It is a Misuse, and
// does not repeat the secret.
func Untyped(cmd *cobra.Command) error {
	if cmd.Flags().Changed(typedSecret) {
		return Wrong("secret.typed")
	}
	return nil
}

// Secret is the one that was given, or stands in a file ("-" is In), or is typed
// without being shown. A file that others may read is refused.
func (p Person) Secret(words *catalogue.Catalogue, given, file, of string) (string, error) {
	if given != "" {
		return given, nil
	}
	if err := private.Permit(file); err != nil && file != "-" {
		return "", err
	}
	secret, err := terminal.Secret(p.In, p.Talk, file, words.Say("secret.ask", catalogue.Params{"party": of}))
	switch {
	case errors.Is(err, terminal.ErrNobody):
		return "", Wrong("secret.none")
	case err == nil && secret == "":
		return "", Wrong("secret.empty")
	}
	return secret, err
}
