package signoff

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gofrs/flock"
	"github.com/google/renameio/v2"

	"allianceregistry/client"
	"allianceregistry/internal/input"
	"allianceregistry/membership"
)

// Desk is where acts wait.
type Desk struct {
	folder string
	rules  []Rule
	log    *slog.Logger
	now    func() time.Time
	file   *flock.Flock

	lock    sync.Mutex
	signers map[string]*client.Client // by person
	sending map[string]bool           // what the Desk sends now: person and argument
	busy    map[string]chan struct{}  // by act; whoever has put something in decides on it
}

const (
	// Kept is how long the file of an act stays that was signed or rejected, or has expired.
	Kept = 90 * 24 * time.Hour

	maxAct     = 1 << 20 // bytes of a file
	maxWaiting = 1000
	fileEnd    = ".json"
)

var idPattern = regexp.MustCompile(`^[A-Z2-7]{26}$`)

// Open opens the desk in a folder, which is made, and clears it. While it is open another
// program is refused it. The rules have been checked.
func Open(folder string, rules []Rule, log *slog.Logger) (*Desk, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	d := &Desk{
		folder: folder, rules: rules, log: log, now: time.Now, file: flock.New(filepath.Join(folder, "lock"), flock.SetPermissions(0o600)),
		signers: map[string]*client.Client{}, sending: map[string]bool{}, busy: map[string]chan struct{}{},
	}
	taken, err := d.file.TryLock()
	if err == nil && !taken {
		err = problem("signoff.locked", "folder", folder)
	}
	if err == nil {
		d.removeHalves()
		d.lock.Lock()
		defer d.lock.Unlock()
		d.clear(d.all())
	}
	return d, err
}

// Close lets another program have the desk.
func (d *Desk) Close() error { return d.file.Unlock() }

func (d *Desk) rule(party string) (Rule, bool) {
	at := slices.IndexFunc(d.rules, func(r Rule) bool { return r.Party == party })
	if at < 0 {
		return Rule{}, false
	}
	return d.rules[at], true
}

// Needs reports whether a transaction of a party needs a second person.
func (d *Desk) Needs(party string, t membership.Transaction) bool {
	rule, is := d.rule(party)
	return is && rule.needs(t)
}

// Prepare has what a person prepared wait. It refuses what nobody else may approve.
func (d *Desk) Prepare(person, party string, t membership.Transaction) (Act, error) {
	rule, _ := d.rule(party)
	if !slices.ContainsFunc(rule.Approvers, func(id string) bool { return id != person }) {
		return Act{}, problem("signoff.nobody")
	}
	argument, err := json.Marshal(t)
	if err != nil {
		return Act{}, err
	}
	now := d.now().UTC()
	act := Act{
		Schema: 1, ID: client.NewRequest(), By: person, Party: party, Transaction: t.Name(), Argument: string(argument),
		Prepared: now, Expires: now.Add(rule.Within), State: Waiting,
	}
	act.Digest = act.digest()
	if _, err := act.Read(); err != nil {
		return act, err
	}
	d.lock.Lock()
	defer d.lock.Unlock()
	open, there := 0, d.all()
	d.clear(there)
	for _, other := range there {
		if other.Now(now) == Waiting {
			open++
		}
	}
	if open >= maxWaiting {
		return act, problem("signoff.full", "max", maxWaiting)
	}
	d.log.Info("prepared for a second person", "person", person, "party", party, "act", act.ID, "transaction", act.Transaction, "digest", act.Digest)
	return act, d.save(act)
}

// Acts are those that a person sees, the latest first: the own ones, and those of others of the
// party if the person may approve.
func (d *Desk) Acts(person, party string) []Act {
	seen := slices.DeleteFunc(d.all(), func(act Act) bool { return !d.sees(person, party, act) })
	slices.SortFunc(seen, func(one, other Act) int { return other.Prepared.Compare(one.Prepared) })
	return seen
}

// Act is one that a person sees; any other is as unknown as one that is not there.
func (d *Desk) Act(person, party, id string) (Act, error) {
	if !idPattern.MatchString(id) {
		return Act{}, problem("signoff.unknown")
	}
	act, err := d.read(id)
	if errors.Is(err, fs.ErrNotExist) || err == nil && !d.sees(person, party, act) {
		return Act{}, problem("signoff.unknown")
	}
	return act, err
}

func (d *Desk) sees(person, party string, act Act) bool {
	return act.Party == party && (act.By == person || d.MayApprove(person, act))
}

// MayApprove reports whether a person is among those who may approve an act, which is another's.
func (d *Desk) MayApprove(person string, act Act) bool {
	rule, is := d.rule(act.Party)
	return is && act.By != person && slices.Contains(rule.Approvers, person)
}

