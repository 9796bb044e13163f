package terminal_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	jtext "github.com/jedib0t/go-pretty/v6/text"
	"github.com/stretchr/testify/require"

	"allianceregistry/internal/terminal"
	"allianceregistry/internal/terminal/pty"
)

func TestConfirm(t *testing.T) {
	for name, test := range map[string]struct {
		typed string
		want  bool
	}{
		"ok/the word":    {"registry\n", true},
		"ok/with spaces": {" registry \n", true},
		"fail/yes":       {"y\n", false},
		"fail/nothing":   {"\n", false},
		"fail/end":       {"\x04", false},
	} {
		t.Run(name, func(t *testing.T) {
			person := pty.Open(t)
			person.Type(test.typed)
			var talk bytes.Buffer
			got, err := terminal.Confirm(person.Terminal, &talk, "remove? ", "registry")
			require.NoError(t, err)
			require.Equal(t, test.want, got)
			require.Equal(t, "remove? ", talk.String())
		})
	}
}

func TestNobodyIsNotYes(t *testing.T) {
	null, err := os.Open(os.DevNull)
	require.NoError(t, err)
	defer null.Close()
	for name, in := range map[string]io.Reader{"pipe": strings.NewReader("registry\n"), "null": null} {
		t.Run(name, func(t *testing.T) {
			yes, err := terminal.Confirm(in, io.Discard, "remove? ", "registry")
			require.ErrorIs(t, err, terminal.ErrNoTerminal)
			require.False(t, yes)
			_, err = terminal.Secret(in, io.Discard, "", "secret: ")
			require.ErrorIs(t, err, terminal.ErrNoTerminal)
		})
	}
}

func TestSecretIsNotShown(t *testing.T) {
	person := pty.Open(t)
	person.Type("S3cret\n")
	var talk bytes.Buffer
	secret, err := terminal.Secret(person.Terminal, &talk, "", "secret: ")
	require.NoError(t, err)
	require.Equal(t, "S3cret", secret)
	require.NotContains(t, talk.String(), "S3cret")
}

func TestSecretFromAFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "secret")
	require.NoError(t, os.WriteFile(file, []byte("S3cret\r\n"), 0o600))
	for path, in := range map[string]string{file: "", "-": " S3cret \n"} {
		secret, err := terminal.Secret(strings.NewReader(in), io.Discard, path, "secret: ")
		require.NoError(t, err)
		require.Equal(t, "S3cret", secret)
	}
	_, err := terminal.Secret(strings.NewReader(""), io.Discard, file+".none", "secret: ")
	require.ErrorIs(t, err, os.ErrNotExist)
}

func TestChecked(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("there is no /dev/full to write to: ", err)
	}
	defer full.Close()
	var out bytes.Buffer
	checked := terminal.NewChecked(&out)
	_, err = checked.Write([]byte("well"))
	require.NoError(t, err)
	require.NoError(t, checked.Err())
	require.Equal(t, "well", out.String())

	checked = terminal.NewChecked(full)
	_, first := checked.Write([]byte("lost"))
	require.Error(t, first)
	_, again := checked.Write(nil)
	require.Equal(t, first, again, "nothing follows a gap")
	require.Equal(t, first, checked.Err())
	require.False(t, errors.Is(first, io.EOF))
}

func TestWidthsAreThoseOfNoLocale(t *testing.T) {
	jtext.OverrideRuneWidthEastAsianWidth(true) // as a Chinese locale does
	terminal.FixWidths()
	for text, want := range map[string]int{"…": 1, "→": 1, "“": 1, "会员": 4, "a": 1} {
		require.Equal(t, want, jtext.StringWidthWithoutEscSequences(text), text)
	}
}

func TestRedraws(t *testing.T) {
	person := pty.Open(t)
	for name, test := range map[string]struct {
		term, plain string
		out         io.Writer
		want        bool
	}{
		"ok/terminal":      {"xterm", "", person.Terminal, true},
		"fail/dumb":        {"dumb", "", person.Terminal, false},
		"fail/none":        {"", "", person.Terminal, false},
		"fail/asked":       {"xterm", "1", person.Terminal, false},
		"fail/no terminal": {"xterm", "", new(bytes.Buffer), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("TERM", test.term)
			t.Setenv("NO_COLOR", test.plain)
			require.Equal(t, test.want, terminal.Redraws(test.out))
		})
	}
}

// The programs print through several of this package's writers: a screen stays one,
// and as wide as it is.
func TestUnwrapFindsTheScreen(t *testing.T) {
	person := pty.Open(t)
	t.Setenv("COLUMNS", "71")
	t.Setenv("TERM", "xterm")
	t.Setenv("NO_COLOR", "")
	for name, out := range map[string]io.Writer{
		"as it is":          person.Terminal,
		"checked":           terminal.NewChecked(person.Terminal),
		"plain":             terminal.NewPlain(person.Terminal),
		"checked and plain": terminal.NewChecked(terminal.NewPlain(person.Terminal)),
		"plain and checked": terminal.NewPlain(terminal.NewChecked(person.Terminal)),
	} {
		require.True(t, terminal.IsTerminal(out), name)
		require.Equal(t, 71, terminal.Width(out), name)
		require.True(t, terminal.Redraws(out), name)
	}
	require.Zero(t, terminal.Width(terminal.NewChecked(terminal.NewPlain(io.Discard))))
}
