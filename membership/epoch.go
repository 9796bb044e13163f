package membership

import (
	"strconv"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// Epoch is the stretch of an alliance's membership changes that is open: each
// change that is made belongs to it. Epoch 0 is the founding; it is closed and
// sealed by the transaction that opens the alliance.
type Epoch struct {
	Schema   int    `json:"schema"`
	Alliance string `json:"alliance"`
	Number   int    `json:"number"`
	Began    Stamp  `json:"began"`
}

// checkPast refuses an epoch that is not over: with EPOCH_OPEN the open one, which can
// still change, and with UNKNOWN_RECORD one that has not begun.
func (e Epoch) checkPast(epoch int) error {
	switch {
	case epoch > e.Number:
		return refusal.New(refusal.UnknownRecord, "record", "epoch", "id", e.Alliance+" "+strconv.Itoa(epoch))
	case epoch == e.Number:
		return refusal.New(refusal.EpochOpen, "alliance", e.Alliance, "epoch", strconv.Itoa(epoch))
	}
	return nil
}

// Closing says who closed an epoch.
type Closing struct {
	Schema   int    `json:"schema"`
	Alliance string `json:"alliance"`
	Epoch    int    `json:"epoch"`
	By       string `json:"by"`
	Stamp    Stamp  `json:"stamp"`
}

// Change lists what one epoch made of one party's membership.
type Change struct {
	Schema   int              `json:"schema"`
	Alliance string           `json:"alliance"`
	Epoch    int              `json:"epoch"`
	Party    string           `json:"party"`
	Before   charter.Presence `json:"before"`
	After    charter.Presence `json:"after"`
	// Entry is the digest of the member's entry in the roster; none where it is no member any
	// more, and in changes from before version 6 of the rules.
	Entry string `json:"entry,omitempty" metadata:",optional"`
}

// openEpoch reads the number of the open epoch. A change that reads it is refused
// by the ledger if the epoch is closed meanwhile, and made in the next one.
func (a txn) openEpoch(alliance string) (int, error) {
	epoch, err := load[Epoch](a.store, epochKey(alliance))
	return epoch.Number, err
}

// recordChange enters a change into its epoch, be it its parties' own or a decision's. Of
// several in one epoch the first state before and the last state after remain.
func (a txn) recordChange(member Membership, before charter.Presence, own bool) (Change, error) {
	key := changeKey(member.Alliance, member.Epoch, member.Party)
	earlier, found, err := get[Change](a.store, key)
	if err != nil {
		return Change{}, err
	}
	if !found && !a.tx.two() {
		aside := regroupingKey(member.Alliance, member.Epoch, member.Party)
		if earlier, found, err = get[Change](a.store, aside); err != nil {
			return Change{}, err
		}
		if own && before.Regrouped(member.presence()) {
			key = aside
		}
	}
	if found {
		before = earlier.Before
	}
	change := Change{
		Schema: form.Schema, Alliance: member.Alliance, Epoch: member.Epoch, Party: member.Party,
		Before: before, After: member.presence(),
	}
	if entry, is := member.EntryAt(member.Epoch); is && !charter.Before(a.tx.Engine, charter.EngineSix) {
		digest, err := entry.digest()
		if err != nil {
			return Change{}, err
		}
		change.Entry = digest.String()
	}
	a.put(key, change)
	return change, nil
}

// CloseEpoch ends the open epoch and begins the next: nothing of it can change
// any more. Any party may send it, once there is a change in it, or a suspension has
// lifted since, which it records; sent again it answers with the first time.
type CloseEpoch struct {
	Alliance string `json:"alliance"`
	Epoch    int    `json:"epoch"`
}

// Name implements Transaction.
func (CloseEpoch) Name() string    { return "CloseEpoch" }
func (CloseEpoch) request() string { return "" }
func (CloseEpoch) needs() Role     { return Delegate }
func (t CloseEpoch) check() error  { return checkEpoch(t.Alliance, t.Epoch) }

// maxEpoch bounds the number of an epoch: keys have six digits.
const maxEpoch = 999_999

func checkEpoch(alliance string, epoch int) error {
	if epoch < 0 || epoch > maxEpoch {
		return refusal.New(refusal.BadChoice, "field", "epoch", "value", strconv.Itoa(epoch), "choices", "0–"+strconv.Itoa(maxEpoch))
	}
	return form.CheckID("alliance", alliance)
}

func (t CloseEpoch) apply(a txn) (Event, error) {
	done, found, err := get[Closing](a.store, ClosingKey(t.Alliance, t.Epoch))
	if err != nil || found {
		return done.event(), err
	}
	open, err := load[Epoch](a.store, epochKey(t.Alliance))
	if err != nil {
		return Event{}, err
	}
	if t.Epoch != open.Number {
		return Event{}, refusal.New(refusal.EpochNotOpen, "alliance", t.Alliance, "epoch", strconv.Itoa(t.Epoch), "open", strconv.Itoa(open.Number))
	}
	if err := a.tx.after(open.Began); err != nil {
		return Event{}, err
	}
	empty, err := a.emptyEpoch(t.Alliance, t.Epoch)
	if err != nil {
		return Event{}, err
	}
	lifted, err := a.liftedMembers(t.Alliance, maxLifted)
	if err != nil {
		return Event{}, err
	}
	if empty && len(lifted) == 0 { // else whoever likes could close without end, in everybody's way
		return Event{}, refusal.New(refusal.EpochEmpty, "alliance", t.Alliance, "epoch", strconv.Itoa(t.Epoch))
	}
	if err := a.recordLifted(t.Epoch, lifted); err != nil {
		return Event{}, err
	}
	done = Closing{Schema: form.Schema, Alliance: t.Alliance, Epoch: t.Epoch, By: a.party, Stamp: a.tx.stamp()}
	a.put(ClosingKey(t.Alliance, t.Epoch), done)
	a.beginEpoch(t.Alliance, t.Epoch+1)
	return done.event(), nil
}

// emptyEpoch reports whether nothing changed in an epoch, be it an affiliate group alone.
func (a txn) emptyEpoch(alliance string, epoch int) (bool, error) {
	changes, _, err := a.store.Scan(changesKey(alliance, epoch), 1)
	if err != nil || len(changes) > 0 || a.tx.two() {
		return len(changes) == 0, err
	}
	changes, _, err = a.store.Scan(regroupingsKey(alliance, epoch), 1)
	return len(changes) == 0, err
}

func (a txn) beginEpoch(alliance string, number int) {
	a.put(epochKey(alliance), Epoch{Schema: form.Schema, Alliance: alliance, Number: number, Began: a.tx.stamp()})
}

func (c Closing) event() Event {
	return Event{
		Schema: form.Schema, Type: EpochClosed, Tx: c.Stamp.Tx, Time: c.Stamp.Time, By: c.By, Alliance: c.Alliance, Epoch: c.Epoch,
	}
}
