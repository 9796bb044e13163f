package charter_test

import (
	"math/big"
	"slices"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
)

// brute works out a vote in the plainest way, from the words of docs/adr/0010 and 0012
// and from nothing of the package's: member by member, with fractions of any size, by
// trying numbers one after the other. It is slow, and there to be believed.
type brute struct {
	trial charter.Trial
	rule  charter.Rule
	votes map[string]charter.Position
	// may are those who may vote.
	may []charter.TrialMember
}

// unit is what is counted once: a member, or an affiliate group that has one vote.
type unit struct {
	kin    string
	weight *big.Rat
	says   charter.Position // empty if it has not voted
	host   string
}

// outcome is what comes of the vote at its close.
func (b brute) outcome() charter.Outcome {
	passed := b.holds(b.rule.Pass) || b.rule.Fallback != nil && b.holds(*b.rule.Fallback) || b.rule.Consent != nil && b.holds(*b.rule.Consent)
	if passed && (b.rule.Veto == nil || !b.holds(*b.rule.Veto)) {
		return charter.Passed
	}
	return charter.Failed
}

// electors are those who may vote: an organ's by their seats, others by their class's
// right; whom the rule recuses is none.
func (b brute) electors() []charter.TrialMember {
	var list []charter.TrialMember
	for _, m := range b.trial.Members {
		who := b.rule.Electorate
		bySeat := who != nil && (who.Organ != "" || len(who.Organs) > 0)
		if b.means(who, m) && (bySeat || b.mayVote(m.Class)) && !b.recused(m) {
			list = append(list, m)
		}
	}
	return list
}

func (b brute) mayVote(id string) bool {
	for _, class := range b.trial.Charter.Classes {
		if class.ID == id {
			return slices.Contains(class.Rights, charter.Vote)
		}
	}
	return false
}

func (b brute) recused(m charter.TrialMember) bool {
	group := ""
	for _, other := range b.trial.Members {
		if other.Party == b.trial.Subject {
			group = other.Group
		}
	}
	for _, recusal := range b.rule.Recused {
		switch {
		case recusal == charter.RecuseFiler && m.Party == b.trial.By,
			recusal == charter.RecuseSubject && m.Party == b.trial.Subject,
			recusal == charter.RecuseAffiliates && (m.Party == b.trial.Subject || group != "" && m.Group == group):
			return true
		}
	}
	return false
}

// means reports whether words of the charter mean a member.
func (b brute) means(who *charter.Who, m charter.TrialMember) bool {
	return who == nil || (len(who.Classes) == 0 || slices.Contains(who.Classes, m.Class)) && b.names(who, m)
}

// names tells the same, whatever the member's class.
func (b brute) names(who *charter.Who, m charter.TrialMember) bool {
	sitsInOne := len(who.Organs) == 0
	for _, organ := range who.Organs {
		sitsInOne = sitsInOne || slices.Contains(m.Organs, organ)
	}
	return sitsInOne && (who.Organ == "" || slices.Contains(m.Organs, who.Organ)) && (!who.Founders || m.Founder) &&
		(len(who.Parties) == 0 || slices.Contains(who.Parties, m.Party))
}

func (b brute) place(id string) int {
	return slices.IndexFunc(b.trial.Charter.Classes, func(class charter.Class) bool { return class.ID == id })
}

// weight is what a member weighs: its own weight where the measure lets it have one,
// else its class's; without a measure each counts one.
func (b brute) weight(measure string, m charter.TrialMember) *big.Rat {
	if measure == "" {
		return big.NewRat(1, 1)
	}
	for _, one := range b.trial.Charter.Measures {
		own, has := m.Weights[measure]
		if one.ID == measure && one.Own && has {
			return big.NewRat(int64(own), 1)
		}
	}
	return big.NewRat(int64(b.trial.Charter.Classes[b.place(m.Class)].Weights[measure]), 1)
}

