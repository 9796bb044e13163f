package keeper

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"allianceregistry/client"
	"allianceregistry/membership"
)

// Action is a transaction that is due, or will be: anybody may send it, and its content
// leaves no choice.
type Action struct {
	// Wanted is one of the kinds below.
	Wanted   string `json:"wanted"`
	Alliance string `json:"alliance"`
	// Proposal is the one that it moves on, Party whose membership it ends, Epoch the one
	// that it closes or seals.
	Proposal string `json:"proposal,omitempty"`
	Party    string `json:"party,omitempty"`
	Epoch    int    `json:"epoch,omitempty"`
	// Due is from when the rules take it, Until from when no more; without it always.
	Due   time.Time `json:"due"`
	Until time.Time `json:"until,omitzero"`
}

// The kinds of actions. The first four are those of tasks.
const (
	Opening   = client.WantedOpening
	Decision  = client.WantedDecide
	Enactment = client.WantedEnact
	Ending    = client.WantedEnding
	Closing   = "close"
	Sealing   = "seal"
)

// Transaction is what is sent.
func (a Action) Transaction() membership.Transaction {
	switch a.Wanted {
	case Opening:
		return membership.PutToVote{Proposal: a.Proposal}
	case Decision:
		return membership.Decide{Proposal: a.Proposal}
	case Enactment:
		return membership.Enact{Proposal: a.Proposal}
	case Ending:
		return membership.EndMembership{Alliance: a.Alliance, Party: a.Party}
	case Closing:
		return membership.CloseEpoch{Alliance: a.Alliance, Epoch: a.Epoch}
	default:
		return membership.SealEpoch{Alliance: a.Alliance, Epoch: a.Epoch}
	}
}

// key names an action, whenever it is due.
func (a Action) key() string {
	return strings.Join([]string{a.Wanted, a.Alliance, a.Proposal, a.Party, strconv.Itoa(a.Epoch)}, " ")
}

// isDue reports whether the rules take it at a moment.
func (a Action) isDue(at time.Time) bool {
	return !at.Before(a.Due) && (a.Until.IsZero() || at.Before(a.Until))
}

// byDue orders actions by when they are due.
func byDue(actions []Action) {
	slices.SortFunc(actions, func(x, y Action) int { return cmp.Or(x.Due.Compare(y.Due), cmp.Compare(x.key(), y.key())) })
}
