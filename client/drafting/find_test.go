package drafting_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/client/drafting"
)

// What bylaws say is found in their own words, of either language, whoever reads.
func TestFind(t *testing.T) {
	en, zh := words(t, "en"), words(t, "zh")
	for like, want := range map[string]string{
		"two thirds of those present":                         "two-thirds-present",
		"Two-thirds of the members present":                   "two-thirds-present",
		"到会三分之二":                                              "two-thirds-present",
		"经到会会员 2/3 以上表决通过":                                    "two-thirds-present",
		"半数以上":                                                "half-present",
		"到会会员半数以上":                                            "half-present",
		"75% 回收":                                              "return",
		"75 % return":                                         "return",
		"75% return of the ballots":                           "return",
		"simple majority of votes cast":                       "votes-cast",
		"one fifth of the members may requisition a meeting":  "requisition",
		"五分之一以上会员联名提议":                                        "requisition",
		"no member may hold more than a quarter of the votes": "ceiling",
		"votes by proxy":                                      "proxies",
		"一票否决":                                                "veto",
		"entrenched clauses":                                  "entrenched",
		"nobody objects":                                      "without-objection",
		"a quorum of one third":                               "quorum-third",
		"任期三年":                                                "term",
		"single transferable vote":                            "elected-board",
		"fourteen clear days' notice":                         "notice",
		"欠缴会费":                                                "dues",
		"members in arrears":                                  "dues",
		"协商一致":                                                "unanimity",
	} {
		found := drafting.Find(like, en, zh)
		require.NotEmpty(t, found, like)
		require.Equal(t, want, found[0].ID, "%s: %+v", like, found)
		require.Equal(t, found, drafting.Find(like, zh, en))
	}
	require.Empty(t, drafting.Find("xylophone", en, zh))
	require.Empty(t, drafting.Find("", en, zh))
}

// The example that a phrase names has it, as it is written there; and the guide has the section, and the
// phrase in its index.
func TestPhrases(t *testing.T) {
	seen := map[string]bool{}
	for _, phrase := range drafting.Phrases() {
		require.False(t, seen[phrase.ID], phrase.ID)
		seen[phrase.ID] = true
		example, err := os.ReadFile(filepath.Join("..", "..", "examples", "charters", phrase.Example+".yaml"))
		require.NoError(t, err, phrase.ID)
		require.Contains(t, string(example), phrase.Written, phrase.ID)
		for lang, guide := range map[string]string{"en": "charters.md", "zh": "charters.zh-CN.md"} {
			text, err := os.ReadFile(filepath.Join("..", "..", "docs", guide))
			require.NoError(t, err)
			said := words(t, lang)
			section := said.Template("draft.section." + phrase.Section)
			require.Regexp(t, "(?m)^##+ "+regexp.QuoteMeta(section)+"$", string(text), phrase.ID)
			row := "| " + phrase.Called(said) + " | `" + phrase.Written + "` | [" + section + "]"
			require.Contains(t, string(text), row, phrase.ID)
			require.Contains(t, string(text), "(../examples/charters/"+phrase.Example+".yaml)")
		}
	}
	for _, left := range drafting.Unasked(words(t, "en")) {
		text, err := os.ReadFile(filepath.Join("..", "..", "docs", "charters.md"))
		require.NoError(t, err)
		require.True(t, strings.Contains(string(text), "# "+left.Section+"\n"), left.Section)
	}
}
