package cli

import (
	"errors"

	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/terminal"
)

// Confirm asks before something that cannot be undone. The word has to be typed, as it
// names what is meant; yes, from a flag, stands for it. Without a person and without
// the flag it is a UsageError, and never done.
func (a *App) Confirm(yes bool, warning, word string) error {
	if yes {
		return nil
	}
	question := warning + "\n" + a.Words.Say("certain.ask", catalogue.Params{"word": word})
	confirmed, err := terminal.Confirm(a.In, a.Err, question, word)
	switch {
	case errors.Is(err, terminal.ErrNoTerminal):
		return NewUsageError("certain.flag", "warning", warning)
	case err != nil:
		return err
	case !confirmed:
		return catalogue.NewError("certain.not")
	}
	return nil
}
