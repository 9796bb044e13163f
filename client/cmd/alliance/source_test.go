package main

import (
	"bytes"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/internal/cli"
)

// Wherever a command reads a file, what is none is refused at once: nothing is waited
// for that may never come, and nothing is read that has no end.
func TestOnlyFilesAreRead(t *testing.T) {
	w := newLiars(t)
	require.NoError(t, syscall.Mkfifo(w.file("pipe"), 0o600))
	socket, err := net.Listen("unix", w.file("socket"))
	require.NoError(t, err)
	defer socket.Close()
	for _, line := range []string{
		"apply -f FILE", "charter validate FILE", "charter explain FILE", "charter diff CHARTER FILE", "charter test FILE",
		"charter validate CHARTER --founding FILE", "found x --name en=X --founder a@industry --charter FILE",
		"found x --name en=X --founder a@industry --charter CHARTER --places FILE", "propose amend trial@industry --charter FILE",
		"propose resolve trial@industry --title x --file FILE", "agreement accept trial@industry ip-policy --file FILE",
		"enroll --secrets FILE", "enroll c@industry --secret-file FILE", "events --checkpoint FILE",
	} {
		for file, says := range map[string]string{
			w.file("pipe"): "is a pipe, not a file", w.file("socket"): "is a socket, not a file", "/dev/zero": "is a device, not a file", w.folder: "is a directory",
		} {
			args := strings.Fields(strings.NewReplacer("FILE", file, "CHARTER", w.file("charter.yaml")).Replace(line))
			done := make(chan string, 1)
			go func() {
				var out, talk bytes.Buffer
				run(t.Context(), args, cli.Streams{In: strings.NewReader(""), Out: &out, Err: &talk}, w)
				done <- talk.String()
			}()
			select {
			case talk := <-done:
				require.Contains(t, talk, says, "%q", args)
			case <-time.After(time.Minute):
				t.Fatalf("%q waits", args)
			}
		}
	}
}

// Standard input has a bound too.
func TestStandardInputIsBounded(t *testing.T) {
	w := newLiars(t)
	for _, line := range []string{"apply -f -", "charter validate -", "enroll c@industry --secret-file -"} {
		var out, talk bytes.Buffer
		code := run(t.Context(), strings.Fields(line), cli.Streams{In: endless{}, Out: &out, Err: &talk}, w)
		require.NotZero(t, code, line)
		require.Contains(t, talk.String(), "standard input has more than", line)
	}
}

type endless struct{}

func (endless) Read(into []byte) (int, error) {
	for i := range into {
		into[i] = 'x'
	}
	return len(into), nil
}

// The digest of a document is made known: a file of steps cannot name one of somewhere
// else on the computer of who applies it, unless that one says from where.
func TestDocumentsLieBesideTheSteps(t *testing.T) {
	w := newLiars(t)
	steps := w.file("inner")
	require.NoError(t, os.MkdirAll(steps, 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(steps, "minutes"), []byte("minutes"), 0o600))
	require.NoError(t, os.WriteFile(w.file("secret"), []byte("secret"), 0o600))
	require.NoError(t, os.Symlink(w.file("secret"), filepath.Join(steps, "link")))
	apply := func(document string, more ...string) (int, string) {
		file := filepath.Join(steps, "steps.yaml")
		content := "steps:\n  - {as: a@industry, propose: {action: resolve, alliance: trial@industry, title: x, documentFile: " + document + "}}\n"
		require.NoError(t, os.WriteFile(file, []byte(content), 0o600))
		code, out, talk := w.type_(truth{}, "", append([]string{"apply", "--dry-run", "-f", file}, more...))
		return code, out + talk
	}
	code, said := apply("minutes")
	require.Zero(t, code, said)
	for _, document := range []string{"../secret", "link", w.file("secret"), "../../../../../../../../etc/hostname"} {
		code, said = apply(document)
		require.Equal(t, cli.ExitError, code, said)
		require.Contains(t, said, "lies outside of the folder", document)
	}
	code, said = apply("secret", "--documents", w.folder)
	require.Zero(t, code, said)
	code, said = apply("../secret", "--documents", w.folder)
	require.Equal(t, cli.ExitError, code, said)
}
