package form_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership/form"
)

func TestEventID(t *testing.T) {
	t.Parallel()
	for text, ok := range map[string]bool{
		"0.0": true, "12.3": true, "9223372036854775807.2147483647": true,
		"": false, "1": false, "12": false, "12.": false, "1.": false, ".1": false, "1.2.3": false, "01.2": false, "1.02": false, "+1.0": false, "1,0": false,
		"-1.2": false, "1.-2": false, " 1.2": false, "1.2\n": false, "１.2": false, "9223372036854775808.0": false, "1.2147483648": false,
	} {
		p, err := form.ParseEventID(text)
		if !ok {
			require.ErrorContains(t, err, "BLOCK.INDEX", "%q", text)
			continue
		}
		require.NoError(t, err)
		require.Equal(t, text, p.String())
		require.True(t, p.Before(p.Next()))
		require.False(t, p.Next().Before(p))
		require.False(t, p.Before(p))
	}
}

func FuzzEventID(f *testing.F) {
	for _, text := range []string{"12.3", "0.0", "1", "1.2.3", "-1.0", "\x00.1"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if p, err := form.ParseEventID(text); err == nil {
			require.Equal(t, text, p.String())
			require.GreaterOrEqual(t, p.Index, 0)
		}
	})
}
