package client

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"allianceregistry/membership"
	"allianceregistry/membership/refusal"
)

// submission is one transaction on its way, over all its attempts. What is known of
// one attempt no later one takes back: one in doubt leaves the whole in doubt.
type submission struct {
	*Client
	name     string
	argument []byte
	attempts int
	failures int // attempts that failed by the endorsement policy
	// unresolved are the attempts of which nobody has said what became of them.
	unresolved []*Fault
	// invalid is the fault of the last of them that turned out to have no effect.
	invalid error
}

func (c *Client) send(ctx context.Context, t membership.Transaction) (Receipt, error) {
	argument, err := json.Marshal(t)
	if err != nil {
		return Receipt{}, fmt.Errorf("encode %s: %w", t.Name(), err)
	}
	s := &submission{Client: c, name: t.Name(), argument: argument}
	left := c.attempts
	for {
		s.attempts++
		commit, err := c.ledger.Submit(ctx, s.name, s.argument)
		for _, host := range commit.Outvoted {
			c.report(Finding{Code: ResultAlone, Host: host, About: s.name})
		}
		if err == nil {
			return s.receipt(ctx, commit)
		}
		if !isBusy(err) {
			left--
		}
		fault := s.recordUnknown(err)
		if fault == nil || !fault.Retryable() && !s.outdated(fault) || left <= 0 {
			return s.finish(ctx, err)
		}
		if ctx.Err() == nil {
			if receipt, found, err := s.resolve(ctx); found {
				return receipt, err
			}
		}
		if ended := c.wait(ctx, s.attempts); ended != nil {
			return s.finish(ctx, errors.Join(fault, ended))
		}
	}
}

// outdatedPolicy is the code of a transaction that too few hosts endorsed, or others than the
// policy names.
const outdatedPolicy = "ENDORSEMENT_POLICY_FAILURE"

// maxOutdated bounds how often that is taken for a matter of time.
const maxOutdated = 6

// outdated reports whether hosts may have come or gone, or a policy may have changed, after
// the transaction was endorsed: then it is endorsed anew, by the policy of now.
func (s *submission) outdated(fault *Fault) bool {
	if fault.Code != outdatedPolicy {
		return false
	}
	s.failures++
	return s.failures < maxOutdated
}

// recordUnknown returns the fault of an attempt, nil if there is none, and remembers
// the attempt if nobody says what became of it.
func (s *submission) recordUnknown(err error) *Fault {
	var fault *Fault
	if errors.As(err, &fault) && fault.Kind == Unknown {
		s.unresolved = append(s.unresolved, fault)
	}
	return fault
}

// finish returns the result after the last attempt.
func (s *submission) finish(ctx context.Context, last error) (Receipt, error) {
	if receipt, found, err := s.resolve(ctx); found {
		return receipt, err
	}
	var fault *Fault
	switch {
	case len(s.unresolved) == 0 && errors.As(last, &fault) && fault.Kind == Unknown: // no longer
		return Receipt{}, errors.Join(s.invalid, ctx.Err())
	case len(s.unresolved) == 0, len(s.unresolved) == 1 && errors.Is(last, s.unresolved[0]):
		return Receipt{}, last
	}
	var denied *refusal.Error
	if errors.As(last, &denied) { // quoted, so that nobody takes for refused what may have been done
		last = errors.New(last.Error())
	}
	known := []error{last}
	for _, unknown := range s.unresolved {
		known = append(known, unknown)
	}
	return Receipt{}, &Fault{Phase: Wait, Kind: Unknown, Tx: s.unresolved[0].Tx, Err: errors.Join(known...)}
}

// resolve looks for the unresolved attempts. One that was committed without effect is
// resolved; the first that took effect is the answer.
func (s *submission) resolve(ctx context.Context) (receipt Receipt, found bool, err error) {
	if len(s.unresolved) == 0 {
		return Receipt{}, false, nil
	}
	limited, cancel := s.lookupContext(ctx)
	defer cancel()
	for _, unknown := range slices.Clone(s.unresolved) {
		place, err := s.Locate(limited, unknown.Tx)
		switch {
		case err != nil:
		case place.Code == Valid:
			receipt, err := s.committedReceipt(limited, place)
			return receipt, true, err
		default:
			s.unresolved = slices.DeleteFunc(s.unresolved, func(one *Fault) bool { return one == unknown })
			s.invalid = Invalid(place)
		}
	}
	return Receipt{}, false, nil
}

// lookupContext limits the time that is spent on finding out what became of a transaction:
// five seconds, or two more if ctx has ended.
func (c *Client) lookupContext(ctx context.Context) (context.Context, context.CancelFunc) {
	if ctx.Err() != nil {
		return context.WithTimeout(context.WithoutCancel(ctx), c.lookupTime)
	}
	return context.WithTimeout(ctx, c.lookupTime*5/2)
}

// committedReceipt is the receipt of an attempt that was found in the chain. What it did
// stands in its block; if it is the repetition of a request that had taken effect
// before, it did nothing, and the chaincode answers with the first time.
func (s *submission) committedReceipt(ctx context.Context, place Place) (Receipt, error) {
	if event, found := s.eventOf(ctx, place); found {
		return Receipt{Place: place, Event: event, Attempts: s.attempts}, nil
	}
	answer, err := s.evaluate(ctx, s.name, s.argument)
	if err != nil {
		return Receipt{Place: place, Attempts: s.attempts}, unknownEffect(place, err)
	}
	return s.receipt(ctx, Commit{Place: place, Answer: answer})
}

// eventOf reads what a transaction did from its block.
func (c *Client) eventOf(ctx context.Context, place Place) (membership.Event, bool) {
	for block, err := range c.ledger.Blocks(ctx, place.Block) {
		if err != nil {
			break
		}
		for _, event := range block.Events {
			if event.Tx == place.Tx {
				return event.Event, true
			}
		}
		break
	}
	return membership.Event{}, false
}

// receipt is that of a transaction that was committed as valid.
func (s *submission) receipt(ctx context.Context, commit Commit) (Receipt, error) {
	receipt := Receipt{Place: commit.Place, Attempts: s.attempts}
	if err := json.Unmarshal(commit.Answer, &receipt.Event); err != nil {
		return receipt, unknownEffect(commit.Place, fmt.Errorf("read the answer: %w", err))
	}
	first := receipt.Event.Tx
	if first == commit.Tx {
		return receipt, nil
	}
	receipt.Repeated = !slices.ContainsFunc(s.unresolved, func(one *Fault) bool { return one.Tx == first })
	place, err := s.locateCommitted(ctx, first)
	if err != nil {
		return receipt, unknownEffect(Place{Tx: first, Code: Valid}, err)
	}
	receipt.Place = place
	return receipt, nil
}

// locateCommitted waits a moment for a transaction that some peer must have, since
// others have answered by it.
func (c *Client) locateCommitted(ctx context.Context, tx string) (Place, error) {
	limited, cancel := c.lookupContext(ctx)
	defer cancel()
	for attempt := 1; ; attempt++ {
		place, err := c.Locate(limited, tx)
		if err == nil {
			return place, nil
		}
		if ended := c.wait(limited, min(attempt, 3)); ended != nil {
			return Place{}, err
		}
	}
}

// unknownEffect is the fault of a transaction that took effect, where the peers do not
// tell where it stands or what it did.
func unknownEffect(place Place, err error) *Fault {
	return &Fault{Phase: Wait, Kind: Unknown, Tx: place.Tx, Code: Valid, Err: fmt.Errorf("it took effect: %w", err)}
}
