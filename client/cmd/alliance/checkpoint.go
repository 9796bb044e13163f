package main

import (
	"fmt"
	"os"
	"strings"

	"allianceregistry/client"
	"allianceregistry/internal/input"
)

// beginning is where a reading of the events begins.
type beginning struct {
	position client.Position
	// resumed says that a reading before it ended here.
	resumed bool
	// tx, if it is known, is the transaction that has to stand at the position: it
	// has been seen, and tells whether this is the chain that it was seen on.
	tx string
}

// maxCheckpoint bounds the bytes of a checkpoint, which is a line.
const maxCheckpoint = 4 << 10

// readCheckpoint reads the last event that was printed, "BLOCK.INDEX TX".
func readCheckpoint(path string) (beginning, error) {
	content, err := input.ReadFile(path, maxCheckpoint)
	if err != nil {
		return beginning{}, err
	}
	id, tx, _ := strings.Cut(strings.TrimSpace(string(content)), " ")
	position, err := client.ParsePosition(id)
	if err != nil || tx == "" {
		return beginning{}, mishap("events.noCheckpoint", "file", path)
	}
	return beginning{position: position, resumed: true, tx: tx}, nil
}

// writeCheckpoint replaces the file in one step: at no moment is there half of one.
func writeCheckpoint(path string, event client.Event) error {
	next := path + ".next"
	if err := os.WriteFile(next, fmt.Appendf(nil, "%s %s\n", event.Position, event.Tx), 0o600); err != nil {
		return err
	}
	return os.Rename(next, path)
}
