package form

import (
	"errors"
	"slices"

	"allianceregistry/membership/refusal"
)

// AcceptedByTwo reports whether version 2 accepted what is refused here: texts that
// nobody sees, and codes of which it checked the last character alone. Whatever else
// there is to check was checked by the peers of its day.
func AcceptedByTwo(err error) bool {
	var denied *refusal.Error
	switch {
	case !errors.As(err, &denied):
		return false
	case denied.Code == refusal.BadText:
		return slices.Contains([]string{invisible, oddSpace, looseMark, withoutMeaning}, denied.Params["problem"])
	case denied.Code == refusal.BadUSCC:
		return !slices.Contains([]string{usccForm, usccCheck}, denied.Params["part"])
	}
	return false
}
