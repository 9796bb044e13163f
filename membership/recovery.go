package membership

import (
	"time"

	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// Recovery gives a party that has lost its keys a new one. The host asks for it,
// everybody sees the event, the new key confirms it, and it takes effect after a
// delay that the party chose when it registered; until then any key that the party
// still has vetoes it. So a host can help a party that is silent, but cannot take one
// that is not.
//
// The delay begins with the confirmation, and not with the request: a request could
// be dated, run by peers and then held back until its delay seemed to be over. Peers
// run a confirmation only once the request is on the ledger, where all have seen it.
type Recovery struct {
	Schema int    `json:"schema"`
	Party  string `json:"party"`
	Host   string `json:"host"`
	// Key is the new officer's key.
	Key    string         `json:"key"`
	Status RecoveryStatus `json:"status"`
	Asked  Stamp          `json:"asked"`
	// Confirmed is the transaction by which the delay began, Effective when the new key
	// may claim its place.
	Confirmed *Stamp    `json:"confirmed,omitempty" metadata:",optional"`
	Effective time.Time `json:"effective,omitzero" metadata:",optional"`
	Ended     *Stamp    `json:"ended,omitempty" metadata:",optional"`
}

// RecoveryStatus says how far a recovery has come.
type RecoveryStatus string

// The states of a recovery.
const (
	RecoveryAsked     RecoveryStatus = "asked"
	RecoveryConfirmed RecoveryStatus = "confirmed" // the delay runs, or is over
	RecoveryVetoed    RecoveryStatus = "vetoed"
	RecoveryComplete  RecoveryStatus = "complete"
)

// isPending reports whether a recovery is neither vetoed nor complete.
func (s RecoveryStatus) isPending() bool { return s == RecoveryAsked || s == RecoveryConfirmed }

// DefaultRecovery is the delay of a party that chose none. A party may choose
// from MinVoting (in trials) to MaxVoting.
const DefaultRecovery form.Duration = "P3D"

// maxDating is how far apart two transactions may be dated that peers run at one
// moment, where these allow two minutes to each side, as this project's network does.
const maxDating = 4 * time.Minute

// recoveryDelay is how long a recovery of the party can be vetoed.
func (p Party) recoveryDelay() time.Duration {
	if p.Recovery == "" {
		return DefaultRecovery.Length()
	}
	return p.Recovery.Length()
}

// datedDelay is the delay by the dates of the confirmation and of the end: with what false
// dates could take off it, yet never more than twice the delay, for trials.
func (p Party) datedDelay() time.Duration {
	return p.recoveryDelay() + min(p.recoveryDelay(), maxDating)
}

// AskRecovery asks for a new key for a party that lost its own. Only an operator
// of a host where the party has an active key may ask.
type AskRecovery struct {
	Request string `json:"request"`
	Party   string `json:"party"`
	// Key is the SHA-256 of the new public key, which is enrolled at that host.
	Key string `json:"key"`
}

// Name implements Transaction.
func (AskRecovery) Name() string      { return "AskRecovery" }
func (t AskRecovery) request() string { return t.Request }
func (AskRecovery) needs() Role       { return operator }

func (t AskRecovery) check() error {
	return refusal.First(form.CheckRequest(t.Request), form.CheckID("party", t.Party), form.CheckDigest("key", t.Key, false))
}

func (t AskRecovery) apply(a txn) (Event, error) {
	party, err := load[Party](a.store, PartyKey(t.Party))
	if err != nil {
		return Event{}, err
	}
	host := a.tx.Caller.Host
	if err := refusal.First(a.checkHosted(t.Party, host, t.Key), a.checkNoRecovery(t.Party), a.tx.after(party.Registered)); err != nil {
		return Event{}, err
	}
	recovery := Recovery{Schema: form.Schema, Party: t.Party, Host: host, Key: t.Key, Status: RecoveryAsked, Asked: a.tx.stamp()}
	if a.tx.two() {
		recovery.Effective = a.tx.Time.Add(party.recoveryDelay())
	}
	event := a.recoveryEvent(RecoveryAskedFor, recovery)
	a.put(recoveryKey(t.Party), recovery)
	return event, nil
}

// checkNoRecovery refuses with RECOVERY_PENDING while the delay of another one
// runs. One that is not confirmed, or was due and is not completed, may be asked for
// anew, with a new delay: its key may be wrong, or lost too, and no key may be left
// for a veto.
func (a txn) checkNoRecovery(party string) error {
	current, found, err := get[Recovery](a.store, recoveryKey(party))
	if err != nil || !found {
		return err
	}
	runs := current.Status == RecoveryConfirmed || current.Status == RecoveryAsked && a.tx.two()
	if runs && a.tx.Time.Before(current.Effective) {
		return refusal.New(refusal.RecoveryPending, "party", party, "effective", current.Effective.Format(time.RFC3339))
	}
	if current.Ended != nil {
		return a.tx.after(*current.Ended)
	}
	if a.tx.two() {
		return nil
	}
	return a.tx.after(current.Asked)
}

// checkHosted refuses with NOT_HOSTED a host where the party has no active key,
// and with AUTHORITY_EXISTS a key that the party has or had.
func (a txn) checkHosted(party, host, key string) error {
	authorities, err := scanAll[Authority](a.store, authoritiesKey(party), maxAuthorities)
	if err != nil {
		return err
	}
	hosted := false
	for _, y := range authorities {
		if y.Host == host && y.Key == key {
			return refusal.New(refusal.AuthorityExists, "party", party, "key", key)
		}
		hosted = hosted || y.Host == host && y.State == AuthorityActive
	}
	if !hosted {
		return refusal.New(refusal.NotHosted, "party", party, "host", host)
	}
	return nil
}

func (a txn) recoveryEvent(kind string, r Recovery) Event {
	event := a.event(kind)
	event.Party, event.Key, event.Status = r.Party, r.Key, string(r.Status)
	return event
}

// VetoRecovery ends a recovery of the caller's party before it takes effect.
type VetoRecovery struct {
	Request string `json:"request"`
}

// Name implements Transaction.
func (VetoRecovery) Name() string      { return "VetoRecovery" }
func (t VetoRecovery) request() string { return t.Request }
func (VetoRecovery) needs() Role       { return Delegate }
func (t VetoRecovery) check() error    { return form.CheckRequest(t.Request) }

func (t VetoRecovery) apply(a txn) (Event, error) {
	recovery, err := a.pendingRecovery()
	if err != nil {
		return Event{}, err
	}
	return a.endRecovery(recovery, RecoveryVetoed)
}

// pendingRecovery refuses with NO_RECOVERY.
func (a txn) pendingRecovery() (Recovery, error) {
	recovery, found, err := get[Recovery](a.store, recoveryKey(a.party))
	if err == nil && (!found || !recovery.Status.isPending()) {
		err = refusal.New(refusal.NoRecovery, "party", a.party)
	}
	return recovery, err
}

func (a txn) endRecovery(recovery Recovery, status RecoveryStatus) (Event, error) {
	if err := refusal.First(a.tx.after(recovery.Asked), a.tx.after(valueOrZero(recovery.Confirmed))); err != nil {
		return Event{}, err
	}
	stamp := a.tx.stamp()
	recovery.Status, recovery.Ended = status, &stamp
	kind := map[RecoveryStatus]string{RecoveryVetoed: RecoveryRefused, RecoveryComplete: RecoveryDone}[status]
	a.put(recoveryKey(recovery.Party), recovery)
	return a.recoveryEvent(kind, recovery), nil
}

// CompleteRecovery is sent by the key for which a recovery was asked, twice. The first
// time it confirms the recovery: the delay begins. Once that is over, it makes the key
// an officer of its party. The host must still be one of the party's: a party that left
// it meanwhile is not silent.
type CompleteRecovery struct {
	Request string `json:"request"`
}

// Name implements Transaction.
func (CompleteRecovery) Name() string      { return "CompleteRecovery" }
func (t CompleteRecovery) request() string { return t.Request }
func (CompleteRecovery) needs() Role       { return anybody }
func (t CompleteRecovery) check() error    { return form.CheckRequest(t.Request) }

func (t CompleteRecovery) apply(a txn) (Event, error) {
	recovery, err := a.pendingRecovery()
	if err != nil {
		return Event{}, err
	}
	caller := a.tx.Caller
	if caller.Host != recovery.Host || caller.Key != recovery.Key {
		return Event{}, refusal.New(refusal.UnknownKey, "party", a.party, "host", caller.Host, "key", caller.Key)
	}
	if recovery.Status == RecoveryAsked && !a.tx.two() {
		return a.confirm(recovery)
	}
	if a.tx.Time.Before(recovery.Effective) {
		return Event{}, refusal.New(refusal.RecoveryPending, "party", a.party, "effective", recovery.Effective.Format(time.RFC3339))
	}
	if err := a.checkHosted(a.party, caller.Host, caller.Key); err != nil {
		return Event{}, err
	}
	if err := a.addAuthority(caller.Host, caller.Key, Officer); err != nil {
		return Event{}, err
	}
	return a.endRecovery(recovery, RecoveryComplete)
}

// confirm begins the delay of a recovery.
func (a txn) confirm(r Recovery) (Event, error) {
	party, err := load[Party](a.store, PartyKey(r.Party))
	if err != nil {
		return Event{}, err
	}
	if err := refusal.First(a.checkHosted(r.Party, r.Host, r.Key), a.tx.after(r.Asked)); err != nil {
		return Event{}, err
	}
	stamp := a.tx.stamp()
	r.Status, r.Confirmed, r.Effective = RecoveryConfirmed, &stamp, a.tx.Time.Add(party.datedDelay())
	a.put(recoveryKey(r.Party), r)
	return a.recoveryEvent(RecoveryBegun, r), nil
}

// GetRecovery asks for the last recovery of a party.
type GetRecovery struct {
	Party string `json:"party"`
}

// Name implements Query.
func (GetRecovery) Name() string                     { return "GetRecovery" }
func (q GetRecovery) check() error                   { return form.CheckID("party", q.Party) }
func (q GetRecovery) answer(s snapshot) (any, error) { return q.read(s) }

func (q GetRecovery) read(s snapshot) (RecoveryNow, error) {
	recovery, err := load[Recovery](s, recoveryKey(q.Party))
	return recovery.AsOf(s.now), err
}
