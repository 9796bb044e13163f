package report_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"allianceregistry/audit/chain"
	"allianceregistry/audit/replay"
	"allianceregistry/audit/report"
	"allianceregistry/internal/text"
	"allianceregistry/membership"
	"allianceregistry/membership/form"
)

var update = flag.Bool("update", false, "write the golden files anew")

func html(t *testing.T, r replay.Report, lang string) string {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, report.HTML(&out, r, in(t, lang)))
	return out.String()
}

func table(t *testing.T, r replay.Report, lang string) [][]string {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, report.CSV(&out, r, in(t, lang)))
	content, marked := strings.CutPrefix(out.String(), "\ufeff")
	require.True(t, marked)
	rows, err := csv.NewReader(strings.NewReader(content)).ReadAll()
	require.NoError(t, err)
	return rows
}

// TestGolden compares with the files in testdata; -update writes them anew.
func TestGolden(t *testing.T) {
	t.Parallel()
	for _, lang := range text.Languages {
		for form, write := range map[string]func(io.Writer, replay.Report, *text.Text) error{"html": report.HTML, "csv": report.CSV} {
			var out bytes.Buffer
			require.NoError(t, write(&out, sample(), in(t, lang)))
			file := filepath.Join("testdata", "report."+lang+"."+form)
			if *update {
				require.NoError(t, os.WriteFile(file, out.Bytes(), 0o600))
			}
			want, err := os.ReadFile(file)
			require.NoError(t, err)
			require.Equal(t, string(want), out.String(), file)
		}
	}
}

// wellFormed reads a page as strictly as XML, and returns its elements' names and
// attributes in order.
func wellFormed(t *testing.T, page string) []xml.StartElement {
	t.Helper()
	var elements []xml.StartElement
	for decoder := xml.NewDecoder(strings.NewReader(page)); ; {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return elements
		}
		require.NoError(t, err)
		if start, is := token.(xml.StartElement); is {
			elements = append(elements, start.Copy())
		}
	}
}

// TestNamedHosts: whoever reads the report sees which MSP a host is that has another name.
func TestNamedHosts(t *testing.T) {
	t.Parallel()
	r := sample()
	require.NotContains(t, html(t, r, "en"), "MSP ID of host")
	r.Verified.Hosts = []membership.Host{{ID: "org1.msp", MSP: "Org1MSP"}, {ID: "a.msp", MSP: "<A>"}}
	for lang, label := range map[string]string{"en": "MSP ID of host org1.msp", "zh": "承载机构 org1.msp 的 MSP 标识"} {
		page := html(t, r, lang)
		require.Contains(t, page, label)
		require.Contains(t, page, "Org1MSP")
		require.Contains(t, page, "&lt;A&gt;")
	}
}

func TestPageIsWellFormedAndAccessible(t *testing.T) {
	t.Parallel()
	for lang, tag := range map[string]string{"en": "en", "zh": "zh-Hans"} {
		for name, r := range map[string]replay.Report{"sample": sample(), "empty": {}} {
			level := 0
			for _, e := range wellFormed(t, html(t, r, lang)) {
				attributes := map[string]string{}
				for _, a := range e.Attr {
					attributes[a.Name.Local] = a.Value
				}
				switch element := e.Name.Local; element {
				case "html":
					require.Equal(t, tag, attributes["lang"])
				case "th":
					require.Contains(t, []string{"col", "row"}, attributes["scope"])
				case "h1", "h2", "h3":
					next := int(element[1] - '0')
					require.LessOrEqual(t, next, level+1, name)
					level = next
				case "script", "link", "img", "iframe", "object", "form":
					t.Errorf("%s has a %s", name, element)
				}
				require.NotContains(t, attributes, "src")
				if link, is := attributes["href"]; is {
					require.True(t, strings.HasPrefix(link, "#"), link)
				}
			}
		}
	}
}

// TestEveryLabelIsSaid: a key without a text would stand on the page as it is.
func TestEveryLabelIsSaid(t *testing.T) {
	t.Parallel()
	for _, lang := range text.Languages {
		for _, r := range []replay.Report{sample(), {}} {
			page := html(t, r, lang)
			require.NotRegexp(t, `report\.[a-z]+(?:\.[a-zA-Z]+)?[^.\w]`, strings.ReplaceAll(page, "report.html", ""))
			require.NotContains(t, page, "no value")
			require.NotContains(t, page, "%!")
		}
	}
}

