package console_test

import (
	"encoding/csv"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"allianceregistry/audit/chain"
	"allianceregistry/audit/index"
	"allianceregistry/audit/index/indextest"
	"allianceregistry/examples/ledgers"
	"allianceregistry/internal/text"
	"allianceregistry/internal/view"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
)

// basis is what every page says of what it rests on.
var basis = map[string]string{"en": "Verified on this computer up to block ", "zh": "已在本机核验至第 "}

// unsaid finds a key that has no text, and what a template says of a mistake.
var unsaid = regexp.MustCompile(`\bpage\.[a-zA-Z]|<no value>|%!|&lt;nil&gt;|ZgotmplZ`)

// TestEveryPage: whatever a link leads to is there, in both languages, in full, and says
// on what it rests.
func TestEveryPage(t *testing.T) {
	t.Parallel()
	shown := map[string]*index.Index{"a life": indexed(t, indextest.New(3).Live(120))}
	for _, ledger := range ledgers.Names() {
		shown[ledger] = recorded(t, ledger)
	}
	for name, x := range shown {
		h := handler(t, x)
		for _, lang := range text.Languages {
			pages := crawl(t, h, lang, func(path, page string) {
				require.Contains(t, page, basis[lang], path)
				require.Empty(t, unsaid.FindString(page), path)
				require.True(t, strings.HasSuffix(strings.TrimSpace(page), "</html>"), path)
			}, http.StatusOK)
			for _, part := range []string{"/roster", "/charter", "/movement", "/proposals", "/parties/", "/proposals/", "/transactions/", "/history?block="} {
				require.True(t, slices.ContainsFunc(pages, func(p string) bool { return strings.Contains(p, part) }), "%s: no link to %s", name, part)
			}
		}
	}
}

const zgc = "/alliances/zhongguancun@association"

// TestPages: each page has what a person looks for there.
func TestPages(t *testing.T) {
	t.Parallel()
	h := handler(t, recorded(t, "raft"))
	for name, row := range map[string]struct {
		path string
		want []string
	}{
		"ok/home": {"/", []string{"Everything that was verified holds.", "Zhongguancun Blockchain Industry Alliance", "Hyperledger", "rejected", "up to block 95"}},
		"ok/alliance": {zgc, []string{
			"中关村区块链产业联盟", `class="tag good">open`, "Individual member", "to vote", "China Institute of Communications", "2030-12-31 24:00:00Z",
		}},
		"ok/alliance in Chinese": {zgc + "?lang=zh", []string{"<h1><bdi>中关村区块链产业联盟", "单位会员", "发起方", "委托"}},
		"ok/roster":              {zgc + "/roster", []string{"8 members", "as of now", "清华大学", "tsinghua@academia", `href="/proposals/e81cafe30becad3450628902"`}},
		"ok/roster of a day":     {zgc + "/roster?date=2026-11-21", []string{"8 members", "at the end of 2026-11-21"}},
		"ok/roster of before":    {zgc + "/roster?date=2026-11-20", []string{"0 members", "Nobody matches."}},
		"ok/roster of later":     {zgc + "/roster?date=2027-01-01", []string{"What was verified ends on 2026-11-21"}},
		"ok/roster of a class":   {zgc + "/roster?class=individual", []string{"0 members", `value="individual" selected`}},
		"ok/roster of a kind":    {zgc + "/roster?kind=academic", []string{"3 members", "Tsinghua"}},
		"ok/roster of a name":    {zgc + "/roster?text=%E6%B8%85%E5%8D%8E", []string{"1 members", "Tsinghua"}},
		"ok/roster of a slider":  {zgc + "/roster?day=0", []string{"8 members", "at the end of 2026-11-21"}},
		"ok/charter":             {zgc + "/charter", []string{"To admit a member", "at least three members are in favour", `&#34;schema&#34;: 1`}},
		"ok/trial":               {zgc + "/trial", []string{"Nothing is written", "8</td>", `name="for.member"`, "at least three members are in favour"}},
		"ok/trial, accepted":     {zgc + "/trial?try=yes&action=admit&for.member=3", []string{`notice good`, "<b>accepted</b>", "3 of 3"}},
		"ok/trial, rejected":     {zgc + "/trial?try=yes&action=admit&for.member=2", []string{`notice bad`, "<b>rejected</b>", "2 of 3"}},
		"ok/trial, open":         {zgc + "/trial?try=yes&action=admit&for.member=2&open=yes", []string{`notice warn`, "<b>open</b>", "1 missing"}},
		"ok/trial, recused":      {zgc + "/trial?try=yes&action=expel&for.member=8", []string{"Not counted:", "has no say"}},
		"ok/movement":            {zgc + "/movement", []string{"2026-11-01", "vouching.svg", "Who vouched for whom", "against"}},
		"ok/proposals":           {zgc + "/proposals?status=rejected", []string{"Sample Trader", "rejected"}},
		"ok/party":               {"/parties/sample-university@academia", []string{"示例大学", "Became a member: Member, active", "Is from then on: Member, suspended", "Registered as a party"}},
		"ok/proposal": {"/proposals/e81cafe30becad3450628902", []string{
			"Reinstate: Sample University", "votes for more than 1/2 of all who may vote (8)", "5 of 5", "reached", "the report has come", "block 81", "集佳",
		}},
		"ok/decisions":       {"/decisions?outcome=rejected", []string{"Sample Trader", "0 : 5 / 7"}},
		"ok/history":         {"/history?block=81", []string{"proposal decided", "89fce871dcc3"}},
		"ok/history of one":  {"/history?party=sample-university@academia&type=JoinFiled", []string{"join filed"}},
		"ok/transaction":     {"/transactions/89fce871dcc3223f2fe12409e6ac2b4013fd28bbb5c443edee4439507ebef262", []string{"took effect", "Decide", "e81cafe30becad3450628902"}},
		"ok/search":          {"/search?q=%E6%B8%85%E5%8D%8E", []string{`href="/parties/tsinghua@academia"`, "清华大学"}},
		"ok/search by id":    {"/search?q=tsinghua@academia", []string{`href="/parties/tsinghua@academia"`}},
		"ok/search of an id": {"/search?q=e81cafe3", []string{`href="/proposals/e81cafe30becad3450628902"`}},
		"ok/search for none": {"/search?q=xyzzy", []string{"stands nowhere"}},
		"ok/audit":           {"/audit", []string{"Everything that was verified holds.", "572ec3bc680285b5325770c65afc73008cf63ecabb75e295c6daffd0f055ddbf", "98, of which 0 had no effect"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			page := get(t, h, row.path, http.StatusOK)
			for _, want := range row.want {
				require.Contains(t, page, want)
			}
		})
	}
}

