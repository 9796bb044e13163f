package form_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

const usccAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"

// checked completes a unified social credit code by the only last character that
// is right, found by trying each against the sum of GB 32100-2015, appendix A.
func checked(body string) string {
	weights := []int{1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28}
	sum := 0
	for i, weight := range weights {
		sum += weight * strings.IndexByte(usccAlphabet, body[i])
	}
	for last := range len(usccAlphabet) {
		if (sum+last)%31 == 0 {
			return body + usccAlphabet[last:last+1]
		}
	}
	panic("no check character")
}

// A code is refused for the first part that is wrong, though its check character
// be right.
func TestUSCCParts(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct{ uscc, part string }{
		"ok/an enterprise":              {checked("91110105000000000"), ""},
		"ok/a social group":             {checked("51110105100003962"), ""},
		"ok/a committee of residents":   {checked("55110105100003962"), ""},
		"fail/eighteen zeros":           {"000000000000000000", "registrar"},
		"fail/form of an identity card": {"320000190001010492", "division"},
		// numbers in the form of identity cards, from reports against other programs
		"fail/identity card, Jiangxi":  {"362322198709086409", "class"},
		"fail/identity card, Hunan":    {"430407199312020025", "class"},
		"fail/no such registrar":       {checked("B1110105000000000"), "registrar"},
		"fail/a registrar of letters":  {checked("Q1110105000000000"), "registrar"},
		"fail/no such class":           {checked("94110105000000000"), "class"},
		"fail/class of another":        {checked("23110105000000000"), "class"},
		"fail/class nought":            {checked("90110105000000000"), "class"},
		"fail/no such province":        {checked("91000019000000000"), "division"},
		"fail/a letter in a division":  {checked("9111010A000000000"), "division"},
		"fail/organization's own code": {checked("91110105100003963"), "organization"},
		"fail/check character":         {"91100000100003962U", "check"},
		"fail/short":                   {"91100000100003962", "form"},
		"fail/long":                    {"91100000100003962TT", "form"},
		"fail/a letter that is none":   {"9110000010000396IT", "form"},
		"fail/small letter":            {"91100000100003962t", "form"},
		"fail/full width":              {"９1100000100003962T", "form"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := form.CheckUSCC(row.uscc)
			if row.part == "" {
				require.NoError(t, err)
				return
			}
			denied := requireCode(t, refusal.BadUSCC, err)
			require.Equal(t, map[string]string{"value": row.uscc, "part": row.part}, denied.Params)
		})
	}
}

// Thirty-one is prime: every single corruption shows, whichever part it hits.
func TestUSCCCorruption(t *testing.T) {
	t.Parallel()
	for _, uscc := range usccs {
		for i := range len(uscc) {
			for by := range 256 {
				if byte(by) != uscc[i] {
					requireCode(t, refusal.BadUSCC, form.CheckUSCC(replaced(uscc, i, byte(by))))
				}
			}
			requireCode(t, refusal.BadUSCC, form.CheckUSCC(uscc[:i]+uscc[i+1:]))
			requireCode(t, refusal.BadUSCC, form.CheckUSCC(uscc[:i]+"0"+uscc[i:]))
		}
	}
}

// Whatever stands in front, one check character is right, if one is.
func TestUSCCHasOneSpelling(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		code := rapid.SampledFrom(usccs).Draw(t, "of")
		body := replaced(code[:17], 5, rapid.SampledFrom([]byte(digits)).Draw(t, "by"))
		valid := 0
		for _, last := range []byte(usccAlphabet) {
			if form.CheckUSCC(body+string(last)) == nil {
				valid++
				require.Equal(t, checked(body), body+string(last))
			}
		}
		require.Equal(t, 1, valid)
	})
}

// A number in the form of an identity card (division, birthday, serial: GB 11643)
// is refused for its parts, whatever its last character.
func TestIdentityCardsAreNoUSCC(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		division := rapid.SampledFrom(strings.Fields("110105 120101 320000 362322 430407 510105 620102 920000")).Draw(t, "division")
		birthday := rapid.StringMatching(`19[5-9][0-9](0[1-9]|1[0-2])(0[1-9]|1[0-9]|2[0-8])`).Draw(t, "birthday")
		body := division + birthday + rapid.StringMatching(`[0-9]{3}`).Draw(t, "serial")
		denied := requireCode(t, refusal.BadUSCC, form.CheckUSCC(checked(body[:17])))
		require.NotEqual(t, "check", denied.Params["part"])
	})
}
