package trial

import (
	"slices"
	"strconv"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
)

// SomeFounders are as many as a charter is examined by where nobody says how many.
const SomeFounders = 3

// Example is an alliance of so many founders, each of a host of its own, of as many
// members of each other class of which the rules speak, and of the members that they
// name: so these rules too can be examined.
func Example(c charter.Charter, founders int) charter.Composition {
	var whole charter.Composition
	weights := ownWeights(c)
	add := func(party, class string, founder bool) {
		_, host, _ := form.SplitID("party", party)
		whole.Voters = append(whole.Voters, charter.Voter{Party: party, Class: class, Founder: founder, Weights: weights})
		whole.Hosts = append(whole.Hosts, host)
	}
	classes, parties := namedIn(c)
	for _, class := range append([]string{c.Founders}, classes...) {
		for i := range founders {
			host := "host-" + strconv.Itoa(i+1)
			add(class+"-"+strconv.Itoa(i+1)+"@"+host, class, class == c.Founders)
		}
	}
	for _, party := range parties {
		add(party, c.Founders, false)
	}
	whole.Voters = c.MemberComposition(nil, whole.Voters).Voters
	return whole
}

// ownWeights are 1 in each measure in which members have weights of their own: else these
// would come to nothing.
func ownWeights(c charter.Charter) charter.Weights {
	weights := charter.Weights{}
	for _, measure := range c.Measures {
		if measure.Own {
			weights[measure.ID] = 1
		}
	}
	return weights
}

// invent is a member of a class, of a host of its own.
func invent(c charter.Charter, class string, number int) charter.Voter {
	name := class + "-" + strconv.Itoa(number)
	return charter.Voter{Party: name + "@" + name, Class: class, Founder: class == c.Founders, Weights: ownWeights(c)}
}

// namedIn lists the classes other than the founders', and the parties, that rules
// name.
func namedIn(c charter.Charter) (classes, parties []string) {
	for _, who := range c.Whos() {
		if who != nil {
			classes, parties = append(classes, who.Classes...), append(parties, who.Parties...)
		}
	}
	classes = slices.DeleteFunc(classes, func(class string) bool { return class == c.Founders })
	return unique(classes), unique(parties)
}

// unique is a list in order, each value once.
func unique(list []string) []string {
	slices.Sort(list)
	return slices.Compact(list)
}
