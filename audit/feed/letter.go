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

// Letter is an event that a hook's address did not take for as long as it was tried: a
// dead letter. They are kept a line each, the oldest first.
type Letter struct {
	Event    json.RawMessage `json:"event"`
	ID       string          `json:"id"`
	Attempts int             `json:"attempts"`
	Since    time.Time       `json:"since"`
	Trouble  string          `json:"trouble"`
}

func lettersPath(folder, name string) string { return filepath.Join(folder, name+".dead.jsonl") }

// ReadLetters reads a hook's dead letters.
func ReadLetters(folder, name string) ([]Letter, error) {
	file, err := os.Open(lettersPath(folder, name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var letters []Letter
	for from := json.NewDecoder(file); ; {
		var one Letter
		if err := from.Decode(&one); errors.Is(err, io.EOF) {
			return letters, nil
		} else if err != nil {
			return nil, said("hook.state", "file", lettersPath(folder, name))
		}
		letters = append(letters, one)
	}
}

// addLetter adds a dead letter, unless a kill came between it and the hook's state, and it
// is there.
func addLetter(folder, name string, letter Letter) error {
	letters, err := ReadLetters(folder, name)
	if err != nil {
		return err
	}
	if len(letters) > 0 && letters[len(letters)-1].ID == letter.ID {
		return nil
	}
	return writeLetters(folder, name, append(letters, letter))
}

// writeLetters replaces a hook's dead letters. The file is written as a whole: a kill
// leaves the former one or this one.
func writeLetters(folder, name string, letters []Letter) error {
	if len(letters) == 0 {
		err := os.Remove(lettersPath(folder, name))
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
	return renameio.WriteFile(lettersPath(folder, name), lines.Bytes(), 0o600)
}
