package charter

import "slices"

// Position is what an endorsement says.
type Position string

// The positions that a member can take.
const (
	For     Position = "for"
	Against Position = "against"
	Abstain Position = "abstain"
	// Sponsor is the position on a proposal that is not yet voted on.
	Sponsor Position = "sponsor"
)

// positions are the positions of a vote, in the order of positionWeights.
func positions() []Position { return []Position{For, Against, Abstain} }

func (p Position) index() int { return slices.Index(positions(), p) }

// countsTowards returns 1 if a vote of this position counts, else 0.
func (p Position) countsTowards(count Count) int64 {
	counted := false
	switch count {
	case CountFor, CountSponsors:
		counted = p == For
	case CountAgainst:
		counted = p == Against
	case CountAbstain:
		counted = p == Abstain
	case CountCast:
		counted = p != Abstain
	case CountTakingPart:
		counted = true
	}
	if counted {
		return 1
	}
	return 0
}
