package console

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/google/renameio/v2"

	"allianceregistry/client/notice"
	"allianceregistry/internal/acting"
	"allianceregistry/internal/input"
	"allianceregistry/internal/private"
)

// secretFile keeps the secret of a calendar's address. Whoever knows it reads what awaits the
// party, and can do nothing.
type secretFile string

// read returns the secret, and makes one where there is none. It refuses a file that others
// than its owner may read.
func (f secretFile) read() (string, error) {
	if err := private.Check(string(f)); err != nil {
		return "", err
	}
	text, err := input.ReadFile(string(f), 1024)
	if errors.Is(err, fs.ErrNotExist) {
		return f.renew()
	}
	secret := strings.TrimSpace(string(text))
	if err == nil && len(secret) != len(rand.Text()) {
		return f.renew() // somebody has emptied it
	}
	return secret, err
}

// renew makes another secret: by the former nothing is found any more.
func (f secretFile) renew() (string, error) {
	if err := os.MkdirAll(filepath.Dir(string(f)), 0o700); err != nil {
		return "", err
	}
	secret := rand.Text()
	return secret, renameio.WriteFile(string(f), []byte(secret+"\n"), 0o600)
}

// calendarFile is the last part of the path at which programs find the calendar.
func (c *Console) calendarFile() string {
	if c.Person == "" {
		return "alliances.ics"
	}
	return c.Person + ".ics"
}

// Subscribed answers programs for calendars, which open no session: who has the secret of the
// address.
func (c *Console) Subscribed() http.Handler { return c.page((*visit).secretCalendar) }

// calendarAddress is where a program finds the calendar: by a name that every program knows,
// where that of the session is one of browsers alone. It is empty where there is none.
func (v *visit) calendarAddress() (string, error) {
	if v.Calendar == "" {
		return "", nil
	}
	secret, err := secretFile(v.Calendar).read()
	if err != nil {
		return "", err
	}
	host := v.r.Host
	if name, port, split := net.SplitHostPort(host); split == nil && strings.HasSuffix(name, ".localhost") {
		host = net.JoinHostPort("127.0.0.1", port)
	}
	scheme := "http"
	if v.r.TLS != nil {
		scheme = "https"
	}
	return fmt.Sprintf("%s://%s%s%s?%s=%s", scheme, host, acting.CalendarPath, v.calendarFile(), acting.CalendarKey, secret), nil
}

// calendar is what awaits the party, for who has a session.
func (v *visit) calendar(ctx context.Context) error {
	v.w.Header().Set("Content-Disposition", `attachment; filename="alliances.ics"`)
	return v.writeCalendar(ctx)
}

// secretCalendar is the same for who knows its address.
func (v *visit) secretCalendar(ctx context.Context) error {
	secret, err := secretFile(v.Calendar).read()
	if err != nil {
		return err
	}
	if subtle.ConstantTimeCompare([]byte(v.r.URL.Query().Get(acting.CalendarKey)), []byte(secret)) != 1 {
		v.site.NotFound(v.w, v.r)
		return nil
	}
	return v.writeCalendar(ctx)
}

// renewCalendar has the calendar be at another address.
func (v *visit) renewCalendar(context.Context) error {
	if _, err := secretFile(v.Calendar).renew(); err != nil {
		return err
	}
	http.Redirect(v.w, v.r, "/", http.StatusSeeOther)
	return nil
}

func (v *visit) writeCalendar(ctx context.Context) error {
	tasks, err := v.Client.Inbox(ctx, v.Party)
	if err != nil {
		return err
	}
	memberships, err := v.Client.Memberships(ctx, v.Party)
	if err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "text/calendar; charset=utf-8")
	_, _ = io.WriteString(v.w, notice.Calendar(v.Party, time.Now(), notice.Entries(v.Text, tasks, memberships))) // whoever asked has gone
	return nil
}
