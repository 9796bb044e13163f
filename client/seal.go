package client

import (
	"context"
	"errors"

	"allianceregistry/membership"
	"allianceregistry/membership/refusal"
)

// maxSeals is how often a proposal's filing is preceded by a seal: membership
// that changes again in between makes the next one stale.
const maxSeals = 5

// Seal closes an alliance's open epoch, if membership has changed in it, and
// seals all epochs that are closed. Others may do the same at the same time:
// the content leaves no choice, and each step is taken once.
func (c *Client) Seal(ctx context.Context, alliance string) error {
	now, err := Ask(ctx, c, membership.GetEpoch{Alliance: alliance})
	if err != nil {
		return err
	}
	open := now.Epoch.Number
	_, err = c.send(ctx, membership.CloseEpoch{Alliance: alliance, Epoch: open})
	switch {
	case isRefusal(err, refusal.EpochEmpty):
		open--
	case err != nil:
		return err
	}
	for epoch := now.Seal.Epoch + 1; epoch <= open; epoch++ {
		if _, err := c.send(ctx, membership.SealEpoch{Alliance: alliance, Epoch: epoch}); err != nil {
			return err
		}
	}
	return nil
}

// isRefusal reports whether an error is a refusal with a code.
func isRefusal(err error, code refusal.Code) bool {
	var denied *refusal.Error
	return errors.As(err, &denied) && denied.Code == code
}
