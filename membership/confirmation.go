package membership

import (
	"time"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// Representative is a key that may act for a party, as a confirmation names it.
type Representative struct {
	Host string `json:"host"`
	Key  string `json:"key"`
	Role Role   `json:"role"`
}

// Confirmation is a member's last word on who acts for it in an alliance.
type Confirmation struct {
	Schema   int    `json:"schema"`
	Alliance string `json:"alliance"`
	Party    string `json:"party"`
	// Representatives are the keys that could act for the party then. An alliance that is a member
	// has none: by its mandate Via acted for it.
	Representatives []Representative `json:"representatives"`
	Via             string           `json:"via,omitempty" metadata:",optional"`
	Stamp           Stamp            `json:"stamp"`
}

// Represent lists those of some authorities that may act, in the order in which they are kept.
func Represent(authorities []Authority) []Representative {
	list := []Representative{}
	for _, y := range authorities {
		if y.State == AuthorityActive {
			list = append(list, Representative{y.Host, y.Key, y.Role})
		}
	}
	return list
}

// RepresentativesDigest is what a confirmation says that its sender has read: the SHA-256, in
// lower-case hex, of the list of keys.
func RepresentativesDigest(list []Representative) (string, error) {
	return form.Digest("representatives", list)
}

// ConfirmRepresentatives records that an officer of a member has looked who may act for it, and
// that this is right.
type ConfirmRepresentatives struct {
	Request string `json:"request"`
	// As is an alliance that the caller acts for, by mandate.
	As       string `json:"as,omitempty" metadata:",optional"`
	Alliance string `json:"alliance"`
	// Representatives is the digest of the keys that the officer has read, see
	// RepresentativesDigest.
	Representatives string `json:"representatives"`
}

// Name implements Transaction.
func (ConfirmRepresentatives) Name() string      { return "ConfirmRepresentatives" }
func (t ConfirmRepresentatives) request() string { return t.Request }
func (t ConfirmRepresentatives) actsFor() string { return t.As }
func (ConfirmRepresentatives) needs() Role       { return Officer }

func (t ConfirmRepresentatives) check() error {
	return refusal.First(form.CheckRequest(t.Request), form.CheckID("alliance", t.Alliance),
		form.CheckDigest("representatives", t.Representatives, false))
}

// checkBy refuses what the rules did not know before version 6.
func (t ConfirmRepresentatives) checkBy(engine string) error { return sinceSix(engine, t) }

// apply refuses with NO_DUTY a member that need not confirm anything, and with ABOUT_DIFFERS
// where other keys may act than those that the officer has read.
func (t ConfirmRepresentatives) apply(a txn) (Event, error) {
	_, c, err := a.loadOpenAlliance(t.Alliance)
	if err != nil {
		return Event{}, err
	}
	member, err := a.activeMember(t.Alliance, a.party)
	if err := refusal.First(err, a.tx.after(member.Written)); err != nil {
		return Event{}, err
	}
	if class, _ := c.Class(member.Class); class.Confirmation == nil {
		return Event{}, refusal.New(refusal.NoDuty, "alliance", t.Alliance, "party", a.party, "duty", string(charter.DutyConfirmation))
	}
	authorities, err := scanAll[Authority](a.store, authoritiesKey(a.party), maxAuthorities)
	if err != nil {
		return Event{}, err
	}
	list := Represent(authorities)
	content, err := RepresentativesDigest(list)
	if err == nil && content != t.Representatives {
		err = aboutDiffers("party", a.party, "representatives", t.Representatives, content)
	}
	earlier, _, failed := get[Confirmation](a.store, confirmationKey(t.Alliance, a.party))
	if err := refusal.First(err, failed, a.tx.after(earlier.Stamp)); err != nil {
		return Event{}, err
	}
	event := a.event(RepresentativesConfirmed)
	event.Alliance, event.Party = t.Alliance, a.party
	a.put(confirmationKey(t.Alliance, a.party), Confirmation{form.Schema, t.Alliance, a.party, list, event.Via, a.tx.stamp()})
	return event, nil
}

// confirmationDuty says since when members of a class have had to confirm.
type confirmationDuty struct {
	Schema   int    `json:"schema"`
	Alliance string `json:"alliance"`
	Class    string `json:"class"`
	Stamp    Stamp  `json:"stamp"`
}

// introduceConfirmations records for which classes an amendment makes confirmation a duty: the
// time for the first one runs from then.
func (a txn) introduceConfirmations(alliance string, before, after charter.Charter) {
	for _, class := range after.Classes {
		if earlier, _ := before.Class(class.ID); class.Confirmation != nil && earlier.Confirmation == nil {
			a.put(confirmationDutyKey(alliance, class.ID), confirmationDuty{form.Schema, alliance, class.ID, a.tx.stamp()})
		}
	}
}

// confirmation is an obligation to confirm who acts for a member. The first time it is due is as
// long after its membership of the class, or the duty, began as a confirmation lasts.
func confirmation(s Store, c charter.Charter, class charter.Class, m Membership, at time.Time) (Obligation, error) {
	confirmed, found, err := get[Confirmation](s, confirmationKey(m.Alliance, m.Party))
	if err != nil {
		return Obligation{}, err
	}
	duty, _, err := get[confirmationDuty](s, confirmationDutyKey(m.Alliance, class.ID))
	if err != nil {
		return Obligation{}, err
	}
	from := latest(m.inClassSince(), duty.Stamp.Time)
	if found && m.spans(confirmed.Stamp) && !at.Before(confirmed.Stamp.Time) {
		from = latest(from, confirmed.Stamp.Time)
	}
	waiver, err := waiverAt(s, c, m, charter.DutyConfirmation, "", at)
	due := latest(c.After(class.Confirmation.Every, from), waiver.Until)
	return newObligation(OweConfirmation, "", due, c.After(class.Confirmation.Grace, due), at), err
}

// latest is the last of some times.
func latest(times ...time.Time) time.Time {
	var last time.Time
	for _, at := range times {
		if at.After(last) {
			last = at
		}
	}
	return last
}

// inClassSince is since when a member has been in its class without a break.
func (m Membership) inClassSince() time.Time {
	first := len(m.Periods) - 1
	for start := m.firstOfStretch(); first > start && m.Periods[first-1].Class == m.Periods[first].Class; {
		first--
	}
	if first < 0 {
		return time.Time{}
	}
	return m.Periods[first].From.Time
}
