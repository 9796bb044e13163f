// Package private guards what only its owner may read: the files that hold keys and
// secrets.
//
// A key that others can read is theirs too, and nothing that it signs afterwards says
// which of them signed it. So it is refused before it is used, as ssh does, with what
// to type; EXPOSED_FILE is the code under which programs know it.
package private

import (
	"embed"
	"fmt"
	"io/fs"
	"os"
	"runtime"

	"allianceregistry/internal/catalogue"
)

// Words are the texts of this package, in both languages.
//
//go:embed en.json zh.json
var Words embed.FS

// english says the refusal to who has no language: logs, tests, users of the library.
var english, _ = catalogue.In("en", Words) //nolint:gochecknoglobals // fixed; a test reads the files

// others are the rights that others than a file's owner may have.
const others fs.FileMode = 0o077

// Check refuses a file that others than its owner may read or change, with a
// *catalogue.Message. What is no file but a pipe or a terminal, and what cannot be
// looked at, is permitted: reading it says what is wrong. On Windows, whose rights are
// not of this kind, everything is.
func Check(path string) error {
	about, err := os.Stat(path)
	if err != nil || !about.Mode().IsRegular() || about.Mode()&others == 0 || runtime.GOOS == "windows" {
		return nil
	}
	return catalogue.NewMessage(english, "exposed.file", "file", path, "mode", fmt.Sprintf("%04o", about.Mode().Perm()))
}
