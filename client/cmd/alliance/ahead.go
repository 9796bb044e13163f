package main

import (
	"fmt"
	"time"

	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/input"
)

// sayAhead says of a time that is still to come, by this computer's clock, that
// nobody knows what will have been recorded by then. A day is asked about as of its
// end; what is no time the ledger refuses.
func (a *app) sayAhead(asked string) {
	if at, wrong := input.Moment(asked, input.End); wrong == nil && at.After(time.Now()) {
		fmt.Fprintln(a.err, a.text.Say("at.ahead", catalogue.Params{"value": asked}))
	}
}