// Approve approves an act, of which the person was shown what has this digest, and has it signed
// by who prepared it. If that failed it may be approved again, by anybody who may: it is the same
// request. Who comes second finds it signed.
func (d *Desk) Approve(ctx context.Context, person, party, id, digest string) (Act, error) {
	act, release, err := d.take(ctx, person, party, id)
	if err != nil {
		return act, err
	}
	defer release()
	switch state := act.Now(d.now()); {
	case !d.MayApprove(person, act):
		return act, problem("signoff.own")
	case digest != act.Digest:
		return act, problem("signoff.changed", "id", id)
	case state == Signed:
		return act, nil
	case state != Waiting && state != Approved:
		return act, problem("signoff.over")
	}
	if act.State == Waiting {
		act.State, act.Decided, act.DecidedAt = Approved, person, d.now().UTC()
		if err := d.save(act); err != nil {
			return act, err
		}
		d.log.InfoContext(ctx, "approved", "person", person, "party", party, "act", id, "digest", digest, "by", act.By)
	}
	return d.sign(ctx, act)
}

// sign sends what was approved by the key of who prepared it.
func (d *Desk) sign(ctx context.Context, act Act) (Act, error) {
	t, err := act.Read()
	if err != nil {
		return act, err
	}
	key := act.By + "\n" + act.Transaction + "\n" + act.Argument
	d.lock.Lock()
	signer := d.signers[act.By]
	d.sending[key] = true
	d.lock.Unlock()
	defer func() {
		d.lock.Lock()
		defer d.lock.Unlock()
		delete(d.sending, key)
	}()
	if signer == nil {
		return act, problem("signoff.gone", "id", act.By)
	}
	receipt, err := signer.Submit(ctx, t)
	if err != nil {
		return act, err
	}
	act.State, act.Receipt = Signed, &receipt
	return act, d.save(act)
}

// Reject ends an act that is not signed yet: another's, by who may approve it, or the own.
func (d *Desk) Reject(ctx context.Context, person, party, id string) error {
	act, release, err := d.take(ctx, person, party, id)
	if err != nil {
		return err
	}
	defer release()
	if state := act.Now(d.now()); state != Waiting && state != Approved {
		return problem("signoff.over")
	}
	act.State, act.Decided, act.DecidedAt = Rejected, person, d.now().UTC()
	d.log.InfoContext(ctx, "rejected", "person", person, "party", party, "act", id, "by", act.By)
	return d.save(act)
}

// take waits until nobody else decides on an act, and reads it then.
func (d *Desk) take(ctx context.Context, person, party, id string) (act Act, release func(), err error) {
	if act, err = d.Act(person, party, id); err != nil {
		return act, nil, err
	}
	d.lock.Lock()
	taken := d.deciding(id)
	d.lock.Unlock()
	select {
	case taken <- struct{}{}:
	case <-ctx.Done():
		return act, nil, &client.Fault{Phase: client.Wait, Kind: client.Unknown, Err: ctx.Err()}
	}
	if act, err = d.Act(person, party, id); err != nil {
		<-taken
		return act, nil, err
	}
	return act, func() { <-taken }, nil
}

// deciding is what whoever decides on an act holds. The desk is locked.
func (d *Desk) deciding(id string) chan struct{} {
	taken, is := d.busy[id]
	if !is {
		taken = make(chan struct{}, 1)
		d.busy[id] = taken
	}
	return taken
}

func (d *Desk) path(id string) string { return filepath.Join(d.folder, id+fileEnd) }

func (d *Desk) save(act Act) error {
	text, err := json.MarshalIndent(act, "", " ")
	if err != nil {
		return err
	}
	return renameio.WriteFile(d.path(act.ID), append(text, '\n'), 0o600)
}

// read reads an act, and refuses one that was changed.
func (d *Desk) read(id string) (Act, error) {
	var act Act
	text, err := input.ReadFile(d.path(id), maxAct)
	if err != nil {
		return act, err
	}
	if json.Unmarshal(text, &act) != nil || act.Schema != 1 || act.ID != id || act.Digest != act.digest() {
		return act, problem("signoff.changed", "id", id)
	}
	return act, nil
}

// all are the acts that can be read.
func (d *Desk) all() (acts []Act) {
	files, err := os.ReadDir(d.folder)
	if err != nil {
		d.log.Error("acts cannot be listed", "cause", err)
	}
	for _, file := range files {
		id, is := strings.CutSuffix(file.Name(), fileEnd)
		if !is || !idPattern.MatchString(id) {
			continue
		}
		act, err := d.read(id)
		if err != nil {
			d.log.Warn("an act cannot be read", "act", id, "cause", err)
			continue
		}
		acts = append(acts, act)
	}
	return acts
}