// TestRefusals: what cannot be answered says why, and by which code.
func TestRefusals(t *testing.T) {
	t.Parallel()
	h := handler(t, recorded(t, "raft"))
	for path, want := range map[string]struct {
		status int
		code   string
	}{
		"/nothing":                            {http.StatusNotFound, "NOT_FOUND"},
		"/parties/nobody@industry":            {http.StatusNotFound, "UNKNOWN_RECORD"},
		"/alliances/none@industry":            {http.StatusNotFound, "UNKNOWN_RECORD"},
		"/proposals/e81cafe30becad3450628903": {http.StatusNotFound, "UNKNOWN_RECORD"},
		"/proposals/nonsense":                 {http.StatusNotFound, "UNKNOWN_RECORD"},
		"/transactions/00":                    {http.StatusNotFound, "UNKNOWN_RECORD"},
		zgc + "/charter?version=9":            {http.StatusNotFound, "UNKNOWN_RECORD"},
		zgc + "/charter?version=x":            {http.StatusBadRequest, "PAGE_NO_NUMBER"},
		zgc + "/roster?date=31.12.2026":       {http.StatusBadRequest, "PAGE_NO_DATE"},
		zgc + "/roster?day=-1":                {http.StatusBadRequest, "PAGE_NO_NUMBER"},
		zgc + "/trial?try=yes&for.member=9":   {http.StatusBadRequest, "PAGE_TOO_FEW"},
		zgc + "/trial?try=yes&for.member=x":   {http.StatusBadRequest, "PAGE_NO_NUMBER"},
		zgc + "/trial?version=9":              {http.StatusNotFound, "UNKNOWN_RECORD"},
		zgc + "/roster?day=999999999999999":   {http.StatusBadRequest, "PAGE_NO_DATE"},
		"/history?block=x":                    {http.StatusBadRequest, "PAGE_NO_NUMBER"},
		"/history?after=x":                    {http.StatusBadRequest, "BAD_BOOKMARK"},
		"/alliances/none@industry/roster.csv": {http.StatusNotFound, "UNKNOWN_RECORD"},
	} {
		for _, lang := range text.Languages {
			joined := path + "?"
			if strings.Contains(path, "?") {
				joined = path + "&"
			}
			page := get(t, h, joined+"lang="+lang, want.status)
			require.Contains(t, page, want.code, path)
			require.Empty(t, unsaid.FindString(page), path)
		}
	}
	require.Contains(t, get(t, handler(t, empty(t)), "/", http.StatusServiceUnavailable), "Nothing has been verified yet")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/", nil))
	require.Equal(t, http.StatusNotFound, w.Code, "nothing is taken")
}

