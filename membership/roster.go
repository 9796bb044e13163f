package membership

import (
	"slices"
	"time"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// Roster is a page of an alliance's members in the order of their ids: now, at a
// time, or at the end of an epoch. A page may hold fewer than were asked for,
// even none, while more follow: who was no member then is left out.
type Roster struct {
	Alliance string `json:"alliance"`
	// At is the moment that was asked for, empty for now.
	At      string   `json:"at,omitempty" metadata:",optional"`
	Members []Member `json:"members"`
	Next    string   `json:"next,omitempty" metadata:",optional"`
}

// Member is a membership as it is now, with what it was at the moment asked for.
type Member struct {
	Membership MembershipNow `json:"membership"`
	// Period is the period in which the party was at that moment.
	Period Period `json:"period"`
	// Grace says that the period's term was over at that moment, and that the
	// membership could still be renewed.
	Grace bool `json:"grace,omitempty" metadata:",optional"`
	// Names are those that the party's record had at that moment.
	Names form.Names   `json:"names"`
	Kind  charter.Kind `json:"kind"`
}

// GetRoster asks who is a member, a page at a time. Who is over by its dates at a
// time, or as a dissolved alliance, is no member then, recorded or not; at the end of
// an epoch the seal counts, and what was recorded by then.
type GetRoster struct {
	Alliance string `json:"alliance"`
	// At is empty for now; the number of an epoch for its end; or a time: RFC 3339,
	// or a date for the end of that day (UTC).
	At       string `json:"at,omitempty" metadata:",optional"`
	Size     int    `json:"size,omitempty" metadata:",optional"`
	Bookmark string `json:"bookmark,omitempty" metadata:",optional"`
}

// Name implements Query.
func (GetRoster) Name() string                     { return "GetRoster" }
func (q GetRoster) answer(s snapshot) (any, error) { return q.read(s) }

func (q GetRoster) check() error {
	err := form.CheckID("alliance", q.Alliance)
	if _, epoch := ParseEpoch(q.At); err == nil && q.At != "" && !epoch {
		_, err = ParseMoment(q.At)
	}
	return err
}

// occasion is the moment of a roster: what a membership was then, whether an alliance
// that is a member was dissolved, and by which time its party's names are looked up.
type occasion struct {
	period    func(Membership) (Period, bool)
	dissolved func(Alliance) bool
	at        time.Time
}

// occasion reads At. It refuses with UNKNOWN_RECORD, also an epoch that has not
// begun, and with EPOCH_OPEN one that can still change.
func (q GetRoster) occasion(s snapshot, alliance Alliance) (occasion, error) {
	if q.At == "" {
		return occasion{func(m Membership) (Period, bool) {
			period, runs := m.currentPeriod()
			return period.asOf(s.now), runs && m.AsOf(alliance, Alliance{}, s.now).State != charter.Ended
		}, func(member Alliance) bool { return member.Dissolved != nil }, s.now}, nil
	}
	if epoch, ok := ParseEpoch(q.At); ok {
		at, err := q.end(s, alliance, epoch)
		return occasion{func(m Membership) (Period, bool) { return m.AtEpoch(epoch) }, func(Alliance) bool { return false }, at}, err
	}
	at, err := ParseMoment(q.At)
	dissolved := func(a Alliance) bool { return a.Dissolved != nil && !at.Before(a.Dissolved.Time) }
	return occasion{func(m Membership) (Period, bool) {
		period, was := m.AtTime(at)
		return period, was && !dissolved(alliance)
	}, dissolved, at}, err
}

// end is when an epoch ended.
func (q GetRoster) end(s Store, alliance Alliance, epoch int) (time.Time, error) {
	open, err := load[Epoch](s, epochKey(q.Alliance))
	if err == nil {
		err = open.checkPast(epoch)
	}
	if err != nil || epoch == 0 { // the founding ended with the opening
		return valueOrZero(alliance.Opened).Time, err
	}
	closing, err := load[Closing](s, ClosingKey(q.Alliance, epoch))
	return closing.Stamp.Time, err
}

// ParseMoment reads a time: RFC 3339, or a date for the last millisecond of that day
// (UTC). It refuses all else with BAD_TIME.
func ParseMoment(text string) (time.Time, error) {
	at, err := time.Parse(time.RFC3339, text)
	if err == nil {
		return at, nil
	}
	if at, err = time.Parse(time.DateOnly, text); err != nil {
		return time.Time{}, refusal.New(refusal.BadTime, "time", refusal.Clip(text))
	}
	return at.AddDate(0, 0, 1).Add(-time.Millisecond), nil
}

// ParseEpoch reads the number of an epoch, 0 to 999999 in digits without leading zeros.
// It reports whether the text is one.
func ParseEpoch(text string) (int, bool) {
	epoch, ok := form.ReadNumber(text, maxEpoch)
	return int(epoch), ok
}

func (q GetRoster) read(s snapshot) (Roster, error) {
	alliance, err := load[Alliance](s, AllianceKey(q.Alliance))
	if err != nil {
		return Roster{}, err
	}
	then, err := q.occasion(s, alliance)
	if err != nil {
		return Roster{}, err
	}
	memberships, next, err := page[Membership](s, membershipsKey(q.Alliance), q.Size, q.Bookmark)
	if err != nil {
		return Roster{}, err
	}
	roster := Roster{Alliance: q.Alliance, At: q.At, Members: []Member{}, Next: next}
	for _, membership := range memberships {
		period, there := then.period(membership)
		if !there {
			continue
		}
		party, err := partyAt(s, membership.Party, then.at)
		if err != nil {
			return Roster{}, err
		}
		is := Alliance{}
		if party.Kind == charter.AllianceKind {
			if is, err = allianceOf(s, party.ID); err != nil {
				return Roster{}, err
			}
		}
		if then.dissolved(is) {
			continue
		}
		roster.Members = append(roster.Members, Member{
			membership.AsOf(alliance, is, s.now), period, period.GraceAt(then.at), party.Names, party.Kind,
		})
	}
	return roster, nil
}

// CompositionNow is whom an alliance is made of: the active ones of its members, and who sits in its
// organs. Hosts are those under which they are registered.
func CompositionNow(c charter.Charter, founders []string, members []Member, seats []SeatNow) charter.Composition {
	organs := map[string][]string{}
	for _, seat := range seats {
		if seat.Vacated == nil && !seat.Over {
			organs[seat.Party] = append(organs[seat.Party], seat.Organ)
		}
	}
	var voters []charter.Voter
	for _, m := range members {
		if party := m.Membership.Party; m.Period.State == charter.Active {
			voters = append(voters, charter.Voter{
				Party: party, Class: m.Period.Class, Group: m.Period.Group, Weights: m.Period.Weights,
				Organs: organs[party], Founder: slices.Contains(founders, party),
			})
		}
	}
	return c.AsItIs(nil, voters)
}
