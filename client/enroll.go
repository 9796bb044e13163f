package client

import (
	"errors"

	"allianceregistry/membership"
)

// ErrNotAuthenticated says that a certificate authority did not accept an id
// with its secret. It does not tell which of the two is wrong.
var ErrNotAuthenticated = errors.New("the host's certificate authority does not accept this id with this secret: " +
	"the id is not registered there, or the secret is wrong or used up")

// ErrNoParty says that an identity was registered without a party.
var ErrNoParty = errors.New("the id is registered at the host without the attribute " + membership.PartyAttribute)
