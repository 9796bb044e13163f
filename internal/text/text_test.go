package text_test

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"allianceregistry/internal/text"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

func catalogue(t *testing.T, lang string) map[string]string {
	t.Helper()
	content, err := os.ReadFile(lang + ".json")
	require.NoError(t, err)
	texts := map[string]string{}
	require.NoError(t, json.Unmarshal(content, &texts))
	return texts
}

var placeholder = regexp.MustCompile(`{{\.(\w+)}}`)

func parameters(text string) []string {
	var names []string
	for _, match := range placeholder.FindAllStringSubmatch(text, -1) {
		names = append(names, match[1])
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func TestBothLanguagesSayTheSame(t *testing.T) {
	en, zh := catalogue(t, "en"), catalogue(t, "zh")
	for key, text := range en {
		require.Contains(t, zh, key)
		require.Equal(t, parameters(text), parameters(zh[key]), key)
	}
	require.Len(t, zh, len(en))
}

func TestEachRefusalHasAText(t *testing.T) {
	for _, lang := range text.Languages {
		texts := catalogue(t, lang)
		for _, code := range refusal.Codes() {
			require.Contains(t, texts, string(code))
		}
	}
}

// TestEachProblemHasAText takes the problems from the source: there is no list of
// them.
func TestEachProblemHasAText(t *testing.T) {
	source, err := os.ReadFile("../../membership/charter/defect.go")
	require.NoError(t, err)
	problems := regexp.MustCompile(`Problem = "(\w+)"`).FindAllStringSubmatch(string(source), -1)
	require.NotEmpty(t, problems)
	for _, lang := range text.Languages {
		texts := catalogue(t, lang)
		for _, problem := range problems {
			require.Contains(t, texts, "problem."+problem[1])
		}
	}
}

func TestRefusal(t *testing.T) {
	denied := &refusal.Error{Code: refusal.IDTaken, Params: map[string]string{"id": "cisco@industry"}}
	for lang, want := range map[string]string{
		"en": "The id cisco@industry is taken.", "zh": "标识 cisco@industry 已被占用。", "fr": "The id cisco@industry is taken.",
	} {
		said, err := text.In(lang)
		require.NoError(t, err)
		require.Equal(t, want, said.Refusal(denied))
	}
}

func TestRefusalSaysTheRegistrysOwnWords(t *testing.T) {
	said, err := text.In("zh")
	require.NoError(t, err)
	for want, denied := range map[string]*refusal.Error{
		"没有密钥恢复 cisco@industry。":     {Code: refusal.UnknownRecord, Params: map[string]string{"record": "recovery", "id": "cisco@industry"}},
		"按章程，类别 observer 的会员没有表决权利。": {Code: refusal.NoRight, Params: map[string]string{"class": "observer", "right": "vote"}},
		"所签内容与记录不符：提案 1 的内容摘要为 aa，而非 bb。": {
			Code:   refusal.AboutDiffers,
			Params: map[string]string{"record": "proposal", "id": "1", "field": "content", "recorded": "aa", "given": "bb"},
		},
		"所签内容与记录不符：提案 1 的事项为 除名，而非 接纳。": {
			Code:   refusal.AboutDiffers,
			Params: map[string]string{"record": "proposal", "id": "1", "field": "action", "recorded": "expel", "given": "admit"},
		},
		"提案 1 已有决议：通过。": {Code: refusal.ProposalDecided, Params: map[string]string{"proposal": "1", "status": "accepted"}},
	} {
		require.Equal(t, want, said.Refusal(denied))
	}
}

func TestRefusalOfACharterListsAllThatIsWrong(t *testing.T) {
	faults := `[{"path":"classes","problem":"MISSING"},{"path":"rules.admit.pass","problem":"LOCK_OUT","params":{"silent":"member"}},` +
		`{"path":"founders","problem":"UNDECLARED","params":{"what":"class","value":"full"}},` +
		`{"path":"agreements[0].digest","problem":"BAD_DIGEST","params":{"field":"digest"}}]`
	denied := &refusal.Error{Code: refusal.CharterInvalid, Params: map[string]string{"path": "classes", "problem": "MISSING", "faults": faults}}
	for lang, want := range map[string]string{
		"en": "The charter cannot work:\n  classes: is missing\n  rules.admit.pass: one silent member of class \"member\" could block it for good: " +
			"add a fallback, or lockOut: accepted\n  founders: the charter declares no class \"full\"\n" +
			"  agreements[0].digest: digest must be a SHA-256: 64 characters of 0-9 and a-f.",
		"zh": "章程无法执行：\n  classes：缺失\n  rules.admit.pass：类别“member”只要有一个会员不作表示，即可使其永远无法通过：" +
			"请增加 fallback，或写明 lockOut: accepted\n  founders：章程未定义类别“full”\n" +
			"  agreements[0].digest：digest 必须是 SHA-256：64 个 0-9、a-f 字符。",
	} {
		said, err := text.In(lang)
		require.NoError(t, err)
		require.Equal(t, want, said.Refusal(denied))
	}
}

// TestEachBadCharacterHasAText takes the problems of a text, and the parts of a
// code, from the source: there is no list of them.
func TestEachBadCharacterHasAText(t *testing.T) {
	for file, prefix := range map[string]string{"character.go": "problem.", "uscc.go": "part."} {
		source, err := os.ReadFile("../../membership/form/" + file)
		require.NoError(t, err)
		words := regexp.MustCompile(`(?m)^\t\w+ += "([a-zA-Z0-9]+)"`).FindAllStringSubmatch(string(source), -1)
		require.Greater(t, len(words), 5, file)
		for _, lang := range text.Languages {
			texts := catalogue(t, lang)
			for _, word := range words {
				require.Contains(t, texts, prefix+word[1])
			}
		}
	}
}

func TestRefusalNamesTheCharacter(t *testing.T) {
	denied := &refusal.Error{Code: refusal.BadText, Params: map[string]string{
		"field": "names.zh", "problem": "invisible", "character": "U+3164", "place": "3",
	}}
	for lang, want := range map[string]string{
		"en": "names.zh cannot be accepted: its character 3 (U+3164) is not seen where it stands: leave it out.",
		"zh": "names.zh 不能接受：第 3 个字符（U+3164）在此处显示不出来，请删去。",
	} {
		said, err := text.In(lang)
		require.NoError(t, err)
		require.Equal(t, want, said.Refusal(denied))
	}
}

func TestRefusalSaysWhatIsDemanded(t *testing.T) {
	said, err := text.In("en")
	require.NoError(t, err)
	for want, denied := range map[string]*refusal.Error{
		"a@b lacks what the charter demands: to have been a member for P90D.":          {Code: refusal.RequirementUnmet, Params: map[string]string{"party": "a@b", "requirement": "memberFor", "value": "P90D"}},
		"The charter of c@d does not name a@b for this: propose to amend the charter.": {Code: refusal.NotNamed, Params: map[string]string{"alliance": "c@d", "party": "a@b", "what": "proposers of amend"}},
		"The membership of a@b in c@d is not over; its end: none.":                     {Code: refusal.NotOver, Params: map[string]string{"alliance": "c@d", "party": "a@b", "over": ""}},
	} {
		require.Equal(t, want, said.Refusal(denied))
	}
}

func TestTemplate(t *testing.T) {
	for lang, want := range map[string]string{"en": "The id {id} is taken.", "zh": "标识 {id} 已被占用。", "fr": "The id {id} is taken."} {
		said, err := text.In(lang)
		require.NoError(t, err)
		require.Equal(t, want, said.Template("ID_TAKEN"))
	}
}

func TestSayAnUnknownKey(t *testing.T) {
	said, err := text.In("en")
	require.NoError(t, err)
	require.Equal(t, "NEW_CODE", said.Say("NEW_CODE", nil))
}

func TestName(t *testing.T) {
	said, err := text.In("zh")
	require.NoError(t, err)
	require.Equal(t, "思科", said.Name(form.Names{"en": "Cisco", "zh": "思科"}))
	require.Equal(t, "Cisco", said.Name(form.Names{"en": "Cisco"}))
	require.Equal(t, "シスコ", said.Name(form.Names{"ja": "シスコ", "ko": "시스코"}))
	require.Empty(t, said.Name(nil))
}

// TestNothingIsSaidInVain looks for each key, or what stands behind its first dot,
// among the strings of the code that says it.
func TestNothingIsSaidInVain(t *testing.T) {
	var code strings.Builder
	for _, folder := range []string{"../../audit", "../../client", "../../membership", "../../internal"} {
		require.NoError(t, filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
				return err
			}
			content, err := os.ReadFile(path)
			code.Write(content)
			return err
		}))
	}
	for key := range catalogue(t, "en") {
		part := key[strings.Index(key, ".")+1:]
		assert.True(t, strings.HasPrefix(key, "cause.") || strings.Contains(code.String(), `"`+key+`"`) ||
			strings.Contains(code.String(), `"`+part+`"`), "nothing says %s", key)
	}
}

