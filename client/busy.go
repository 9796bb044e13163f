package client

import (
	"context"
	"errors"
)

// retryBusy makes a call again while the peers are too busy for it, until the
// context ends.
func (c *Client) retryBusy(ctx context.Context, call func() error) error {
	for attempt := 1; ; attempt++ {
		err := call()
		if !isBusy(err) {
			return err
		}
		if ended := c.wait(ctx, attempt); ended != nil {
			return errors.Join(err, ended)
		}
	}
}

func (c *Client) evaluate(ctx context.Context, name string, argument []byte) (answer []byte, err error) {
	err = c.retryBusy(ctx, func() error {
		answer, err = c.ledger.Evaluate(ctx, name, argument)
		return err
	})
	return answer, err
}

// isBusy reports whether an error says that the peers have too much to do.
func isBusy(err error) bool {
	var fault *Fault
	return errors.As(err, &fault) && fault.Kind == Busy
}
