package console_test

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/client"
	"allianceregistry/internal/acting"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
)

// From an application to a membership, by forms alone, in both languages.
func TestJoinEndorseDecide(t *testing.T) {
	t.Parallel()
	for lang, says := range map[string][]string{
		"en": {"Apply to join", "You sign: for, admit intel@association, hyperledger@industry", "Validation code", "Nothing awaits you now."},
		"zh": {"申请入会", "表态“赞成”", "校验代码", "目前没有待办事项。"},
	} {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.register("intel@association", "Intel")
			intel, ibm := serve(t, "intel@association", w.ledger("intel@association"), nil), serve(t, "ibm@industry", w.ledger("ibm@industry"), nil)
			intel.lang, ibm.lang = lang, lang
			home := intel.open("/")
			require.Contains(t, home.body, says[0])
			receipt := intel.act("/do/join?alliance="+league, "class", "member")
			require.Contains(t, receipt.body, says[2])
			require.Contains(t, receipt.body, "VALID")

			require.NotContains(t, intel.open("/").body, "/do/join", "it has applied")
			require.Contains(t, intel.open("/").body, `<a href="/proposals/`)

			home = ibm.open("/")
			require.Contains(t, home.body, "Intel · intel@association")
			endorse := linkTo(t, home, "/do/endorse")
			preview := ibm.preview(endorse, "position", "for", "reason", "known for years")
			require.Contains(t, preview.body, says[1])
			require.Contains(t, preview.body, "known for years")
			require.Zero(t, w.count(membership.EndorsementGiven), "a preview signs nothing")
			require.Equal(t, http.StatusOK, ibm.send("/sign", preview.hidden()).status)
			ibm.act(linkTo(t, ibm.open("/"), "/do/decide"))
			require.Contains(t, ibm.open("/").body, says[3])
			joined, err := client.Ask(t.Context(), w.ibm, membership.GetMembership{Alliance: league, Party: "intel@association"})
			require.NoError(t, err)
			require.Equal(t, charter.Active, joined.State)
		})
	}
}

// linkTo is the first link of a page that begins so.
func linkTo(t *testing.T, p page, begins string) string {
	t.Helper()
	at := strings.Index(p.body, `href="`+begins)
	require.GreaterOrEqual(t, at, 0, p.body)
	link, _, _ := strings.Cut(p.body[at+len(`href="`):], `"`)
	return strings.ReplaceAll(link, "&amp;", "&")
}

// A double click, a reload, and the back button sign once.
func TestSignedOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.register("intel@association", "Intel")
	b := serve(t, "intel@association", w.ledger("intel@association"), nil)
	preview := b.preview("/do/join?alliance="+league, "class", "member")
	height := w.chain.Height()
	var clicks sync.WaitGroup
	paths := make([]string, 8)
	for i := range paths {
		clicks.Go(func() { paths[i] = b.send("/sign", preview.hidden()).path })
	}
	clicks.Wait()
	for _, path := range paths {
		require.Equal(t, paths[0], path)
	}
	require.Equal(t, 1, w.count(membership.JoinFiled))
	require.Equal(t, height+1, w.chain.Height(), "nothing else was sent")
	require.Equal(t, b.open(paths[0]).body, b.open(paths[0]).body, "the receipt stays")
}

// A fault leaves the preview as it is: signed again, the same request counts once, also where
// the first attempt had arrived.
func TestSignedAgainAfterAFault(t *testing.T) {
	t.Parallel()
	for name, arrives := range map[string]bool{"ok/it had arrived": true, "ok/it had not": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.register("intel@association", "Intel")
			ledger := &weak{Ledger: w.ledger("intel@association"), arrives: arrives}
			b := serve(t, "intel@association", ledger, nil)
			preview := b.preview("/do/join?alliance="+league, "class", "member")
			ledger.set(true)
			failed := b.send("/sign", preview.hidden())
			require.Equal(t, http.StatusServiceUnavailable, failed.status)
			require.Contains(t, failed.body, "counts once")
			ledger.set(false)
			require.Equal(t, http.StatusOK, b.send("/sign", preview.hidden()).status)
			require.Equal(t, 1, w.count(membership.JoinFiled))
		})
	}
}

