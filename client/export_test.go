package client

import "time"

// WithLookupTime sets how long an attempt in doubt is looked for when the caller has given
// up: two seconds if it is not set.
func WithLookupTime(d time.Duration) Option { return func(c *Client) { c.lookupTime = d } }

// LedgerOf is the ledger under a client.
func LedgerOf(c *Client) Ledger { return c.ledger }
