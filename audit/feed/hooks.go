package feed

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/gofrs/flock"
)

// Hooks sends events to the addresses that somebody configured, to each in the order of
// the chain, and the next one only when the one before was taken or given up. It goes on
// where it was, also after a kill.
type Hooks struct {
	feed   *Feed
	folder string // of the hooks' states and dead letters
	hooks  []Hook
	client *http.Client
	log    *slog.Logger
	lock   *flock.Flock

	// The clock, and how it passes, are a test's to replace.
	now   func() time.Time
	sleep func(ctx context.Context, until time.Time) error
}

// The pace of sending.
const (
	callLimit  = 15 * time.Second // for one call
	firstPause = time.Second      // after the first failure; it doubles from there
	longPause  = time.Hour        // and is never longer
)

// NewHooks gets ready to send. Where each hook is, and its dead letters, are kept in the
// folder, which is made if it is not there; another program that sends from it is
// refused. The log never holds a secret, a body, or more of an address than its host.
func NewHooks(feed *Feed, folder string, hooks []Hook, log *slog.Logger) (*Hooks, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	lock := flock.New(filepath.Join(folder, "lock"), flock.SetFlag(os.O_CREATE|os.O_RDWR))
	taken, err := lock.TryLock()
	if err == nil && !taken {
		err = said("hook.locked", "folder", folder)
	}
	if err != nil {
		return nil, err
	}
	return &Hooks{
		feed: feed, folder: folder, hooks: hooks, log: log, lock: lock, now: time.Now, sleep: sleepUntil,
		client: &http.Client{
			Timeout: callLimit,
			// An answer may not send the events, and a signature, to yet another place.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}, nil
}

// Close lets another program send from the folder.
func (h *Hooks) Close() error { return h.lock.Unlock() }

func sleepUntil(ctx context.Context, until time.Time) error {
	timer := time.NewTimer(time.Until(until))
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Run sends until ctx ends. It fails only where the state of a hook cannot be read or
// kept, and of another chain than the index's: then it sends nothing more, for what it
// would send it might send for ever.
func (h *Hooks) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	failed := make([]error, len(h.hooks))
	var group sync.WaitGroup
	for i, hook := range h.hooks {
		group.Go(func() {
			if failed[i] = h.follow(ctx, hook); failed[i] != nil {
				cancel()
			}
		})
	}
	group.Wait()
	return errors.Join(failed...)
}

// follow sends to one hook until ctx ends.
func (h *Hooks) follow(ctx context.Context, hook Hook) error {
	for failures := 1; ctx.Err() == nil; failures++ {
		began := h.now()
		state, err := h.begin(ctx, hook)
		if err != nil && !errors.Is(err, ErrEmpty) && ctx.Err() == nil {
			return err
		}
		if err == nil && state.Gone == hook.URL {
			h.log.Warn("the address wants no more events", "hook", hook.Name)
			<-ctx.Done()
			return nil
		}
		if err == nil {
			if err = h.sendAll(ctx, hook, state); errors.As(err, new(*keepError)) {
				return err
			}
			if err == nil || ctx.Err() != nil {
				continue // the address wants no more, or it is over
			}
			h.log.Warn("the index cannot be read just now", "hook", hook.Name, "cause", err)
		}
		if h.now().Sub(began) > longPause { // it went well for long: this is another trouble
			failures = 1
		}
		_ = h.sleep(ctx, h.now().Add(pauseAfter(failures))) // ctx is asked above
	}
	return nil
}

// keepError says that a hook's state could not be kept.
type keepError struct{ error }

func (e *keepError) Unwrap() error { return e.error }

// begin reads where a hook is. One that never began does so now.
func (h *Hooks) begin(ctx context.Context, hook Hook) (State, error) {
	source, err := h.feed.Source(ctx)
	if err != nil {
		return State{}, err
	}
	state, found, err := ReadState(h.folder, hook.Name)
	if err != nil {
		return State{}, err
	}
	if found && state.Source != source {
		return State{}, said("hook.chain", "name", hook.Name, "file", statePath(h.folder, hook.Name))
	}
	if found {
		return state.resumed(h.now()), nil
	}
	state.Source = source
	if hook.From != fromStart {
		if state.After, err = h.feed.End(ctx); err != nil {
			return State{}, err
		}
	}
	return state, state.write(h.folder, hook.Name)
}

// sendAll sends event after event, until ctx ends, the index cannot be read, the state
// cannot be kept (*keepError), or the address wants no more, for which it waits for ctx.
func (h *Hooks) sendAll(ctx context.Context, hook Hook, state State) error {
	for event, err := range h.feed.Events(ctx, state.After, hook.filter()) {
		if err != nil {
			return err
		}
		if state, err = h.sendOne(ctx, hook, state, event); err != nil {
			return err
		}
		if state.Gone != "" {
			return nil
		}
	}
	return ctx.Err()
}

// sendOne sends an event until it is taken, or given up, or the address wants no more,
// and returns the state after that.
func (h *Hooks) sendOne(ctx context.Context, hook Hook, state State, event Event) (State, error) {
	body, err := json.Marshal(event)
	if err != nil {
		return state, err
	}
	for {
		if err := h.sleep(ctx, state.Next); err != nil {
			return state, err
		}
		answer := h.call(ctx, hook, event.String(), body)
		log := h.log.With("hook", hook.Name, "event", event.String())
		switch {
		case ctx.Err() != nil:
			return state, ctx.Err()
		case answer.trouble == "":
			log.Info("taken")
			return h.keep(hook, state.taken(event.EventID))
		case answer.gone:
			log.Warn("the address wants no more events")
			state.Gone = hook.URL
			return h.keep(hook, state)
		}
		now := h.now()
		state = state.failed(now, answer)
		if now.Sub(state.Since) < hook.giveUp() {
			log.Warn("not taken", "trouble", answer.trouble, "attempts", state.Attempts, "next", state.Next)
			if state, err = h.keep(hook, state); err != nil {
				return state, err
			}
			continue
		}
		log.Error("given up", "trouble", answer.trouble, "attempts", state.Attempts)
		if err := addDeadLetter(h.folder, hook.Name, DeadLetter{
			Event: body, ID: event.String(), Attempts: state.Attempts, Since: state.Since, Trouble: state.Trouble,
		}); err != nil {
			return state, &keepError{err}
		}
		return h.keep(hook, state.taken(event.EventID))
	}
}

func (h *Hooks) keep(hook Hook, state State) (State, error) {
	if err := state.write(h.folder, hook.Name); err != nil {
		return state, &keepError{err}
	}
	return state, nil
}

// Resend sends a hook's dead letters again, the oldest first, once each. Those that are
// taken are dead letters no more; it ends at the first that is not, with why. It returns how
// many were taken.
func (h *Hooks) Resend(ctx context.Context, name string) (int, error) {
	i := slices.IndexFunc(h.hooks, func(one Hook) bool { return one.Name == name })
	if i < 0 {
		return 0, said("hook.unknown", "name", name)
	}
	letters, err := ReadDeadLetters(h.folder, name)
	if err != nil {
		return 0, err
	}
	for sent, letter := range letters {
		if answer := h.call(ctx, h.hooks[i], letter.ID, letter.Event); answer.trouble != "" {
			return sent, said("hook.notTaken", "name", name, "id", letter.ID, "trouble", answer.trouble)
		}
		if err := writeDeadLetters(h.folder, name, letters[sent+1:]); err != nil {
			return sent, err
		}
	}
	return len(letters), nil
}
