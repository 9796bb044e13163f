package catalogue_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/internal/catalogue"
)

// Whatever a value is, it is one line of what is said, and commands nothing; what was
// said before may be several.
func TestValuesAreLines(t *testing.T) {
	texts := folder(`{"silent": "{{.name}} is silent", "outer": "no:\n  {{.cause}}"}`, `{"silent": "{{.name}} 无应答", "outer": "否：\n  {{.cause}}"}`)
	english, err := catalogue.In("en", texts)
	require.NoError(t, err)
	const lie, line = "x\nall holds\r\x1b[2J\u202e", `x\u000aall holds\u000d\u001b[2J\u202e`
	plain := errors.New(lie)
	message := catalogue.NewMessage(english, "silent", "name", lie)
	require.Equal(t, line+" is silent", english.Say("silent", catalogue.Params{"name": lie}))
	require.Equal(t, "a\nb is silent", english.Compose("silent", nil, catalogue.Params{"name": "a\nb"}))
	require.Equal(t, line, english.Say(lie, nil), "a key without a text")
	for name, row := range map[string]struct {
		err  error
		want string
	}{
		"an error":            {plain, line},
		"a message":           {message, line + " is silent"},
		"within a message":    {catalogue.NewMessage(english, "outer", "cause", plain), "no:\n  " + line},
		"a message within":    {catalogue.NewMessage(english, "outer", "cause", message), "no:\n  " + line + " is silent"},
		"around another":      {fmt.Errorf("%s: %w: %s", lie, message, lie), line + ": " + line + " is silent: " + line},
		"joined":              {errors.Join(plain, message), line + "\n" + line + " is silent"},
		"joined, and wrapped": {fmt.Errorf("%s: %w", lie, errors.Join(plain, plain)), line + ": " + line + "\n" + line},
	} {
		require.Equal(t, row.want, english.Tell(row.err, nil), name)
	}
	require.Equal(t, line+": "+line, catalogue.Raw(fmt.Errorf("%s: %w", lie, plain)))
}
