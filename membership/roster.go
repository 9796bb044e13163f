package membership

// Roster is a page of an alliance's members in the order of their ids. A page
// may hold fewer than were asked for, even none, while more follow: memberships
// that have ended are left out.
type Roster struct {
	Alliance string   `json:"alliance"`
	Members  []Member `json:"members"`
	Next     string   `json:"next,omitempty" metadata:",optional"`
}

// Member is a membership with its party's names.
type Member struct {
	Membership Membership `json:"membership"`
	Names      Names      `json:"names"`
	Kind       Kind       `json:"kind"`
}

// GetRoster asks who is a member now, a page at a time.
type GetRoster struct {
	Alliance string `json:"alliance"`
	Size     int    `json:"size,omitempty" metadata:",optional"`
	Bookmark string `json:"bookmark,omitempty" metadata:",optional"`
}

// Name implements Query.
func (GetRoster) Name() string                  { return "GetRoster" }
func (q GetRoster) check() error                { return checkID("alliance", q.Alliance) }
func (q GetRoster) answer(s Store) (any, error) { return q.read(s) }

func (q GetRoster) read(s Store) (Roster, error) {
	if _, err := must[Alliance](s, allianceKey(q.Alliance)); err != nil {
		return Roster{}, err
	}
	memberships, next, err := page[Membership](s, membershipsKey(q.Alliance), q.Size, q.Bookmark)
	if err != nil {
		return Roster{}, err
	}
	roster := Roster{Alliance: q.Alliance, Members: []Member{}, Next: next}
	for _, membership := range memberships {
		if membership.State == Ended {
			continue
		}
		party, err := must[Party](s, partyKey(membership.Party))
		if err != nil {
			return Roster{}, err
		}
		roster.Members = append(roster.Members, Member{membership, party.Names, party.Kind})
	}
	return roster, nil
}
