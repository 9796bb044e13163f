package membership

import (
	"time"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// Payment is until when a member has paid its dues, as an officer of whoever the
// charter names recorded it. The registry keeps no amounts.
type Payment struct {
	Schema   int       `json:"schema"`
	Alliance string    `json:"alliance"`
	Party    string    `json:"party"`
	Until    time.Time `json:"until"`
	// By is the member that recorded it.
	By       string `json:"by"`
	Evidence string `json:"evidence,omitempty" metadata:",optional"`
	Stamp    Stamp  `json:"stamp"`
}

// RecordPayment records until when a member has paid its dues. A later record
// replaces it.
type RecordPayment struct {
	Request string `json:"request"`
	// As is an alliance that the caller acts for, by mandate.
	As       string    `json:"as,omitempty" metadata:",optional"`
	Alliance string    `json:"alliance"`
	Party    string    `json:"party"`
	Until    time.Time `json:"until"`
	// Evidence is the SHA-256 of a document, in lower-case hex.
	Evidence string `json:"evidence,omitempty" metadata:",optional"`
}

// Name implements Transaction.
func (RecordPayment) Name() string      { return "RecordPayment" }
func (t RecordPayment) request() string { return t.Request }
func (t RecordPayment) actsFor() string { return t.As }
func (RecordPayment) needs() Role       { return Officer }

func (t RecordPayment) check() error {
	return refusal.First(form.CheckRequest(t.Request), form.CheckID("alliance", t.Alliance), form.CheckID("party", t.Party),
		checkYear("until", t.Until), form.CheckDigest("evidence", t.Evidence, true))
}

func (t RecordPayment) apply(a txn) (Event, error) {
	_, c, err := a.loadOpenAlliance(t.Alliance)
	if err != nil {
		return Event{}, err
	}
	if c.Dues == nil {
		return Event{}, refusal.New(refusal.NoDues, "alliance", t.Alliance)
	}
	if err := a.checkNamed(t.Alliance, c, c.Dues.By, "dues"); err != nil {
		return Event{}, err
	}
	if _, err := load[Membership](a.store, MembershipKey(t.Alliance, t.Party)); err != nil {
		return Event{}, err
	}
	earlier, _, err := get[Payment](a.store, paymentKey(t.Alliance, t.Party))
	if err := refusal.First(err, a.tx.after(earlier.Stamp)); err != nil {
		return Event{}, err
	}
	event := a.event(PaymentRecorded)
	event.Alliance, event.Party = t.Alliance, t.Party
	a.put(paymentKey(t.Alliance, t.Party), Payment{
		form.Schema, t.Alliance, t.Party, t.Until.UTC(), a.party, t.Evidence, a.tx.stamp(),
	})
	return event, nil
}

// checkNamed refuses with NOT_NAMED a party that is not an active member whom the
// charter names for something.
func (a txn) checkNamed(alliance string, c charter.Charter, who *charter.Who, what string) error {
	member, err := a.activeMember(alliance, a.party)
	if err != nil {
		return err
	}
	voter, err := a.voter(alliance, c, member, member.presence())
	if err != nil {
		return err
	}
	if !who.Covers(voter) {
		return refusal.New(refusal.NotNamed, "alliance", alliance, "party", a.party, "what", what)
	}
	return nil
}
