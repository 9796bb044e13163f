package membership

import (
	"time"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// Party is a legal or natural person under one stable id. What it says of
// itself here nobody has checked: an id says nothing about the truth of a name.
type Party struct {
	Schema       int          `json:"schema"`
	ID           string       `json:"id"`
	Kind         charter.Kind `json:"kind"`
	Names        form.Names   `json:"names"`
	Jurisdiction string       `json:"jurisdiction,omitempty" metadata:",optional"`
	LEI          string       `json:"lei,omitempty" metadata:",optional"`
	USCC         string       `json:"uscc,omitempty" metadata:",optional"`
	// Named is since when it has had these names, if that was before they were recorded.
	Named time.Time `json:"named,omitzero" metadata:",optional"`
	// Recovery is the delay after which a recovery of the party's keys takes effect.
	Recovery   form.Duration `json:"recovery,omitempty" metadata:",optional"`
	Registered Stamp         `json:"registered"`
	// Version counts the corrections; Reason is that of the last, Written its time.
	Version int    `json:"version"`
	Reason  string `json:"reason,omitempty" metadata:",optional"`
	Written Stamp  `json:"written"`
}

// RegisterParty records the party that the caller's certificate names, with the
// caller's key as its first officer. The certificate must come from the host of
// the id: each host owns the ids that end in its name.
type RegisterParty struct {
	Request string       `json:"request"`
	Kind    charter.Kind `json:"kind"`
	Names   form.Names   `json:"names"`
	// Jurisdiction is a country's code (ISO 3166-1 alpha-2).
	Jurisdiction string `json:"jurisdiction,omitempty" metadata:",optional"`
	// LEI is a legal entity identifier (ISO 17442).
	LEI string `json:"lei,omitempty" metadata:",optional"`
	// USCC is a 统一社会信用代码 (GB 32100).
	USCC string `json:"uscc,omitempty" metadata:",optional"`
	// Recovery is how long a recovery of lost keys can be vetoed; P3D without it.
	Recovery form.Duration `json:"recovery,omitempty" metadata:",optional"`
}

// Name implements Transaction.
func (RegisterParty) Name() string      { return "RegisterParty" }
func (t RegisterParty) request() string { return t.Request }
func (RegisterParty) needs() Role       { return anybody }

func (t RegisterParty) check() error {
	return refusal.First(form.CheckRequest(t.Request), form.OneOf("kind", string(t.Kind), charter.Kinds()...), t.Names.Check("names"),
		form.CheckCountry(t.Jurisdiction), form.CheckLEI(t.LEI), form.CheckUSCC(t.USCC), checkRecovery(t.Recovery))
}

func (t RegisterParty) apply(a txn) (Event, error) {
	_, host, err := form.SplitID("caller", a.party)
	if err != nil {
		return Event{}, err
	}
	if host != a.tx.Caller.Host {
		return Event{}, refusal.New(refusal.ForeignHost, "party", a.party, "host", a.tx.Caller.Host)
	}
	if err := a.supersede(a.party); err != nil {
		return Event{}, err
	}
	party := Party{
		Schema: form.Schema, ID: a.party, Kind: t.Kind, Names: t.Names,
		Jurisdiction: t.Jurisdiction, LEI: t.LEI, USCC: t.USCC, Recovery: t.Recovery, Registered: a.tx.stamp(),
	}
	a.writeParty(party)
	if err := a.addAuthority(host, a.tx.Caller.Key, Officer); err != nil {
		return Event{}, err
	}
	event := a.event(PartyRegistered)
	event.Party, event.Key = a.party, a.tx.Caller.Key
	return event, nil
}

// checkRecovery refuses a delay that is no duration, or out of bounds.
func checkRecovery(delay form.Duration) error {
	length, ok := delay.Parse()
	if delay == "" || ok && length >= charter.MinVoting && length <= charter.MaxVoting {
		return nil
	}
	return refusal.New(refusal.BadChoice, "field", "recovery", "value", refusal.Clip(string(delay)), "choices", "PT10S … P366D")
}

// supersede clears an id for the party that registers under it. That the host has given
// it a certificate for this id counts for more than that somebody has described, or
// would found, an alliance of the same one: as long as that has not opened, it yields;
// but not at once if founders of other hosts have consented, whose work no single host
// is to undo. It refuses with ID_TAKEN, and with TIME_REVERSED what is older than what
// yields.
func (a txn) supersede(id string) error {
	alliance, err := allianceOf(a.store, id)
	if err != nil || a.tx.two() || alliance.Status != Described && alliance.Status != Forming {
		return refusal.First(err, checkIDFree(a.store, id))
	}
	if alliance.Status == Forming && !alliance.formingTooLong(a.tx.Time) {
		if shared, err := a.sharedAcrossHosts(alliance); err != nil || shared {
			return refusal.First(err, checkIDFree(a.store, id))
		}
	}
	if err := a.tx.after(alliance.Founded); err != nil {
		return err
	}
	alliance.Status = Superseded
	a.put(AllianceKey(id), alliance)
	return nil
}

// checkIDFree refuses with ID_TAKEN if a party or an alliance has the id: both share
// one name space, for an alliance may itself become a member.
func checkIDFree(s Store, id string) error {
	for _, key := range []Key{PartyKey(id), AllianceKey(id)} {
		value, err := s.Get(key)
		if err != nil {
			return err
		}
		if value != nil {
			return refusal.New(refusal.IDTaken, "id", id)
		}
	}
	return nil
}

// GetParty asks for a party's record.
type GetParty struct {
	ID string `json:"id"`
}

// Name implements Query.
func (GetParty) Name() string                     { return "GetParty" }
func (q GetParty) check() error                   { return form.CheckID("id", q.ID) }
func (q GetParty) read(s snapshot) (Party, error) { return load[Party](s, PartyKey(q.ID)) }
func (q GetParty) answer(s snapshot) (any, error) { return q.read(s) }

// Parties is a page of parties in the order of their ids.
type Parties struct {
	Parties []Party `json:"parties"`
	Next    string  `json:"next,omitempty" metadata:",optional"`
}

// ListParties asks for the parties, a page at a time.
type ListParties struct {
	Size     int    `json:"size,omitempty" metadata:",optional"`
	Bookmark string `json:"bookmark,omitempty" metadata:",optional"`
}

// Name implements Query.
func (ListParties) Name() string                     { return "ListParties" }
func (ListParties) check() error                     { return nil }
func (q ListParties) answer(s snapshot) (any, error) { return q.read(s) }

func (q ListParties) read(s snapshot) (Parties, error) {
	parties, next, err := page[Party](s, partiesKey(), q.Size, q.Bookmark)
	return Parties{parties, next}, err
}

// CorrectParty replaces what the caller's party says of itself: its names and
// identifiers, never its id or its kind. The earlier version stays, and the
// reason is recorded.
type CorrectParty struct {
	Request      string     `json:"request"`
	Names        form.Names `json:"names"`
	Jurisdiction string     `json:"jurisdiction,omitempty" metadata:",optional"`
	LEI          string     `json:"lei,omitempty" metadata:",optional"`
	USCC         string     `json:"uscc,omitempty" metadata:",optional"`
	Reason       string     `json:"reason"`
	// Named is since when the party has had these names; without it since they are recorded.
	Named time.Time `json:"named,omitzero" metadata:",optional"`
	// Content is the digest of the record that it was made of, see Party.Content, if
	// it was made of one.
	Content string `json:"content,omitempty" metadata:",optional"`
}

// Name implements Transaction.
func (CorrectParty) Name() string      { return "CorrectParty" }
func (t CorrectParty) request() string { return t.Request }
func (CorrectParty) needs() Role       { return Officer }

func (t CorrectParty) check() error {
	err := refusal.First(form.CheckRequest(t.Request), t.Names.Check("names"), form.CheckCountry(t.Jurisdiction), form.CheckLEI(t.LEI),
		form.CheckUSCC(t.USCC), form.CheckText("reason", t.Reason, 1, form.MaxReason), form.CheckDigest("content", t.Content, true))
	if err == nil && !t.Named.IsZero() {
		err = checkYear("named", t.Named)
	}
	return err
}

// checkBy refuses the date of names, which the rules did not know before version 6.
func (t CorrectParty) checkBy(engine string) error {
	if !t.Named.IsZero() && charter.Before(engine, charter.EngineSix) {
		return refusal.New(refusal.UnknownField, "field", "named", "fields", "")
	}
	return checkAsTwo(engine, t)
}

// checkAsTwo is a transaction's own check, which by version 2 lets pass what that accepted.
func checkAsTwo(engine string, t Transaction) error {
	err := t.check()
	if engine == charter.EngineTwo && form.AcceptedByTwo(err) {
		return nil
	}
	return err
}

func (t CorrectParty) apply(a txn) (Event, error) {
	party, err := load[Party](a.store, PartyKey(a.party))
	if err != nil {
		return Event{}, err
	}
	if t.Content != "" {
		if err := a.matchContent("party", party.ID, t.Content, party); err != nil {
			return Event{}, err
		}
	}
	if err := refusal.First(a.tx.after(party.Written), t.checkNamed(a, party)); err != nil {
		return Event{}, err
	}
	party.Named = t.Named.UTC()
	party.Names, party.Jurisdiction, party.LEI, party.USCC, party.Reason = t.Names, t.Jurisdiction, t.LEI, t.USCC, t.Reason
	a.writeParty(party)
	event := a.event(PartyCorrected)
	event.Party = a.party
	return event, nil
}

// checkNamed refuses with BAD_TIME names that the party is yet to have, or had before those that it had
// last: names follow upon each other.
func (t CorrectParty) checkNamed(a txn, party Party) error {
	if t.Named.IsZero() || !t.Named.Before(party.NamedSince()) && !t.Named.After(a.tx.Time) {
		return nil
	}
	return refusal.New(refusal.BadTime, "time", "named: from "+party.NamedSince().Format(time.RFC3339)+" to now")
}

// NamedSince is since when the party has had its names: since that day, if it says one, or since they
// were recorded.
func (p Party) NamedSince() time.Time {
	if !p.Named.IsZero() {
		return p.Named
	}
	return p.Written.Time
}

// writeParty keeps a party's next version, as the current record and under its
// own key, and lists it under its identifiers.
func (a txn) writeParty(party Party) {
	party.Version++
	party.Written = a.tx.stamp()
	a.put(partyVersionKey(party.ID, party.Version), party)
	a.listOwn(party)
	a.put(PartyKey(party.ID), party)
}

// partyAt is a party's record with the names that it had at a time; the first version for a time
// before that.
func partyAt(s Store, id string, at time.Time) (Party, error) {
	party, err := load[Party](s, PartyKey(id))
	if err != nil || !party.NamedSince().After(at) {
		return party, err
	}
	known, after := 1, party.Version // the version looked for is known, or between the two
	for known+1 < after {
		middle := known + (after-known)/2
		version, err := load[Party](s, partyVersionKey(id, middle))
		if err != nil {
			return party, err
		}
		if version.NamedSince().After(at) {
			after = middle
		} else {
			known = middle
		}
	}
	return load[Party](s, partyVersionKey(id, known))
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
func (GetPartyHistory) Name() string                     { return "GetPartyHistory" }
func (q GetPartyHistory) check() error                   { return form.CheckID("party", q.Party) }
func (q GetPartyHistory) answer(s snapshot) (any, error) { return q.read(s) }

func (q GetPartyHistory) read(s snapshot) (PartyHistory, error) {
	if _, err := load[Party](s, PartyKey(q.Party)); err != nil {
		return PartyHistory{}, err
	}
	versions, next, err := page[Party](s, partyVersionsKey(q.Party), q.Size, q.Bookmark)
	return PartyHistory{versions, next}, err
}
