package membership

// Kind is what a party is.
type Kind string

// The kinds of parties. An alliance does not register: it is founded.
const (
	Enterprise    Kind = "enterprise"
	Individual    Kind = "individual"
	Academic      Kind = "academic"
	Government    Kind = "government"
	International Kind = "international organization"
	Association   Kind = "association"
	// AllianceKind is the kind of an alliance that acts, by a mandate, as a party.
	AllianceKind Kind = "alliance"
)

// Kinds lists the kinds that may register.
func Kinds() []string {
	return []string{
		string(Enterprise), string(Individual), string(Academic),
		string(Government), string(International), string(Association),
	}
}

// Party is a legal or natural person under one stable id. What it says of
// itself here nobody has checked: an id says nothing about the truth of a name.
type Party struct {
	Schema       int    `json:"schema"`
	ID           string `json:"id"`
	Kind         Kind   `json:"kind"`
	Names        Names  `json:"names"`
	Jurisdiction string `json:"jurisdiction,omitempty" metadata:",optional"`
	LEI          string `json:"lei,omitempty" metadata:",optional"`
	USCC         string `json:"uscc,omitempty" metadata:",optional"`
	// Recovery is the delay after which a recovery of the party's keys takes effect.
	Recovery   Duration `json:"recovery,omitempty" metadata:",optional"`
	Registered Stamp    `json:"registered"`
	// Version counts the corrections; Reason is that of the last, Written its time.
	Version int    `json:"version"`
	Reason  string `json:"reason,omitempty" metadata:",optional"`
	Written Stamp  `json:"written"`
}

// RegisterParty records the party that the caller's certificate names, with the
// caller's key as its first officer. The certificate must come from the host of
// the id: each host owns the ids that end in its name.
type RegisterParty struct {
	Request string `json:"request"`
	Kind    Kind   `json:"kind"`
	Names   Names  `json:"names"`
	// Jurisdiction is a country's code (ISO 3166-1 alpha-2).
	Jurisdiction string `json:"jurisdiction,omitempty" metadata:",optional"`
	// LEI is a legal entity identifier (ISO 17442).
	LEI string `json:"lei,omitempty" metadata:",optional"`
	// USCC is a 统一社会信用代码 (GB 32100).
	USCC string `json:"uscc,omitempty" metadata:",optional"`
	// Recovery is how long a recovery of lost keys can be vetoed; P3D without it.
	Recovery Duration `json:"recovery,omitempty" metadata:",optional"`
}

// Name implements Transaction.
func (RegisterParty) Name() string      { return "RegisterParty" }
func (t RegisterParty) request() string { return t.Request }
func (RegisterParty) needs() Role       { return anybody }

func (t RegisterParty) check() error {
	return firstError(checkRequest(t.Request), oneOf("kind", string(t.Kind), Kinds()...), t.Names.check("names"),
		checkCountry(t.Jurisdiction), checkLEI(t.LEI), checkUSCC(t.USCC), checkRecovery(t.Recovery))
}

func (t RegisterParty) apply(a act) (Event, error) {
	_, host, err := SplitID("caller", a.party)
	if err != nil {
		return Event{}, err
	}
	if host != a.tx.Caller.Host {
		return Event{}, refuse(ForeignHost, "party", a.party, "host", a.tx.Caller.Host)
	}
	if err := a.supersede(a.party); err != nil {
		return Event{}, err
	}
	party := Party{
		Schema: schema, ID: a.party, Kind: t.Kind, Names: t.Names,
		Jurisdiction: t.Jurisdiction, LEI: t.LEI, USCC: t.USCC, Recovery: t.Recovery, Registered: a.tx.stamp(),
	}
	if err := a.writeParty(party); err != nil {
		return Event{}, err
	}
	if err := a.addAuthority(host, a.tx.Caller.Key, Officer); err != nil {
		return Event{}, err
	}
	event := a.event(PartyRegistered)
	event.Party, event.Key = a.party, a.tx.Caller.Key
	return event, nil
}

// checkRecovery refuses a delay that is no duration, or out of bounds.
func checkRecovery(delay Duration) error {
	length, ok := delay.Parse()
	if delay == "" || ok && length >= MinVoting && length <= MaxVoting {
		return nil
	}
	return refuse(BadChoice, "field", "recovery", "value", clip(string(delay)), "choices", "PT10S … P366D")
}

// supersede clears an id for the party that registers under it. That the host has given
// it a certificate for this id counts for more than that somebody has described, or
// would found, an alliance of the same one: as long as that has not opened, it yields;
// but not at once if founders of other hosts have consented, whose work no single host
// is to undo. It refuses with ID_TAKEN, and with TIME_REVERSED what is older than what
// yields.
func (a act) supersede(id string) error {
	alliance, err := allianceOf(a.store, id)
	if err != nil || a.tx.two() || alliance.Status != Described && alliance.Status != Forming {
		return firstError(err, free(a.store, id))
	}
	if alliance.Status == Forming && !alliance.overdue(a.tx.Time) {
		if shared, err := a.sharedAcrossHosts(alliance); err != nil || shared {
			return firstError(err, free(a.store, id))
		}
	}
	if err := a.tx.after(alliance.Founded); err != nil {
		return err
	}
	alliance.Status = Superseded
	return put(a.store, allianceKey(id), alliance)
}

// free refuses with ID_TAKEN if a party or an alliance has the id: both share
// one name space, for an alliance may itself become a member.
func free(s Store, id string) error {
	for _, key := range []Key{partyKey(id), allianceKey(id)} {
		value, err := s.Get(key)
		if err != nil {
			return err
		}
		if value != nil {
			return refuse(IDTaken, "id", id)
		}
	}
	return nil
}

// GetParty asks for a party's record.
type GetParty struct {
	ID string `json:"id"`
}

// Name implements Query.
func (GetParty) Name() string                  { return "GetParty" }
func (q GetParty) check() error                { return checkID("id", q.ID) }
func (q GetParty) read(s asked) (Party, error) { return must[Party](s, partyKey(q.ID)) }
func (q GetParty) answer(s asked) (any, error) { return q.read(s) }

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
func (ListParties) Name() string                  { return "ListParties" }
func (ListParties) check() error                  { return nil }
func (q ListParties) answer(s asked) (any, error) { return q.read(s) }

func (q ListParties) read(s asked) (Parties, error) {
	parties, next, err := page[Party](s, partiesKey(), q.Size, q.Bookmark)
	return Parties{parties, next}, err
}
