package charter

import (
	"slices"
	"strconv"

	"allianceregistry/membership/refusal"
)

// SeatTier is how many of an organ's seats the members of some classes have: a fixed number, or one for
// each so many of them. They are counted as the last seal has them, the suspended left out, in whole
// numbers. Where a number falls below those who sit, they sit until their terms end, and nobody else is
// given a seat before.
type SeatTier struct {
	Classes []string `json:"classes"`
	// Seats is a fixed number of seats; Per gives one seat for each so many members, and with Begun
	// one for what is left over.
	Seats int  `json:"seats,omitempty" metadata:",optional"`
	Per   int  `json:"per,omitempty" metadata:",optional"`
	Begun bool `json:"begun,omitempty" metadata:",optional"`
	// Least and Most are the bounds of what Per gives.
	Least int `json:"least,omitempty" metadata:",optional"`
	Most  int `json:"most,omitempty" metadata:",optional"`
}

// Tier finds the tier of an organ in which members of a class sit.
func (o Organ) Tier(class string) (SeatTier, bool) {
	index := o.tierIndex(class)
	if index == len(o.Tiers) {
		return SeatTier{}, false
	}
	return o.Tiers[index], true
}

// Count is how many seats a tier has, given so many members.
func (t SeatTier) Count(members int) int {
	if t.Per == 0 {
		return t.Seats
	}
	seats := members / t.Per
	if t.Begun && members%t.Per > 0 {
		seats++
	}
	return min(max(seats, t.Least), t.Most)
}

// Members counts those who are active in a seal and of the tier's classes.
func (t SeatTier) Members(sealed []Bloc) int {
	members := 0
	for _, bloc := range sealed {
		if slices.Contains(t.Classes, bloc.Class) {
			members += bloc.Active
		}
	}
	return members
}

// Section is what of an organ is open to members of a class, by a seal: without tiers all of it. It
// refuses with UNKNOWN_CLASS a class that has no tier.
func (o Organ) Section(class string, sealed []Bloc) (Section, error) {
	if len(o.Tiers) == 0 {
		return Section{Organ: o.ID, Seats: o.Seats}, nil
	}
	tier, found := o.Tier(class)
	if !found {
		return Section{}, refusal.New(refusal.UnknownClass, "class", refusal.Clip(class))
	}
	return Section{o.ID, tier.Count(tier.Members(sealed)), tier.Classes}, nil
}

// Section is an organ, or a tier of it: its seats, and the classes that these are of; without any all.
type Section struct {
	Organ   string
	Seats   int
	Classes []string
}

// Has reports whether a seat that was given to a member of a class is of the section.
func (s Section) Has(class string) bool {
	return len(s.Classes) == 0 || slices.Contains(s.Classes, class)
}

// tierIndex is the place of a class's tier; without tiers, and of a class that has none, the one after them.
func (o Organ) tierIndex(class string) int {
	index := slices.IndexFunc(o.Tiers, func(t SeatTier) bool { return slices.Contains(t.Classes, class) })
	if index < 0 {
		return len(o.Tiers)
	}
	return index
}

// freeSeats are the seats of each tier, and after them those that go by no tier, if some are members.
func (o Organ) freeSeats(voters []Voter) []int {
	if len(o.Tiers) == 0 {
		return []int{o.Seats}
	}
	members := make([]int, len(o.Tiers)+1)
	for _, voter := range voters {
		members[o.tierIndex(voter.Class)] += 1 + voter.alike
	}
	free := make([]int, len(members))
	for i, tier := range o.Tiers {
		free[i] = tier.Count(members[i])
	}
	return free
}

// CheckElected refuses with REQUIRED an election that does not say of which class the seats are, where
// they go by classes, and with UNWANTED one that does where they do not.
func (o Organ) CheckElected(class string) error {
	switch {
	case len(o.Tiers) > 0 && class == "":
		return refusal.New(refusal.Required, "field", "class")
	case len(o.Tiers) == 0 && class != "":
		return refusal.New(refusal.Unwanted, "field", "class", "action", string(Elect))
	}
	return nil
}

// within is the rule of an election in which those of a class's tier elect to it.
func (r Rule) within(c Charter, m Matter) Rule {
	organ, _ := c.Organ(m.Organ)
	if tier, found := organ.Tier(m.Class); found && r.Election != nil && r.Election.OwnTier {
		r.Electorate = &Who{Classes: tier.Classes}
	}
	return r
}

// validateTiers checks how an organ's seats go by classes. Before version 6 they did not.
func (c Charter) validateTiers(d *Defects, path string, o Organ) {
	if len(o.Tiers) == 0 || d.before(EngineSix, path, "tiers") {
		return
	}
	d.checkCount(path, len(o.Tiers), MaxClasses)
	var seen []string
	total := 0
	for i, tier := range o.Tiers[:min(len(o.Tiers), MaxClasses)] {
		at := path + "[" + strconv.Itoa(i) + "]"
		if len(tier.Classes) == 0 {
			d.add(at+".classes", Missing)
		}
		for k, class := range tier.Classes {
			c.checkDeclared(d, at+".classes["+strconv.Itoa(k)+"]", "class", class)
			if slices.Contains(seen, class) {
				d.add(at+".classes["+strconv.Itoa(k)+"]", Repeated, "value", refusal.Clip(class))
			}
			seen = append(seen, class)
		}
		tier.validate(d, at)
		total += max(tier.Seats, tier.Most)
	}
	if total > o.Seats {
		d.add(path, OutOfRange, "value", strconv.Itoa(total), "least", "1", "most", strconv.Itoa(o.Seats))
	}
}

// validate checks the number of seats of a tier: a fixed one, or one by a formula with an upper bound.
func (t SeatTier) validate(d *Defects, path string) {
	for _, field := range []struct {
		name        string
		value, most int
	}{{".seats", t.Seats, MaxSeats}, {".per", t.Per, maxCapped}, {".least", t.Least, MaxSeats}, {".most", t.Most, MaxSeats}} {
		if field.value < 0 || field.value > field.most {
			d.add(path+field.name, OutOfRange, "value", strconv.Itoa(field.value), "least", "0", "most", strconv.Itoa(field.most))
		}
	}
	switch {
	case (t.Seats == 0) == (t.Per == 0):
		d.add(path, NotOneOf, "choices", "seats, per")
	case t.Per == 0 && (t.Begun || t.Least != 0 || t.Most != 0):
		d.add(path, NoUse, "because", "seats")
	case t.Per != 0 && t.Most == 0:
		d.add(path+".most", Missing)
	case t.Least > t.Most:
		d.add(path+".least", OutOfRange, "value", strconv.Itoa(t.Least), "least", "0", "most", strconv.Itoa(t.Most))
	}
}

// validateOwnTier checks that members of a tier elect to it only where there are tiers, and that nobody
// else is named to vote.
func (c Charter) validateOwnTier(d *Defects, path string, key Action, rule Rule) {
	at := path + ".election.ownTier"
	if !rule.Election.OwnTier || d.before(EngineSix, at, "ownTier") {
		return
	}
	_, part := key.Split()
	if organ, found := c.Organ(part); found && len(organ.Tiers) == 0 {
		d.add(at, NoUse, "because", "organs")
	}
	if rule.Electorate != nil {
		d.add(at, NoUse, "because", "electorate")
	}
}