func TestPageSays(t *testing.T) {
	t.Parallel()
	english, chinese := html(t, sample(), "en"), html(t, sample(), "zh")
	for _, page := range []string{english, chinese} {
		for _, want := range []string{
			"Zhongguancun Blockchain Industry Alliance", "中关村区块链产业联盟", sampleID, hash("genesis", 64), hash("last", 64),
			"auditor trust " + hash("genesis", 64), "/Channel/Application/Endorsement", "STATE_DIFFERS", "NOT_YET_KNOWN", "a: 1",
			"2025-03-01 08:00:00Z", // since the first of two periods without a break
			"dues=10", "5 / 4", "peer0.academia", "connection refused",
		} {
			require.Contains(t, page, want)
		}
	}
	require.Contains(t, english, "Something does not hold. Faults: 1; valid, but odd: 2.")
	require.Contains(t, chinese, "有不成立之处。故障：1 项；有效但异常：2 项。")
	require.Contains(t, english, "not the same: accepted")
	require.Contains(t, english, "Came out otherwise: 1.")
	require.Less(t, strings.Index(english, "STATE_DIFFERS"), strings.Index(english, "LATE_VOTE"), "faults first")
	clean := sample()
	clean.Findings, clean.Decisions = nil, clean.Decisions[:1]
	clean.Verified.States, clean.Verified.Comparison = nil, nil
	english = html(t, clean, "en")
	require.Contains(t, english, "Nothing was found that does not hold, and nothing odd.")
	require.Contains(t, english, "All came out the same.")
	require.Contains(t, english, "No host&#39;s peer was asked")
	clean.Findings = sample().Findings[:1]
	require.Contains(t, html(t, clean, "en"), "Nothing was found that does not hold. Valid, but odd: 1.")
}

// hostile has what somebody might write to do something to the reader.
func hostile(content string) replay.Report {
	r := sample()
	r.Alliance.Names, r.Alliance.ID = form.Names{"en": content, "zh": content + "!"}, content
	r.Start[0].Names, r.Start[0].Membership.Party = form.Names{"en": content, "zh": content}, content
	r.Start[0].Period.Class, r.Start[0].Period.Group = content, content
	r.Changes[0].Reason, r.Changes[0].By, r.Changes[0].Party = content, content, content
	r.Changes[0].Decision.Explanation.Parts[0].Figure.Who.Classes = []string{content}
	r.Decisions[0].Subject, r.Decisions[0].Recorded.Lapsed = content, []string{content}
	r.Findings[0].Params["party"], r.Findings[1].Source, r.Findings[2].Code = content, content, content
	r.Verified.Comparison.Sides[0].Problem, r.Verified.Definition.Policy, r.Verified.Genesis = content, content, content
	return r
}

// TestHostileContent: whatever is written, the page has the elements and attributes
// that it has with a plain word, and the table no formula.
func TestHostileContent(t *testing.T) {
	t.Parallel()
	harmless := wellFormed(t, html(t, hostile("plain"), "zh"))
	for name, content := range map[string]string{
		"script": `<script>alert(1)</script>`, "attribute": `" onload="alert(1)`, "style": `</style><b>"} * { display: none } /*`,
		"comment": `--><img src=x>`, "entity": `&lt;script&gt;&#x202e;`, "link": `javascript:alert(1)`,
		"formula": `=HYPERLINK("http://example.org")`, "wide": `＝1+1`, "command": "@SUM(1+1)*cmd|' /C calc'!A0", "tab": "\t=1+1",
		"bidi": "abc\u202etxt.exe", "isolate": "a\u2066b\u2069", "control": "a\x00\x1b[31mb\x7f", "separator": "a\u2028b\ufeff",
		"tags": "a\U000e0041b", "not UTF-8": "a\xff\xfeb", "template": "{{.Alliance}}", "carriage": "\r=1+1",
	} {
		page := html(t, hostile(content), "zh")
		elements := wellFormed(t, page)
		require.Equal(t, harmless, elements, name)
		for _, bad := range []string{"\u202e", "\u2066", "\x00", "\x1b", "\x7f", "\u2028", "\ufeff", "\U000e0041"} {
			require.NotContains(t, page, bad, name)
		}
		for _, row := range table(t, hostile(content), "zh") {
			for _, cell := range row {
				require.NotRegexp(t, "^[\\s\u3000]*[=+\\-@＝＋－＠]|^[\t\r]", cell, name)
				require.NotContains(t, cell, "\u202e", name)
			}
		}
	}
}

