package console_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"allianceregistry/audit/index/indextest"
	"allianceregistry/internal/text"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
)

// TestCertificate: a certificate says what was recorded at its moment, and of no other.
func TestCertificate(t *testing.T) {
	t.Parallel()
	x := recorded(t, "raft")
	h := handler(t, x)
	university := zgc + "/members/sample-university@academia/certificate"
	raw, origin, err := x.RecordAt(t.Context(), membership.MembershipKey("zhongguancun@association", "sample-university@academia"), time.Now().AddDate(1, 0, 0))
	require.NoError(t, err)
	sum := sha256.Sum256(raw)
	for name, row := range map[string]struct {
		path string
		want []string
	}{
		"ok/a member": {university, []string{
			"Membership certificate", "Sample University", "示例大学", "is recorded as a member of", "Standing", "admit: accepted", "Charter, version 1",
			"in this class and state since", hex.EncodeToString(sum[:]), origin.Tx, fmt.Sprintf("block %d", origin.Block), "all blocks up to 95",
			"572ec3bc680285b5325770c65afc73008cf63ecabb75e295c6daffd0f055ddbf", "it is not signed",
		}},
		"ok/in Chinese": {university + "?lang=zh", []string{"会员资格证明", "经登记为以下联盟的会员：", "背书方", "本页未经签名"}},
		"ok/a founder":  {zgc + "/members/tsinghua@academia/certificate?at=2026-11-21", []string{"one of the alliance&#39;s founders", "清华大学"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			page := get(t, h, row.path, http.StatusOK)
			for _, want := range row.want {
				require.Contains(t, page, want)
			}
		})
	}
	for path, code := range map[string]string{
		university + "?at=2026-11-20":                                                   "UNKNOWN_RECORD", // before there was one
		university + "?at=2999-01-01":                                                   "PAGE_LATER",
		university + "?at=yesterday":                                                    "BAD_TIME",
		zgc + "/members/nobody@industry/certificate":                                    "UNKNOWN_RECORD",
		"/alliances/none@industry/members/a@industry/certificate":                       "UNKNOWN_RECORD",
		"/decisions/e81cafe30becad3450628903/record":                                    "UNKNOWN_RECORD",
		zgc + "/members/%3Cscript%3E/certificate?at=%3Cscript%3E":                       "BAD_TIME",
		zgc + "/members/sample-university@academia/certificate?at=2026-11-21T00:00:00Z": "UNKNOWN_RECORD",
	} {
		require.Contains(t, get(t, h, path, http.StatusBadRequest, http.StatusNotFound), code, path)
	}
	require.Contains(t, get(t, h, "/parties/sample-university@academia", http.StatusOK), `href="`+university+`"`)
}

// TestCertificateOfAnyMoment: whenever it is asked for, a certificate is given to whom the
// ledger had as a member then, and to nobody else.
func TestCertificateOfAnyMoment(t *testing.T) {
	t.Parallel()
	w := indextest.New(3).Live(160)
	h := handler(t, indexed(t, w))
	given := 0
	for league := range indextest.Leagues {
		for _, party := range indextest.Everybody {
			var history membership.Membership
			if now, err := membership.Ask(w.Ledger.Begin("question"), w.Now, membership.GetMembership{Alliance: league, Party: party}); err == nil {
				history = now.Recorded()
			}
			for at := indextest.Epoch; at.Before(w.Now); at = at.Add(17 * time.Hour) {
				period, was := history.AtTime(at)
				path := fmt.Sprintf("/alliances/%s/members/%s/certificate?at=%s", league, party, at.Format(time.RFC3339))
				page := get(t, h, path, map[bool][]int{true: {http.StatusOK}, false: {http.StatusBadRequest, http.StatusNotFound}}[was]...)
				if was {
					given++
					require.Contains(t, page, map[charter.MembershipState]string{charter.Active: "recorded as a member of", charter.Suspended: "and is suspended"}[period.State], path)
				}
			}
		}
	}
	require.Greater(t, given, 30)
}

// TestDecisionRecord: a decision's record has the question, the rule and each voter's last
// word; there is none of what has not been decided.
func TestDecisionRecord(t *testing.T) {
	t.Parallel()
	h := handler(t, recorded(t, "raft"))
	page := get(t, h, "/decisions/e81cafe30becad3450628902/record", http.StatusOK)
	for _, want := range []string{
		"Record of a decision", "Reinstate: Sample University", "accepted", "votes for more than 1/2 of all who may vote (8)", "5 of 5", "block 81", "集佳",
		"89fce871dcc3223f2fe12409e6ac2b4013fd28bbb5c443edee4439507ebef262", "5 for, 0 against, 0 abstaining, of 8", "by the roster sealed with epoch", "Votes by name",
	} {
		require.Contains(t, page, want)
	}
	require.Contains(t, get(t, h, "/decisions/e81cafe30becad3450628902/record?lang=zh", http.StatusOK), "记名表决")
	require.Contains(t, get(t, h, "/proposals/e81cafe30becad3450628902", http.StatusOK), `href="/decisions/e81cafe30becad3450628902/record"`)

	w, decided, open := hall(t, 3, "short")
	h = handler(t, indexed(t, w))
	require.Contains(t, get(t, h, "/decisions/"+open+"/record", http.StatusBadRequest), "PAGE_UNDECIDED")
	page = get(t, h, "/decisions/"+decided+"/record", http.StatusOK)
	require.Contains(t, page, "2 for, 1 against, 0 abstaining, of 3")
	require.Equal(t, 3, strings.Count(page, `<li><span class="name">`), "each voter once")
	require.NotContains(t, get(t, h, "/proposals/"+open, http.StatusOK), "/record")
}

