package feed

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/google/renameio/v2"
)

// DeadLetter is an event that a hook's address did not take for as long as it was tried.
// They are kept a line each, the oldest first.
type DeadLetter struct {
	Event    json.RawMessage `json:"event"`
	ID       string          `json:"id"`
	Attempts int             `json:"attempts"`
	Since    time.Time       `json:"since"`
	Trouble  string          `json:"trouble"`
}

func deadLettersPath(folder, name string) string { return filepath.Join(folder, name+".dead.jsonl") }

// ReadDeadLetters reads a hook's dead letters.
func ReadDeadLetters(folder, name string) ([]DeadLetter, error) {
	file, err := os.Open(deadLettersPath(folder, name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var letters []DeadLetter
	for from := json.NewDecoder(file); ; {
		var one DeadLetter
		if err := from.Decode(&one); errors.Is(err, io.EOF) {
			return letters, nil
		} else if err != nil {
			return nil, said("hook.state", "file", deadLettersPath(folder, name))
		}
		letters = append(letters, one)
	}
}

// addDeadLetter adds a dead letter, unless a kill came between it and the hook's state, and it
// is there.
func addDeadLetter(folder, name string, letter DeadLetter) error {
	letters, err := ReadDeadLetters(folder, name)
	if err != nil {
		return err
	}
	if len(letters) > 0 && letters[len(letters)-1].ID == letter.ID {
		return nil
	}
	return writeDeadLetters(folder, name, append(letters, letter))
}

// writeDeadLetters replaces a hook's dead letters. The file is written as a whole: a kill
// leaves the former one or this one.
func writeDeadLetters(folder, name string, letters []DeadLetter) error {
	if len(letters) == 0 {
		err := os.Remove(deadLettersPath(folder, name))
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return err
	}
	var lines bytes.Buffer
	to := json.NewEncoder(&lines)
	for _, one := range letters {
		if err := to.Encode(one); err != nil {
			return err
		}
	}
	return renameio.WriteFile(deadLettersPath(folder, name), lines.Bytes(), 0o600)
}