// TestWhatHasNoUseSaysWhy: a word of the engine's alone tells a lawyer nothing.
func TestWhatHasNoUseSaysWhy(t *testing.T) {
	english, err := text.In("en")
	require.NoError(t, err)
	chinese, err := text.In("zh")
	require.NoError(t, err)
	for because, want := range map[string][2]string{
		"sponsors, discussion": {
			"has no use here: without sponsors or a discussion it is put to the vote at once", "在此没有作用：没有附议和讨论，提案立即付诸表决",
		},
		"expel": {"has no use here: to expel has but one rule, whatever the class or the organ", "在此没有作用：“除名”只有一条规则，不分类别或机构"},
	} {
		fault := charter.Defect{Problem: charter.NoUse, Params: map[string]string{"because": because}}
		require.Equal(t, want, [2]string{english.Problem(fault), chinese.Problem(fault)})
	}
	source, err := filepath.Glob("../../membership/charter/validate*.go")
	require.NoError(t, err)
	for _, path := range source {
		content, err := os.ReadFile(path)
		require.NoError(t, err)
		for _, found := range regexp.MustCompile(`NoUse, "because", "([^"]+)"`).FindAllStringSubmatch(string(content), -1) {
			require.NotEmpty(t, chinese.Template("because."+found[1]), found[1])
		}
	}
}

