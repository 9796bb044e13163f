package membership_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
)

func TestTexts(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"ok/Chinese":           "中关村产业技术联盟联合会",
		"ok/Arabic":            "اتحاد الصناعات",
		"ok/Persian joiner":    "می\u200cخواهم",
		"ok/Hindi joiner":      "क\u094d\u200dष",
		"ok/composed accent":   "Café Zürich",
		"ok/emoji":             "🏳️ Alliance",
		"ok/inner spaces":      "Alliance of  three",
		"ok/as long as can be": strings.Repeat("名", membership.MaxName),
		"ok/signs":             `O'Neil & Söhne <"quoted"> \ 100 %`,
		"ok/supplementary Han": "𠮷野家",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.NoError(t, membership.CheckText("field", text, 1, membership.MaxName))
		})
	}
	require.NoError(t, membership.CheckText("field", "", 0, 10))
	refusal := requireCode(t, membership.TooLong, membership.CheckText("field", "多一个字", 1, 3))
	require.Equal(t, map[string]string{"field": "field", "length": "4", "most": "3"}, refusal.Params)
}
