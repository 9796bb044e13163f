package membership

import (
	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// Role is what an authority may do for its party.
type Role string

// An officer does everything; a delegate endorses and sends decisions, and
// rotates its own key.
const (
	Officer  Role = "officer"
	Delegate Role = "delegate"
	// anybody is the need of a transaction that asks for no authority yet: the
	// first registration.
	anybody Role = ""
	// operator is the need of a transaction that only a host may ask for.
	operator Role = "operator"
)

// AuthorityState reports whether a key may still act.
type AuthorityState string

// A removed key never comes back: whoever removed it may have lost it.
const (
	AuthorityActive AuthorityState = "active"
	AuthorityGone   AuthorityState = "removed"
)

// maxAuthorities bounds the keys that a party ever had, so that the guard of
// the last officer can always read them all.
const maxAuthorities = 1000

// Authority is a key that may act for a party. It is a key and not only a
// certificate: a host's certificate authority may issue what it likes, but it
// cannot put a key here.
type Authority struct {
	Schema  int            `json:"schema"`
	Party   string         `json:"party"`
	Host    string         `json:"host"`
	Key     string         `json:"key"`
	Role    Role           `json:"role"`
	State   AuthorityState `json:"state"`
	Added   Stamp          `json:"added"`
	Removed *Stamp         `json:"removed,omitempty" metadata:",optional"`
}

// identify finds the caller's authority. It refuses with NO_PARTY_ATTRIBUTE or
// BAD_ID if the certificate names no party, with UNKNOWN_KEY if the key is not
// one of that party's. Whether it may act is permits' question.
func (a txn) identify(need Role) (Authority, error) {
	caller := a.tx.Caller
	if need == operator {
		if !caller.Operator {
			return Authority{}, refusal.New(refusal.NoOperatorAttribute, "host", caller.hostOrMSP())
		}
		return Authority{}, nil
	}
	if caller.Party == "" {
		return Authority{}, refusal.New(refusal.NoPartyAttribute, "host", caller.Host)
	}
	if err := form.CheckID("caller", caller.Party); err != nil {
		return Authority{}, err
	}
	authority, found, err := get[Authority](a.store, AuthorityKey(caller.Party, caller.Host, caller.Key))
	if err == nil && !found && need != anybody {
		err = refusal.New(refusal.UnknownKey, "party", caller.Party, "host", caller.Host, "key", caller.Key)
	}
	return authority, err
}

// permits refuses with KEY_REMOVED or NEEDS_OFFICER.
func (y Authority) permits(need Role) error {
	switch {
	case need == anybody, need == operator:
		return nil
	case y.State != AuthorityActive:
		return refusal.New(refusal.KeyRemoved, "party", y.Party, "host", y.Host, "key", y.Key)
	case need == Officer && y.Role != Officer:
		return refusal.New(refusal.NeedsOfficer, "party", y.Party)
	}
	return nil
}

// AddAuthority lets another key act for the caller's party. Only an officer
// adds keys. The key may be enrolled at another host: so a party moves.
type AddAuthority struct {
	Request string `json:"request"`
	Host    string `json:"host"`
	Key     string `json:"key"`
	Role    Role   `json:"role"`
}

// Name implements Transaction.
func (AddAuthority) Name() string      { return "AddAuthority" }
func (t AddAuthority) request() string { return t.Request }
func (AddAuthority) needs() Role       { return Officer }

func (t AddAuthority) check() error {
	return refusal.First(form.CheckRequest(t.Request), form.CheckHost("host", t.Host), form.CheckDigest("key", t.Key, false),
		form.OneOf("role", string(t.Role), string(Officer), string(Delegate)))
}

func (t AddAuthority) apply(a txn) (Event, error) {
	if err := a.addAuthority(t.Host, t.Key, t.Role); err != nil {
		return Event{}, err
	}
	return a.authorityEvent(AuthorityAdded, t.Key, t.Role), nil
}

// addAuthority refuses with AUTHORITY_EXISTS, also for a key once removed, and
// with TOO_MANY where the range could not be read any more with this key in it:
// then no key could be removed, a stolen one neither.
func (a txn) addAuthority(host, key string, role Role) error {
	if _, found, err := get[Authority](a.store, AuthorityKey(a.party, host, key)); err != nil || found {
		return refusal.First(err, refusal.New(refusal.AuthorityExists, "party", a.party, "key", key))
	}
	if _, err := scanAll[Authority](a.store, authoritiesKey(a.party), maxAuthorities-1); err != nil {
		return err
	}
	a.put(AuthorityKey(a.party, host, key), Authority{
		Schema: form.Schema, Party: a.party, Host: host, Key: key, Role: role, State: AuthorityActive, Added: a.tx.stamp(),
	})
	return nil
}

func (a txn) authorityEvent(kind, key string, role Role) Event {
	event := a.event(kind)
	event.Party, event.Key, event.Status = a.party, key, string(role)
	return event
}

// RotateAuthority puts a new key in the place of the caller's own, with the
// same role: the old key signs for the new one, and is removed.
type RotateAuthority struct {
	Request string `json:"request"`
	Host    string `json:"host"`
	Key     string `json:"key"`
}

// Name implements Transaction.
func (RotateAuthority) Name() string      { return "RotateAuthority" }
func (t RotateAuthority) request() string { return t.Request }
func (RotateAuthority) needs() Role       { return Delegate }

func (t RotateAuthority) check() error {
	return refusal.First(form.CheckRequest(t.Request), form.CheckHost("host", t.Host), form.CheckDigest("key", t.Key, false))
}

func (t RotateAuthority) apply(a txn) (Event, error) {
	old, err := load[Authority](a.store, AuthorityKey(a.party, a.tx.Caller.Host, a.tx.Caller.Key))
	if err != nil {
		return Event{}, err
	}
	if err := a.addAuthority(t.Host, t.Key, old.Role); err != nil {
		return Event{}, err
	}
	if err := a.removeAuthority(old); err != nil {
		return Event{}, err
	}
	return a.authorityEvent(AuthorityRotated, t.Key, old.Role), nil
}

func (a txn) removeAuthority(y Authority) error {
	if err := a.tx.after(y.Added); err != nil {
		return err
	}
	stamp := a.tx.stamp()
	y.State, y.Removed = AuthorityGone, &stamp
	a.put(AuthorityKey(y.Party, y.Host, y.Key), y)
	return nil
}

// RemoveAuthority ends a key's right to act for the caller's party. Only an
// officer removes keys, and never the last officer's: nobody could add one again.
type RemoveAuthority struct {
	Request string `json:"request"`
	Host    string `json:"host"`
	Key     string `json:"key"`
}

// Name implements Transaction.
func (RemoveAuthority) Name() string      { return "RemoveAuthority" }
func (t RemoveAuthority) request() string { return t.Request }
func (RemoveAuthority) needs() Role       { return Officer }

func (t RemoveAuthority) check() error {
	return refusal.First(form.CheckRequest(t.Request), form.CheckHost("host", t.Host), form.CheckDigest("key", t.Key, false))
}

func (t RemoveAuthority) apply(a txn) (Event, error) {
	y, err := load[Authority](a.store, AuthorityKey(a.party, t.Host, t.Key))
	if err != nil {
		return Event{}, err
	}
	if y.State != AuthorityActive {
		return Event{}, refusal.New(refusal.KeyRemoved, "party", y.Party, "host", y.Host, "key", y.Key)
	}
	if err := a.checkOfficerRemains(y); err != nil {
		return Event{}, err
	}
	if err := a.removeAuthority(y); err != nil {
		return Event{}, err
	}
	return a.authorityEvent(AuthorityRemoved, y.Key, y.Role), nil
}

// checkOfficerRemains refuses with LAST_OFFICER if no other officer would remain. It
// reads the whole range, so that two officers cannot remove each other at once.
func (a txn) checkOfficerRemains(leaving Authority) error {
	all, err := scanAll[Authority](a.store, authoritiesKey(a.party), maxAuthorities)
	if err != nil {
		return err
	}
	for _, other := range all {
		same := other.Host == leaving.Host && other.Key == leaving.Key
		if !same && other.Role == Officer && other.State == AuthorityActive {
			return nil
		}
	}
	return refusal.New(refusal.LastOfficer, "party", a.party)
}

// Authorities are all keys that may act, or might once act, for a party.
type Authorities struct {
	Authorities []Authority `json:"authorities"`
}

// ListAuthorities asks for the keys of a party.
type ListAuthorities struct {
	Party string `json:"party"`
}

// Name implements Query.
func (ListAuthorities) Name() string                     { return "ListAuthorities" }
func (q ListAuthorities) check() error                   { return form.CheckID("party", q.Party) }
func (q ListAuthorities) answer(s snapshot) (any, error) { return q.read(s) }

func (q ListAuthorities) read(s snapshot) (Authorities, error) {
	if _, err := load[Party](s, PartyKey(q.Party)); err != nil {
		return Authorities{}, err
	}
	authorities, err := allPages[Authority](s, authoritiesKey(q.Party))
	return Authorities{authorities}, err
}
