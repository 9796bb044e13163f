package refusal_test

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership/refusal"
)

// An error's text gives the error back, whatever its parameters hold.
func FuzzError(f *testing.F) {
	f.Add("NOT_A_MEMBER", "party", "a@b", "- endorser says: ", "\n")
	f.Add("BAD_TEXT", "value", `"}`+"\x00\u2028<>&", "REFUSED ", "REFUSED X {}")
	f.Add("X", "", "", "", "")
	f.Fuzz(func(t *testing.T, code, name, value, before, after string) {
		if !utf8.ValidString(name) || !utf8.ValidString(value) || strings.Contains(before, "REFUSED") {
			return
		}
		denied := &refusal.Error{Code: refusal.Code(code), Params: map[string]string{name: value}}
		parsed := refusal.Parse(before + denied.Error() + after)
		if strings.Trim(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_") != "" || code == "" {
			return // not a code: nothing is promised but that it returns
		}
		require.Equal(t, denied, parsed)
		require.ErrorIs(t, errors.Join(parsed), denied)
	})
}

func FuzzParseError(f *testing.F) {
	f.Add("REFUSED REFUSED A {}")
	f.Add("REFUSED A null")
	f.Add(`REFUSED A {"a":1}REFUSED B {"a":"1"}`)
	f.Fuzz(func(t *testing.T, text string) {
		if denied := refusal.Parse(text); denied != nil {
			again := refusal.Parse(denied.Error())
			require.Equal(t, denied.Code, again.Code)
			require.Equal(t, len(denied.Params), len(again.Params))
		}
	})
}
