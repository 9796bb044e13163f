package reading_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/require"

	"allianceregistry/internal/cli"
	"allianceregistry/internal/input"
	"allianceregistry/internal/reading"
	"allianceregistry/internal/text"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
)

// written has a field of each form that a person writes.
type written struct {
	Kind         charter.Kind                           `json:"kind"`
	Kinds        []charter.Kind                         `json:"kinds"`
	Action       charter.Action                         `json:"action"`
	Position     charter.Position                       `json:"position"`
	Rights       []charter.Right                        `json:"rights"`
	Recused      []charter.Recusal                      `json:"recused"`
	Votes        charter.Count                          `json:"votes"`
	Amount       charter.Amount                         `json:"amount"`
	Voting       form.Duration                          `json:"voting"`
	Until        time.Time                              `json:"until"`
	Alliance     string                                 `json:"alliance"`
	Founders     []string                               `json:"founders"`
	Class        string                                 `json:"class"`
	Evidence     string                                 `json:"evidence"`
	Jurisdiction string                                 `json:"jurisdiction"`
	Scope        string                                 `json:"scope"`
	Sector       string                                 `json:"sector"`
	AsOf         string                                 `json:"asOf"`
	Value        string                                 `json:"value"`
	Rules        map[charter.Action]form.Names          `json:"rules"`
	Refused      map[string]map[charter.Kind]form.Names `json:"refused"`
}

func decode(t *testing.T, content string) (written, error) {
	t.Helper()
	var w written
	_, err := reading.Format(1<<20).Decode([]byte(content), &w)
	return w, err
}

// TestWordsThatAreShownAreAccepted takes every word that tables print.
func TestWordsThatAreShownAreAccepted(t *testing.T) {
	for _, lang := range text.Languages {
		said, err := text.In(lang)
		require.NoError(t, err)
		for _, kind := range charter.Kinds() {
			w, err := decode(t, fmt.Sprintf("kind: %s\nkinds: [%s]", said.Kind(charter.Kind(kind)), strings.ToUpper(said.Kind(charter.Kind(kind)))))
			require.NoError(t, err)
			require.Equal(t, charter.Kind(kind), w.Kind)
			require.Equal(t, []charter.Kind{charter.Kind(kind)}, w.Kinds)
		}
		for _, action := range charter.Actions() {
			w, err := decode(t, fmt.Sprintf("action: %q\nrules: {%q: {en: a}}", said.Words(string(action)), said.Words(string(action))+"/Observer"))
			require.NoError(t, err)
			require.Equal(t, action, w.Action)
			require.Contains(t, w.Rules, action+"/observer")
		}
		for _, position := range []charter.Position{charter.For, charter.Against, charter.Abstain, charter.Sponsor} {
			w, err := decode(t, "position: "+said.Words(string(position)))
			require.NoError(t, err)
			require.Equal(t, position, w.Position)
		}
		for _, sector := range text.Sectors() {
			w, err := decode(t, "sector: "+strings.ToUpper(said.Sector(sector)))
			require.NoError(t, err)
			require.Equal(t, sector, w.Sector)
		}
	}
	for _, row := range []struct{ content, want string }{
		{"rights: [发言权, 表决权, 任席位权, Take a Seat]", "[voice vote seat seat]"},
		{"kinds: [enterprises, academic institutions, 社会团体]", "[enterprise academic association]"},
		{"recused: [提案所涉主体, 其关联方, 附议者, 提交者, 无人, whoever filed it]", "[subject affiliates sponsors filer nobody filer]"},
	} {
		w, err := decode(t, row.content)
		require.NoError(t, err)
		require.Contains(t, []string{fmt.Sprint(w.Rights), fmt.Sprint(w.Kinds), fmt.Sprint(w.Recused)}, row.want)
	}
	w, err := decode(t, "position:  赞成\nrights: [表决, 提案, Voice]\nscope: 全国\nvotes: Taking Part")
	require.NoError(t, err)
	require.Equal(t, charter.For, w.Position)
	require.Equal(t, []charter.Right{charter.Vote, charter.ProposeRight, charter.Voice}, w.Rights)
	require.Equal(t, "national", w.Scope)
	require.Equal(t, charter.CountTakingPart, w.Votes)
	w, err = decode(t, "sector: Beekeeping, 养蜂")
	require.NoError(t, err)
	require.Equal(t, "Beekeeping, 养蜂", w.Sector, "in any words")
	w, err = decode(t, "kind: firm")
	require.NoError(t, err)
	require.Equal(t, charter.Kind("firm"), w.Kind, "for the rules to refuse")
}