// weak is a ledger of which, while it is, nobody hears what became of a transaction.
type weak struct {
	client.Ledger
	mu      sync.Mutex
	is      bool
	arrives bool
}

func (l *weak) set(is bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.is = is
}

func (l *weak) Submit(ctx context.Context, name string, argument []byte) (client.Commit, error) {
	l.mu.Lock()
	is := l.is
	l.mu.Unlock()
	if !is {
		return l.Ledger.Submit(ctx, name, argument)
	}
	if l.arrives {
		_, _ = l.Ledger.Submit(ctx, name, argument)
	}
	return client.Commit{}, &client.Fault{Phase: client.Wait, Kind: client.Unavailable}
}

// What is signed is what was shown: the form that signs can say nothing else.
func TestNothingElseIsSigned(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.register("intel@association", "Intel")
	b := serve(t, "intel@association", w.ledger("intel@association"), nil)
	preview := b.preview("/do/join?alliance="+league, "class", "observer")
	fields := preview.hidden()
	fields.Set("class", "member")
	fields.Set("alliance", "other@industry")
	b.send("/sign", fields)
	proposals, err := w.ibm.Proposals(t.Context(), league)
	require.NoError(t, err)
	require.Len(t, proposals, 1)
	require.Equal(t, "observer", proposals[0].Class)
	fields.Set("id", "unknown")
	require.Equal(t, http.StatusNotFound, b.send("/sign", fields).status)
}

// Who has no session, or comes from a page of another origin, reads nothing and changes nothing.
func TestStrangers(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.register("intel@association", "Intel")
	b := serve(t, "intel@association", w.ledger("intel@association"), nil)
	preview := b.preview("/do/join?alliance="+league, "class", "member")
	height := w.chain.Height()
	for name, row := range map[string]struct {
		fields url.Values
		edit   func(*http.Request)
	}{
		"fail/cross-site":         {preview.hidden(), func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") }},
		"fail/same-site":          {preview.hidden(), func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "same-site") }},
		"fail/another origin":     {preview.hidden(), func(r *http.Request) { r.Header.Del("Sec-Fetch-Site"); r.Header.Set("Origin", "http://evil.example") }},
		"fail/another port":       {preview.hidden(), func(r *http.Request) { r.Header.Del("Sec-Fetch-Site"); r.Header.Set("Origin", "http://127.0.0.1:1") }},
		"fail/of no origin":       {preview.hidden(), func(r *http.Request) { r.Header.Del("Sec-Fetch-Site"); r.Header.Set("Origin", "null") }},
		"fail/without the token":  {url.Values{"id": preview.hidden()["id"]}, func(*http.Request) {}},
		"fail/with another token": {preview.fill("token", strings.Repeat("0", 64)), func(*http.Request) {}},
		"fail/the token in the address": {url.Values{"id": preview.hidden()["id"]}, func(r *http.Request) {
			r.URL.RawQuery = url.Values{"token": preview.hidden()["token"]}.Encode()
		}},
		"fail/by another name": {preview.hidden(), func(r *http.Request) { r.Host = "evil.example" }},
		"fail/by the number": {preview.hidden(), func(r *http.Request) {
			for _, cookie := range b.http.Jar.Cookies(r.URL) {
				r.AddCookie(cookie)
			}
			r.Host = strings.TrimPrefix(b.address, "http://")
			r.Header.Set("Origin", b.address)
		}},
	} {
		refused := b.send("/sign", row.fields, row.edit)
		require.Contains(t, []int{http.StatusForbidden, http.StatusMisdirectedRequest}, refused.status, name)
		require.Equal(t, height, w.chain.Height(), name)
	}
	require.Equal(t, http.StatusNotFound, b.open("/sign?id="+preview.hidden().Get("id")+"&token="+preview.hidden().Get("token")).status, "a link signs nothing")
	require.Equal(t, height, w.chain.Height())

	stranger := unopened(t, "intel@association", w.ledger("intel@association"), nil)
	for _, path := range []string{"/", "/do/join?alliance=" + league, "/alliances/" + league, "/receipts/x", "/enter", "/enter?key=guess", "/do"} {
		refused := stranger.open(path)
		require.Equal(t, http.StatusForbidden, refused.status, path)
		require.NotContains(t, refused.body, "intel", path)
		require.NotContains(t, refused.body, "Hyperledger", path)
	}
	require.Equal(t, http.StatusForbidden, stranger.send("/sign", preview.hidden()).status, "another program's session is none here")
	require.Equal(t, http.StatusOK, stranger.open(stranger.link).status)
	other := unopened(t, "intel@association", w.ledger("intel@association"), nil)
	other.open(other.link)
	stranger.http.Jar = nil
	require.Equal(t, http.StatusForbidden, stranger.open(stranger.link).status, "a link works once")
}