// hall is an alliance of so many founders, all of whom vote on one proposal; of another
// nothing is decided. Names are as long as the rules let them be.
func hall(t *testing.T, members int, name string) (w *indextest.World, decided, open string) {
	t.Helper()
	w = indextest.New(7)
	founders := make([]string, members)
	for i := range founders {
		founders[i] = fmt.Sprintf("%s%02d@industry", strings.Repeat("p", 30), i)
		own := fmt.Sprintf("%02d %s", i, name)
		w.Must(founders[i], membership.RegisterParty{Request: w.Request(), Kind: charter.Enterprise, Names: form.Names{"en": own, "zh": own}})
	}
	rules := indextest.Charter()
	digest, err := rules.Digest()
	require.NoError(t, err)
	w.Must(founders[0], membership.FoundAlliance{Request: w.Request(), Slug: "hall", Names: form.Names{"en": name, "zh": name}, Founders: founders, Charter: rules})
	for _, founder := range founders[1:] {
		w.Must(founder, membership.Consent{Request: w.Request(), Alliance: "hall@industry", Charter: digest})
	}
	file := func(title string) string {
		event, err := w.Send(founders[0], membership.Propose{
			Request: w.Request(), Alliance: "hall@industry", Action: charter.Resolve, Title: title, Document: strings.Repeat("ab", 32), Reason: name,
		})
		require.NoError(t, err)
		w.Commit()
		return event.Proposal
	}
	decided, open = file(name), file("open")
	for i, founder := range founders {
		position := []charter.Position{charter.For, charter.For, charter.Against}[i%3]
		w.Must(founder, membership.Endorse{Request: w.Request(), Proposal: decided, Position: position, Reason: name})
	}
	w.Must(founders[0], membership.Decide{Proposal: decided})
	w.Commit()
	return w, decided, open
}

// sheets are the pages of a PDF.
var sheets = regexp.MustCompile(`/Type\s*/Page\b`)

// printed prints a page on A4, and counts the sheets.
func (c *chrome) printed(name, path string) int {
	c.t.Helper()
	var file []byte
	c.run(chromedp.Navigate(c.at+path), chromedp.ActionFunc(func(ctx context.Context) (err error) {
		file, _, err = page.PrintToPDF().WithPreferCSSPageSize(true).Do(ctx)
		return err
	}))
	if folder := os.Getenv("CONSOLE_PICTURES"); folder != "" {
		require.NoError(c.t, os.WriteFile(filepath.Join(folder, name+".pdf"), file, 0o600))
		c.run(emulation.SetDeviceMetricsOverride(688, 900, 1, false), emulation.SetEmulatedMedia().WithMedia("print")) // A4 but for the margins
		c.picture(name)
		c.run(emulation.SetEmulatedMedia().WithMedia(""))
	}
	return len(sheets.FindAll(file, -1))
}

// TestPrinted: certificates and records are one sheet of paper, whatever names are in them;
// a record of sixty votes may have two.
func TestPrinted(t *testing.T) {
	if _, err := exec.LookPath("chromium"); err != nil {
		t.Skip("there is no Chromium on this computer")
	}
	long := strings.TrimSpace(strings.Repeat("Wm國 ", 49))
	w, decided, _ := hall(t, 60, long)
	few, small, _ := hall(t, 12, long)
	for name, of := range map[string]struct {
		world  *indextest.World
		paths  map[string]string
		sheets int
	}{
		"many": {w, map[string]string{"record": "/decisions/" + decided + "/record"}, 2},
		"few":  {few, map[string]string{"record": "/decisions/" + small + "/record", "certificate": "/alliances/hall@industry/members/" + strings.Repeat("p", 30) + "00@industry/certificate"}, 1},
	} {
		c := newChrome(t, handler(t, indexed(t, of.world)))
		for what, path := range of.paths {
			for _, lang := range text.Languages {
				got := c.printed(strings.Join([]string{name, what, lang}, "-"), path+"?lang="+lang)
				require.Positive(t, got)
				require.LessOrEqual(t, got, of.sheets, "%s %s %s", name, what, lang)
			}
		}
	}
	c := newChrome(t, handler(t, recorded(t, "raft")))
	for name, path := range map[string]string{"certificate": zgc + "/members/sample-university@academia/certificate", "record": "/decisions/e81cafe30becad3450628902/record"} {
		for _, lang := range text.Languages {
			require.Equal(t, 1, c.printed(name+"-"+lang, path+"?lang="+lang), name)
		}
	}
}
