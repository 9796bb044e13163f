package console

import (
	"net/http"
	"time"

	"allianceregistry/audit/health"
	"allianceregistry/audit/words"
	"allianceregistry/internal/view"
	"allianceregistry/internal/web"
)

// watched is what the console shows of the hosts.
type watched struct {
	board   *health.Board
	compare func() bool // begins a comparison; nil if readers may not
	form    *web.Form
}

// Watch has the console show what is known of the hosts. Where compare is given, which begins
// a comparison and reports whether it did, readers may call for it. It is called before the
// console answers.
func (c *Console) Watch(board *health.Board, compare func() bool) {
	c.watched = watched{board, compare, web.NewForm()}
}

// networkData is the page of the hosts' health.
type networkData struct {
	health.Report
	// Watching says that this program asks hosts at all.
	Watching bool
	Height   uint64
	Time     time.Time
	Hosts    []hostRow
	Warnings []string
}

// hostRow is a host in a list.
type hostRow struct {
	health.Host
	Problem string
}

// quiet is after how long without a block a reader is told.
const quiet = 24 * time.Hour

func (q *reader) network() (web.Page, error) {
	d := networkData{Height: q.height, Time: q.until}
	if q.watched.board != nil {
		d.Watching, d.Report = true, q.watched.board.Report()
		q.fillHosts(&d)
	}
	return web.Page{Title: q.say("page.network"), Template: "network.html", Data: d, Menu: "/network"}, nil
}

// fillHosts says of each host what is the matter, if something is.
func (q *reader) fillHosts(d *networkData) {
	if idle := q.now.Sub(q.until); idle > quiet {
		d.Warnings = append(d.Warnings, q.say("page.network.quiet", "time", view.When(q.until), "hours", view.Number(int(idle.Hours()))))
	}
	for _, h := range d.Report.Hosts {
		row := hostRow{Host: h, Problem: words.Reason(q.text.Language(), h.Problem)}
		d.Hosts = append(d.Hosts, row)
		if h.State != health.Level {
			d.Warnings = append(d.Warnings, q.say("page.network.is."+string(h.State), "source", h.Source, "since", view.When(h.Since), "blocks", view.Number(h.Behind)))
		}
	}
}

// comparisonData is what the audit page shows of comparisons.
type comparisonData struct {
	Running, Last *health.Comparison
	Sides         []sideRow
	Findings      []findingRow
	// Failed says that the last came to no result, Silent that no host answered.
	Failed, Silent bool
	// Token is for the form; empty if readers may not compare, or do not read here: Elsewhere
	// says that. Next is until when they wait.
	Token     string
	Elsewhere bool
	Next      string
}

// sideRow is a host in a comparison.
type sideRow struct {
	Host, Peer, Hash, Commit, Problem string
	Height                            uint64
}

// comparison is nil if this program watches no hosts.
func (q *reader) comparison() *comparisonData {
	if q.watched.board == nil {
		return nil
	}
	report := q.watched.board.Report()
	d := &comparisonData{Running: report.Running, Last: report.Last}
	if q.watched.compare != nil {
		if d.Elsewhere = web.Inside(q.r); !d.Elsewhere { // what hands these pages on hands no form on
			d.Token = q.watched.form.Token()
		}
	}
	if next := report.Next(); next.After(q.now) {
		d.Next = view.When(next)
	}
	if report.Last == nil {
		return d
	}
	d.Failed, d.Silent = report.Last.Err != nil, report.Last.Result.Common == 0
	for _, s := range report.Last.Result.Sides {
		d.Sides = append(d.Sides, sideRow{s.Host, s.Peer, s.Hash, s.Commit, words.Reason(q.text.Language(), s.Problem), s.Height})
	}
	d.Findings = q.findingRows(report.Last.Result.Findings)
	return d
}

// startComparison begins a comparison, if the operator lets readers do that, and leads back
// to the page that shows how far it is.
func (c *Console) startComparison(w http.ResponseWriter, r *http.Request) {
	said := c.texts[web.Language(r)]
	switch {
	case c.watched.compare == nil:
		c.site.Fail(w, r, http.StatusForbidden, web.Failure{Text: said.Say("page.compare.off", nil), Code: "COMPARE_OFF"})
	case !c.watched.form.Allows(r):
		c.site.Fail(w, r, http.StatusForbidden, web.Failure{Text: said.Say("page.compare.elsewhere", nil), Code: "FOREIGN_REQUEST"})
	default:
		c.watched.compare() // one that runs, or has just ended, serves as well
		http.Redirect(w, r, "/audit#comparison", http.StatusSeeOther)
	}
}
