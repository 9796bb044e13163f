package client

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"allianceregistry/membership"
	"allianceregistry/membership/refusal"
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
	record, err := c.agreedRecord(ctx, key, func(record []byte) (any, error) { return membership.Complete(t, record) })
	if err != nil || record == nil {
		return t, err
	}
	return membership.Complete(t, record)
}

// Claim is the claim that an attestation is about, as two hosts have it; nil if there is
// none.
func (c *Client) Claim(ctx context.Context, attestation membership.Attest) (*membership.Claim, error) {
	attestation.Content = "" // whatever it says that it is about
	key, _ := membership.RestsOn(attestation)
	record, err := c.agreedRecord(ctx, key, func(record []byte) (any, error) { return string(record), nil })
	if err != nil || record == nil {
		return nil, err
	}
	var claim membership.Claim
	return &claim, json.Unmarshal(record, &claim)
}

// agreedRecord is a record of which two hosts have the same, as far as the function goes; nil
// if there is none.
func (c *Client) agreedRecord(ctx context.Context, key membership.Key, of func(record []byte) (any, error)) ([]byte, error) {
	in := func(page membership.Records) []byte {
		if len(page.Records) == 0 || !slices.Equal(page.Records[0].Key, key.Parts) {
			return nil
		}
		return []byte(page.Records[0].Value)
	}
	page, err := agreedOn(ctx, c, membership.ListRecords{Object: key.Object, Size: 1, Bookmark: key.String()}, func(page membership.Records) (any, error) {
		if record := in(page); record != nil {
			return of(record)
		}
		return nil, nil
	})
	if denied := (*refusal.Error)(nil); errors.As(err, &denied) {
		return nil, nil
	}
	return in(page), err
}
