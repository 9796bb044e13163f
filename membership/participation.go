package membership

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// heldVote lists a vote in which members of some classes ought to take part, under its alliance
// and the last moment at which it may close. It is written once, when the vote opens: the list of the votes
// that have closed never changes, and whoever reads it is in nobody's way.
type heldVote struct {
	Schema   int       `json:"schema"`
	Alliance string    `json:"alliance"`
	Proposal string    `json:"proposal"`
	Step     int       `json:"step,omitempty"`
	Seal     int       `json:"seal"`
	Closes   time.Time `json:"closes"`
	Classes  []string  `json:"classes"`
}

// holdVote lists a vote that was opened, if there are classes that ought to take part in it.
func (a txn) holdVote(p Proposal, c charter.Charter, rule charter.Rule) {
	if classes := c.ParticipatingClasses(rule); len(classes) > 0 {
		a.put(heldKey(p.Alliance, p.LastClose(), p.votes()), heldVote{form.Schema, p.Alliance, p.ID, p.Step, p.Seal, p.LastClose(), classes})
	}
}

// latestFirst writes a time so that the order of keys is from the latest to the earliest.
func latestFirst(at time.Time) string {
	const last, width = 253_402_300_799_999, 15 // the last millisecond of the year 9999
	digits := strconv.FormatInt(max(last-at.UnixMilli(), 0), 10)
	return strings.Repeat("0", max(width-len(digits), 0)) + digits
}

// maxLooked bounds how many of an alliance's last votes are looked at, to find those that a member
// ought to have taken part in.
const maxLooked = 100

// attendance is what a member has done in the last votes of its own that have closed.
type attendance struct {
	// took says of each whether it took part, the last first; missed are the others.
	took   []bool
	missed []heldVote
}

// participation is an obligation to take part, as it stands at a time: of the votes that had
// closed by then, and as far as now is, those count in which the member had a vote, since it is
// in its class's duty. What it was let off it has not missed.
func participation(s Store, c charter.Charter, p charter.Participation, m Membership, at, now time.Time) (Obligation, error) {
	if now.Before(at) {
		at = now
	}
	waiver, err := waiverAt(s, c, m, charter.DutyParticipation, "", at)
	if err != nil {
		return Obligation{}, err
	}
	seen, err := attendanceOf(s, p.Of, m, at, waiver.Until)
	if err != nil {
		return Obligation{}, err
	}
	o := Obligation{Kind: OweParticipation, State: charter.Good, Met: len(seen.missed) <= p.Missable(), Counted: len(seen.took), Wanted: p.Wanted(seen.took)}
	for _, missed := range seen.missed {
		o.Missed = append(o.Missed, missed.Proposal)
	}
	if !o.Met { // since that of the last votes by which it had missed too many
		o.State, o.Due = charter.Inactive, seen.missed[len(seen.missed)-1-p.Missable()].Closes
	}
	return o, nil
}

// attendanceOf reads the last votes that count for a member, up to so many: of the alliance's
// last ones, in ever larger portions. What closed before the end of a waiver is not missed.
func attendanceOf(s Store, of int, m Membership, at, excused time.Time) (attendance, error) {
	var seen attendance
	var read int
	for portion := of; len(seen.took) < of && portion > read; portion = min(4*portion, maxLooked) {
		entries, all, err := s.ScanFrom(heldVotesKey(m.Alliance), heldUntilKey(m.Alliance, at), portion)
		if err != nil {
			return seen, err
		}
		votes, err := decodeAll[heldVote](entries[min(read, len(entries)):])
		if err != nil {
			return seen, err
		}
		for _, vote := range votes {
			if len(seen.took) == of {
				break
			}
			if err := seen.add(s, vote, m, excused); err != nil {
				return seen, err
			}
		}
		if read = portion; all {
			break
		}
	}
	return seen, nil
}

// add enters a vote, if it counts for a member.
func (x *attendance) add(s Store, vote heldVote, m Membership, excused time.Time) error {
	period, there := m.AtEpoch(vote.Seal)
	if !there || period.State != charter.Active || m.beganAfter(vote.Seal) || !slices.Contains(vote.Classes, period.Class) {
		return nil
	}
	votes := votesOf(vote.Proposal, vote.Step)
	_, took, err := get[Endorsement](s, endorsementKey(votes, m.Party))
	if err == nil && !took {
		_, took, err = get[Presence](s, presenceKey(votes, m.Party))
	}
	if err != nil || took {
		x.took = append(x.took, true)
		return err
	}
	if vote.Closes.Before(excused) {
		return nil
	}
	missed, err := vote.missable(s, m, period)
	if err == nil && missed {
		x.took, x.missed = append(x.took, false), append(x.missed, vote)
	}
	return err
}

