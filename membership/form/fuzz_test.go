package form_test

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

func FuzzSplitID(f *testing.F) {
	for _, id := range []string{"cisco@industry", "", "@", "a@b@c", "-a@b", "a\x00@b", "a@b.msp", "a@.msp", "a@b.msp.msp"} {
		f.Add(id)
	}
	f.Fuzz(func(t *testing.T, id string) {
		slug, host, err := form.SplitID("id", id)
		if err != nil {
			requireCode(t, refusal.BadID, err)
			return
		}
		require.Equal(t, id, slug+"@"+host)
		require.NoError(t, form.CheckSlug("slug", slug))
		require.NoError(t, form.CheckHost("host", host))
		require.Equal(t, id, strings.ToLower(id))
		require.NotContains(t, id, "\x00")
	})
}

// Of whatever an MSP ID is made, its host can have a name, which is an id of a host, and
// the ID itself only if that is a slug.
func FuzzHostNames(f *testing.F) {
	for _, msp := range []string{"industry", "Org1MSP", "Org2.Example", "", "MSP", "组织一", "a.msp", "\xff", strings.Repeat("Ab", 40), "-"} {
		f.Add(msp)
	}
	f.Fuzz(func(t *testing.T, msp string) {
		names := form.HostNames(msp)
		require.Equal(t, names, form.HostNames(msp))
		if form.CheckSlug("msp", msp) == nil {
			require.Equal(t, []string{msp}, names)
			return
		}
		require.NotEmpty(t, names)
		for _, name := range names {
			require.NoError(t, form.CheckHost("host", name))
			require.Error(t, form.CheckSlug("host", name), "it could be another MSP's ID")
		}
	})
}

func FuzzDuration(f *testing.F) {
	for _, text := range []string{"P7D", "PT1H", "P1DT2H3M4S", "P", "PT", "P1", "P99999D", "P1DT", "P1Y6M", "P3MT1M"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		length, ok := form.Duration(text).Parse()
		shortest, longest, fine := form.Duration(text).Bounds()
		require.LessOrEqual(t, shortest, longest)
		require.True(t, fine || !ok)
		if from := time.Unix(1790000000, 0).UTC(); fine {
			require.False(t, form.Duration(text).After(from, "+08:00").Before(from.Add(shortest)))
			require.Empty(t, strings.Trim(text, "PTYDHMS0123456789"))
		}
		if !ok {
			return
		}
		require.GreaterOrEqual(t, length, time.Duration(0))
		require.Zero(t, length%time.Second)
		require.Empty(t, strings.Trim(text, "PTDHMS0123456789"))
	})
}

// A code that is accepted is refused with any one of its characters changed to
// another of its kind.
func FuzzLEI(f *testing.F) {
	for _, lei := range leis {
		f.Add(lei, 3, byte('7'))
	}
	f.Fuzz(func(t *testing.T, lei string, place int, by byte) {
		if lei == "" || form.CheckLEI(lei) != nil {
			return
		}
		require.Len(t, lei, 20)
		place = int(uint(place) % 20)
		if isDigit(by) == isDigit(lei[place]) && by != lei[place] {
			requireCode(t, refusal.BadLEI, form.CheckLEI(replaced(lei, place, by)))
		}
	})
}

func isDigit(letter byte) bool { return strings.IndexByte(digits, letter) >= 0 }

func FuzzUSCC(f *testing.F) {
	for _, uscc := range usccs {
		f.Add(uscc, 3, byte('7'))
	}
	f.Fuzz(func(t *testing.T, uscc string, place int, by byte) {
		if uscc == "" || form.CheckUSCC(uscc) != nil {
			return
		}
		require.Len(t, uscc, 18)
		place = int(uint(place) % 18)
		if by != uscc[place] {
			requireCode(t, refusal.BadUSCC, form.CheckUSCC(replaced(uscc, place, by)))
		}
	})
}

// A text that passes is shown as it is written.
func FuzzText(f *testing.F) {
	for _, text := range []string{"中关村", "a\u200db", "Cafe\u0301", "\u202e", "\x00", "a b", " a"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if form.CheckText("field", text, 1, form.MaxName) != nil {
			return
		}
		require.True(t, utf8.ValidString(text))
		require.Equal(t, strings.TrimSpace(text), text)
		require.NotContains(t, text, "\x00")
		require.LessOrEqual(t, utf8.RuneCountInString(text), form.MaxName)
	})
}
