package index

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Code names what is wrong with an index. Codes are stable; the text in both
// languages is rendered from Code and Params.
type Code string

// What can be wrong.
const (
	// Locked: another program writes to the index. Parameters: index.
	Locked Code = "INDEX_LOCKED"
	// Full: the disk, or what the database may use of it, is full. What was added
	// before is there; the next run goes on. Parameters: index.
	Full Code = "INDEX_FULL"
	// OtherSchema: the index was made by a later version of this program.
	// Parameters: index, have, want (numbers of the last migration).
	OtherSchema Code = "INDEX_OTHER_SCHEMA"
	// Gap: a block is not the one that follows. Parameters: expected, seen.
	Gap Code = "INDEX_GAP"
	// OtherChain: the index is of another chain. Parameters: expected, seen (hashes
	// of block 0).
	OtherChain Code = "INDEX_OTHER_CHAIN"
	// OtherChaincode: the index is of a registry under another chaincode's name.
	// Parameters: expected, seen.
	OtherChaincode Code = "INDEX_OTHER_CHAINCODE"
	// Altered: the checkpoint is not where the index's own blocks lead to. A Rebuild
	// repairs it. Parameters: index, what (next, previous, genesis, time, configBlock
	// or config; or hash, of all rows), expected, seen.
	Altered Code = "INDEX_ALTERED"
	// Damaged: the index's file was changed on the disk, and cannot be read where the
	// question needs it. A Rebuild makes it anew. Parameters: index.
	Damaged Code = "INDEX_DAMAGED"
	// Stuck: no source gives the next block so that it holds. Parameters: block;
	// the findings tell whose was wrong in what.
	Stuck Code = "INDEX_STUCK"
	// BadBookmark: the bookmark is not one of this question's.
	BadBookmark Code = "BAD_BOOKMARK"
)

// Codes are what can be wrong with an index; what is wrong with a question is said
// like a refusal.
func Codes() []Code {
	return []Code{Locked, Full, OtherSchema, Gap, OtherChain, OtherChaincode, Altered, Damaged, Stuck}
}

// Error is what is wrong with an index or with a question to it.
type Error struct {
	Code   Code
	Params map[string]string
	Err    error // the cause, if there is one
}

// Error says the code, the parameters in the order of their names, and the cause.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(string(e.Code))
	names := make([]string, 0, len(e.Params))
	for name := range e.Params {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		fmt.Fprintf(&b, " %s=%s", name, e.Params[name])
	}
	if e.Err != nil {
		fmt.Fprintf(&b, ": %v", e.Err)
	}
	return b.String()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Is reports whether the target is an *Error of the same code.
func (e *Error) Is(target error) bool {
	var other *Error
	return errors.As(target, &other) && other.Code == e.Code
}

func newError(code Code, err error, params ...string) *Error {
	e := &Error{Code: code, Err: err, Params: map[string]string{}}
	for i := 0; i+1 < len(params); i += 2 {
		e.Params[params[i]] = params[i+1]
	}
	return e
}
