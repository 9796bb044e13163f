package membership

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/election"
	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// Nomination says that a member stands in an election. It nominates itself: so nobody stands
// who has not agreed to.
type Nomination struct {
	Schema   int    `json:"schema"`
	Proposal string `json:"proposal"`
	Alliance string `json:"alliance"`
	Party    string `json:"party"`
	// Reason is what the candidate says for itself.
	Reason string `json:"reason,omitempty" metadata:",optional"`
	// Withdrawn says that it stands no more.
	Withdrawn bool  `json:"withdrawn,omitempty" metadata:",optional"`
	Version   int   `json:"version"`
	Stamp     Stamp `json:"stamp"`
}

// Nominate enters the caller's party as a candidate of an election that is discussed, or
// takes it back.
type Nominate struct {
	Request string `json:"request"`
	// As is an alliance that the caller acts for, by mandate.
	As       string `json:"as,omitempty" metadata:",optional"`
	Proposal string `json:"proposal"`
	// About is what the member has read of the proposal, see Proposal.About.
	About  *About `json:"about,omitempty" metadata:",optional"`
	Reason string `json:"reason,omitempty" metadata:",optional"`
	// Withdraw takes the nomination back.
	Withdraw bool `json:"withdraw,omitempty" metadata:",optional"`
}

// Name implements Transaction.
func (Nominate) Name() string      { return "Nominate" }
func (t Nominate) request() string { return t.Request }
func (t Nominate) actsFor() string { return t.As }
func (Nominate) needs() Role       { return Officer }

func (t Nominate) check() error {
	return refusal.First(form.CheckRequest(t.Request), checkProposalID(t.Proposal), checkAbout(t.About),
		form.CheckText("reason", t.Reason, 0, form.MaxReason))
}

// checkBy refuses with UNKNOWN_TRANSACTION by rules before version 5.
func (t Nominate) checkBy(engine string) error {
	if charter.Before(engine, charter.EngineFive) {
		return refusal.New(refusal.UnknownTransaction, "name", t.Name())
	}
	return t.check()
}

func (t Nominate) prefetch(party string) []Key {
	return []Key{ProposalKey(t.Proposal), nominationKey(t.Proposal, party)}
}

// apply refuses with NOT_AN_ELECTION, NOT_FILED, PROPOSAL_EXPIRED, TIME_REVERSED, NOT_A_MEMBER,
// SEAT_UNFIT, NOMINATION_EXISTS, NOT_A_CANDIDATE and TOO_MANY.
func (t Nominate) apply(a txn) (Event, error) {
	p, err := load[Proposal](a.store, ProposalKey(t.Proposal))
	if err := refusal.First(err, a.matchAbout(t.About, p)); err != nil {
		return Event{}, err
	}
	if p.Action != charter.Elect {
		return Event{}, refusal.New(refusal.NotAnElection, "proposal", p.ID, "action", string(p.Action))
	}
	earlier, found, err := get[Nomination](a.store, nominationKey(p.ID, a.party))
	if err := refusal.First(err, a.checkFiled(p), a.tx.after(earlier.Stamp)); err != nil {
		return Event{}, err
	}
	event := a.event(CandidateNominated)
	stands := found && !earlier.Withdrawn
	switch {
	case t.Withdraw && !stands:
		return Event{}, refusal.New(refusal.NotACandidate, "proposal", p.ID, "party", a.party)
	case t.Withdraw:
		event.Type = NominationWithdrawn
	case stands:
		return Event{}, refusal.New(refusal.NominationExists, "proposal", p.ID, "party", a.party)
	default:
		if err := a.checkCandidacy(p); err != nil {
			return Event{}, err
		}
	}
	a.put(nominationKey(p.ID, a.party), Nomination{
		form.Schema, p.ID, p.Alliance, a.party, t.Reason, t.Withdraw, earlier.Version + 1, a.tx.stamp(),
	})
	event.Alliance, event.Party, event.Proposal, event.Subject = p.Alliance, a.party, p.ID, p.Organ
	return event, nil
}

// checkCandidacy refuses with NOT_A_MEMBER and SEAT_UNFIT who may not sit in the organ, and
// with TOO_MANY one candidate more than there can be: those who nominate themselves at the
// same moment go one after the other.
func (a txn) checkCandidacy(p Proposal) error {
	if _, err := a.activeMember(p.Alliance, a.party); err != nil {
		return err
	}
	c, err := charterOf(a.store, p.Alliance, p.Charter)
	if err != nil {
		return err
	}
	fit, err := a.mayStand(p, c, a.party)
	if err == nil && !fit {
		err = refusal.New(refusal.SeatUnfit, "organ", p.Organ, "party", a.party)
	}
	if err != nil {
		return err
	}
	standing, err := a.nominated(p.ID)
	if err == nil && len(standing) >= election.MaxCandidates {
		err = refusal.New(refusal.TooMany, "what", "candidates", "most", strconv.Itoa(election.MaxCandidates))
	}
	return err
}

// nominated reads the nominations that stand.
func (a txn) nominated(proposal string) ([]Nomination, error) {
	all, err := scanAll[Nomination](a.store, nominationsKey(proposal), maxTally)
	return slices.DeleteFunc(all, func(n Nomination) bool { return n.Withdrawn }), err
}

// mayStand reports whether a party is an active member who may sit in the organ of an
// election, by the charter.
func (a txn) mayStand(p Proposal, c charter.Charter, party string) (bool, error) {
	member, _, err := get[Membership](a.store, MembershipKey(p.Alliance, party))
	if err != nil {
		return false, err
	}
	state, err := a.stateOf(member)
	if err != nil || state != charter.Active {
		return false, err
	}
	organ, found := c.Organ(p.Organ)
	if !found {
		return false, nil
	}
	voter, err := a.voter(p.Alliance, c, member, member.presence())
	if err != nil {
		return false, err
	}
	return a.maySit(c, organ, member, voter)
}

// candidates lists who stands in an election once its vote opens: who was nominated and may
// still sit, whoever has been a member longest first, then by id. It refuses with NO_CANDIDATES.
func (a txn) candidates(p Proposal, c charter.Charter) ([]string, error) {
	if p.Action != charter.Elect {
		return nil, nil
	}
	nominations, err := a.nominated(p.ID)
	if err != nil {
		return nil, err
	}
	since := map[string]time.Time{}
	var candidates []string
	for _, n := range nominations {
		if err := a.tx.after(n.Stamp); err != nil {
			return nil, err
		}
		fit, err := a.mayStand(p, c, n.Party)
		if err != nil {
			return nil, err
		}
		member, _, err := get[Membership](a.store, MembershipKey(p.Alliance, n.Party))
		if err != nil {
			return nil, err
		}
		if since[n.Party] = member.Since().Time; fit {
			candidates = append(candidates, n.Party)
		}
	}
	if len(candidates) == 0 {
		return nil, refusal.New(refusal.NoCandidates, "proposal", p.ID, "expires", p.Expires.Format(time.RFC3339))
	}
	slices.SortFunc(candidates, func(x, y string) int { return cmp.Or(since[x].Compare(since[y]), cmp.Compare(x, y)) })
	return candidates, nil
}

// readNominations reads the nominations of an election.
func readNominations(s Store, p Proposal) ([]Nomination, error) {
	if p.Action != charter.Elect {
		return nil, nil
	}
	return allPages[Nomination](s, nominationsKey(p.ID))
}