// TestAnyContent says the same of whatever rapid thinks of.
func TestAnyContent(t *testing.T) {
	t.Parallel()
	harmless, rows := wellFormed(t, html(t, hostile("plain"), "en")), len(table(t, hostile("plain"), "en"))
	rapid.Check(t, func(one *rapid.T) {
		content := "x" + rapid.String().Draw(one, "content")
		require.Equal(one, harmless, wellFormed(t, html(t, hostile(content), "en")))
		require.Len(one, table(t, hostile(content), "en"), rows)
	})
}

func TestTable(t *testing.T) {
	t.Parallel()
	english, chinese := table(t, sample(), "en"), table(t, sample(), "zh")
	require.Equal(t, "Section", english[0][0])
	require.Equal(t, "部分", chinese[0][0], "the head is in the reader's language")
	require.NotContains(t, strings.Join(append(english[0], chinese[0]...), " "), "report.column")
	sections := map[string]int{}
	for _, row := range english[1:] {
		sections[row[0]]++
	}
	require.Equal(t, map[string]int{"report": 1, "start": 2, "end": 2, "change": 3, "decision": 2, "finding": 3}, sections)
}

// TestWhereAFindingStands: what is about a host alone names no block.
func TestWhereAFindingStands(t *testing.T) {
	t.Parallel()
	r := sample()
	silent := map[string]string{"host": "industry", "question": "Block", "why": "silence"}
	differs := map[string]string{"what": "answer", "key": "a", "expected": "1", "seen": "2"}
	forked := map[string]string{"host": "industry", "hosts": "industry", "others": "academia", "expected": "1", "seen": "2"}
	for _, c := range []struct {
		finding chain.Finding
		want    []string // block, index, tx
	}{
		{chain.Finding{Code: replay.PeerSilent, Params: silent}, []string{"", "", ""}},
		{chain.Finding{Code: replay.Fork, Params: forked}, []string{"0", "", ""}},
		{chain.Finding{Code: replay.RulesDiffer, Tx: "a", Params: differs}, []string{"0", "0", "a"}},
		{chain.Finding{Code: replay.LateVote, Block: 7, Params: r.Findings[0].Params}, []string{"7", "", ""}},
	} {
		r.Findings = []chain.Finding{c.finding}
		rows := table(t, r, "en")
		require.Equal(t, c.want, rows[len(rows)-1][2:5], c.finding.Code)
	}
}

// TestUnchecked: a report says of whom nothing is known, in each form that people read.
func TestUnchecked(t *testing.T) {
	t.Parallel()
	r := sample()
	r.Findings = append(r.Findings, chain.Finding{
		Code: replay.PeerSilent, Severity: chain.Warning, Source: "peer.academia",
		Params: map[string]string{"host": "academia", "question": "Height", "why": "connection refused"},
	})
	for form, said := range map[string]string{
		"html en": "Not checked, or not to the end: peer.academia.", "csv en": "Not checked, or not to the end: peer.academia.",
		"html zh": "未核查或未核查完：peer.academia。", "csv zh": "未核查或未核查完：peer.academia。", "json": `"PEER_SILENT"`,
	} {
		require.Contains(t, string(forms(t, r)[form]), said, form)
	}
}

func TestJSON(t *testing.T) {
	t.Parallel()
	r := hostile("<中 & 国>")
	var once, again bytes.Buffer
	require.NoError(t, report.JSON(&once, r))
	require.NoError(t, report.JSON(&again, r))
	require.Equal(t, once.String(), again.String())
	require.Contains(t, once.String(), `"id": "<中 & 国>"`)
	var read replay.Report
	require.NoError(t, json.Unmarshal(once.Bytes(), &read))
	require.Equal(t, r.Changes[0].Reason, read.Changes[0].Reason)
}

// TestEachFindingHasAText takes the codes from the sources: there is no list of them.
func TestEachFindingHasAText(t *testing.T) {
	t.Parallel()
	code := regexp.MustCompile(`(?m)^\t\w+ += "([A-Z_]+)"$`)
	for _, file := range []string{"../chain/finding.go", "../replay/finding.go"} {
		source, err := os.ReadFile(file)
		require.NoError(t, err)
		found := code.FindAllStringSubmatch(string(source), -1)
		require.Greater(t, len(found), 20, file)
		for _, lang := range text.Languages {
			for _, one := range found {
				require.NotEmpty(t, in(t, lang).Template("finding."+one[1]), one[1])
			}
		}
	}
	for _, level := range []chain.Severity{chain.Fault, chain.Warning} {
		require.NotEmpty(t, in(t, "zh").Template("level."+string(level)))
	}
}