// units are those of whom a comparison speaks.
func (b brute) units(e charter.Expression) []unit {
	var units []unit
	groups := map[string][]charter.TrialMember{}
	for _, m := range b.may {
		if m.Group != "" && b.rule.Affiliates == charter.AffiliatesOne {
			groups[m.Group] = append(groups[m.Group], m)
			continue
		}
		if b.means(e.Who, m) {
			kin := m.Group
			if kin == "" {
				kin = m.Party
			}
			units = append(units, unit{kin, b.weight(e.Measure, m), b.votes[m.Party], m.Host})
		}
	}
	for name, members := range groups {
		if u, meant := b.asOne(e, name, members); meant {
			units = append(units, u)
		}
	}
	return units
}

// asOne is a group as one voter: of its weightiest member's class, sitting and named
// where any of it does, abstaining where those who voted differ.
func (b brute) asOne(e charter.Expression, name string, members []charter.TrialMember) (unit, bool) {
	heaviest, named := members[0], e.Who == nil
	u := unit{kin: name}
	var leader *charter.TrialMember
	for i, m := range members {
		switch b.weight(e.Measure, m).Cmp(b.weight(e.Measure, heaviest)) {
		case 1:
			heaviest = m
		case 0:
			if b.place(m.Class) < b.place(heaviest.Class) {
				heaviest = m
			}
		}
		named = named || b.names(e.Who, m)
		says := b.votes[m.Party]
		if says != "" && u.says == "" {
			u.says = says
		} else if says != "" && u.says != says {
			u.says = charter.Abstain
		}
		if says == charter.For && (leader == nil || b.place(m.Class) < b.place(leader.Class) ||
			b.place(m.Class) == b.place(leader.Class) && m.Party < leader.Party) {
			leader = &members[i]
		}
	}
	if leader != nil {
		u.host = leader.Host
	}
	u.weight = b.weight(e.Measure, heaviest)
	return u, named && (e.Who == nil || len(e.Who.Classes) == 0 || slices.Contains(e.Who.Classes, heaviest.Class))
}

// holds works an expression out.
func (b brute) holds(e charter.Expression) bool {
	switch {
	case len(e.All) > 0:
		return !slices.ContainsFunc(e.All, func(part charter.Expression) bool { return !b.holds(part) })
	case len(e.Any) > 0:
		return slices.ContainsFunc(e.Any, b.holds)
	case len(e.Not) > 0:
		return !b.holds(e.Not[0])
	}
	units := b.units(e)
	count := b.distinct(e.Votes, units)
	if e.Votes != charter.CountHosts && e.Votes != charter.CountGroups {
		count = b.sum(e.Votes, units)
	}
	base := big.NewRat(1, 1)
	if e.Of != "" {
		base = b.sum(e.Of, units)
	}
	if e.Votes == charter.CountFor && e.Of == charter.CountCast && (e.AtLeast == "1/2" || e.MoreThan == "1/2" || e.AtLeast == "2/4" || e.MoreThan == "2/4") &&
		base.Sign() > 0 && new(big.Rat).Add(count, count).Cmp(base) == 0 {
		if casting := b.casting(e); casting != "" {
			return casting == charter.For
		}
	}
	demands := func(amount charter.Amount) int {
		share, _ := new(big.Rat).SetString(string(amount))
		return count.Cmp(share.Mul(share, base))
	}
	switch {
	case e.AtLeast != "":
		return base.Sign() > 0 && demands(e.AtLeast) >= 0
	case e.MoreThan != "":
		return demands(e.MoreThan) > 0
	case e.AtMost != "":
		return demands(e.AtMost) <= 0
	}
	return demands(e.LessThan) < 0
}

// casting is what all of those say, of whom a comparison speaks, who have the casting vote and
// did not abstain.
func (b brute) casting(e charter.Expression) charter.Position {
	said := map[charter.Position]bool{}
	for _, m := range b.may {
		if b.rule.Casting != nil && b.means(b.rule.Casting, m) && b.means(e.Who, m) {
			said[b.votes[m.Party]] = true
		}
	}
	if said[charter.For] == said[charter.Against] {
		return ""
	}
	if said[charter.For] {
		return charter.For
	}
	return charter.Against
}

