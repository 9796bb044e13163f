package charter_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
)

// A comparison counts the same among others as alone: what several of them count is
// counted once, but never taken for something else.
func TestCountedTogetherAsAlone(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		b, voters := drawnBallot(t, 8)
		drawnVotes(t, &b, voters, 8)
		b.Rule.Veto, b.Rule.Fallback, b.Rule.Pass = nil, nil, charter.Expression{}
		for range rapid.IntRange(2, 12).Draw(t, "comparisons") {
			leaf := chartertest.Drawing{Figures: true}.Comparison(t)
			leaf.Who = drawnWho(t)
			b.Rule.Pass.All = append(b.Rule.Pass.All, leaf)
		}
		for i, together := range b.Explain().Parts {
			alone := b
			alone.Rule.Pass = b.Rule.Pass.All[i]
			require.Equal(t, alone.Explain(), together)
		}
	})
}

// drawnWho names members by any of what they can be named by, so that two differ
// often in one thing only.
func drawnWho(t *rapid.T) *charter.Who {
	return rapid.SampledFrom([]*charter.Who{nil, {}, {
		Classes:  rapid.SampledFrom([][]string{nil, {"full"}, {"issuer"}}).Draw(t, "classes"),
		Organ:    rapid.SampledFrom([]string{"", chartertest.Council}).Draw(t, "organ"),
		Founders: rapid.Bool().Draw(t, "founders"),
		Parties:  rapid.SampledFrom([][]string{nil, {"p0@h0", "p0@h1", "p1@h0", "p1@h1"}}).Draw(t, "parties"),
	}}).Draw(t, "who")
}
