package membership

import (
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// Acceptance is a party's recorded acceptance of an alliance's agreement, in the
// version that it last accepted.
type Acceptance struct {
	Schema    int    `json:"schema"`
	Alliance  string `json:"alliance"`
	Party     string `json:"party"`
	Agreement string `json:"agreement"`
	Version   string `json:"version"`
	Digest    string `json:"digest"`
	Stamp     Stamp  `json:"stamp"`
}

// Introduction says since when an alliance has had an agreement in a version.
type Introduction struct {
	Schema    int    `json:"schema"`
	Alliance  string `json:"alliance"`
	Agreement string `json:"agreement"`
	Digest    string `json:"digest"`
	Stamp     Stamp  `json:"stamp"`
}

// introduceAgreements records since when a charter's agreements are in force; those that
// were before keep their date.
func (a txn) introduceAgreements(alliance string, c charter.Charter) error {
	for _, agreement := range c.Agreements {
		key := introductionKey(alliance, agreement.ID, agreement.Digest)
		_, found, err := get[Introduction](a.store, key)
		if err != nil {
			return err
		}
		if found {
			continue
		}
		a.put(key, Introduction{form.Schema, alliance, agreement.ID, agreement.Digest, a.tx.stamp()})
	}
	return nil
}

// AcceptAgreement records that the caller's party accepts an agreement of an
// alliance's charter, in the version that it has read.
type AcceptAgreement struct {
	Request string `json:"request"`
	// As is an alliance that the caller acts for, by mandate.
	As        string `json:"as,omitempty" metadata:",optional"`
	Alliance  string `json:"alliance"`
	Agreement string `json:"agreement"`
	// Digest is the SHA-256 of the document, in lower-case hex.
	Digest string `json:"digest"`
}

// Name implements Transaction.
func (AcceptAgreement) Name() string      { return "AcceptAgreement" }
func (t AcceptAgreement) request() string { return t.Request }
func (t AcceptAgreement) actsFor() string { return t.As }
func (AcceptAgreement) needs() Role       { return Officer }

func (t AcceptAgreement) check() error {
	return refusal.First(form.CheckRequest(t.Request), form.CheckID("alliance", t.Alliance), form.CheckSlug("agreement", t.Agreement),
		form.CheckDigest("digest", t.Digest, false))
}

func (t AcceptAgreement) apply(a txn) (Event, error) {
	_, c, err := a.loadOpenAlliance(t.Alliance)
	if err != nil {
		return Event{}, err
	}
	agreement, found := c.Agreement(t.Agreement)
	if !found {
		return Event{}, refusal.New(refusal.UnknownAgreement, "agreement", t.Agreement)
	}
	if agreement.Digest != t.Digest {
		return Event{}, refusal.New(refusal.AgreementDiffers, "agreement", t.Agreement, "version", agreement.Version, "digest", agreement.Digest)
	}
	key := acceptanceKey(t.Alliance, a.party, t.Agreement)
	earlier, found, err := get[Acceptance](a.store, key)
	if err != nil {
		return Event{}, err
	}
	if found && earlier.Digest == t.Digest {
		return Event{}, refusal.New(refusal.AlreadyAccepted, "agreement", t.Agreement, "party", a.party, "version", agreement.Version)
	}
	if err := a.tx.after(earlier.Stamp); err != nil {
		return Event{}, err
	}
	event := a.event(AgreementAccepted)
	event.Alliance, event.Party, event.Subject = t.Alliance, a.party, t.Agreement
	a.put(key, Acceptance{
		form.Schema, t.Alliance, a.party, t.Agreement, agreement.Version, agreement.Digest, a.tx.stamp(),
	})
	return event, nil
}

// Acceptances is a page of what a party has accepted in an alliance.
type Acceptances struct {
	Acceptances []Acceptance `json:"acceptances"`
	Next        string       `json:"next,omitempty" metadata:",optional"`
}

// ListAcceptances asks which agreements of an alliance a party has accepted.
type ListAcceptances struct {
	Alliance string `json:"alliance"`
	Party    string `json:"party"`
	Size     int    `json:"size,omitempty" metadata:",optional"`
	Bookmark string `json:"bookmark,omitempty" metadata:",optional"`
}

// Name implements Query.
func (ListAcceptances) Name() string                     { return "ListAcceptances" }
func (q ListAcceptances) answer(s snapshot) (any, error) { return q.read(s) }

func (q ListAcceptances) check() error {
	return refusal.First(form.CheckID("alliance", q.Alliance), form.CheckID("party", q.Party))
}

func (q ListAcceptances) read(s snapshot) (Acceptances, error) {
	if _, err := load[Alliance](s, AllianceKey(q.Alliance)); err != nil {
		return Acceptances{}, err
	}
	list, next, err := page[Acceptance](s, acceptancesKey(q.Alliance, q.Party), q.Size, q.Bookmark)
	return Acceptances{list, next}, err
}
