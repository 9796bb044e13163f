package membership

import (
	"time"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// Waiver lets a member off a duty until a date: what falls due before is not due until then. A
// later one for the same duty takes its place.
type Waiver struct {
	Schema   int          `json:"schema"`
	Alliance string       `json:"alliance"`
	Party    string       `json:"party"`
	Duty     charter.Duty `json:"duty"`
	// Agreement is the one that it is about, if the duty is to accept one.
	Agreement string    `json:"agreement,omitempty" metadata:",optional"`
	Until     time.Time `json:"until"`
	Reason    string    `json:"reason"`
	Evidence  string    `json:"evidence,omitempty" metadata:",optional"`
	// By is the member that recorded it.
	By    string `json:"by"`
	Stamp Stamp  `json:"stamp"`
}

// Waive lets a member off a duty until a date. Only those whom the charter names may do so, and
// none of them for itself.
type Waive struct {
	Request string `json:"request"`
	// As is an alliance that the caller acts for, by mandate.
	As       string       `json:"as,omitempty" metadata:",optional"`
	Alliance string       `json:"alliance"`
	Party    string       `json:"party"`
	Duty     charter.Duty `json:"duty"`
	// Agreement is the one that need not be accepted, if the duty is that.
	Agreement string    `json:"agreement,omitempty" metadata:",optional"`
	Until     time.Time `json:"until"`
	Reason    string    `json:"reason"`
	// Evidence is the SHA-256 of a document, in lower-case hex.
	Evidence string `json:"evidence,omitempty" metadata:",optional"`
}

// Name implements Transaction.
func (Waive) Name() string      { return "Waive" }
func (t Waive) request() string { return t.Request }
func (t Waive) actsFor() string { return t.As }
func (Waive) needs() Role       { return Officer }

func (t Waive) check() error {
	return refusal.First(form.CheckRequest(t.Request), form.CheckID("alliance", t.Alliance), form.CheckID("party", t.Party),
		form.OneOf("duty", string(t.Duty), charter.Duties()...), checkWaived(t.Duty, t.Agreement), checkYear("until", t.Until),
		form.CheckText("reason", t.Reason, 1, form.MaxReason), form.CheckDigest("evidence", t.Evidence, true))
}

// checkWaived refuses a duty to accept an agreement without which it is, and an agreement that
// the duty has nothing to do with.
func checkWaived(duty charter.Duty, agreement string) error {
	switch {
	case duty == charter.DutyAgreement:
		return form.CheckSlug("agreement", agreement)
	case agreement != "":
		return refusal.New(refusal.Unwanted, "field", "agreement", "action", string(duty))
	}
	return nil
}

// checkBy refuses what the rules did not know before version 6.
func (t Waive) checkBy(engine string) error { return sinceSix(engine, t) }

// apply refuses with NO_WAIVERS where the charter lets nobody off, with NOT_NAMED whom it does not
// name, with NO_DUTY what the member does not owe, and with UNTIL_PAST.
func (t Waive) apply(a txn) (Event, error) {
	_, c, err := a.loadOpenAlliance(t.Alliance)
	if err != nil {
		return Event{}, err
	}
	if c.Waivers == nil {
		return Event{}, refusal.New(refusal.NoWaivers, "alliance", t.Alliance)
	}
	if err := a.checkNamed(t.Alliance, c, c.Waivers.By, "waivers"); err != nil {
		return Event{}, err
	}
	if t.Party == a.party {
		return Event{}, refusal.New(refusal.NotNamed, "alliance", t.Alliance, "party", a.party, "what", "waivers")
	}
	until, err := t.until(a, c)
	if err != nil {
		return Event{}, err
	}
	member, err := load[Membership](a.store, MembershipKey(t.Alliance, t.Party))
	if err == nil {
		if class, _ := c.Class(member.Class); !class.Owes(t.Duty, t.Agreement) {
			err = refusal.New(refusal.NoDuty, "alliance", t.Alliance, "party", t.Party, "duty", string(t.Duty))
		}
	}
	key := waiverKey(t.Alliance, t.Party, t.Duty, t.Agreement)
	earlier, _, failed := get[Waiver](a.store, key)
	if err := refusal.First(err, failed, a.tx.after(earlier.Stamp), a.tx.after(member.Written)); err != nil {
		return Event{}, err
	}
	a.put(key, Waiver{
		form.Schema, t.Alliance, t.Party, t.Duty, t.Agreement, until, t.Reason, t.Evidence, a.party, a.tx.stamp(),
	})
	event := a.event(DutyWaived)
	event.Alliance, event.Party, event.Subject = t.Alliance, t.Party, string(t.Duty)
	return event, nil
}

// until is when the waiver ends: when it was asked for, or where the charter says how long one
// lasts at most, then, if that is earlier. It refuses with UNTIL_PAST.
func (t Waive) until(a txn, c charter.Charter) (time.Time, error) {
	until := t.Until.UTC()
	if !a.tx.Time.Before(until) {
		return until, refusal.New(refusal.UntilPast, "until", until.Format(time.RFC3339), "action", t.Name())
	}
	if longest := c.Waivers.Longest; longest != "" {
		if end := c.After(longest, a.tx.Time); end.Before(until) {
			return end, nil
		}
	}
	return until, nil
}

// waiverAt is the waiver of a duty that a member has at a time, the zero value for none: there
// are some as long as the charter has them. One that has ended still moves what was due before its
// end to that; one that was given in an earlier membership says nothing.
func waiverAt(s Store, c charter.Charter, m Membership, duty charter.Duty, agreement string, at time.Time) (Waiver, error) {
	if c.Waivers == nil {
		return Waiver{}, nil
	}
	waiver, found, err := get[Waiver](s, waiverKey(m.Alliance, m.Party, duty, agreement))
	if !found || at.Before(waiver.Stamp.Time) || !m.spans(waiver.Stamp) {
		return Waiver{}, err
	}
	return waiver, err
}
