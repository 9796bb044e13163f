package membership

import (
	"slices"
	"strconv"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// maxChanges bounds the changes that one seal adds up.
const maxChanges = 200_000

// Seal fixes an alliance's roster at the end of an epoch: how many members
// there were of each class, in each affiliate group, with which weights. It is the same on every peer, whatever its height, and
// it is what an electorate is counted from.
type Seal struct {
	Schema   int    `json:"schema"`
	Alliance string `json:"alliance"`
	Epoch    int    `json:"epoch"`
	// Active and Suspended count the members.
	Active    int            `json:"active"`
	Suspended int            `json:"suspended"`
	Blocs     []charter.Bloc `json:"blocs"`
	// Root is the root of the roster: the hash of a Merkle tree of its entries, in hexadecimal
	// digits. A seal from before version 6 of the rules has none.
	Root  string `json:"root,omitempty" metadata:",optional"`
	By    string `json:"by"`
	Stamp Stamp  `json:"stamp"`
}

// SealEpoch adds a closed epoch's changes to the seal before it. Any party may
// send it; the content leaves no choice. Sent again it answers with the first time.
type SealEpoch struct {
	Alliance string `json:"alliance"`
	Epoch    int    `json:"epoch"`
}

// Name implements Transaction.
func (SealEpoch) Name() string    { return "SealEpoch" }
func (SealEpoch) request() string { return "" }
func (SealEpoch) needs() Role     { return Delegate }
func (t SealEpoch) check() error  { return checkEpoch(t.Alliance, t.Epoch) }

func (t SealEpoch) apply(a txn) (Event, error) {
	done, found, err := get[Seal](a.store, sealKey(t.Alliance, t.Epoch))
	if err != nil || found {
		return done.event(), err
	}
	closed, found, err := get[Closing](a.store, ClosingKey(t.Alliance, t.Epoch))
	if err != nil {
		return Event{}, err
	}
	if !found {
		open, err := load[Epoch](a.store, epochKey(t.Alliance))
		if err != nil {
			return Event{}, err
		}
		if err := open.checkPast(t.Epoch); err != nil {
			return Event{}, err
		}
		_, err = load[Closing](a.store, ClosingKey(t.Alliance, t.Epoch))
		return Event{}, err
	}
	if err := a.tx.after(closed.Stamp); err != nil {
		return Event{}, err
	}
	former, found, err := get[Seal](a.store, sealKey(t.Alliance, t.Epoch-1))
	if err != nil {
		return Event{}, err
	}
	if !found {
		return Event{}, refusal.New(refusal.SealMissing, "alliance", t.Alliance, "epoch", strconv.Itoa(t.Epoch-1))
	}
	changes, err := a.changes(t.Alliance, t.Epoch)
	if err != nil {
		return Event{}, err
	}
	return a.seal(former, t.Epoch, changes)
}

// changes lists what an epoch made of its members, of each one once.
func (a txn) changes(alliance string, epoch int) ([]Change, error) {
	changes, err := scanAll[Change](a.store, changesKey(alliance, epoch), maxChanges)
	if err != nil || a.tx.two() {
		return changes, err
	}
	regroupings, err := scanAll[Change](a.store, regroupingsKey(alliance, epoch), maxChanges)
	listed := map[string]bool{}
	for _, change := range changes {
		listed[change.Party] = true
	}
	for _, regrouping := range regroupings {
		if !listed[regrouping.Party] { // else what came later has the state before
			changes = append(changes, regrouping)
		}
	}
	return changes, err
}

// seal writes the seal of an epoch.
func (a txn) seal(former Seal, epoch int, changes []Change) (Event, error) {
	next := Seal{
		Schema: form.Schema, Alliance: former.Alliance, Epoch: epoch, Blocs: slices.Clone(former.Blocs),
		By: a.party, Stamp: a.tx.stamp(),
	}
	for _, change := range changes {
		next.Blocs = charter.AddToBlocs(charter.AddToBlocs(next.Blocs, change.Before, -1), change.After, 1)
	}
	for _, bloc := range next.Blocs {
		next.Active, next.Suspended = next.Active+bloc.Active, next.Suspended+bloc.Suspended
	}
	if !charter.Before(a.tx.Engine, charter.EngineSix) {
		root, err := a.root(former, epoch, changes)
		if err != nil {
			return Event{}, err
		}
		next.Root = root
	}
	a.put(sealKey(next.Alliance, epoch), next)
	a.put(sealedKey(next.Alliance), sealed{form.Schema, epoch})
	return next.event(), nil
}

// sealed points to an alliance's last seal.
type sealed struct {
	Schema int `json:"schema"`
	Epoch  int `json:"epoch"`
}

// lastSeal reads an alliance's last seal.
func lastSeal(s Store, alliance string) (Seal, error) {
	last, err := load[sealed](s, sealedKey(alliance))
	if err != nil {
		return Seal{}, err
	}
	return load[Seal](s, sealKey(alliance, last.Epoch))
}

func (s Seal) event() Event {
	return Event{
		Schema: form.Schema, Type: EpochSealed, Tx: s.Stamp.Tx, Time: s.Stamp.Time, By: s.By, Alliance: s.Alliance, Epoch: s.Epoch,
	}
}

// votableSeal returns the last seal, if it may be voted by. A seal older than the
// charter's record date is refused with SEAL_STALE if membership has changed
// since, or a suspension has lifted that no epoch's closing has recorded: nobody can vote by an old roster. The client then closes and seals. That
// parties have come to be in a group by their own word makes no seal old: it counts
// from the next one on, which whoever wants it to makes.
func (a txn) votableSeal(alliance string, c charter.Charter) (Seal, error) {
	seal, err := lastSeal(a.store, alliance)
	if err != nil {
		return Seal{}, err
	}
	if err := a.tx.after(seal.Stamp); err != nil {
		return Seal{}, err
	}
	if allowed, _ := c.RecordDate.Parse(); a.tx.Time.Sub(seal.Stamp.Time) < allowed {
		return seal, nil
	}
	open, err := a.openEpoch(alliance)
	if err != nil {
		return Seal{}, err
	}
	lifted, err := a.liftedMembers(alliance, 1)
	if err != nil {
		return Seal{}, err
	}
	stale := refusal.New(refusal.SealStale, "alliance", alliance, "sealed", strconv.Itoa(seal.Epoch), "open", strconv.Itoa(open))
	if len(lifted) > 0 {
		return Seal{}, stale
	}
	for epoch := seal.Epoch + 1; epoch <= open; epoch++ {
		changes, _, err := a.store.Scan(changesKey(alliance, epoch), 1)
		if err != nil {
			return Seal{}, err
		}
		if len(changes) > 0 {
			return Seal{}, stale
		}
	}
	return seal, nil
}

// GetEpoch asks for the open epoch and the last seal of an alliance.
type GetEpoch struct {
	Alliance string `json:"alliance"`
}

// EpochAndSeal is the open epoch, and the last seal.
type EpochAndSeal struct {
	Epoch Epoch `json:"epoch"`
	Seal  Seal  `json:"seal"`
}

// Name implements Query.
func (GetEpoch) Name() string                     { return "GetEpoch" }
func (q GetEpoch) check() error                   { return form.CheckID("alliance", q.Alliance) }
func (q GetEpoch) answer(s snapshot) (any, error) { return q.read(s) }

func (q GetEpoch) read(s snapshot) (EpochAndSeal, error) {
	epoch, err := load[Epoch](s, epochKey(q.Alliance))
	if err != nil {
		return EpochAndSeal{}, err
	}
	seal, err := lastSeal(s, q.Alliance)
	return EpochAndSeal{epoch, seal}, err
}

// GetSeal asks for the seal of an epoch.
type GetSeal struct {
	Alliance string `json:"alliance"`
	Epoch    int    `json:"epoch"`
}

// Name implements Query.
func (GetSeal) Name() string                     { return "GetSeal" }
func (q GetSeal) check() error                   { return checkEpoch(q.Alliance, q.Epoch) }
func (q GetSeal) answer(s snapshot) (any, error) { return q.read(s) }
func (q GetSeal) read(s snapshot) (Seal, error)  { return load[Seal](s, sealKey(q.Alliance, q.Epoch)) }

// Seals is a page of seals, the oldest first.
type Seals struct {
	Seals []Seal `json:"seals"`
	Next  string `json:"next,omitempty" metadata:",optional"`
}

// ListSeals asks for the seals of an alliance, a page at a time.
type ListSeals struct {
	Alliance string `json:"alliance"`
	Size     int    `json:"size,omitempty" metadata:",optional"`
	Bookmark string `json:"bookmark,omitempty" metadata:",optional"`
}

// Name implements Query.
func (ListSeals) Name() string                     { return "ListSeals" }
func (q ListSeals) check() error                   { return form.CheckID("alliance", q.Alliance) }
func (q ListSeals) answer(s snapshot) (any, error) { return q.read(s) }

func (q ListSeals) read(s snapshot) (Seals, error) {
	if _, err := load[Alliance](s, AllianceKey(q.Alliance)); err != nil {
		return Seals{}, err
	}
	seals, next, err := page[Seal](s, sealsKey(q.Alliance), q.Size, q.Bookmark)
	return Seals{seals, next}, err
}
