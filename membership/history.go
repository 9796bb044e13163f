package membership

// History is a page of a membership's versions, the oldest first.
type History struct {
	Versions []Membership `json:"versions"`
	Next     string       `json:"next,omitempty" metadata:",optional"`
}

// GetHistory asks for every version of a membership, each with the periods that it
// ended or began; all periods are in the current record. History lives in the
// state, not in a peer's history database: a peer that joined from a snapshot
// answers like any other.
type GetHistory struct {
	Alliance string `json:"alliance"`
	Party    string `json:"party"`
	Size     int    `json:"size,omitempty" metadata:",optional"`
	Bookmark string `json:"bookmark,omitempty" metadata:",optional"`
}

// Name implements Query.
func (GetHistory) Name() string                  { return "GetHistory" }
func (q GetHistory) answer(s asked) (any, error) { return q.read(s) }

func (q GetHistory) check() error {
	return firstError(checkID("alliance", q.Alliance), checkID("party", q.Party))
}

func (q GetHistory) read(s asked) (History, error) {
	if _, err := must[Membership](s, membershipKey(q.Alliance, q.Party)); err != nil {
		return History{}, err
	}
	versions, next, err := page[Membership](s, versionsKey(q.Alliance, q.Party), q.Size, q.Bookmark)
	return History{versions, next}, err
}
