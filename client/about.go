package client

import (
	"context"
	"errors"
	"slices"

	"allianceregistry/membership"
)

// Complete is the transaction with what it is about, where it must say that and does
// not: the record is read as two hosts have it. Submit and Try do so by themselves; a
// program that lets somebody look before it signs does it first. Whoever has read the
// record elsewhere says himself what the transaction is about, and nothing is asked.
//
// A record that is not there leaves the transaction as it is, for the rules to refuse.
func (c *Client) Complete(ctx context.Context, t membership.Transaction) (membership.Transaction, error) {
	key, missing := membership.RestsOn(t)
	if !missing {
		return t, nil
	}
	completed := func(page membership.Records) (any, error) {
		if len(page.Records) == 0 || !slices.Equal(page.Records[0].Key, key.Parts) {
			return t, nil
		}
		return membership.Complete(t, []byte(page.Records[0].Value))
	}
	page, err := agreedOn(ctx, c, membership.ListRecords{Object: key.Object, Size: 1, Bookmark: key.String()}, completed)
	if refusal := (*membership.Error)(nil); errors.As(err, &refusal) {
		return t, nil
	}
	if err != nil {
		return nil, err
	}
	whole, err := completed(page)
	if err != nil {
		return nil, err
	}
	return whole.(membership.Transaction), nil //nolint:forcetypeassert // both of which it is one
}
