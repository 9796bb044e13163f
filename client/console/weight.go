package console

import (
	"context"
	"maps"
	"net/url"
	"slices"
	"strings"

	"allianceregistry/client"
	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/input"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/refusal"
)

// weighed is a field for a member's own weights: a number for each measure in which the charter
// lets members have their own, behind weightPrefix.
const weighed fieldKind = "weights"

const weightPrefix = "weights."

// Of an applicant they are the first, of a member they take the place of others.
var (
	weightsField    = field{name: "weights", kind: weighed, optional: true, hint: "console.weights.first"}
	newWeightsField = field{name: "weights", kind: weighed, optional: true, hint: "console.weights.new"}
)

// measure is one of the numbers of a field for weights.
type measure struct{ Name, Label, Value string }

// measures are those in which members have weights of their own, with what was entered.
func (v *visit) measures(ctx context.Context, in url.Values) (own []measure, err error) {
	c, err := v.charter(ctx, in.Get("alliance"))
	for _, one := range c.Measures {
		if name := weightPrefix + one.ID; one.Own {
			own = append(own, measure{name, v.Name(one.Names), in.Get(name)})
		}
	}
	return own, err
}

// enteredWeights are those of what was entered, as typed on whatever keyboard.
func enteredWeights(in url.Values) url.Values {
	out := url.Values{}
	for name := range in {
		if value := input.Fold(in.Get(name)); strings.HasPrefix(name, weightPrefix) && value != "" {
			out.Set(name, value)
		}
	}
	return out
}

// weightsOf reads weights; nil for none. What the charter has no measure for the rules refuse.
func weightsOf(in url.Values) (charter.Weights, error) {
	var weights charter.Weights
	for _, name := range slices.Sorted(maps.Keys(in)) {
		id, is := strings.CutPrefix(name, weightPrefix)
		if !is {
			continue
		}
		weight, wrong := input.Number(in.Get(name))
		if wrong != nil {
			return nil, catalogue.NewError("console.number", "value", refusal.Clip(in.Get(name)))
		}
		if weights == nil {
			weights = charter.Weights{}
		}
		weights[id] = weight
	}
	return weights, nil
}

// weightsNow are the own weights of the member that a proposal would give others: those that are
// not named again fall back to the class's. Empty if there are none, or none are given.
func (v *visit) weightsNow(ctx context.Context, t membership.Transaction) (string, error) {
	proposed, is := t.(membership.Propose)
	if !is || proposed.Weights == nil {
		return "", nil
	}
	now, err := client.Agreed(ctx, v.Client, membership.GetMembership{Alliance: proposed.Alliance, Party: proposed.Subject})
	return v.Weights(now.Weights), err
}
