package block

import "fmt"

// Bounds of what a block may make a reader do. Fabric has none of them; no honest
// node comes near.
const (
	// Each transaction of a block takes so many bytes in the mean, since it names its
	// sender; a block of fewer transactions than few may have smaller ones.
	leastTransaction = 128
	fewTransactions  = 10_000
	// A signature's message is its own copy. All those over one content may take so
	// many times the bytes around them, or so many bytes.
	mostCopies = 100
	freeCopies = 4 << 20
)

// checkSizes refuses a block of very many transactions too small to be any.
func checkSizes(transactions, size int) error {
	if transactions > fewTransactions && size/transactions < leastTransaction {
		return fmt.Errorf("%d transactions in %d bytes", transactions, size)
	}
	return nil
}

// checkCopies refuses signatures whose messages would take far more than their own
// bytes do: so many, over that much, in so many bytes altogether.
func checkCopies(signatures, over, size int) error {
	if copies := signatures * over; copies > freeCopies && copies > mostCopies*size {
		return fmt.Errorf("%d signatures over %d bytes", signatures, over)
	}
	return nil
}
