package client

import (
	"context"
	"errors"
)

// patiently makes a call again while the peers are too busy for it, until the
// context ends.
func (c *Client) patiently(ctx context.Context, call func() error) error {
	for attempt := 1; ; attempt++ {
		err := call()
		if !busy(err) {
			return err
		}
		if ended := c.wait(ctx, attempt); ended != nil {
			return errors.Join(err, ended)
		}
	}
}

func (c *Client) evaluate(ctx context.Context, name string, argument []byte) (answer []byte, err error) {
	err = c.patiently(ctx, func() error {
		answer, err = c.ledger.Evaluate(ctx, name, argument)
		return err
	})
	return answer, err
}

// busy tells whether an error says that the peers have too much to do.
func busy(err error) bool {
	var fault *Fault
	return errors.As(err, &fault) && fault.Kind == Busy
}
