package notice

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"time"

	"github.com/gofrs/flock"
	"github.com/google/renameio/v2"
)

// Book is which notices were sent to whom. It is kept in a file, which is replaced as a
// whole before and after each mail.
type Book struct {
	path string
	now  func() time.Time
	kept bookFile
	lock *flock.Flock
}

type bookFile struct {
	Schema int                         `json:"schema"`
	People map[string]map[string]entry `json:"people"` // by address, then by key
}

// entry is what became of one notice.
type entry struct {
	// Tries is how often it may have been sent: one more before each mail, and one less
	// where the server certainly did not take it.
	Tries int  `json:"tries"`
	Sent  bool `json:"sent,omitempty"`
	// At is when that was written.
	At time.Time `json:"at"`
}

const (
	// maxTries is how often a notice is sent of which nobody knows whether it arrived.
	maxTries = 2
	// keepTime is how long it is remembered what was said of a task that is no more.
	keepTime = 400 * 24 * time.Hour
)

// OpenBook reads a book, which is empty if the file is not there. While it is open another
// program is refused it: two would tell everything twice.
func OpenBook(path string, now func() time.Time) (*Book, error) {
	b := &Book{path: path, now: now, lock: flock.New(path+".lock", flock.SetFlag(os.O_CREATE|os.O_RDWR))}
	taken, err := b.lock.TryLock()
	if err == nil && !taken {
		err = said("notice.locked", "file", path)
	}
	if err != nil {
		return nil, err
	}
	if err := b.read(); err != nil {
		return nil, errors.Join(err, b.Close())
	}
	return b, nil
}

// ReadBook reads a book that nothing is to be written in, also while another program has it
// open: for Pending.
func ReadBook(path string, now func() time.Time) (*Book, error) {
	b := &Book{path: path, now: now}
	return b, b.read()
}

// Close lets another program have the book.
func (b *Book) Close() error { return b.lock.Unlock() }

func (b *Book) read() error {
	text, err := os.ReadFile(b.path) // #nosec G304 -- the user's own choice
	switch {
	case errors.Is(err, fs.ErrNotExist):
		b.kept = bookFile{Schema: 1}
	case err != nil:
		return err
	case json.Unmarshal(text, &b.kept) != nil || b.kept.Schema != 1:
		return said("notice.book", "file", b.path)
	}
	if b.kept.People == nil {
		b.kept.People = map[string]map[string]entry{}
	}
	return nil
}

// sent reports whether a notice needs no more mail.
func (b *Book) sent(mail, key string) bool {
	found := b.kept.People[mail][key]
	return found.Sent || found.Tries >= maxTries
}

// try writes down that notices are about to be sent.
func (b *Book) try(mail string, keys []string) error {
	return b.change(mail, keys, func(e *entry) { e.Tries++ })
}

// taken writes down that the server took them.
func (b *Book) taken(mail string, keys []string) error {
	return b.change(mail, keys, func(e *entry) { e.Sent = true })
}

// refused writes down that the server certainly did not take them.
func (b *Book) refused(mail string, keys []string) error {
	return b.change(mail, keys, func(e *entry) { e.Tries-- })
}

func (b *Book) change(mail string, keys []string, do func(*entry)) error {
	now := b.now()
	of := b.kept.People[mail]
	if of == nil {
		of = map[string]entry{}
		b.kept.People[mail] = of
	}
	for _, key := range keys {
		e := of[key]
		do(&e)
		e.At = now.UTC()
		of[key] = e
	}
	for key, e := range of {
		if now.Sub(e.At) > keepTime {
			delete(of, key)
		}
	}
	text, err := json.MarshalIndent(b.kept, "", " ")
	if err != nil {
		return err
	}
	return renameio.WriteFile(b.path, append(text, '\n'), 0o600)
}
