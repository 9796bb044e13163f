package token

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"unicode"

	"allianceregistry/network/words"
)

// Settings say which token it is. Nothing in them is secret.
type Settings struct {
	Library string   `yaml:"library"`       // absolute path of its maker's library
	Label   string   `yaml:"label"`         // the token's name
	PINFile string   `yaml:"pinFile"`       // absolute path of the file with the user's PIN
	Env     []string `yaml:"env,omitempty"` // NAME=VALUE that the library needs
}

// Names of the variables by which a process is told its settings.
const (
	libraryVariable = "ALLIANCE_TOKEN_LIBRARY"
	labelVariable   = "ALLIANCE_TOKEN_LABEL"
	pinFileVariable = "ALLIANCE_TOKEN_PIN_FILE"
)

// FromEnviron returns the settings that variables say; false if they say none.
func FromEnviron() (Settings, bool) {
	s := Settings{Library: os.Getenv(libraryVariable), Label: os.Getenv(labelVariable), PINFile: os.Getenv(pinFileVariable), Env: os.Environ()}
	return s, s.IsSet()
}

// Environ returns the variables that say the settings: those of FromEnviron, and what the
// library needs.
func (s Settings) Environ() []string {
	return append([]string{libraryVariable + "=" + s.Library, labelVariable + "=" + s.Label, pinFileVariable + "=" + s.PINFile}, s.Env...)
}

// IsSet reports whether there is a token at all.
func (s Settings) IsSet() bool { return s.Library != "" || s.Label != "" || s.PINFile != "" }

// maxLabel is the size of a token's label in PKCS #11, in bytes.
const maxLabel = 32

var variable = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*=[^\x00-\x1f]*$`)

// Validate returns every reason for which there can be no such token. It does not look at the
// machine.
func (s Settings) Validate() error {
	if !s.IsSet() {
		if len(s.Env) > 0 {
			return words.Of("token.incomplete")
		}
		return nil
	}
	if s.Library == "" || s.Label == "" || s.PINFile == "" {
		return words.Of("token.incomplete")
	}
	var errs []error
	for _, path := range []string{s.Library, s.PINFile} {
		if !filepath.IsAbs(path) || strings.ContainsFunc(path, unicode.IsControl) {
			errs = append(errs, words.Of("token.path", "path", path))
		}
	}
	if len(s.Label) > maxLabel || strings.ContainsFunc(s.Label, unicode.IsControl) {
		errs = append(errs, words.Of("token.label", "label", s.Label, "most", maxLabel))
	}
	for _, text := range s.Env {
		if !variable.MatchString(text) {
			errs = append(errs, words.Of("token.env", "variable", text))
		}
	}
	return errors.Join(errs...)
}
