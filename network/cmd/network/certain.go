package main

import (
	"errors"

	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/manual"
	"allianceregistry/internal/terminal"
	"allianceregistry/network/words"
)

// certain asks before something that cannot be undone. The word has to be typed, as
// it names what is meant; --yes stands for it. Without a person and without the flag
// it is refused.
func (p *program) certain(yes bool, warning *words.Message, word string) error {
	if yes {
		return nil
	}
	said := p.words.Tell(warning, nil)
	question := said + "\n" + p.words.Say("certain.ask", catalogue.Params{"word": word})
	is, err := terminal.Confirm(p.in, p.err, question, word)
	switch {
	case errors.Is(err, terminal.ErrNobody):
		return manual.Wrong("certain.flag", "warning", said)
	case err != nil:
		return err
	case !is:
		return words.Of("certain.not")
	}
	return nil
}
