package replay

import "allianceregistry/audit/block"

// WithParse reads blocks in another form than Fabric's: tests make blocks without
// its messages.
func WithParse(parse func(raw []byte) (block.Block, error)) Option {
	return func(c *options) { c.parse = parse }
}

// Together is several options as one.
func Together(opts ...Option) Option {
	return func(c *options) {
		for _, opt := range opts {
			opt(c)
		}
	}
}

// ReaderOf is a reader of what was replayed.
func ReaderOf(r *Replay) *Reader { return &Reader{replay: r} }

// OutOfTime judges steps alone.
var OutOfTime = oddTimes
