package terminal

import (
	"io"
	"sync"
)

// Checked is a writer that remembers its first failure. A program gives it to
// everything that prints, and asks at the end: so no print has to be looked at
// where it stands, and none is overlooked. Several goroutines may write.
type Checked struct {
	mutex sync.Mutex
	to    io.Writer
	err   error
}

// NewChecked returns a Checked that writes to another writer.
func NewChecked(to io.Writer) *Checked { return &Checked{to: to} }

// Write implements io.Writer. After a failure nothing more is written: what came
// out stays a beginning of what was to come.
func (c *Checked) Write(content []byte) (int, error) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.err != nil {
		return 0, c.err
	}
	var n int
	n, c.err = c.to.Write(content)
	return n, c.err
}

// Err is the first failure, or nil.
func (c *Checked) Err() error {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return c.err
}