// TestFiles: a downloaded roster is the index's, whole.
func TestFiles(t *testing.T) {
	t.Parallel()
	w := indextest.New(8).Live(200)
	x := indexed(t, w)
	h := handler(t, x)
	date := indextest.Epoch.AddDate(0, 0, 2).Format(time.DateOnly)
	want, err := x.Roster(t.Context(), index.RosterQuery{Alliance: "zgc@industry", At: date})
	require.NoError(t, err)
	require.NotEmpty(t, want.Members)
	var file struct {
		Height uint64       `json:"height"`
		Answer index.Roster `json:"answer"`
	}
	require.NoError(t, json.Unmarshal([]byte(get(t, h, "/alliances/zgc@industry/roster.json?date="+date, http.StatusOK)), &file))
	require.EqualValues(t, len(w.Chain), file.Height)
	require.Equal(t, want, file.Answer)
	for lang, head := range map[string]string{"en": "PARTY", "zh": "主体"} {
		sheet := sheetOf(t, get(t, h, "/alliances/zgc@industry/roster.csv?lang="+lang+"&date="+date, http.StatusOK))
		book := workbookOf(t, get(t, h, "/alliances/zgc@industry/roster.xlsx?lang="+lang+"&date="+date, http.StatusOK))
		for _, rows := range [][][]string{sheet, book} {
			require.Len(t, rows, 1+len(want.Members))
			require.Equal(t, head, rows[0][0])
			for i, m := range want.Members {
				require.Equal(t, m.Party, rows[i+1][0])
			}
		}
	}
}

// sheetOf are the rows of a file for spreadsheets.
func sheetOf(t *testing.T, file string) [][]string {
	t.Helper()
	text, marked := strings.CutPrefix(file, view.Mark)
	require.True(t, marked, "without its mark some spreadsheets cannot read Chinese")
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	require.NoError(t, err)
	return rows
}

// workbookOf are the rows of a workbook.
func workbookOf(t *testing.T, file string) [][]string {
	t.Helper()
	f, err := excelize.OpenReader(strings.NewReader(file))
	require.NoError(t, err)
	defer func() { require.NoError(t, f.Close()) }()
	rows, err := f.GetRows(f.GetSheetName(0))
	require.NoError(t, err)
	return rows
}

// TestFilesCommandNothing: a spreadsheet takes no member's name for a formula.
func TestFilesCommandNothing(t *testing.T) {
	t.Parallel()
	evil := []string{`=HYPERLINK("http://evil.example")`, "+1+1", "-2+3", "@SUM(A1)", "＝1+1"}
	w := indextest.New(5)
	founders := make([]string, len(evil))
	for i, name := range evil {
		founders[i] = string(rune('a'+i)) + "@industry"
		w.Must(founders[i], membership.RegisterParty{Request: w.Request(), Kind: charter.Enterprise, Names: form.Names{"en": name}})
	}
	rules := indextest.Charter()
	digest, err := rules.Digest()
	require.NoError(t, err)
	w.Must(founders[0], membership.FoundAlliance{Request: w.Request(), Slug: "new", Names: form.Names{"en": "new"}, Founders: founders, Charter: rules})
	for _, founder := range founders[1:] {
		w.Must(founder, membership.Consent{Request: w.Request(), Alliance: "new@industry", Charter: digest})
	}
	h := handler(t, indexed(t, w))
	rows := sheetOf(t, get(t, h, "/alliances/new@industry/roster.csv", http.StatusOK))
	require.Len(t, rows, 1+len(evil))
	for i, name := range evil {
		require.Equal(t, "'"+name, rows[i+1][1])
	}
	for i, row := range workbookOf(t, get(t, h, "/alliances/new@industry/roster.xlsx", http.StatusOK))[1:] {
		require.Equal(t, evil[i], row[1])
	}
}

// TestLongRoster: a roster of several parts is whole, and no member stands in it twice.
func TestLongRoster(t *testing.T) {
	t.Parallel()
	const members = 123
	h := handler(t, indexed(t, indextest.Crowd(members)))
	next := regexp.MustCompile(`<a class="button" href="([^"]*)" rel="next"`)
	row := regexp.MustCompile(`<tr><th scope="row"><a href="/parties/([^"]*)"`)
	var got []string
	for path := "/alliances/crowd@industry/roster?text=company"; path != ""; {
		page := get(t, h, path, http.StatusOK)
		require.Contains(t, page, strconv.Itoa(members)+" members")
		for _, found := range row.FindAllStringSubmatch(page, -1) {
			got = append(got, found[1])
		}
		path = ""
		if len(got) > 50 {
			require.Contains(t, page, `href="?text=company">From the beginning`, "what narrows the list stays")
		}
		if more := next.FindStringSubmatch(page); more != nil {
			path = "/alliances/crowd@industry/roster" + strings.ReplaceAll(more[1], "&amp;", "&")
		}
	}
	require.Len(t, got, members)
	require.True(t, slices.IsSorted(got))
	require.Len(t, slices.Compact(got), members)
}

