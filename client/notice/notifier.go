package notice

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"allianceregistry/client"
)

// Notifier tells the people of one party what awaits it.
type Notifier struct {
	// Party is whose people are told.
	Party    string
	Settings Settings
	Book     *Book
	// Inbox returns what awaits the party.
	Inbox func(context.Context) ([]client.Task, error)
	// Woken receives something when the ledger has changed; nil if nobody tells.
	Woken <-chan struct{}
	Log   *slog.Logger

	// What a test replaces: how a letter is sent, what time it is, and how it passes.
	send  func(ctx context.Context, to string, l letter, at time.Time) error
	now   func() time.Time
	sleep func(ctx context.Context, length time.Duration, woken <-chan struct{})

	// refused is since when, and how often, an address was not reached: others are told
	// meanwhile.
	refused map[string]refusals
}

// refusals are failures to reach one address, one after the other.
type refusals struct {
	count int
	next  time.Time // when it is tried again
}

// The pace of a notifier.
const (
	// lookTime is how often it looks where nothing wakes it: for reminders and digests.
	lookTime = time.Minute
	// settleTime is for what happens together to be told together.
	settleTime = 3 * time.Second
	// longPause is the longest between two attempts to reach a mail server.
	longPause = 15 * time.Minute
)

// Sent is what became of one mail.
type Sent struct {
	Mail  string `json:"mail"`
	Items []Item `json:"items"`
	// Trouble is why it was not taken; empty if it was.
	Trouble string `json:"trouble,omitempty"`
}

func (n *Notifier) init() {
	if n.send == nil {
		n.send, n.now, n.sleep = n.Settings.Server.send, time.Now, sleep
	}
	if n.refused == nil {
		n.refused = map[string]refusals{}
	}
}

func sleep(ctx context.Context, length time.Duration, woken <-chan struct{}) {
	timer := time.NewTimer(length)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-woken:
	case <-ctx.Done():
	}
}

// Run tells until ctx ends. It fails only where it cannot keep what it told: it would
// tell it again and again.
func (n *Notifier) Run(ctx context.Context) error {
	n.init()
	for ctx.Err() == nil {
		_, err := n.Once(ctx)
		if errors.As(err, new(*bookError)) {
			return err
		}
		if err != nil && ctx.Err() == nil {
			n.Log.Warn("what awaits the party cannot be read just now", "cause", err)
		}
		n.sleep(ctx, lookTime, n.Woken)
		n.sleep(ctx, settleTime, nil)
	}
	return nil
}

// note enters whether an address was reached. One that was not is tried again after a minute,
// two, four, up to longPause.
func (n *Notifier) note(mail string, reached bool) {
	if reached {
		delete(n.refused, mail)
		return
	}
	r := n.refused[mail]
	r.next = n.now().Add(min(lookTime<<min(r.count, 4), longPause))
	r.count++
	n.refused[mail] = r
}

// bookError says that it could not be kept what was told.
type bookError struct{ error }

func (e *bookError) Unwrap() error { return e.error }

// Pending is who would be told what now; nothing is sent.
func (n *Notifier) Pending(ctx context.Context) ([]Sent, error) {
	n.init()
	tasks, err := n.Inbox(ctx)
	if err != nil {
		return nil, err
	}
	var pending []Sent
	for _, person := range n.Settings.People {
		if due := n.dueFor(person, tasks); len(due.Items) > 0 {
			pending = append(pending, Sent{Mail: person.Mail, Items: due.Items})
		}
	}
	return pending, nil
}

func (n *Notifier) dueFor(p Person, tasks []client.Task) Notice {
	return p.due(tasks, n.now(), func(key string) bool { return n.Book.sent(p.Mail, key) })
}

// Once tells everybody what is due now, and returns what became of each mail. One that
// the server does not take keeps no other person's back.
func (n *Notifier) Once(ctx context.Context) ([]Sent, error) {
	n.init()
	tasks, err := n.Inbox(ctx)
	if err != nil {
		return nil, err
	}
	var all []Sent
	for _, person := range n.Settings.People {
		due := n.dueFor(person, tasks)
		if len(due.Items) == 0 || ctx.Err() != nil || n.now().Before(n.refused[person.Mail].next) {
			continue
		}
		sent, err := n.tell(ctx, person, due)
		if err != nil {
			return all, err
		}
		n.note(person.Mail, sent.Trouble == "")
		all = append(all, sent)
	}
	return all, nil
}

// tell sends one mail. What is about to be sent is written down first: after a kill it
// is known that it may have been.
func (n *Notifier) tell(ctx context.Context, p Person, due Notice) (Sent, error) {
	sent := Sent{Mail: p.Mail, Items: due.Items}
	written, err := p.write(n.Party, due)
	if err != nil {
		return sent, err
	}
	if err := n.Book.try(p.Mail, due.Keys); err != nil {
		return sent, &bookError{err}
	}
	err = n.send(ctx, p.Mail, written, n.now())
	log := n.Log.With("mail", p.Mail, "tasks", len(due.Items))
	switch {
	case err == nil:
		log.Info("told")
		err = n.Book.taken(p.Mail, due.Keys)
	case errors.Is(err, errOpen):
		log.Warn("nobody knows whether it was taken", "cause", err)
		sent.Trouble, err = err.Error(), nil
	default:
		log.Warn("not taken", "cause", err)
		sent.Trouble = err.Error()
		err = n.Book.refused(p.Mail, due.Keys)
	}
	if err != nil {
		return sent, &bookError{err}
	}
	return sent, nil
}
