package manual

import (
	"errors"
	"io"

	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/terminal"
)

// Person is who sits before a program: what is typed comes from In, questions go to
// Talk.
type Person struct {
	In   io.Reader
	Talk io.Writer
}

// Certain asks before something that cannot be undone. The word has to be typed, as
// it names what is meant; yes, from a flag, stands for it. Without a person and
// without the flag it is a Misuse, and never done.
func (p Person) Certain(words *catalogue.Catalogue, yes bool, warning, word string) error {
	if yes {
		return nil
	}
	is, err := terminal.Confirm(p.In, p.Talk, warning+"\n"+words.Say("certain.ask", catalogue.Params{"word": word}), word)
	switch {
	case errors.Is(err, terminal.ErrNobody):
		return Wrong("certain.flag", "warning", warning)
	case err != nil:
		return err
	case !is:
		return catalogue.NewMessage(nil, "certain.not")
	}
	return nil
}