// distinct counts the different hosts or groups of the votes for.
func (b brute) distinct(what charter.Count, units []unit) *big.Rat {
	seen := map[string]bool{}
	for _, u := range units {
		if u.says != charter.For {
			continue
		}
		if what == charter.CountHosts {
			seen[u.host] = true
		} else {
			seen[u.kin] = true
		}
	}
	return big.NewRat(int64(len(seen)), 1)
}

// sum adds up a count, nobody counting for more than the cap.
func (b brute) sum(what charter.Count, units []unit) *big.Rat {
	positions := map[charter.Count][]charter.Position{
		charter.CountFor: {charter.For}, charter.CountAgainst: {charter.Against}, charter.CountAbstain: {charter.Abstain},
		charter.CountCast: {charter.For, charter.Against}, charter.CountTakingPart: chartertest.Positions[:3],
	}
	if figure, is := b.trial.Figures[string(what)]; is {
		return big.NewRat(int64(figure), 1)
	}
	kins := map[string][]unit{}
	for _, u := range units {
		kins[u.kin] = append(kins[u.kin], u)
	}
	most := b.most(kins)
	total := new(big.Rat)
	for _, kin := range kins {
		if what == charter.CountElectorate {
			total.Add(total, lesser(weigh(kin), most))
			continue
		}
		sides := held(kin, most)
		for _, position := range positions[what] {
			total.Add(total, sides[position])
		}
	}
	return total
}

func weigh(units []unit) *big.Rat {
	sum := new(big.Rat)
	for _, u := range units {
		sum.Add(sum, u.weight)
	}
	return sum
}

func lesser(a, b *big.Rat) *big.Rat {
	if b != nil && a.Cmp(b) > 0 {
		return b
	}
	return a
}

// most is the largest number that is within the cap's share of all, once everybody is
// held to it; nil without a cap. Where there are too few for it, it is the least that
// anybody has.
func (b brute) most(kins map[string][]unit) *big.Rat {
	if b.rule.Cap == "" {
		return nil
	}
	share, _ := new(big.Rat).SetString(string(b.rule.Cap))
	greatest, least := new(big.Rat), (*big.Rat)(nil)
	for _, kin := range kins {
		if weight := weigh(kin); weight.Sign() > 0 {
			greatest, least = biggest(greatest, weight), lesser(weight, least)
		}
	}
	for try := new(big.Rat).Set(greatest); try.Sign() > 0; try.Sub(try, big.NewRat(1, 1)) {
		all := new(big.Rat)
		for _, kin := range kins {
			all.Add(all, lesser(weigh(kin), try))
		}
		if try.Cmp(all.Mul(all, share)) <= 0 {
			return try
		}
	}
	return least
}

func biggest(a, b *big.Rat) *big.Rat {
	if a.Cmp(b) > 0 {
		return a
	}
	return b
}

// held are the sides of a party or a group, its largest ones lowered together until
// all are within the most.
func held(kin []unit, most *big.Rat) map[charter.Position]*big.Rat {
	sides := map[charter.Position]*big.Rat{}
	for _, position := range chartertest.Positions[:3] {
		sides[position] = new(big.Rat)
	}
	for _, u := range kin {
		if u.says != "" {
			sides[u.says].Add(sides[u.says], u.weight)
		}
	}
	for level := total(sides); most != nil && total(sides).Cmp(most) > 0; level = new(big.Rat).Sub(level, big.NewRat(1, 1)) {
		for position, weight := range sides {
			sides[position] = lesser(weight, level)
		}
	}
	return sides
}

func total(sides map[charter.Position]*big.Rat) *big.Rat {
	all := new(big.Rat)
	for _, weight := range sides {
		all.Add(all, weight)
	}
	return all
}