// What the rules refuse comes back with what was entered, why, and what to do.
func TestRefusals(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := serve(t, "ibm@industry", w.ledger("ibm@industry"), nil)
	for name, row := range map[string]struct {
		path  string
		pairs []string
		code  string
	}{
		"fail/a member already": {"/do/join?alliance=" + league, []string{"class", "member", "statement", "kept as it was"}, "ALREADY_MEMBER"},
		"fail/no digest":        {"/do/propose-resolve?alliance=" + league, []string{"title", "kept as it was", "document", "abc"}, "BAD_DIGEST"},
		"fail/no title":         {"/do/propose-resolve?alliance=" + league, []string{"document", strings.Repeat("a", 64), "reason", "kept as it was"}, ""},
		"fail/no day":           {"/do/propose-mandate?alliance=" + league, []string{"subject", "ibm@industry", "until", "tomorrow", "reason", "kept as it was"}, "BAD_TIME"},
		"fail/too long":         {"/do/leave?alliance=" + league, []string{"reason", "kept as it was" + strings.Repeat("x", 3000)}, "TOO_LONG"},
		"fail/no id":            {"/do/propose-recognize?alliance=" + league, []string{"subject", "our friends", "reason", "kept as it was"}, "BAD_ID"},
	} {
		height := w.chain.Height()
		refused := b.preview(row.path, row.pairs...)
		require.Equal(t, http.StatusUnprocessableEntity, refused.status, name)
		require.Contains(t, refused.body, row.code, name)
		require.Contains(t, refused.body, "kept as it was", name)
		require.NotContains(t, refused.body, `action="/sign"`, name)
		require.Equal(t, height, w.chain.Height(), name)
	}
	for _, path := range []string{"/do/nothing", "/do/propose-", "/do/propose-admit?alliance=" + league, "/nowhere", "/receipts/none"} {
		require.Equal(t, http.StatusNotFound, b.open(path).status, path)
	}
	for _, path := range []string{"/do/endorse", "/do/endorse?proposal=x", "/alliances/none@industry", "/do?alliance=%00", "/proposals/" + strings.Repeat("0", 24)} {
		require.Equal(t, http.StatusUnprocessableEntity, b.open(path).status, path)
	}
}

// Texts of strangers are texts, whatever they hold.
func TestHostileTexts(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	hostile := `"><script>alert(1)</script><form action=/sign>` + "\u202e" + `{{.Token}}`
	w.register("evil@academia", `</bdi><img src=x onerror=alert(1)>`)
	evil := serve(t, "evil@academia", w.ledger("evil@academia"), nil)
	form := evil.preview("/do/join?alliance="+league, "class", "member", "statement", `"><script>alert(1)</script>{{.Token}}`)
	require.Equal(t, http.StatusOK, form.status, form.body)
	receipt := evil.send("/sign", form.hidden())
	b := serve(t, "ibm@industry", w.ledger("ibm@industry"), nil)
	bad := b.preview("/do/propose-resolve?alliance="+league, "title", hostile, "document", strings.Repeat("a", 64))
	for _, p := range []page{
		form, receipt, bad, b.open("/"), b.open(linkTo(t, b.open("/"), "/do/endorse")), b.open("/alliances/" + league),
		b.open("/do/leave?alliance=" + url.QueryEscape(hostile)), b.open("/do/expire?alliance=x&party=" + url.QueryEscape(hostile)),
		b.open("/do?alliance=" + url.QueryEscape(hostile)), b.open("/proposals/" + url.PathEscape(hostile)),
	} {
		require.NotContains(t, p.body, "<script>alert", p.path)
		require.NotContains(t, p.body, "<img src=x", p.path)
		require.NotContains(t, p.body, "<form action=/sign", p.path)
		require.NotContains(t, p.body, "\u202e", p.path)
	}
}

