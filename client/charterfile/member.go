package charterfile

import (
	"errors"
	"strconv"
	"strings"

	"allianceregistry/membership/charter"
)

// Member is one member of a test, or a range of them that are alike:
// issuer-1..issuer-25.
type Member struct {
	// ID is the party's: slug@host, or a slug alone.
	ID    string `json:"id"`
	Class string `json:"class"`
	// Group is its affiliate group.
	Group   string          `json:"group"`
	Weights charter.Weights `json:"weights"`
	// Host is its host, where the id does not say it.
	Host    string `json:"host"`
	Founder bool   `json:"founder"`
	// Organs are those in which it sits.
	Organs    []string              `json:"organs"`
	Standing  charter.StandingState `json:"standing"`
	Probation bool                  `json:"probation"`
	// Suspended says that it is suspended when the vote opens.
	Suspended bool `json:"suspended"`
}

// defaultHost is the host of members who name none.
const defaultHost = "host"

// fullID is an id with its host.
func fullID(id, host string) string {
	if strings.Contains(id, "@") {
		return id
	}
	if host == "" {
		host = defaultHost
	}
	return id + "@" + host
}

func (m Member) host() string {
	if _, host, found := strings.Cut(m.ID, "@"); found && m.Host == "" {
		return host
	}
	if m.Host == "" {
		return defaultHost
	}
	return m.Host
}

// maxMembers bounds the members of a test.
const maxMembers = 10_000

var (
	errRange  = errors.New("not a range of ids that differ in their last number")
	errMember = errors.New("no member has this id")
)

// expand lists the ids of a range, or the one id that is none.
func expand(id string) ([]string, error) {
	from, to, isRange := strings.Cut(id, "..")
	if !isRange {
		if id == "" {
			return nil, errRange
		}
		return []string{id}, nil
	}
	to, host, hosted := strings.Cut(to, "@")
	if hosted {
		host = "@" + host
	}
	stem, first, ok := splitNumber(from)
	end, last, fine := splitNumber(to)
	if !ok || !fine || end != "" && end != stem || last < first || last-first >= maxMembers {
		return nil, errRange
	}
	ids := make([]string, 0, last-first+1)
	for i := first; i <= last; i++ {
		ids = append(ids, stem+strconv.Itoa(i)+host)
	}
	return ids, nil
}

// splitNumber splits an id before the number at its end.
func splitNumber(id string) (stem string, number int, ok bool) {
	stem = strings.TrimRight(id, "0123456789")
	number, err := strconv.Atoi(id[len(stem):])
	return stem, number, err == nil
}

// roster is the members of a case.
type roster struct {
	members []charter.TrialMember
	byName  map[string]string
}

// roster lists the members of a case; those that it has of its own take the place of
// others of the same id.
func (c Cases) roster(one Case) (roster, error) {
	r := roster{byName: map[string]string{}}
	at := map[string]int{}
	for _, list := range [][]Member{c.Members, one.Members} {
		for _, m := range list {
			ids, err := expand(m.ID)
			if err != nil || len(r.members)+len(ids) > maxMembers {
				return r, errRange
			}
			for _, id := range ids {
				trial := m.trial(id)
				name, _, _ := strings.Cut(id, "@")
				if place, again := at[name]; again {
					r.members[place] = trial
				} else {
					at[name] = len(r.members)
					r.members = append(r.members, trial)
				}
				r.byName[id], r.byName[name], r.byName[trial.Party] = trial.Party, trial.Party, trial.Party
			}
		}
	}
	return r, nil
}

func (m Member) trial(id string) charter.TrialMember {
	return charter.TrialMember{
		Voter: charter.Voter{
			Party: fullID(id, m.Host), Class: m.Class, Group: m.Group, Weights: m.Weights, Organs: m.Organs, Founder: m.Founder,
		},
		Host: m.host(), Suspended: m.Suspended, Standing: m.Standing, Probation: m.Probation,
	}
}

// party finds a member by its id, with its host or without.
func (r roster) party(name string) (string, bool) {
	party, found := r.byName[name]
	return party, found
}

// ballots lists whom members vote for, by their ids.
func (r roster) ballots(byName map[string][]string) map[string][]string {
	ballots := map[string][]string{}
	for name, candidates := range byName {
		voters, _ := r.parties([]string{name})
		for _, voter := range voters {
			ballots[voter], _ = r.parties(candidates)
		}
	}
	return ballots
}

// parties lists the members of names and ranges.
func (r roster) parties(names []string) ([]string, error) {
	var parties []string
	for _, name := range names {
		ids, err := expand(name)
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			party, found := r.party(id)
			if !found {
				return nil, errMember
			}
			parties = append(parties, party)
		}
	}
	return parties, nil
}

// Composition is an alliance of the members of the tests, by which the charter is
// examined: all that are not suspended. Organs in which none of them sits are
// filled with the first who may.
func (c Cases) Composition(bylaws charter.Charter) charter.Composition {
	all, _ := c.roster(Case{})
	whole := charter.Composition{}
	seated := map[string]bool{}
	for _, m := range all.members {
		if m.Suspended {
			continue
		}
		whole.Voters, whole.Hosts = append(whole.Voters, m.Voter), append(whole.Hosts, m.Host)
		for _, organ := range m.Organs {
			seated[organ] = true
		}
	}
	filled := bylaws.MemberComposition(nil, whole.Voters)
	for i := range filled.Voters {
		for _, organ := range filled.Voters[i].Organs[len(whole.Voters[i].Organs):] {
			if !seated[organ] {
				whole.Voters[i].Organs = append(whole.Voters[i].Organs[:len(whole.Voters[i].Organs):len(whole.Voters[i].Organs)], organ)
			}
		}
	}
	return whole
}

// Range lists the ids of a member that stands for several.
func (m Member) Range() []string {
	ids, _ := expand(m.ID)
	return ids
}
