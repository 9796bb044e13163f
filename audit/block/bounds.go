package block

import (
	"errors"
	"fmt"

	"google.golang.org/protobuf/proto"
)

// Bounds of what a block may make a reader do. Fabric has none of them; no honest
// node comes near.
const (
	// Each transaction of a block takes so many bytes in the mean, since it names its
	// sender; a block of fewer transactions than few may have smaller ones.
	minTransaction  = 128
	fewTransactions = 10_000
	// A signature's message is its own copy. All those over one content may take so
	// many times the bytes around them, or so many bytes.
	maxCopies  = 100
	freeCopies = 4 << 20
	// What is read becomes messages, texts and lists in memory, each far larger than the
	// two bytes that it may take. So many are taken whatever their size, and one more for
	// so many bytes: the reads of an honest call take forty bytes each and more.
	freeElements = 100_000
	elementBytes = 16
	maxNested    = 200
)

// errDense says that bytes would become more than a reader has room for.
var errDense = errors.New("very many elements in few bytes")

// CheckElements refuses bytes that would take far more memory than they are long if they
// were read as that message: very many elements of hardly a byte. It allocates nothing.
func CheckElements(raw []byte, as proto.Message) error {
	if limit := freeElements + len(raw)/elementBytes; remainingElements(raw, as.ProtoReflect().Descriptor(), limit) < 0 {
		return errDense
	}
	return nil
}

// withinBudget reports whether a transaction's elements fit into those that its bytes allow
// and those still free in its block, and takes the latter off.
func withinBudget(envelope []byte, free *int) bool {
	limit := *free + len(envelope)/elementBytes
	left := remainingElements(envelope, envelopeForm, limit)
	if left < 0 {
		return false
	}
	*free = min(*free, left)
	return true
}

// checkSizes refuses a block of very many transactions too small to be any.
func checkSizes(transactions, size int) error {
	if transactions > fewTransactions && size/transactions < minTransaction {
		return fmt.Errorf("%d transactions in %d bytes", transactions, size)
	}
	return nil
}

// checkCopies refuses signatures whose messages would take far more than their own
// bytes do: so many, over that much, in so many bytes altogether.
func checkCopies(signatures, over, size int) error {
	if copies := signatures * over; copies > freeCopies && copies > maxCopies*size {
		return fmt.Errorf("%d signatures over %d bytes", signatures, over)
	}
	return nil
}
