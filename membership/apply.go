package membership

import (
	"slices"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// Transaction is one writing transaction's input. The types in this package
// that implement it are all that can be written.
type Transaction interface {
	// Name is the transaction's name in the contract.
	Name() string
	// check refuses what is wrong in itself, whatever the ledger holds.
	check() error
	// request is the id that the client made, or empty where the effect itself
	// can happen only once.
	request() string
	// needs is the role that the caller's authority must have.
	needs() Role
	// apply checks against the state, writes, and tells what happened.
	apply(a txn) (Event, error)
}

// txn is a transaction under way: what it reads from and writes to, and who acts.
type txn struct {
	store     Store // to read from; put writes
	writes    *writes
	tx        Tx
	requestID string
	// sender is the party whose key signed; it was found among its authorities.
	sender string
	// party is the party that acts: the sender, or an alliance that it is mandated
	// to act for.
	party string
}

// event begins the event of this transaction.
func (a txn) event(kind string) Event {
	event := Event{Schema: form.Schema, Type: kind, Tx: a.tx.ID, Time: a.tx.Time, Request: a.requestID, By: a.party}
	if a.sender != a.party {
		event.Via = a.sender
	}
	return event
}

// Apply runs one transaction: it checks the form, the caller and the rules,
// writes the records, emits the event and returns it. A refusal is a *refusal.Error,
// and then nothing may be committed; any other error is the store's.
//
// A request sent again answers with the event of its first time and writes
// nothing: the event's Tx then differs from tx.ID.
func Apply(s Store, tx Tx, t Transaction) (Event, error) {
	if err := tx.check(t); err != nil {
		return Event{}, err
	}
	tx, err := tx.recognized(s, t)
	if err != nil {
		return Event{}, err
	}
	a := txn{store: s, writes: &writes{}, tx: tx, requestID: t.request(), sender: tx.Caller.sender(t.needs())}
	a.party = a.sender
	authority, err := a.identify(t.needs())
	if err != nil {
		return Event{}, err
	}
	done, err := a.repeated(t)
	if err != nil || done != nil {
		return valueOrZero(done), err
	}
	if err := authority.permits(t.needs()); err != nil {
		return Event{}, err
	}
	a, err = a.represent(t)
	if err != nil {
		return Event{}, err
	}
	event, err := t.apply(a)
	if err != nil || event.Tx != tx.ID {
		return event, err
	}
	if err := a.remember(t, event); err != nil {
		return Event{}, err
	}
	if err := a.writes.flush(s); err != nil {
		return Event{}, err
	}
	return event, s.Emit(event)
}

// prefetcher is a transaction that knows from its argument alone what it will
// read, beyond what every transaction reads of its caller.
type prefetcher interface {
	// prefetch returns the keys, given the party that acts.
	prefetch(party string) []Key
}

// Reads returns keys that Apply reads before it accepts the transaction, as far
// as they are known beforehand. A store to which each single read is a journey
// may fetch them together. It is never more than Apply reads: what is read and
// changes before the commit makes the ledger refuse the transaction.
//
// Of a caller whose MSP ID is no slug it returns none: whose keys are read follows from
// what the ledger says of its host.
func Reads(tx Tx, t Transaction) []Key {
	caller := tx.Caller
	if !form.IsSlug(caller.MSP) {
		return nil
	}
	if t.needs() == operator || form.CheckID("caller", caller.Party) != nil || tx.check(t) != nil {
		return nil
	}
	keys := []Key{AuthorityKey(caller.Party, caller.MSP, caller.Key)}
	if id := t.request(); id != "" {
		keys = append(keys, requestKey(caller.Party, id))
	}
	party := caller.Party
	if named, ok := t.(onBehalf); ok && named.actsFor() != "" {
		party = named.actsFor()
		if form.CheckID("as", party) != nil {
			return nil
		}
		keys = append(keys, mandateKey(party, caller.Party))
	}
	if p, ok := t.(prefetcher); ok {
		keys = append(keys, p.prefetch(party)...)
	}
	return keys
}

// ruled is a transaction of which what is wrong in itself has changed with the rules.
type ruled interface {
	checkBy(engine string) error
}

// check is the transaction's own, by the rules of the day. It refuses with
// ENGINE_UNKNOWN rules that this package does not have.
func (tx Tx) check(t Transaction) error {
	if !slices.Contains(charter.Engines(), tx.Engine) {
		return refusal.New(refusal.EngineUnknown, "engine", refusal.Clip(tx.Engine))
	}
	if by, has := t.(ruled); has {
		return by.checkBy(tx.Engine)
	}
	err := t.check()
	if tx.two() && form.AcceptedByTwo(err) {
		return nil
	}
	return err
}

// Check refuses a transaction that is wrong in itself, whatever the ledger holds.
func Check(t Transaction) error { return t.check() }

func valueOrZero[R any](record *R) R {
	if record == nil {
		var none R
		return none
	}
	return *record
}

// transactionType is one form of transaction: its name, and how its argument is read.
type transactionType struct {
	name  string
	parse func(argument []byte) (Transaction, error)
}

// transactions are all forms, in the order in which a newcomer meets them.
var transactions = []transactionType{
	transactionOf[RegisterParty](), transactionOf[AddAuthority](), transactionOf[RotateAuthority](), transactionOf[RemoveAuthority](),
	transactionOf[FoundAlliance](), transactionOf[Consent](), transactionOf[Join](), transactionOf[Propose](), transactionOf[Endorse](), transactionOf[PutToVote](),
	transactionOf[Decide](), transactionOf[Withdraw](), transactionOf[Leave](), transactionOf[CloseEpoch](), transactionOf[SealEpoch](),
	transactionOf[CorrectParty](), transactionOf[AskRecovery](), transactionOf[VetoRecovery](), transactionOf[CompleteRecovery](),
	transactionOf[DescribeAlliance](), transactionOf[StateClaim](), transactionOf[Attest](),
	transactionOf[AcceptAgreement](), transactionOf[RecordPayment](), transactionOf[RecordFigure](), transactionOf[DeclareAffiliate](), transactionOf[ConsentAffiliate](), transactionOf[VacateSeat](), transactionOf[Enact](),
	transactionOf[EndMembership](), transactionOf[NameHost](), transactionOf[AppointProxy](), transactionOf[RevokeProxy](), transactionOf[Nominate](), transactionOf[FillSeat](),
	transactionOf[ConsentSuccession](), transactionOf[Invite](), transactionOf[RevokeInvitation](),
	transactionOf[CallMeeting](), transactionOf[Attend](), transactionOf[OpenMeeting](), transactionOf[AdjournMeeting](), transactionOf[CloseMeeting](),
	transactionOf[DeclarePresence](), transactionOf[ConfirmRepresentatives](), transactionOf[Waive](),
}

func transactionOf[T Transaction]() transactionType {
	var none T
	return transactionType{none.Name(), func(argument []byte) (Transaction, error) {
		var t T
		err := form.Decode(argument, &t)
		return t, err
	}}
}

// TransactionNames lists the writing transactions.
func TransactionNames() []string {
	names := make([]string, 0, len(transactions))
	for _, f := range transactions {
		names = append(names, f.name)
	}
	return names
}

// ParseTransaction reads a writing transaction from its name and its argument.
// It refuses with UNKNOWN_TRANSACTION, MALFORMED, UNKNOWN_FIELD or TOO_LARGE.
func ParseTransaction(name string, argument []byte) (Transaction, error) {
	for _, f := range transactions {
		if f.name == name {
			return f.parse(argument)
		}
	}
	return nil, refusal.New(refusal.UnknownTransaction, "name", refusal.Clip(name))
}

// request remembers a request that took effect, so that sending it again does
// nothing, and its id cannot stand for something else.
type request struct {
	Schema      int    `json:"schema"`
	Transaction string `json:"transaction"`
	Digest      string `json:"digest"`
	Event       Event  `json:"event"`
}

// repeated returns the event of this request's first time, nil if this is it.
// It refuses with REQUEST_REUSED if the id stands for other content.
func (a txn) repeated(t Transaction) (*Event, error) {
	if a.requestID == "" {
		return nil, nil
	}
	earlier, found, err := get[request](a.store, requestKey(a.sender, a.requestID))
	if err != nil || !found {
		return nil, err
	}
	content, err := form.Digest(t.Name(), t)
	if err != nil {
		return nil, err
	}
	if earlier.Transaction != t.Name() || earlier.Digest != content {
		return nil, refusal.New(refusal.RequestReused, "request", a.requestID)
	}
	return &earlier.Event, nil
}

func (a txn) remember(t Transaction, event Event) error {
	if a.requestID == "" {
		return nil
	}
	content, err := form.Digest(t.Name(), t)
	if err != nil {
		return err
	}
	a.put(requestKey(a.sender, a.requestID),
		request{Schema: form.Schema, Transaction: t.Name(), Digest: content, Event: event})
	return nil
}
