package faulttext_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"allianceregistry/client"
	"allianceregistry/internal/text"
	"allianceregistry/membership/refusal"
)

// Each refusal says what to do next, in both languages, and nothing else does.
func TestEachRefusalSaysWhatToDo(t *testing.T) {
	for _, lang := range text.Languages {
		said, err := text.In(lang)
		require.NoError(t, err)
		codes := refusal.Codes()
		for _, code := range client.FindingCodes() {
			codes = append(codes, refusal.Code(code))
		}
		for _, code := range codes {
			assert.NotEmpty(t, said.Next(code), "%s: %s", lang, code)
			assert.NotContains(t, said.Next(code), "{", "%s: %s", lang, code)
			if lang != "en" {
				english, err := text.In("en")
				require.NoError(t, err)
				assert.NotEqual(t, english.Next(code), said.Next(code), "%s: %s", lang, code)
			}
		}
	}
}