// TestFaultsListChoicesByTheirField: "seat" is a right in one field and an action in
// another, and what is typed as it is has no word.
func TestFaultsListChoicesByTheirField(t *testing.T) {
	for _, row := range []struct{ path, choices, en, zh string }{
		{"classes[0].rights[1]", "vote, seat", "vote, take a seat (seat)", "表决（vote）、任席位（seat）"},
		{"classes[0].probationRights[0]", "read", "read", "查阅（read）"},
		{"rules.seat", "seat", "give a seat (seat)", "授予席位（seat）"},
		{"rules.admit.pass.all[0].votes", "for, taking part", "votes for (for), taking part", "赞成票（for）、参与表决（taking part）"},
		{
			"rules.admit.pass.of", "cast, electorate, attendance", "votes cast (cast), all who may vote (electorate), attendance",
			"有效票（cast）、全部有表决权者（electorate）、attendance",
		},
		{"rules.admit.sponsors", "sponsors, groups", "sponsors, affiliate groups in favour (groups)", "附议（sponsors）、赞成的关联组（groups）"},
		{"rules.admit.recused[0]", "subject, nobody", "subject, nobody", "提案所涉主体（subject）、无人（nobody）"},
		{"rules.admit.lockOut", "accepted", "accepted", "accepted"},
		{"rules.admit.requires[0].standing", "good", "good", "良好（good）"},
		{"rules.admit.requires[0].jurisdictions", "ISO 3166-1", "two-letter country codes such as CN (ISO 3166-1)", "两位国家代码，如 CN（ISO 3166-1）"},
		{"cases[0].expect.outcome", "accepted, open", "accepted, open", "通过（accepted）、未决（open）"},
		{"members[0].kinds[0]", "alliance", "alliance", "联盟（alliance）"},
	} {
		fault := charter.Defect{Path: row.path, Problem: charter.NotAmong, Params: map[string]string{"value": "yes", "choices": row.choices}}
		for lang, want := range map[string]string{"en": `"yes" is not among: ` + row.en, "zh": "“yes”不在其中：" + row.zh} {
			said, err := text.In(lang)
			require.NoError(t, err)
			require.Equal(t, want, said.Problem(fault), row.path)
		}
	}
}

func TestRefusalListsChoicesInWords(t *testing.T) {
	for _, row := range []struct{ field, choices, en, zh string }{
		{"position", "for, against", `position: "yes" is not among for, against.`, "position：“yes”不在 赞成（for）、反对（against） 之中。"},
		{"scope", ", global, national", `scope: "yes" is not among global, national.`, "scope：“yes”不在 全球（global）、全国（national） 之中。"},
		{"kind", "enterprise, alliance", `kind: "yes" is not among enterprise, alliance.`, "kind：“yes”不在 企业（enterprise）、联盟（alliance） 之中。"},
		{"names", "zh, en, ISO 639", `names: "yes" is not among zh, en, another code (ISO 639).`, "names：“yes”不在 zh、en、其他语言代码（ISO 639） 之中。"},
		{"epoch", "0–9", `epoch: "yes" is not among 0–9.`, "epoch：“yes”不在 0–9 之中。"},
	} {
		denied := &refusal.Error{Code: refusal.BadChoice, Params: map[string]string{"field": row.field, "value": "yes", "choices": row.choices}}
		for lang, want := range map[string]string{"en": row.en, "zh": row.zh} {
			said, err := text.In(lang)
			require.NoError(t, err)
			require.Equal(t, want, said.Refusal(denied))
		}
	}
}
