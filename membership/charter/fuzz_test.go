package charter_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"schema":1,"classes":[{"id":"a","names":{"en":"A"},"kinds":[],"rights":["vote"]}],"founders":"a","rules":{"admit":{"voting":"P7D","pass":{"votes":"for","atLeast":1}}}}`))
	f.Add([]byte(`{"schema":1e0,"classes":null}`))
	f.Add([]byte(strings.Repeat(`{"rules":`, 50)))
	f.Fuzz(func(t *testing.T, text []byte) {
		var c charter.Charter
		if err := form.Decode(text, &c); err != nil {
			var denied *refusal.Error
			require.ErrorAs(t, err, &denied)
			return
		}
		if err := chartertest.ValidateFor(c, 3); err != nil {
			var denied *refusal.Error
			require.ErrorAs(t, err, &denied)
		}
		_, err := c.Digest()
		require.NoError(t, err)
	})
}
