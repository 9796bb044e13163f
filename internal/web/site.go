package web

import (
	"bytes"
	"embed"
	"html/template"
	"io/fs"
	"net/http"
	"strings"

	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/legible"
)

// Words are the texts of this package: a program adds them to its catalogue.
//
//go:embed en.json zh.json
var Words embed.FS

//go:embed layout.html
var layoutFile embed.FS

// SiteOptions are what the pages of a program have in common.
type SiteOptions struct {
	// Name is the key of what stands at the head of every page.
	Name string
	// Templates are the *.html of the pages.
	Templates fs.FS
	// Words returns the texts of a language, with those of this package among them.
	Words func(lang string) (*catalogue.Catalogue, error)
	// Funcs are the program's own functions for templates, in a language; may be nil.
	Funcs func(lang string) (template.FuncMap, error)
	// Menu are the pages that every page leads to; Name is a key.
	Menu []Link
	// Search is the path that the search field of every page asks, as ?q=; empty for none.
	Search string
}

// Link leads to a page.
type Link struct{ Name, Path string }

// Page is one page of a Site.
type Page struct {
	// Status is the HTTP status; 0 is 200.
	Status int
	// Title is in the reader's language, and may hold texts of others.
	Title string
	// Template is the name of the page's, Data what it is given.
	Template string
	Data     any
	// Above are the pages above this one, from the top; their names are as Title is.
	Above []Link
	// Menu is the path of the entry of the menu to which this page belongs.
	Menu string
	// More are links beside the menu's, with names as Title is.
	More []Link
	// Warnings stand above everything else, each a sentence.
	Warnings []string
	// Basis says in a sentence on what the page rests; empty for nothing.
	Basis string
	// Token is that of the session, for pages that have one.
	Token string
	// Who is signed in, who can sign out at SignOutPath; empty if nobody is.
	Who string
}

// Site shows pages in the layout that all have.
type Site struct {
	options SiteOptions
	forms   map[string]*template.Template
	words   map[string]*catalogue.Catalogue
}

// NewSite reads the templates. In them, beside the functions of html/template and the
// program's own, say KEY [NAME VALUE]... says a text of the catalogue, and line makes a
// text of somebody else's one line.
func NewSite(o SiteOptions) (*Site, error) {
	s := &Site{options: o, forms: map[string]*template.Template{}, words: map[string]*catalogue.Catalogue{}}
	for _, lang := range catalogue.Languages {
		words, err := o.Words(lang)
		if err != nil {
			return nil, err
		}
		form := template.New("layout.html").Funcs(template.FuncMap{"say": sayer(words), "line": legible.Line, "asset": assetLink})
		if o.Funcs != nil {
			own, err := o.Funcs(lang)
			if err != nil {
				return nil, err
			}
			form.Funcs(own)
		}
		if form, err = form.ParseFS(layoutFile, "layout.html"); err != nil {
			return nil, err
		}
		if form, err = form.ParseFS(o.Templates, "*.html"); err != nil {
			return nil, err
		}
		s.forms[lang], s.words[lang] = form, words
	}
	return s, nil
}

// sayer says a text with its parameters: names and values in turn.
func sayer(words *catalogue.Catalogue) func(key string, pairs ...any) string {
	return func(key string, pairs ...any) string {
		return words.Tell(catalogue.NewMessage(nil, key, pairs...), nil)
	}
}

// laidOut is what the layout is given.
type laidOut struct {
	Page
	SiteOptions
	Lang   string
	Others []otherLanguage
	Query  string
	// Inside says that the reader has a session.
	Inside bool
	Body   template.HTML
}

// Words are the texts in the language of a request.
func (s *Site) Words(r *http.Request) *catalogue.Catalogue { return s.words[Language(r)] }

// Show answers with a page. It is made as a whole first: a page that fails in the middle
// is answered for with 500 instead.
func (s *Site) Show(w http.ResponseWriter, r *http.Request, p Page) {
	content, err := s.render(r, p)
	if err != nil {
		panic(err) // the server answers, and logs it
	}
	keepLanguage(w, r)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Language", Tag(Language(r)))
	w.Header().Add("Vary", "Cookie, Accept-Language")
	w.WriteHeader(max(p.Status, http.StatusOK))
	_, _ = w.Write(content) // whoever asked has gone
}

func (s *Site) render(r *http.Request, p Page) ([]byte, error) {
	lang := Language(r)
	form := s.forms[lang]
	var body, whole bytes.Buffer
	if err := form.ExecuteTemplate(&body, p.Template, p.Data); err != nil {
		return nil, err
	}
	p.Title = legible.Line(p.Title)
	laid := laidOut{
		Page: p, SiteOptions: s.options, Lang: Tag(lang), Others: others(r, lang), Inside: Inside(r),
		Body: template.HTML(body.String()), // #nosec G203 -- html/template has just made it
	}
	if r.URL.Path == s.options.Search {
		laid.Query = legible.Line(strings.TrimSpace(r.URL.Query().Get("q")))
	}
	if err := form.ExecuteTemplate(&whole, "layout.html", laid); err != nil {
		return nil, err
	}
	return visible(whole.Bytes()), nil
}

// Failure is what a page says that could not be shown.
type Failure struct {
	// Text is what is the matter, Next what to do about it, in the reader's language.
	Text, Next string
	// Code is stable.
	Code string
}

// Fail answers with a page that says why there is no other.
func (s *Site) Fail(w http.ResponseWriter, r *http.Request, status int, f Failure) {
	s.Show(w, r, Page{Status: status, Title: s.Words(r).Say(failureKey(status), nil), Template: "failure", Data: f})
}

// failureKey is the key of a status's title.
func failureKey(status int) string {
	switch status {
	case http.StatusNotFound:
		return "web.notFound"
	case http.StatusForbidden:
		return "web.forbidden"
	case http.StatusMethodNotAllowed:
		return "web.method"
	case http.StatusServiceUnavailable:
		return "web.unavailable"
	}
	if status < http.StatusInternalServerError {
		return "web.refused"
	}
	return "web.failed"
}

// NotFound answers for a path that leads nowhere.
func (s *Site) NotFound(w http.ResponseWriter, r *http.Request) {
	s.Fail(w, r, http.StatusNotFound, Failure{Text: s.Words(r).Say("web.notFound.text", nil), Code: "NOT_FOUND"})
}
