package membership

import "time"

// CorrectParty replaces what the caller's party says of itself: its names and
// identifiers, never its id or its kind. The earlier version stays, and the
// reason is recorded.
type CorrectParty struct {
	Request      string `json:"request"`
	Names        Names  `json:"names"`
	Jurisdiction string `json:"jurisdiction,omitempty" metadata:",optional"`
	LEI          string `json:"lei,omitempty" metadata:",optional"`
	USCC         string `json:"uscc,omitempty" metadata:",optional"`
	Reason       string `json:"reason"`
	// Content is the digest of the record that it was made of, see Party.Content, if
	// it was made of one.
	Content string `json:"content,omitempty" metadata:",optional"`
}

// Name implements Transaction.
func (CorrectParty) Name() string      { return "CorrectParty" }
func (t CorrectParty) request() string { return t.Request }
func (CorrectParty) needs() Role       { return Officer }

func (t CorrectParty) check() error {
	return firstError(checkRequest(t.Request), t.Names.check("names"), checkCountry(t.Jurisdiction), checkLEI(t.LEI),
		checkUSCC(t.USCC), checkText("reason", t.Reason, 1, MaxReason), checkDigest("content", t.Content, true))
}

func (t CorrectParty) apply(a act) (Event, error) {
	party, err := must[Party](a.store, partyKey(a.party))
	if err != nil {
		return Event{}, err
	}
	if t.Content != "" {
		if err := a.content("party", party.ID, t.Content, party); err != nil {
			return Event{}, err
		}
	}
	if err := a.tx.after(party.Written); err != nil {
		return Event{}, err
	}
	party.Names, party.Jurisdiction, party.LEI, party.USCC, party.Reason = t.Names, t.Jurisdiction, t.LEI, t.USCC, t.Reason
	if err := a.writeParty(party); err != nil {
		return Event{}, err
	}
	event := a.event(PartyCorrected)
	event.Party = a.party
	return event, nil
}

// writeParty keeps a party's next version, as the current record and under its
// own key, and lists it under its identifiers.
func (a act) writeParty(party Party) error {
	party.Version++
	party.Written = a.tx.stamp()
	if err := put(a.store, partyVersionKey(party.ID, party.Version), party); err != nil {
		return err
	}
	if err := a.listOwn(party); err != nil {
		return err
	}
	return put(a.store, partyKey(party.ID), party)
}

// partyAt is a party's record as it was at a time; the first version for a time
// before that.
func partyAt(s Store, id string, at time.Time) (Party, error) {
	party, err := must[Party](s, partyKey(id))
	if err != nil || !party.Written.Time.After(at) {
		return party, err
	}
	known, after := 1, party.Version // the version looked for is known, or between the two
	for known+1 < after {
		middle := known + (after-known)/2
		version, err := must[Party](s, partyVersionKey(id, middle))
		if err != nil {
			return party, err
		}
		if version.Written.Time.After(at) {
			after = middle
		} else {
			known = middle
		}
	}
	return must[Party](s, partyVersionKey(id, known))
}

// PartyHistory is a page of a party's versions, the oldest first.
type PartyHistory struct {
	Versions []Party `json:"versions"`
	Next     string  `json:"next,omitempty" metadata:",optional"`
}

// GetPartyHistory asks for every version of a party's record.
type GetPartyHistory struct {
	Party    string `json:"party"`
	Size     int    `json:"size,omitempty" metadata:",optional"`
	Bookmark string `json:"bookmark,omitempty" metadata:",optional"`
}

// Name implements Query.
func (GetPartyHistory) Name() string                  { return "GetPartyHistory" }
func (q GetPartyHistory) check() error                { return checkID("party", q.Party) }
func (q GetPartyHistory) answer(s asked) (any, error) { return q.read(s) }

func (q GetPartyHistory) read(s asked) (PartyHistory, error) {
	if _, err := must[Party](s, partyKey(q.Party)); err != nil {
		return PartyHistory{}, err
	}
	versions, next, err := page[Party](s, partyVersionsKey(q.Party), q.Size, q.Bookmark)
	return PartyHistory{versions, next}, err
}