// Every form can be opened in both languages, and says nothing that nobody translated.
func TestEveryForm(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	intel := w.register("intel@association", "Intel")
	proposal := w.submit(intel, membership.Join{Request: "j", Alliance: league, Class: "member"}).Proposal
	b := serve(t, "ibm@industry", w.ledger("ibm@industry"), nil)
	paths := []string{"/", "/do?alliance=" + league, "/do?alliance=" + league + "&subject=ibm@industry", "/alliances/" + league, "/proposals/" + proposal, "/do/veto", "/nowhere"}
	for _, act := range []string{"join", "leave", "accept", "consent", "figure", "dues", "add-key", "replace-key", "remove-key"} {
		paths = append(paths, "/do/"+act+"?alliance="+league)
	}
	for _, act := range []string{"endorse", "vote", "decide", "enact", "withdraw"} {
		paths = append(paths, "/do/"+act+"?proposal="+proposal)
	}
	for _, act := range []string{"expire", "affiliate"} {
		paths = append(paths, "/do/"+act+"?alliance="+league+"&party=intel@association")
	}
	for _, action := range []string{"resolve", "renew", "seat", "vacate", "reclassify", "suspend", "reinstate", "expel", "mandate", "recognize", "amend", "dissolve"} {
		paths = append(paths, "/do/propose-"+action+"?alliance="+league)
	}
	for _, lang := range []string{"en", "zh"} {
		b.lang = lang
		for _, path := range paths {
			p := b.open(path)
			require.NotContains(t, p.body, "console.", path)
			require.NotContains(t, p.body, "&lt;no value", path)
			require.Less(t, p.status, 500, path)
		}
	}
	b.lang = "en"
	b.act("/do/accept?alliance="+league, "agreement", "code")
	b.act("/do/propose-resolve?alliance="+league, "title", "Budget", "document", strings.Repeat("a", 64), "reason", "two\r\nlines")
	require.Regexp(t, `name="resolution">\s*<option value="">[^<]+</option><option value="special">Special resolution</option>`, b.open("/do/propose-resolve?alliance="+league).body,
		"of no kind, unless one is chosen")
	special := []string{"title", "Articles", "document", strings.Repeat("c", 64), "resolution", "special"}
	require.Contains(t, b.preview("/do/propose-resolve?alliance="+league, special...).body, "Special resolution · special")
	b.act("/do/propose-resolve?alliance="+league, special...)
	b.act("/do/propose-mandate?alliance="+league, "subject", "ibm@industry", "until", "2099-12-31")
	b.act("/do/propose-seat?alliance="+league, "subject", "ibm@industry", "organ", "board")
	b.act("/do/propose-dissolve?alliance="+league, "reason", "done")
	b.act("/do/endorse?proposal="+proposal, "position", "abstain")
	require.Equal(t, 5, w.count(membership.ProposalFiled))
}

// What is typed on a Chinese keyboard, or pasted, is read as the command line reads it; the
// preview shows what was read.
func TestTyped(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.register("intel@association", "Intel")
	b := serve(t, "intel@association", w.ledger("intel@association"), nil)
	preview := b.preview("/do/join?alliance="+league, "class", "member", "group", " ｉｂｍ＠Industry", "evidence", " "+strings.Repeat("ＡB", 32), "statement", "one\r\n\r\ntwo")
	require.Equal(t, http.StatusOK, preview.status, preview.body)
	for _, said := range []string{"<bdi>ibm@industry</bdi>", strings.Repeat("ab", 32), "one two"} {
		require.Contains(t, preview.body, said)
	}
}

