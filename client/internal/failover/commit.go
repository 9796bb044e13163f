package failover

import (
	"context"
	"errors"
	"fmt"
	"time"

	"allianceregistry/client"
)

// Commit is an endorsed transaction on its way into the chain.
type Commit struct {
	Tx     string
	Limits Limits
	// Order sends it to be ordered. An error comes with everything but Accepted.
	Order func(context.Context) (Delivery, error)
	// Report waits until peers report its commit, or until they cannot.
	Report func(context.Context) (client.Place, error)
	// Locate asks the peers for it, see client.Ledger.
	Locate func(ctx context.Context, tx string) (client.Place, error)
	// LastReported, if it is set, returns the last block of which reports came, if any did.
	LastReported func() (block uint64, reported bool)
	// Unreported, if it is set, is called when a commit was located before its report came.
	Unreported func(client.Place)
}

// Run has the transaction ordered and waits until it is in the chain.
// The error is a *client.Fault: Unavailable or Failed if nobody can have it,
// Unknown as soon as somebody may and no peer says what became of it, and what
// client.Invalid says if it was committed without effect.
func (c Commit) Run(ctx context.Context) (client.Place, error) {
	if err := ctx.Err(); err != nil {
		return client.Place{}, NewFault(client.Order, client.Unavailable, c.Tx, err)
	}
	delivery, err := c.Order(ctx)
	switch delivery {
	case NotSent:
		return client.Place{}, NewFault(client.Order, client.Unavailable, c.Tx, err)
	case Declined:
		return client.Place{}, NewFault(client.Order, client.Failed, c.Tx, err)
	}
	place, unreported := c.wait(ctx)
	if unreported != nil {
		if err != nil {
			unreported = fmt.Errorf("%w; %w", unreported, err)
		}
		return client.Place{}, NewFault(client.Wait, client.Unknown, c.Tx, unreported)
	}
	return place, client.Invalid(place)
}

// wait waits until a transaction that was sent to be ordered is in the chain. Its
// error means that nobody could say.
func (c Commit) wait(ctx context.Context) (client.Place, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, c.Limits.Wait, fmt.Errorf("no peer reported it within %s", c.Limits.Wait))
	defer cancel()
	found := make(chan client.Place, 2)
	go func() {
		// A duplicate is one that was sent twice: the first counts, poll finds it.
		if place, err := c.Report(ctx); err == nil && place.Code != "DUPLICATE_TXID" {
			found <- place
		}
	}()
	go c.poll(ctx, found)
	select {
	case place := <-found:
		return place, nil
	case <-ctx.Done():
		return client.Place{}, context.Cause(ctx)
	}
}

// poll asks the peers for the transaction until one has it, and has it ordered
// again meanwhile if none has.
func (c Commit) poll(ctx context.Context, found chan<- client.Place) {
	polling := c.Limits.Polling
	sent := time.Now()
	busyUntil := sent.Add(polling.Busy)
	last := c.lastReported()
	for pause := polling.After; Pause(ctx, pause); pause = polling.Every {
		if now := c.lastReported(); now.after(last) && time.Now().Before(busyUntil) {
			last = now
			continue
		}
		place, err := c.Locate(ctx, c.Tx)
		if err == nil {
			found <- place
			if c.Unreported != nil {
				c.Unreported(place)
			}
			return
		}
		if errors.Is(err, client.ErrNotFound) && time.Since(sent) >= polling.Resend {
			sent = time.Now()
			_, _ = c.Order(ctx) // whatever they say, the next poll shows it
		}
	}
}

// lastReport is the last block of which reports came, if any did.
type lastReport struct {
	block    uint64
	reported bool
}

func (c Commit) lastReported() lastReport {
	if c.LastReported == nil {
		return lastReport{}
	}
	block, reported := c.LastReported()
	return lastReport{block, reported}
}

// after reports whether blocks were reported since an earlier report.
func (r lastReport) after(earlier lastReport) bool {
	return r.reported && earlier.reported && r.block > earlier.block
}
