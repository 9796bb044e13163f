package report

import (
	"embed"
	"errors"
	"html/template"
	"io"
	"strings"
	"sync"
	"time"

	"allianceregistry/audit/replay"
	"allianceregistry/internal/text"
	"allianceregistry/internal/view"
)

//go:embed page.html page.css
var files embed.FS

// pages is the page's form; a copy of it is given a language.
var pages = sync.OnceValues(func() (*template.Template, error) { //nolint:gochecknoglobals // parsed once
	unsaid := func(key string, _ ...any) string { return key }
	return template.New("page.html").Funcs(template.FuncMap{"say": unsaid, "order": lineNumber}).ParseFS(files, "page.html")
})

// page is all that stands on the page.
type page struct {
	replay.Report
	Style template.CSS
	// Lang is the page's language (BCP 47), Name the alliance's name in it.
	Lang, Name string
	Others     []name
	// First and Last are the bounds of the period, Made is when the report was, in
	// words, and Stamped for programs; Known is the time up to which the chain was read.
	First, Last, Made, Stamped, Known string
	// Ahead says that the period is still running; empty if it is not.
	Ahead            string
	Classes          []count
	Members          count
	Moves            changeCount
	Rosters          []roster
	Changed          []change
	Decided          []decision
	Found            []finding
	Faults, Warnings int
	// Different is how many decisions came out otherwise.
	Different int
	// Asked are the hosts whose peers were asked, Unchecked all that were not checked.
	Asked     []string
	Unchecked string
	Facts     []fact
	Limits    []string
	// Trusted says which hosts could have decided together what is written.
	Trusted []string
}

// name is the alliance's in another language.
type name struct{ Lang, Name string }

// roster is the members at one end of the period.
type roster struct {
	ID, Title string
	Members   []member
	// Groups and Expiring say whether anybody has such.
	Groups, Expiring bool
}

func newRoster(id, title string, members []member) roster {
	r := roster{ID: id, Title: title, Members: members}
	for _, m := range members {
		r.Groups, r.Expiring = r.Groups || m.Group != "", r.Expiring || m.Expires != ""
	}
	return r
}

// HTML writes a report as one page that needs nothing else: it can be read, printed
// on A4 and filed. It is in t's language; t must have the texts of audit/words.
// All times on it are UTC.
func HTML(out io.Writer, r replay.Report, t *text.Text) error {
	parsed, err := pages()
	if err != nil {
		return err
	}
	form, err := parsed.Clone()
	if err != nil {
		return err
	}
	style, err := files.ReadFile("page.css")
	if err != nil {
		return err
	}
	w := newRenderer(r, t)
	p := w.page(r)
	p.Style = template.CSS(style) // #nosec G203 -- the program's own
	form.Funcs(template.FuncMap{"say": w.say})
	plain := sanitizer(out)
	return errors.Join(form.Execute(plain, p), plain.Close())
}

func (w *renderer) page(r replay.Report) page {
	p := page{
		Report: r, Lang: tag(w.text.Language()), Name: w.text.Name(r.Alliance.Names),
		First: view.When(r.From), Last: view.When(r.To), Moves: countChanges(r.Changes),
		Found: w.findings(r.Findings), Facts: w.facts(r.Verified), Limits: w.limits(r.Verified.Thresholds),
		Made: view.When(r.Written), Known: view.When(r.Verified.Time), Ahead: w.runningNote(r),
		Trusted: w.trustSentences(r.Verified.Holdings),
	}
	if !r.Written.IsZero() {
		p.Stamped = r.Written.UTC().Format(time.RFC3339)
	}
	for _, lang := range text.Languages {
		if said := r.Alliance.Names[lang]; said != "" && said != p.Name {
			p.Others = append(p.Others, name{tag(lang), said})
		}
	}
	p.Rosters = []roster{
		newRoster("start", w.rosterTitle(r, "start", r.From), w.members(r.Start)),
		newRoster("end", w.rosterTitle(r, "end", r.To), w.members(r.End)),
	}
	p.Classes, p.Members = w.counts(r.Start, r.End)
	p.Asked = askedHosts(r.Verified)
	p.Unchecked = strings.Join(replay.Unchecked(r.Findings), w.text.Say("enumeration", nil))
	p.Faults, p.Warnings = countSeverities(p.Found)
	for _, c := range r.Changes {
		p.Changed = append(p.Changed, w.change(c))
	}
	for _, d := range r.Decisions {
		p.Decided = append(p.Decided, w.decision(d))
		if !d.Same {
			p.Different++
		}
	}
	return p
}

// tag is a language as browsers choose fonts by it: the registry's Chinese is
// written in simplified characters.
func tag(lang string) string {
	if lang == "zh" {
		return "zh-Hans"
	}
	return lang
}

// lineNumber is the number of a line, from 1.
func lineNumber(i int) int { return i + 1 }
