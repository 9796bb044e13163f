package main

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/client"
	"allianceregistry/internal/guide"
	"allianceregistry/internal/text"
	"allianceregistry/membership/refusal"
)

// The commands that a refusal's next step names are there.
func TestNextStepsExist(t *testing.T) {
	t.Setenv("ALLIANCE_HOME", t.TempDir())
	named := regexp.MustCompile("`(alliance [^`]+)`")
	count := 0
	for _, lang := range text.Languages {
		said, err := text.In(lang)
		require.NoError(t, err)
		codes := refusal.Codes()
		for _, code := range client.FindingCodes() {
			codes = append(codes, refusal.Code(code))
		}
		for _, code := range codes {
			for _, found := range named.FindAllStringSubmatch(said.Next(code), -1) {
				command := guide.Command{Words: strings.Fields(found[1])}
				require.NoErrorf(t, guide.Check(appIn(t, lang).Root(), command), "%s: %s", code, found[1])
				count++
			}
		}
	}
	require.Greater(t, count, 50)
}
