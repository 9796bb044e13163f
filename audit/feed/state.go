package feed

import (
	"encoding/json"
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"

	"github.com/google/renameio/v2"

	"allianceregistry/membership/form"
)

// State is how far a hook is. It is kept in a file, which is replaced as a whole after
// each call: a kill leaves the one before, and what it led to is sent again.
type State struct {
	Schema int `json:"schema"`
	// Source is the chain that After is a place in.
	Source string `json:"source"`
	// After is the last event that was taken, or became a dead letter.
	After form.EventID `json:"after"`
	// Attempts is how often the event behind it was sent in vain, Since when that was
	// first, Next when it is sent again, and Trouble why it was not taken.
	Attempts int       `json:"attempts,omitempty"`
	Since    time.Time `json:"since,omitzero"`
	Next     time.Time `json:"next,omitzero"`
	Trouble  string    `json:"trouble,omitempty"`
	// Gone is the address that said it wants nothing any more (410 Gone).
	Gone string `json:"gone,omitempty"`
}

func statePath(folder, name string) string { return filepath.Join(folder, name+".json") }

// ReadState reads how far a hook is; found is false where it never began.
func ReadState(folder, name string) (state State, found bool, err error) {
	text, err := os.ReadFile(statePath(folder, name)) // #nosec G304 -- the operator's folder, and a slug
	if errors.Is(err, fs.ErrNotExist) {
		return State{}, false, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &state)
	}
	if err != nil || state.Schema != 1 {
		return State{}, true, said("hook.state", "file", statePath(folder, name))
	}
	return state, true, nil
}

func (s State) write(folder, name string) error {
	s.Schema = 1
	text, err := json.Marshal(s)
	if err != nil {
		return err
	}
	return renameio.WriteFile(statePath(folder, name), append(text, '\n'), 0o600)
}

// taken is the state after an event was taken, or given up.
func (s State) taken(at form.EventID) State {
	return State{Source: s.Source, After: at}
}

// resumed is the state at a start: time in which nobody sent is no time of trying.
func (s State) resumed(now time.Time) State {
	if s.Attempts > 0 && now.After(s.Next) {
		s.Since = s.Since.Add(now.Sub(s.Next))
	}
	return s
}

// failed is the state after an event was sent in vain.
func (s State) failed(now time.Time, got answer) State {
	if s.Attempts == 0 {
		s.Since = now
	}
	s.Attempts++
	s.Trouble = got.trouble
	s.Next = now.Add(max(pauseAfter(s.Attempts), got.wait))
	return s
}

// pauseAfter is how long nothing is sent after so many failures: it doubles, and a random
// tenth of it is left out, so that hooks of one receiver do not come back together.
func pauseAfter(failures int) time.Duration {
	pause := longPause
	if doublings := failures - 1; doublings < 12 { // 2^12 s is more than an hour
		pause = min(firstPause<<doublings, longPause)
	}
	return pause - rand.N(pause/10) // #nosec G404 -- nothing rests on it
}
