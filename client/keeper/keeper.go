package keeper

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"time"

	"allianceregistry/client"
	"allianceregistry/membership"
)

const (
	// maxStep is how long one reading or sending may take.
	maxStep = time.Minute
	// settleTime is how long a change of membership waits for others of the same moment,
	// before an epoch is closed for them.
	settleTime = 5 * time.Second
	// maxLag bounds how far a keeper lags a deadline, so that several do not meet.
	maxLag = 2 * time.Second
	// maxSleep is how often it looks at the clock, which somebody may set.
	maxSleep = 5 * time.Second
	// relook is how often everything is read again: what an event should have said, and did
	// not, is late by no more.
	relook = 10 * time.Minute
)

// Report says what a keeper did, or could not do. Without a kind the action is a reading,
// of one alliance or, without one, of which there are.
type Report struct {
	Action
	Receipt client.Receipt
	// Err is why it failed; then it is tried again after Pause.
	Err   error
	Pause time.Duration
}

// Keeper sends what is due. It is used by one goroutine.
type Keeper struct {
	client *client.Client
	only   []string
	now    func() time.Time
	notify func(Report)
	lag    time.Duration
	settle time.Duration

	list      bool // which alliances there are is to be read
	alliances map[string]membership.Alliance
	books     map[string]Book
	news      map[string]*news
	pauses    pauses
	// sent are transactions of its own whose events are still to come.
	sent map[string]bool
}

// Option changes how a Keeper works.
type Option func(*Keeper)

// WithAlliances has it keep these alliances alone; without any, all that there are.
func WithAlliances(ids ...string) Option { return func(k *Keeper) { k.only = ids } }

// WithReports has everything reported that it did, or could not do. Where it lost a race
// there is nothing to report.
func WithReports(notify func(Report)) Option { return func(k *Keeper) { k.notify = notify } }

// WithClock sets the clock by which it goes, which has to be the one that its ledger
// writes into transactions: time.Now if it is not set.
func WithClock(now func() time.Time) Option { return func(k *Keeper) { k.now = now } }

// New returns a keeper that acts by a client. Its key has to be a party's, whose role does
// not matter.
func New(c *client.Client, options ...Option) *Keeper {
	k := &Keeper{
		client: c, now: time.Now, notify: func(Report) {}, lag: rand.N(maxLag), settle: settleTime,
		list: true, alliances: map[string]membership.Alliance{}, books: map[string]Book{}, news: map[string]*news{}, pauses: pauses{},
		sent: map[string]bool{},
	}
	for _, option := range options {
		option(k)
	}
	return k
}

func (k *Keeper) isWanted(alliance string) bool {
	return len(k.only) == 0 || slices.Contains(k.only, alliance)
}

// Plan lists what is due and what will be, as things stand, in the order of time. It
// sends nothing. It returns an error if something cannot be read.
func (k *Keeper) Plan(ctx context.Context) ([]Action, error) {
	var failed []error
	notify := k.notify
	k.notify = func(r Report) { failed = append(failed, r.Err) }
	defer func() { k.notify = notify }()
	k.list = true
	if err := k.read(ctx); err != nil {
		return nil, err
	}
	return k.plan(), errors.Join(failed...)
}

// plan is what all books say.
func (k *Keeper) plan() []Action {
	var actions []Action
	for _, book := range k.books {
		actions = append(actions, book.Plan(k.settle)...)
	}
	byDue(actions)
	return actions
}

// Once sends what is due now, and what becomes due by that, until nothing is. It returns
// the errors of what could not be read or sent, which it has reported too.
func (k *Keeper) Once(ctx context.Context) error {
	var failed []error
	notify := k.notify
	k.notify = func(r Report) {
		failed = append(failed, r.Err) // nil if there is none
		notify(r)
	}
	k.lag, k.settle, k.list = 0, 0, true
	defer func() { k.notify = notify }()
	for {
		sent, err := k.round(ctx)
		if err != nil {
			return err
		}
		if !sent {
			return errors.Join(failed...)
		}
	}
}

// Run sends what is due until ctx ends, and then returns nil. It returns a refusal of
// whoever asks: by such a key nothing would be possible.
func (k *Keeper) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	l := listen(ctx, k.client)
	select { // the books are opened once nothing that comes later can be missed
	case <-l.woken:
	case <-ctx.Done():
	}
	k.list = true
	for looked := time.Now(); ctx.Err() == nil; {
		if time.Since(looked) >= relook {
			k.list, looked = true, time.Now()
		}
		sent, err := k.round(ctx)
		if err != nil && ctx.Err() == nil {
			return err
		}
		if !sent {
			k.wait(ctx, l)
		}
	}
	return nil
}

// round reads what is new and sends what is due. It reports whether there was anything.
func (k *Keeper) round(ctx context.Context) (bool, error) {
	if err := k.read(ctx); err != nil {
		return false, err
	}
	due := k.due()
	return len(due) > 0, k.send(ctx, due)
}