func TestNames(t *testing.T) {
	w, err := decode(t, "alliance: ' Cisco＠Industry '\nfounders: [A@X, ｂ@x]\nclass: Ｍember\nevidence: ABCDEF01\njurisdiction: cn\nvalue: ' Cisco@Industry'\n")
	require.NoError(t, err)
	require.Equal(t, written{
		Alliance: "cisco@industry", Founders: []string{"a@x", "b@x"}, Class: "member", Evidence: "abcdef01", Jurisdiction: "CN", Value: " Cisco@Industry",
	}, w)
	w, err = decode(t, "alliance: no id at all")
	require.NoError(t, err)
	require.Equal(t, "no id at all", w.Alliance)
}

func TestAmounts(t *testing.T) {
	for text, want := range map[string]charter.Amount{"75%": "3/4", "100%": "1/1", "66.7%": "667/1000", "0%": "0/1", "2/3": "2/3", "2": "2", "0.75": "0.75"} {
		w, err := decode(t, "amount: "+text)
		require.NoError(t, err, text)
		require.Equal(t, want, w.Amount)
		w, err = decode(t, `{"amount": "`+text+`"}`)
		require.NoError(t, err, text)
		require.Equal(t, want, w.Amount)
	}
	for _, text := range []string{"010", "0x10", "1_000", "75％", "２/3"} {
		_, err := decode(t, "amount: "+text)
		require.Error(t, err, text)
	}
}

// TestAmountsInWords: who writes an amount as it stands in bylaws is told its figures,
// and how it is compared where the words say it.
func TestAmountsInWords(t *testing.T) {
	for typed, want := range map[string]string{
		"½": "1/2", "⅔": "2/3", "¾": "3/4", "半数": "1/2", "一半": "1/2", "half": "1/2", "one half": "1/2",
		"三分之二": "2/3", "四分之三": "3/4", "3分之2": "2/3", "百分之七十五": "75%", "百分之75": "75%", "七成": "7/10",
		"2/3多数": "2/3", "三分之二多数": "2/3", "2/3 majority": "2/3", "two thirds": "2/3", "Two-Thirds": "2/3", "three quarters": "3/4",
		"三分之二以上": "atLeast: 2/3", "半数以上": "atLeast: 1/2", "至少三分之二": "atLeast: 2/3", "at least two thirds": "atLeast: 2/3",
		"超过半数": "moreThan: 1/2", "过半数": "moreThan: 1/2", "简单多数": "moreThan: 1/2", "Majority": "moreThan: 1/2", "more than 50%": "moreThan: 50%",
		"不超过三分之一": "atMost: 1/3", "少于三分之一": "lessThan: 1/3", "全体": "1/1", "unanimous": "1/1",
		"三": "3", "两票": "2", "十二": "12", "二十五人": "25", "three": "3", "75 percent": "75%", "5票": "5", "½ 多数": "1/2",
	} {
		for _, content := range []string{"amount: " + typed, `{"amount": "` + typed + `"}`} {
			_, err := decode(t, content)
			var invalid *input.Invalid
			require.ErrorAs(t, err, &invalid, typed)
			require.Equal(t, []any{reading.InWords, want}, []any{invalid.Defects[0].Problem, invalid.Defects[0].Params["instead"]}, typed)
			for _, lang := range text.Languages {
				words, err := text.In(lang)
				require.NoError(t, err)
				require.Contains(t, invalid.In(words.Catalogue), want, lang)
			}
		}
	}
	for _, typed := range []string{"many", "许多", "1½", "三分之", "分之二", "十分", "0.75", "-1", "两三"} {
		w, err := decode(t, "amount: "+typed)
		require.NoError(t, err, typed)
		require.Equal(t, charter.Amount(typed), w.Amount, "for the rules to refuse")
	}
}

