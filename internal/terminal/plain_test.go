package terminal_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"unicode"

	"github.com/stretchr/testify/require"

	"allianceregistry/internal/terminal"
)

// No text commands a terminal, in however many pieces it is written.
func TestPlain(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"plain\n":                    "plain\n",
		"名称\t中文，£ é 👩‍🔬\r\n":         "名称\t中文，£ é 👩‍🔬\r\n",
		"\x1b[2J\x1b]0;title\x07":    `\u001b[2J\u001b]0;title\u0007`,
		"\u009b31mred":               `\u009b31mred`,
		"over\rwritten":              `over\u000dwritten`,
		"back\b\b\x7f":               `back\u0008\u0008\u007f`,
		"turned \u202eround\u2069":   `turned \u202eround\u2069`,
		"line\u2028line":             `line\u2028line`,
		"not UTF-8: \xff\xc3(":       "not UTF-8: \ufffd\ufffd(",
		"\ufeffa mark of byte order": "\ufeffa mark of byte order",
	} {
		var whole, pieces bytes.Buffer
		_, err := io.WriteString(terminal.NewPlain(&whole), text)
		require.NoError(t, err)
		require.Equal(t, want, whole.String(), "%q", text)
		_, err = io.Copy(terminal.NewPlain(&pieces), iotest.OneByteReader(strings.NewReader(text)))
		require.NoError(t, err)
		require.Equal(t, want, pieces.String(), "%q", text)
	}
}

// JSON means the same behind it.
func TestPlainJSON(t *testing.T) {
	t.Parallel()
	for r := range rune(0x2100) {
		if unicode.Is(unicode.Cs, r) {
			continue
		}
		var out bytes.Buffer
		require.NoError(t, json.NewEncoder(terminal.NewPlain(&out)).Encode(string(r)))
		var got string
		require.NoError(t, json.Unmarshal(out.Bytes(), &got))
		require.Equal(t, string(r), got)
	}
}

// What one goroutine writes stands beside what another does, each whole.
func TestPlainTogether(t *testing.T) {
	t.Parallel()
	const writers, lines = 8, 100
	var out bytes.Buffer
	shared := terminal.NewChecked(terminal.NewPlain(&out))
	var all sync.WaitGroup
	for range writers {
		all.Go(func() {
			for range lines {
				fmt.Fprintln(shared, "名称 \x1b")
			}
		})
	}
	all.Wait()
	require.NoError(t, shared.Err())
	require.Equal(t, strings.Repeat("名称 \\u001b\n", writers*lines), out.String())
}
