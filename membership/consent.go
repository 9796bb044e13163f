package membership

import (
	"slices"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// Given is a founder's recorded consent to an alliance and its charter.
type Given struct {
	Schema   int    `json:"schema"`
	Alliance string `json:"alliance"`
	Party    string `json:"party"`
	Charter  string `json:"charter"`
	// Founding is the transaction that began the founding which was consented to.
	Founding string `json:"founding,omitempty" metadata:",optional"`
	Stamp    Stamp  `json:"stamp"`
}

// isFor reports whether a consent is one to an alliance's present founding, and not to one
// that did not come to an end. Version 2 knew one founding only.
func (g Given) isFor(alliance Alliance) bool {
	return g.Founding == alliance.Founded.Tx || g.Founding == "" && !g.Stamp.Time.Before(alliance.Founded.Time)
}

// Consent records that the caller's party, a founder, agrees to the alliance
// and to its charter. The last one opens the alliance: all founders become
// members in that transaction.
type Consent struct {
	Request string `json:"request"`
	// As is an alliance that the caller acts for, by mandate.
	As       string `json:"as,omitempty" metadata:",optional"`
	Alliance string `json:"alliance"`
	// Charter is the digest of the charter that the founder has read, Content that of
	// all else that it consents to, see Alliance.Content.
	Charter string `json:"charter"`
	Content string `json:"content,omitempty" metadata:",optional"`
}

// Name implements Transaction.
func (Consent) Name() string      { return "Consent" }
func (t Consent) request() string { return t.Request }
func (t Consent) actsFor() string { return t.As }
func (Consent) needs() Role       { return Officer }

func (t Consent) check() error {
	return refusal.First(form.CheckRequest(t.Request), form.CheckID("alliance", t.Alliance), form.CheckDigest("charter", t.Charter, false),
		form.CheckDigest("content", t.Content, true))
}

func (t Consent) apply(a txn) (Event, error) {
	alliance, err := load[Alliance](a.store, AllianceKey(t.Alliance))
	if err != nil {
		return Event{}, err
	}
	if alliance.Status != Forming {
		return Event{}, refusal.New(refusal.AllianceNotForming, "alliance", t.Alliance)
	}
	if !slices.Contains(alliance.Founders, a.party) {
		return Event{}, refusal.New(refusal.NotAFounder, "alliance", t.Alliance, "party", a.party)
	}
	if t.Charter != alliance.CharterDigest {
		return Event{}, refusal.New(refusal.CharterDiffers, "alliance", t.Alliance, "digest", alliance.CharterDigest)
	}
	if err := refusal.First(a.matchContent("alliance", alliance.ID, t.Content, alliance), a.tx.after(alliance.Founded)); err != nil {
		return Event{}, err
	}
	c, err := currentCharter(a.store, alliance)
	if err != nil {
		return Event{}, err
	}
	return a.consent(alliance, c, ConsentGiven)
}

// consent records the caller's consent, and opens the alliance if it was the
// last. Each consent reads all others, also those that are not there: of two
// that come at once the second is refused by the ledger and sent again, so that
// one of them sees itself to be the last.
func (a txn) consent(alliance Alliance, c charter.Charter, kind string) (Event, error) {
	key := consentKey(alliance.ID, a.party)
	if earlier, found, err := get[Given](a.store, key); err != nil || found && earlier.isFor(alliance) {
		return Event{}, refusal.First(err, refusal.New(refusal.AlreadyConsented, "alliance", alliance.ID, "party", a.party))
	}
	missing, err := a.missingConsents(alliance)
	if err != nil {
		return Event{}, err
	}
	given := Given{Schema: form.Schema, Alliance: alliance.ID, Party: a.party, Charter: alliance.CharterDigest, Stamp: a.tx.stamp()}
	if !a.tx.two() {
		given.Founding = alliance.Founded.Tx
	}
	a.put(key, given)
	if missing == 0 {
		kind = AllianceOpened
		if err := a.openAlliance(&alliance, c); err != nil {
			return Event{}, err
		}
	}
	if kind != ConsentGiven { // a consent that opens nothing leaves the alliance as it is
		a.put(AllianceKey(alliance.ID), alliance)
	}
	event := a.event(kind)
	event.Alliance, event.Party, event.Status = alliance.ID, a.party, string(alliance.Status)
	return event, nil
}

// missingConsents counts the other founders who have not consented. If none is
// missing it refuses with TIME_REVERSED what is older than their consents: a
// founder is no member before it has agreed.
func (a txn) missingConsents(alliance Alliance) (int, error) {
	missing, last := 0, alliance.Founded
	for _, founder := range alliance.Founders {
		if founder == a.party {
			continue
		}
		given, found, err := get[Given](a.store, consentKey(alliance.ID, founder))
		if err != nil {
			return 0, err
		}
		if !found || !given.isFor(alliance) {
			missing++
			continue
		}
		if given.Stamp.Time.After(last.Time) {
			last = given.Stamp
		}
	}
	if missing > 0 {
		return missing, nil
	}
	return 0, a.tx.after(last)
}

// sharedAcrossHosts reports whether a founder of another host than the alliance's has
// consented to a founding that it did not itself begin.
func (a txn) sharedAcrossHosts(alliance Alliance) (bool, error) {
	_, own, _ := form.SplitID("alliance", alliance.ID) // what is recorded has the form
	for _, founder := range alliance.Founders {
		_, host, _ := form.SplitID("founders", founder)
		if host == own {
			continue
		}
		given, found, err := get[Given](a.store, consentKey(alliance.ID, founder))
		if err != nil {
			return false, err
		}
		if found && given.isFor(alliance) && given.Stamp.Tx != alliance.Founded.Tx {
			return true, nil
		}
	}
	return false, nil
}

// openAlliance makes the founders members, in epoch 0, and seals it: the first electorate.
func (a txn) openAlliance(alliance *Alliance, c charter.Charter) error {
	stamp := a.tx.stamp()
	alliance.Status, alliance.Opened = Open, &stamp
	changes := make([]Change, 0, len(alliance.Founders))
	for _, founder := range alliance.Founders {
		if err := a.checkFounder(founder); err != nil {
			return err
		}
		member := a.newMembership(alliance.ID, founder)
		place := c.PlaceOf(founder, alliance.Places)
		class, err := c.FindClass(place.Class)
		if err != nil {
			return err
		}
		next := member.withState(charter.Active)
		next.Class, next.Group, next.Weights = place.Class, place.Group, place.Weights
		change, err := a.transitionIn(0, member, next, newTerm(c, class, a.tx.Time), "", "")
		if err != nil {
			return err
		}
		a.foundGroup(*alliance, founder, place.Group)
		changes = append(changes, change)
		if err := a.seatFounder(*alliance, c, founder); err != nil {
			return err
		}
	}
	if err := a.introduceAgreements(alliance.ID, c); err != nil {
		return err
	}
	a.becomeParty(*alliance)
	a.beginEpoch(alliance.ID, 1)
	_, err := a.seal(Seal{Alliance: alliance.ID}, 0, changes)
	return err
}

// foundGroup records the affiliate group that the founding put a founder into, and its
// controller, if that is none, with it.
func (a txn) foundGroup(alliance Alliance, founder, group string) {
	a.decideGroup(alliance.ID, founder, group, "")
	if !slices.Contains(alliance.Founders, group) {
		a.decideGroup(alliance.ID, group, group, "")
	}
}

// checkFounder refuses with ALLIANCE_NOT_OPEN a founder that is an alliance and was dissolved
// since it consented.
func (a txn) checkFounder(founder string) error {
	if a.tx.two() {
		return nil
	}
	party, err := load[Party](a.store, PartyKey(founder))
	return refusal.First(err, a.checkNotDissolved(party))
}

// seatFounder gives a founder its seats in the organs that founders sit in.
func (a txn) seatFounder(alliance Alliance, c charter.Charter, founder string) error {
	class := c.Founders
	if place := alliance.Places[founder]; place.Class != "" {
		class = place.Class
	}
	for _, organ := range c.Organs {
		if !organ.Founders {
			continue
		}
		if err := a.takeSeat(c, organ, Seat{Alliance: alliance.ID, Party: founder, Class: class}); err != nil {
			return err
		}
	}
	return nil
}

// becomeParty records the alliance as a party, which may join others by mandate.
func (a txn) becomeParty(alliance Alliance) {
	a.writeParty(Party{
		Schema: form.Schema, ID: alliance.ID, Kind: charter.AllianceKind, Names: alliance.Names, Jurisdiction: alliance.Jurisdiction,
		Registered: a.tx.stamp(),
	})
}

// Consents says which founders have consented.
type Consents struct {
	Given   []Given  `json:"given"`
	Missing []string `json:"missing"`
}

// ListConsents asks which founders of an alliance have consented.
type ListConsents struct {
	Alliance string `json:"alliance"`
}

// Name implements Query.
func (ListConsents) Name() string { return "ListConsents" }

func (q ListConsents) check() error                   { return form.CheckID("alliance", q.Alliance) }
func (q ListConsents) answer(s snapshot) (any, error) { return q.read(s) }

func (q ListConsents) read(s snapshot) (Consents, error) {
	alliance, err := load[Alliance](s, AllianceKey(q.Alliance))
	if err != nil {
		return Consents{}, err
	}
	consents := Consents{Given: []Given{}, Missing: []string{}}
	for _, founder := range alliance.Founders {
		given, found, err := get[Given](s, consentKey(q.Alliance, founder))
		if err != nil {
			return Consents{}, err
		}
		if found && given.isFor(alliance) {
			consents.Given = append(consents.Given, given)
		} else {
			consents.Missing = append(consents.Missing, founder)
		}
	}
	return consents, nil
}
