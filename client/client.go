package client

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"allianceregistry/membership"
	"allianceregistry/membership/refusal"
)

// Client acts and asks on behalf of one identity. It may be used from several
// goroutines at once.
type Client struct {
	ledger     Ledger
	attempts   int
	pause      time.Duration
	lookupTime time.Duration // see lookupContext
	notify     func(Finding) // see WithFindings
	certified  string        // a party; see WithCertificate
	expires    time.Time
}

// Option changes how a Client works.
type Option func(*Client)

// WithAttempts sets how often a transaction is sent before its fault is
// returned; 10 if it is not set. What peers were too busy to take does not count:
// that is sent again until the context ends.
func WithAttempts(n int) Option { return func(c *Client) { c.attempts = n } }

// WithPause sets the pause before the second attempt, 100 ms if it is not set.
// It doubles with each further attempt up to 32 times its length, and a random
// part of it is left out, so that clients in conflict do not meet again.
func WithPause(d time.Duration) Option { return func(c *Client) { c.pause = d } }

// New returns a client over a ledger. Closing the ledger is the caller's affair.
func New(ledger Ledger, options ...Option) *Client {
	c := &Client{ledger: ledger, attempts: 10, pause: 100 * time.Millisecond, lookupTime: 2 * time.Second}
	for _, option := range options {
		option(c)
	}
	return c
}

// NewRequest returns a fresh request id.
func NewRequest() string { return rand.Text() }

// Receipt says where a transaction stands in the chain, and what it did.
type Receipt struct {
	Place
	Event membership.Event `json:"event"`
	// Repeated says that the request had taken effect before this call; the place is
	// that of its first time.
	Repeated bool `json:"repeated,omitempty"`
	// Attempts is how often the transaction was sent.
	Attempts int `json:"attempts"`
}

// Submit sends a transaction until it is committed, refused, or has failed for
// good. It returns a *refusal.Error or a *Fault, which wraps the context's error
// where that ended it.
//
// Whatever it says became of the transaction is so: a refusal, and every kind of
// fault but Unknown, says that no attempt took effect, or will. An attempt of which
// nobody knows is looked up at all hosts, once more after the last attempt, for a
// moment also when ctx has ended.
//
// A proposal that cannot be voted by the last seal, because membership has
// changed since, is sent again after the epoch was closed and sealed.
//
// What a transaction must say that it is about, and does not, is read first; see
// Complete.
func (c *Client) Submit(ctx context.Context, t membership.Transaction) (Receipt, error) {
	t, err := c.Complete(ctx, t)
	if err != nil {
		return Receipt{}, err
	}
	receipt, err := c.send(ctx, t)
	for range maxSeals {
		var denied *refusal.Error
		if !errors.As(err, &denied) || denied.Code != refusal.SealStale {
			break
		}
		if err := c.Seal(ctx, denied.Params["alliance"]); err != nil {
			return Receipt{}, err
		}
		receipt, err = c.send(ctx, t)
	}
	return receipt, err
}

// wait pauses before the attempt after the given one.
func (c *Client) wait(ctx context.Context, attempt int) error {
	const maxDoublings = 5
	pause := c.pause << min(attempt-1, maxDoublings)
	timer := time.NewTimer(pause/2 + jitter(pause/2))
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Try runs a transaction without committing it, and returns what it would do now.
func (c *Client) Try(ctx context.Context, t membership.Transaction) (membership.Event, error) {
	var event membership.Event
	t, err := c.Complete(ctx, t)
	if err != nil {
		return event, err
	}
	argument, err := json.Marshal(t)
	if err != nil {
		return event, fmt.Errorf("encode %s: %w", t.Name(), err)
	}
	answer, err := c.evaluate(ctx, t.Name(), argument)
	if err != nil {
		return event, err
	}
	if err := json.Unmarshal(answer, &event); err != nil {
		return event, fmt.Errorf("read the answer to %s: %w", t.Name(), err)
	}
	return event, nil
}

// Ask asks a question of the own host. An answer that is not about what was asked is
// not taken: then all hosts are asked, see Agreed.
func Ask[R any](ctx context.Context, c *Client, q membership.Query[R]) (R, error) {
	answer, err := askOwn(ctx, c, q)
	if fault := (*Fault)(nil); errors.As(err, &fault) && fault.Kind == Misled && len(c.ledger.Hosts()) > 1 {
		return Agreed(ctx, c, q)
	}
	return answer, err
}

// askOwn asks the own host, or if that is down another.
func askOwn[R any](ctx context.Context, c *Client, q membership.Query[R]) (R, error) {
	var answer R
	argument, err := json.Marshal(q)
	if err != nil {
		return answer, fmt.Errorf("encode %s: %w", q.Name(), err)
	}
	text, err := c.evaluate(ctx, q.Name(), argument)
	if err != nil {
		return answer, err
	}
	answer, err = decode(q, text)
	if mismatch := (*membership.Mismatch)(nil); errors.As(err, &mismatch) {
		return answer, &Fault{Phase: Query, Kind: Misled, Err: &Finding{
			Code: AnswerMismatch, Host: c.ledger.Hosts()[0], About: q.Name(),
			Field: mismatch.Field, Asked: mismatch.Asked, Answered: mismatch.Answered,
		}}
	}
	return answer, err
}

// Find returns where a transaction stands in the chain. It returns ErrNotFound if
// it is not in it.
func (c *Client) Find(ctx context.Context, tx string) (place Place, err error) {
	err = c.retryBusy(ctx, func() error {
		place, err = c.ledger.Find(ctx, tx)
		return err
	})
	return place, err
}

// Locate returns where a transaction stands in the chain of any host's peer. It
// returns ErrNotFound if none of those that answer has it: it may all the same be on
// its way.
func (c *Client) Locate(ctx context.Context, tx string) (place Place, err error) {
	err = c.retryBusy(ctx, func() error {
		place, err = c.ledger.Locate(ctx, tx)
		return err
	})
	return place, err
}

// Await waits until this client's peer has a transaction, which another host's
// client may have sent: what is asked or done next can rest on it. The empty id
// is nothing to wait for.
func (c *Client) Await(ctx context.Context, tx string) error {
	if tx == "" {
		return nil
	}
	for attempt := 1; ; attempt++ {
		_, err := c.Find(ctx, tx)
		if !errors.Is(err, ErrNotFound) {
			return err
		}
		if err := c.wait(ctx, min(attempt, 3)); err != nil {
			return fmt.Errorf("wait for transaction %s: %w", tx, err)
		}
	}
}

// Version says what the chaincode is, and as whom it sees this client.
func (c *Client) Version(ctx context.Context) (json.RawMessage, error) {
	return c.evaluate(ctx, "Version", nil)
}