// TestLongRosterByParts: without a name to look for, a part of a roster is what the index
// gives; all parts have every member once.
func TestLongRosterByParts(t *testing.T) {
	t.Parallel()
	const members = 123
	h := handler(t, indexed(t, indextest.Crowd(members)))
	row := regexp.MustCompile(`<tr><th scope="row"><a href="/parties/([^"]*)"`)
	next := regexp.MustCompile(`<a class="button" href="([^"]*)" rel="next"`)
	all, err := indextest.Pages(func(after string) ([]string, string, error) {
		page := get(t, h, "/alliances/crowd@industry/roster"+strings.ReplaceAll(after, "&amp;", "&"), http.StatusOK)
		require.Contains(t, page, strconv.Itoa(members)+" members")
		var got []string
		for _, found := range row.FindAllStringSubmatch(page, -1) {
			got = append(got, found[1])
		}
		if more := next.FindStringSubmatch(page); more != nil {
			return got, more[1], nil
		}
		return got, "", nil
	})
	require.NoError(t, err)
	require.Len(t, all, members)
	require.Len(t, slices.Compact(slices.Sorted(slices.Values(all))), members)
}

// TestFindings: what does not hold is said on the first page, and in full on its own.
func TestFindings(t *testing.T) {
	t.Parallel()
	x := indexed(t, indextest.New(9).Live(20))
	require.NoError(t, x.AddFindings(t.Context(), []chain.Finding{{
		Code: chain.WrongData, Severity: chain.Fault, Block: 7, Source: "peer0.<i>evil</i>", Params: map[string]string{"expected": "aa", "seen": "bb"},
	}}))
	h := handler(t, x)
	require.Contains(t, get(t, h, "/", http.StatusOK), "1 faults and 0 warnings were found.")
	for lang, want := range map[string]string{"en": "does not hold", "zh": "不符"} {
		page := get(t, h, "/audit?lang="+lang, http.StatusOK)
		require.Contains(t, page, want)
		require.Contains(t, page, "WRONG_DATA")
		require.Contains(t, page, "peer0.&lt;i&gt;evil")
	}
}

// TestDossiers: what the pages read of a proposal by the rules is what the ledger says.
func TestDossiers(t *testing.T) {
	t.Parallel()
	w := indextest.New(21).Live(150)
	h := handler(t, indexed(t, w))
	found, err := membership.Ask(w.Ledger.Begin("question"), w.Now, membership.ListProposals{Alliance: "zgc@industry", Size: 1000})
	require.NoError(t, err)
	require.NotEmpty(t, found.Proposals)
	for _, p := range found.Proposals {
		dossier, err := membership.Ask(w.Ledger.Begin("question"), time.Now(), membership.GetProposal{ID: p.ID})
		require.NoError(t, err)
		page := get(t, h, "/proposals/"+p.ID, http.StatusOK)
		require.Contains(t, page, "<dt>votes for</dt><dd>"+strconv.Itoa(dossier.Tally.For)+"</dd>")
		require.Contains(t, page, ">"+string(dossier.Proposal.Status)+"<")
		for _, vote := range dossier.Endorsements {
			require.Contains(t, page, vote.Stamp.Tx[:12])
		}
	}
}

// TestForming: an alliance that has not opened has pages too, with nothing to draw.
func TestForming(t *testing.T) {
	t.Parallel()
	w := indextest.New(5)
	for _, party := range []string{"a@industry", "b@academia"} {
		w.Must(party, membership.RegisterParty{Request: w.Request(), Kind: charter.Enterprise, Names: form.Names{"en": party}})
	}
	w.Must("a@industry", membership.FoundAlliance{
		Request: w.Request(), Slug: "new", Names: form.Names{"zh": "新联盟"}, Founders: []string{"a@industry", "b@academia"}, Charter: indextest.Charter(),
	})
	h := handler(t, indexed(t, w))
	for _, lang := range text.Languages {
		pages := crawl(t, h, lang, func(path, page string) { require.Contains(t, page, basis[lang], path) }, http.StatusOK)
		require.Contains(t, pages, "/alliances/new@industry/movement")
	}
	require.Contains(t, get(t, h, "/alliances/new@industry", http.StatusOK), "forming")
	get(t, h, "/alliances/new@industry/members.svg", http.StatusNotFound)
}