// missable reports whether a member that was not there has missed a vote: not one in which it had
// no say, and none that ended before its time, when the member still could have come.
func (v heldVote) missable(s Store, m Membership, was Period) (bool, error) {
	last, err := load[Proposal](s, ProposalKey(v.Proposal))
	if err != nil {
		return false, err
	}
	p := last.InStep(v.Step)
	if p.Withdrawn != nil || p.poll().Recuses(charter.Voter{Party: m.Party, Class: was.Class, Group: was.Group, Weights: was.Weights}) {
		return false, nil
	}
	if v.Step < len(last.Steps) {
		return !last.Steps[v.Step].Stamp.Time.Before(p.Closes), nil
	}
	decided, found, err := get[Decision](s, decisionKey(v.Proposal))
	return !found || !decided.Stamp.Time.Before(p.Closes), err
}

// Presence says that a member was present at a vote, without voting.
type Presence struct {
	Schema   int    `json:"schema"`
	Proposal string `json:"proposal"`
	Alliance string `json:"alliance"`
	Party    string `json:"party"`
	Host     string `json:"host"`
	Stamp    Stamp  `json:"stamp"`
}

// DeclarePresence records that the caller's party is present at a vote. It counts as taking part,
// and for nothing in the vote: so who has lost the right to vote, by not taking part or otherwise,
// has a way back.
type DeclarePresence struct {
	Request string `json:"request"`
	// As is an alliance that the caller acts for, by mandate.
	As       string `json:"as,omitempty" metadata:",optional"`
	Proposal string `json:"proposal"`
	// About is what the member has read of the proposal, see Proposal.About.
	About *About `json:"about,omitempty" metadata:",optional"`
}

// Name implements Transaction.
func (DeclarePresence) Name() string      { return "DeclarePresence" }
func (t DeclarePresence) request() string { return t.Request }
func (t DeclarePresence) actsFor() string { return t.As }
func (DeclarePresence) needs() Role       { return Delegate }

func (t DeclarePresence) check() error {
	return refusal.First(form.CheckRequest(t.Request), checkProposalID(t.Proposal), checkAbout(t.About))
}

// checkBy refuses what the rules did not know before version 6.
func (t DeclarePresence) checkBy(engine string) error { return sinceSix(engine, t) }

func (t DeclarePresence) prefetch(acting string) []Key {
	return []Key{ProposalKey(t.Proposal), decisionKey(t.Proposal), endorsementKey(t.Proposal, acting)}
}

// apply refuses, as it does a vote, who has no say; with NO_DUTY a member that need not take
// part; with ENDORSEMENT_EXISTS one that has voted, or was present already.
func (t DeclarePresence) apply(a txn) (Event, error) {
	p, err := load[Proposal](a.store, ProposalKey(t.Proposal))
	if err := refusal.First(err, a.matchAbout(t.About, p)); err != nil {
		return Event{}, err
	}
	if err := a.checkVoting(p); err != nil {
		return Event{}, err
	}
	if err := a.checkTakesPart(p); err != nil {
		return Event{}, err
	}
	for _, key := range []Key{endorsementKey(p.votes(), a.party), presenceKey(p.votes(), a.party)} {
		if there, err := a.store.Get(key); err != nil || there != nil {
			return Event{}, refusal.First(err, refusal.New(refusal.EndorsementExists, "proposal", p.ID, "party", a.party))
		}
	}
	a.put(presenceKey(p.votes(), a.party), Presence{form.Schema, p.ID, p.Alliance, a.party, a.tx.Caller.Host, a.tx.stamp()})
	event := a.event(PresenceDeclared)
	event.Alliance, event.Party, event.Proposal = p.Alliance, a.party, p.ID
	return event, nil
}

// checkTakesPart refuses who does not have to take part in a vote.
func (a txn) checkTakesPart(p Proposal) error {
	c, rule, err := a.ruleOf(p)
	if err != nil {
		return err
	}
	member, err := a.activeMember(p.Alliance, a.party)
	if err := refusal.First(err, a.tx.after(member.Written)); err != nil {
		return err
	}
	period, there := member.AtEpoch(p.Seal)
	there = there && !member.beganAfter(p.Seal)
	voter := charter.Voter{Party: a.party, Class: period.Class, Group: period.Group, Weights: period.Weights}
	if _, err := p.poll().CheckVoter(c, rule, voter, there && period.State == charter.Active); err != nil {
		return err
	}
	if !slices.Contains(c.ParticipatingClasses(rule), period.Class) {
		return refusal.New(refusal.NoDuty, "alliance", p.Alliance, "party", a.party, "duty", string(charter.DutyParticipation))
	}
	return nil
}
