package signoff_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/client/signoff"
)

// files are those of the desk's folder, without its lock.
func (w *world) files() (names []string) {
	entries, err := os.ReadDir(w.folder)
	require.NoError(w.t, err)
	for _, entry := range entries {
		if entry.Name() != "lock" {
			names = append(names, entry.Name())
		}
	}
	return names
}

func namesOf(acts ...signoff.Act) (names []string) {
	for _, act := range acts {
		names = append(names, act.ID+".json")
	}
	return names
}

// What was signed, rejected, or has expired stays for ninety days; what waits stays.
func TestCleared(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	signed, rejected := w.prepare(), w.prepare()
	_, err := w.approve("han", signed)
	require.NoError(t, err)
	require.NoError(t, w.desk.Reject(t.Context(), "han", party, rejected.ID))
	w.fails = true
	expired, unsent := w.prepare(), w.prepare() // within an hour
	_, err = w.approve("han", unsent)
	require.Error(t, err)
	w.fails = false
	began := w.now

	w.now = began.Add(signoff.Kept - time.Nanosecond)
	waiting := w.prepare()
	require.ElementsMatch(t, namesOf(signed, rejected, expired, unsent, waiting), w.files())
	w.now = began.Add(signoff.Kept)
	another := w.prepare()
	require.ElementsMatch(t, namesOf(expired, unsent, waiting, another), w.files(), "what expired was over an hour later")
	w.now = began.Add(signoff.Kept + time.Hour)
	last := w.prepare()
	require.ElementsMatch(t, namesOf(waiting, another, last), w.files())
	for _, gone := range []signoff.Act{signed, rejected, expired, unsent} {
		_, err := w.approve("han", gone)
		require.ErrorContains(t, err, "not yours to see")
	}
	w.now = began.Add(signoff.Kept + time.Hour - 2*time.Nanosecond)
	kept, err := w.desk.Act("han", party, waiting.ID)
	require.NoError(t, err)
	require.Equal(t, signoff.Waiting, kept.Now(w.now))
}

// What is over when the program starts is removed then, and so is what a program left that ended
// in the middle of writing. What cannot be read stays, and whatever is no act.
func TestClearedAtTheStart(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	now := w.now
	w.now = now.Add(-signoff.Kept - time.Minute)
	old := w.prepare()
	require.NoError(t, w.desk.Reject(t.Context(), "li", party, old.ID))
	w.now = now
	waiting := w.prepare()
	require.ElementsMatch(t, namesOf(waiting), w.files())
	w.now = now.Add(-signoff.Kept - time.Minute)
	old = w.prepare()
	require.NoError(t, w.desk.Reject(t.Context(), "li", party, old.ID))
	w.now = now
	require.NoError(t, w.desk.Close())

	other := []string{strings.Repeat("A", 26) + ".json", "note.txt", ".json5", "." + waiting.ID + ".json"}
	for _, name := range append([]string{"." + waiting.ID + ".json12345", "." + old.ID + ".json9"}, other...) {
		require.NoError(t, os.WriteFile(filepath.Join(w.folder, name), []byte("{"), 0o600))
	}
	w.open()
	require.ElementsMatch(t, append(other, namesOf(waiting)...), w.files())
	signed, err := w.approve("han", waiting)
	require.NoError(t, err)
	require.Equal(t, signoff.Signed, signed.State)
}

// An act on which somebody is deciding stays until that is done, whatever the clock says.
func TestNotClearedWhileDecidedOn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	act := w.prepare()
	w.during = func() {
		w.now = w.now.Add(2 * signoff.Kept)
		w.prepare()
		require.Contains(t, w.files(), act.ID+".json")
	}
	signed, err := w.approve("han", act)
	require.NoError(t, err)
	require.Equal(t, signoff.Signed, signed.State)
	require.Contains(t, w.files(), act.ID+".json")
	w.prepare()
	require.NotContains(t, w.files(), act.ID+".json")
}
