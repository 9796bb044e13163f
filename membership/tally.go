package membership

// Tally counts a proposal's endorsements.
type Tally struct {
	For     int `json:"for"`
	Against int `json:"against"`
	Abstain int `json:"abstain"`
	// Hosts counts the distinct hosts of the votes for.
	Hosts int `json:"hosts"`
	// Electorate is how many may vote.
	Electorate int `json:"electorate"`
}

func tallyOf(endorsements []Endorsement, electorate int) Tally {
	tally := Tally{Electorate: electorate}
	hosts := map[string]bool{}
	for _, endorsement := range endorsements {
		switch endorsement.Position {
		case For:
			tally.For++
			hosts[endorsement.Host] = true
		case Against:
			tally.Against++
		case Abstain:
			tally.Abstain++
		}
	}
	tally.Hosts = len(hosts)
	return tally
}

// count returns how many there are of something.
func (t Tally) count(what Count) int {
	switch what {
	case CountFor:
		return t.For
	case CountAgainst:
		return t.Against
	case CountAbstain:
		return t.Abstain
	case CountCast:
		return t.For + t.Against
	case CountTakingPart:
		return t.For + t.Against + t.Abstain
	case CountHosts:
		return t.Hosts
	case CountElectorate:
		return t.Electorate
	}
	return 0
}

// remaining is how many may still vote.
func (t Tally) remaining() int { return max(0, t.Electorate-t.count(CountTakingPart)) }