func TestCalendar(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	intel := w.register("intel@association", "Intel")
	w.submit(intel, membership.Join{Request: "j", Alliance: league, Class: "member"})
	b := serve(t, "ibm@industry", w.ledger("ibm@industry"), nil)
	p := b.open("/calendar.ics")
	require.Equal(t, http.StatusOK, p.status)
	require.Contains(t, p.body, "SUMMARY:vote admit intel@association\r\n")
	stranger := unopened(t, "ibm@industry", w.ledger("ibm@industry"), nil)
	require.Equal(t, http.StatusForbidden, stranger.open("/calendar.ics").status)
}

// Links of pages that are handed on lead to every form that fits; what they fill in is shown
// before anything is signed.
func TestFormsFromElsewhere(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	intel := w.register("intel@association", "Intel")
	proposal := w.submit(intel, membership.Join{Request: "j", Alliance: league, Class: "member"}).Proposal
	dossier, err := client.Ask(t.Context(), w.ibm, membership.GetProposal{ID: proposal})
	require.NoError(t, err)
	member, err := client.Ask(t.Context(), w.ibm, membership.GetMembership{Alliance: league, Party: "ibm@industry"})
	require.NoError(t, err)
	b := serve(t, "ibm@industry", w.ledger("ibm@industry"), nil)
	height := w.chain.Height()
	forms := append(acting.OnProposal(dossier.Proposal, ""), acting.OnMembership(member)...)
	forms = append(forms, acting.OnAlliance(membership.Alliance{ID: league, Status: membership.Open})...)
	require.Len(t, forms, 5)
	for _, form := range forms {
		require.Equal(t, http.StatusOK, b.open(form.Path).status, form.Path)
	}
	about := b.open(acting.AboutMember(league, "ibm@industry").Path)
	expel := b.open(linkTo(t, about, "/do/propose-expel"))
	require.Contains(t, expel.body, `<option value="ibm@industry" selected>`)
	require.NotContains(t, about.body, "/do/propose-resolve", "it is about no member")
	tempting := acting.To("endorse", "proposal", proposal, "position", "for", "reason", "not mine", "token", "x").Path
	preview := b.preview(tempting, "position", "for", "reason", "not mine")
	require.Contains(t, preview.body, "You sign: for, admit intel@association, hyperledger@industry")
	require.Contains(t, preview.body, "not mine")
	require.Equal(t, height, w.chain.Height(), "a link signs nothing, nor does a preview")
}

// A program for calendars has no session: it goes by an address that nobody guesses, and that
// its owner can have changed.
func TestCalendarOfAProgram(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.register("intel@association", "Intel")
	w.submit(client.New(w.ledger("intel@association")), membership.Join{Request: "j", Alliance: league, Class: "member"})
	b := serve(t, "ibm@industry", w.ledger("ibm@industry"), nil)
	stranger := &browser{t: t, http: http.DefaultClient, lang: "en"}
	address := func() string {
		found := regexp.MustCompile(`<code>(http://127\.0\.0\.1:\d+/calendar/alliances\.ics\?key=[A-Z2-7]{26})</code>`).FindStringSubmatch(b.open("/").body)
		require.NotEmpty(t, found)
		return found[1]
	}
	first := address()
	require.Equal(t, first, address(), "it stays")
	require.Contains(t, stranger.open(first).body, "SUMMARY:vote")
	require.Equal(t, http.StatusForbidden, b.send("/calendar", nil).status, "without the session's token")
	require.Equal(t, http.StatusOK, b.send("/calendar", b.open("/").hidden()).status)
	require.NotEqual(t, first, address())
	for _, wrong := range []string{first, strings.Replace(address(), ".ics", "", 1), address() + "x", b.address + "/calendar/alliances.ics", b.address + "/calendar/alliances.ics?key=", b.address + "/calendar/"} {
		require.NotContains(t, stranger.open(wrong).body, "BEGIN:VCALENDAR", wrong)
	}
}
