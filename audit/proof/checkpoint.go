package proof

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// Checkpoint says what is in a log (C2SP tlog-checkpoint).
type Checkpoint struct {
	Origin string
	tlog.Tree
}

// String is the text that is signed.
func (c Checkpoint) String() string {
	return fmt.Sprintf("%s\n%d\n%s\n", c.Origin, c.N, base64.StdEncoding.EncodeToString(c.Hash[:]))
}

var errNoCheckpoint = errors.New("the checkpoint has not its form: origin, size, root")

// ReadCheckpoint reads the text that is signed, and nothing that is not written as String writes
// it.
func ReadCheckpoint(text string) (Checkpoint, error) {
	lines := strings.Split(text, "\n")
	if len(lines) != 4 {
		return Checkpoint{}, errNoCheckpoint
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || !IsName(lines[0]) {
		return Checkpoint{}, errNoCheckpoint
	}
	hash, err := readHash(lines[2])
	c := Checkpoint{lines[0], tlog.Tree{N: size, Hash: hash}}
	if err != nil || c.String() != text {
		return Checkpoint{}, errNoCheckpoint
	}
	return c, nil
}

// readHash reads a hash in base64.
func readHash(text string) (hash tlog.Hash, err error) {
	raw, err := base64.StdEncoding.Strict().DecodeString(text)
	if err != nil || len(raw) != len(hash) {
		return hash, errors.New("a hash is 32 bytes in base64")
	}
	copy(hash[:], raw)
	return hash, nil
}
