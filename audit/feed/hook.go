package feed

import (
	"bytes"
	"encoding/base64"
	"net"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/input"
	"allianceregistry/internal/private"
	"allianceregistry/membership"
	"allianceregistry/membership/form"
)

// Hook is an address to which events are sent, as its operator configured it.
type Hook struct {
	// Name is a slug; by it the hook is known in logs, and its state is kept.
	Name string `json:"name"`
	// URL takes a POST for each event: https, or http on this machine.
	URL string `json:"url"`
	// SecretFile holds the key that calls are signed with: "whsec_" and 24 to 64 bytes in
	// base64, as Standard Webhooks has it. A relative path is beside the hooks' file.
	SecretFile string `json:"secretFile"`
	// Alliance, Party and Type narrow, as those of Filter.
	Alliance string `json:"alliance,omitempty"`
	Party    string `json:"party,omitempty"`
	Type     string `json:"type,omitempty"`
	// From is "now", or empty: what comes after the hook was first started; or "start": all.
	From string `json:"from,omitempty"`
	// GiveUp is after how long of trying an event becomes a dead letter; 72h if it is 0.
	GiveUp time.Duration `json:"giveUp,omitempty"`

	secret []byte
}

// Where a hook begins.
const (
	fromNow   = "now"
	fromStart = "start"
)

const (
	defaultGiveUp = 72 * time.Hour
	maxHooksFile  = 1 << 20
	maxHooks      = 100
)

func (h Hook) filter() Filter { return Filter{Alliance: h.Alliance, Party: h.Party, Type: h.Type} }

func (h Hook) giveUp() time.Duration {
	if h.GiveUp > 0 {
		return h.GiveUp
	}
	return defaultGiveUp
}

// ReadHooks reads a file of hooks, YAML or JSON, and the secrets that it names. It
// refuses with *input.Invalid, with a *catalogue.Message, or as reading a file does.
func ReadHooks(path string) ([]Hook, error) {
	content, err := input.ReadFile(path, maxHooksFile)
	if err != nil {
		return nil, err
	}
	var file struct {
		Hooks []Hook `json:"hooks"`
	}
	if _, err := (input.Format{MaxSize: maxHooksFile, Reader: input.ReadDuration}).Decode(content, &file); err != nil {
		return nil, err
	}
	if len(file.Hooks) == 0 || len(file.Hooks) > maxHooks {
		return nil, said("hook.count", "max", maxHooks)
	}
	names := map[string]bool{}
	for i := range file.Hooks {
		hook := &file.Hooks[i]
		if err := hook.check(); err != nil {
			return nil, err
		}
		if names[hook.Name] {
			return nil, said("hook.twice", "name", hook.Name)
		}
		names[hook.Name] = true
		if err := hook.readSecret(filepath.Dir(path)); err != nil {
			return nil, err
		}
	}
	return file.Hooks, nil
}

func said(key string, pairs ...any) error { return catalogue.NewMessage(english, key, pairs...) }

func (h *Hook) check() error {
	if form.CheckSlug("name", h.Name) != nil {
		return said("hook.name", "name", h.Name)
	}
	if err := h.checkURL(); err != nil {
		return err
	}
	if h.GiveUp < 0 {
		return said("hook.giveUp", "name", h.Name)
	}
	if !slices.Contains([]string{"", fromNow, fromStart}, h.From) {
		return said("hook.from", "name", h.Name, "from", h.From)
	}
	for _, field := range [][2]string{{"alliance", h.Alliance}, {"party", h.Party}} {
		if field[1] != "" && form.CheckID(field[0], field[1]) != nil {
			return said("hook.id", "name", h.Name, "field", field[0], "id", field[1])
		}
	}
	if h.Type != "" && !slices.Contains(membership.EventTypes(), h.Type) {
		return said("hook.type", "name", h.Name, "type", h.Type)
	}
	return nil
}

// checkURL refuses an address that would carry events in the clear over a network, or
// that holds a password: an address is shown.
func (h *Hook) checkURL() error {
	to, err := url.Parse(h.URL)
	if err != nil || to.Host == "" || to.Hostname() == "" || to.Fragment != "" {
		return said("hook.url", "name", h.Name)
	}
	if to.User != nil {
		return said("hook.user", "name", h.Name)
	}
	address := net.ParseIP(to.Hostname())
	local := to.Hostname() == "localhost" || address != nil && address.IsLoopback()
	if to.Scheme != "https" && !(to.Scheme == "http" && local) {
		return said("hook.clear", "name", h.Name)
	}
	return nil
}

// readSecret reads the secret as Standard Webhooks writes it
// (https://github.com/standard-webhooks/standard-webhooks, spec, "Signature scheme").
func (h *Hook) readSecret(folder string) error {
	const prefix, minLength, maxLength = "whsec_", 24, 64
	if h.SecretFile == "" {
		return said("hook.noSecret", "name", h.Name)
	}
	path := h.SecretFile
	if !filepath.IsAbs(path) {
		path = filepath.Join(folder, path)
	}
	if err := private.Check(path); err != nil {
		return err
	}
	text, err := input.ReadFile(path, 4096)
	if err != nil {
		return err
	}
	encoded, found := strings.CutPrefix(string(bytes.TrimSpace(text)), prefix)
	h.secret, err = base64.StdEncoding.DecodeString(encoded)
	if !found || err != nil || len(h.secret) < minLength || len(h.secret) > maxLength {
		return said("hook.secret", "name", h.Name, "file", path)
	}
	return nil
}
