package main

import (
	"allianceregistry/internal/manual"
	"allianceregistry/network/words"
)

// certain asks before something that cannot be undone.
func (p *program) certain(yes bool, warning *words.Message, word string) error {
	return manual.Person{In: p.in, Talk: p.err}.Certain(p.words, yes, p.words.Tell(warning, nil), word)
}