// TestADayIsTheSameEverywhere: in quotation marks or without, in JSON, and behind a
// flag.
func TestADayIsTheSameEverywhere(t *testing.T) {
	want := time.Date(2031, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, content := range []string{"until: 2030-12-31", `until: "2030-12-31"`, `{"until": "2030-12-31"}`, "until: 2030-12-31 24:00:00Z", "until: 2031-01-01T08:00:00+08:00"} {
		w, err := decode(t, content)
		require.NoError(t, err, content)
		require.Equal(t, want, w.Until, content)
	}
	at, wrong := reading.Until("2030-12-31")
	require.Nil(t, wrong)
	require.Equal(t, want, at)
	w, err := decode(t, "value: 2015-12-17\nasOf: 2015-12")
	require.NoError(t, err)
	require.Equal(t, written{Value: "2015-12-17", AsOf: "2015-12"}, w, "a text stays one")
	_, err = decode(t, "asOf: 2015年12月17日")
	var invalid *input.Invalid
	require.ErrorAs(t, err, &invalid)
	require.Equal(t, "2015-12-17", invalid.Defects[0].Params["instead"])
}

func TestPlainIsWhatWasUnderstood(t *testing.T) {
	var a, b written
	one, err := reading.Format(1<<20).Decode([]byte("kind: 企业\nalliance: A@B\namount: 75%\nuntil: 2030-12-31"), &a)
	require.NoError(t, err)
	other, err := reading.Format(1<<20).Decode([]byte(`{"kind":"enterprise","alliance":"a@b","amount":"3/4","until":"2031-01-01T00:00:00Z"}`), &b)
	require.NoError(t, err)
	first, err := json.Marshal(one.Plain)
	require.NoError(t, err)
	second, err := json.Marshal(other.Plain)
	require.NoError(t, err)
	require.JSONEq(t, string(first), string(second))
	require.Equal(t, a, b)
}

// tidied runs a command with some flags and arguments.
func tidied(t *testing.T, use string, line ...string) (values map[string]string, args []string, err error) {
	t.Helper()
	values = map[string]string{}
	root := &cobra.Command{Use: "alliance", SilenceErrors: true, SilenceUsage: true}
	cmd := &cobra.Command{Use: use, RunE: func(cmd *cobra.Command, given []string) error {
		args = given
		for _, name := range []string{"kind", "as", "reason", "as-of", "evidence", "role", "profile"} {
			values[name], _ = cmd.Flags().GetString(name)
		}
		founders, _ := cmd.Flags().GetStringArray("founder")
		values["founder"] = strings.Join(founders, " ")
		return nil
	}}
	for _, name := range []string{"kind", "as", "reason", "as-of", "evidence", "role", "profile"} {
		cmd.Flags().String(name, "", "")
	}
	cmd.Flags().StringArray("founder", nil, "")
	cmd.PreRunE = reading.Tidy
	root.AddCommand(cmd)
	root.SetArgs(append([]string{use}, line...))
	return values, args, root.Execute()
}

func TestTidy(t *testing.T) {
	values, args, err := tidied(t, "claim", " Cisco@Industry", "README", "ABCDEF0123", "--kind", "企业", "--as", "A@B", "--reason", " A@B",
		"--founder", "X@Y", "--founder", "ｚ@y", "--evidence", "FF00", "--role", "主管", "--profile", " Ibm＠Industry ")
	require.NoError(t, err)
	require.Equal(t, []string{"cisco@industry", "README", "abcdef0123"}, args)
	require.Equal(t, map[string]string{
		"kind": "enterprise", "as": "a@b", "reason": " A@B", "as-of": "", "founder": "x@y z@y", "evidence": "ff00", "role": "主管", "profile": "Ibm@Industry",
	}, values)
	values, _, err = tidied(t, "authority", "--role", "主管")
	require.NoError(t, err)
	require.Equal(t, "officer", values["role"])
	_, _, err = tidied(t, "claim", "--as-of", "2026/11/29")
	var misuse *cli.UsageError
	require.ErrorAs(t, err, &misuse)
	require.Equal(t, "usage.wrongFlag", misuse.Key)
}
