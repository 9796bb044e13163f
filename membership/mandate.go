package membership

import (
	"strconv"
	"time"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// Mandate lets a member's keys act for an alliance, until a date: an alliance
// has no key of its own. It comes from a decision of the alliance.
type Mandate struct {
	Schema   int       `json:"schema"`
	Alliance string    `json:"alliance"`
	Party    string    `json:"party"`
	Until    time.Time `json:"until"`
	Proposal string    `json:"proposal"`
	Stamp    Stamp     `json:"stamp"`
}

// onBehalf is a transaction that a mandated party can send for an alliance.
type onBehalf interface {
	// actsFor is the alliance, or empty.
	actsFor() string
}

// represent makes the act that of the alliance which the transaction names. It
// refuses with NO_MANDATE who was not mandated, or not for so long, or is no
// active member any more, or one by another membership than the one in which it was
// mandated: nobody outside speaks for an alliance.
func (a txn) represent(t Transaction) (txn, error) {
	named, ok := t.(onBehalf)
	if !ok || named.actsFor() == "" {
		return a, nil
	}
	alliance := named.actsFor()
	if err := form.CheckID("as", alliance); err != nil {
		return a, err
	}
	mandate, found, err := get[Mandate](a.store, mandateKey(alliance, a.sender))
	if err != nil {
		return a, err
	}
	if !found || !a.tx.Time.Before(mandate.Until) {
		return a, refusal.New(refusal.NoMandate, "alliance", alliance, "party", a.sender)
	}
	member, active, err := a.memberOf(alliance, a.sender)
	if err != nil {
		return a, err
	}
	if !active || !a.tx.two() && !member.spans(mandate.Stamp) {
		return a, refusal.New(refusal.NoMandate, "alliance", alliance, "party", a.sender)
	}
	a.party = alliance
	return a, a.tx.after(mandate.Stamp)
}

// mandate writes what a proposal to mandate was accepted for. The last decision
// counts: one whose date has passed ends a mandate. It refuses with TIME_REVERSED
// if the mandate that it replaces is younger.
func (a txn) mandate(p Proposal) error {
	earlier, _, err := get[Mandate](a.store, mandateKey(p.Alliance, p.Subject))
	if err := refusal.First(err, a.tx.after(earlier.Stamp)); err != nil {
		return err
	}
	a.put(mandateKey(p.Alliance, p.Subject), Mandate{
		Schema: form.Schema, Alliance: p.Alliance, Party: p.Subject, Until: p.Until, Proposal: p.ID, Stamp: a.tx.stamp(),
	})
	return nil
}

// maxAbove bounds the alliances that are looked through for a cycle.
const maxAbove = 1000

// acyclic refuses with CYCLE a membership by which an alliance would come to be,
// by whatever way, a member of itself. It looks through all alliances that this
// one belongs to, if an alliance would join: others have no members.
func (a txn) acyclic(alliance, joiner string) error {
	party, _, err := get[Party](a.store, PartyKey(joiner))
	if err != nil || party.Kind != charter.AllianceKind {
		return err
	}
	seen, queue := map[string]bool{alliance: true}, []string{alliance}
	for len(queue) > 0 {
		next := queue[0]
		queue = queue[1:]
		if next == joiner {
			return refusal.New(refusal.Cycle, "alliance", alliance, "party", joiner)
		}
		above, err := scanAll[belonging](a.store, belongingsKey(next), maxAbove)
		if err != nil {
			return err
		}
		for _, one := range above {
			member, _, err := get[Membership](a.store, MembershipKey(one.Alliance, next))
			if err != nil {
				return err
			}
			if member.State != charter.Ended && !seen[one.Alliance] {
				seen[one.Alliance], queue = true, append(queue, one.Alliance)
			}
		}
		if len(seen) > maxAbove {
			return refusal.New(refusal.TooMany, "what", "alliances above", "most", strconv.Itoa(maxAbove))
		}
	}
	return nil
}

// Mandates are the mandates of an alliance, past ones too.
type Mandates struct {
	Mandates []MandateNow `json:"mandates"`
	Next     string       `json:"next,omitempty" metadata:",optional"`
}

// ListMandates asks who may, or once might, act for an alliance.
type ListMandates struct {
	Alliance string `json:"alliance"`
	Size     int    `json:"size,omitempty" metadata:",optional"`
	Bookmark string `json:"bookmark,omitempty" metadata:",optional"`
}

// Name implements Query.
func (ListMandates) Name() string { return "ListMandates" }

func (q ListMandates) check() error                   { return form.CheckID("alliance", q.Alliance) }
func (q ListMandates) answer(s snapshot) (any, error) { return q.read(s) }

func (q ListMandates) read(s snapshot) (Mandates, error) {
	if _, err := load[Alliance](s, AllianceKey(q.Alliance)); err != nil {
		return Mandates{}, err
	}
	mandates, next, err := page[Mandate](s, mandatesKey(q.Alliance), q.Size, q.Bookmark)
	if err != nil {
		return Mandates{}, err
	}
	list, err := mapEach(mandates, func(m Mandate) (MandateNow, error) {
		member, err := membershipNow(s, q.Alliance, m.Party)
		return m.AsOf(member, s.now), err
	})
	return Mandates{list, next}, err
}
