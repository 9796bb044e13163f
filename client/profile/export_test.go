package profile

import "allianceregistry/client"

// Saving are the steps of Save, for tests that stop between them.
func (h Home) Saving(p Profile, identity client.Identity) ([]func() error, error) {
	return h.saveSteps(p, identity)
}
