package block

import "errors"

// ErrMalformed says that bytes are not what they should be.
var ErrMalformed = errors.New("malformed")

// Parse reads a block as a peer or an orderer delivers it (Fabric: common.Block).
// Bytes that are no block are refused with ErrMalformed; a transaction that
// cannot be read says so itself. It allocates in proportion to len(raw).
func Parse(raw []byte) (Block, error) { panic("to be written") }
