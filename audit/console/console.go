package console

import (
	"embed"
	"html/template"
	"io/fs"
	"net/http"

	"allianceregistry/audit/index"
	"allianceregistry/audit/words"
	"allianceregistry/internal/acting"
	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/plain"
	"allianceregistry/internal/text"
	"allianceregistry/internal/web"
)

//go:embed pages/*.html
var templates embed.FS

//go:embed words/en.json words/zh.json
var own embed.FS

// Console shows an index. It may be used from several goroutines.
type Console struct {
	index *index.Index
	site  *web.Site
	texts map[string]*text.Text
	plain map[string]*plain.Writer

	pictures *pictures
	watched  watched
	statuses *statuses
	// files has room for whoever reads a step of a file: many files at once would keep
	// everybody else from asking the index.
	files chan struct{}
	// workbooks has room for whoever has one made, which is in memory as a whole meanwhile.
	workbooks chan struct{}
	acting    bool
}

// alliancesPath is where the alliances are listed, as on the first page.
const alliancesPath = "/alliances"

// New returns the console of an index.
func New(x *index.Index, options ...Option) (*Console, error) {
	c := &Console{
		index: x, texts: map[string]*text.Text{}, plain: map[string]*plain.Writer{}, pictures: newPictures(), statuses: &statuses{},
		files: make(chan struct{}, 1), workbooks: make(chan struct{}, 1),
	}
	for _, set := range options {
		set(c)
	}
	for _, lang := range text.Languages {
		said, err := textIn(lang)
		if err != nil {
			return nil, err
		}
		if c.plain[lang], err = plain.In(lang); err != nil {
			return nil, err
		}
		c.texts[lang] = said
	}
	pages, err := fs.Sub(templates, "pages")
	if err != nil {
		return nil, err
	}
	menu := []web.Link{
		{Name: "page.alliances", Path: alliancesPath},
		{Name: "page.parties", Path: "/parties"},
		{Name: "page.decisions", Path: "/decisions"},
		{Name: "page.history", Path: "/history"},
		{Name: "page.network", Path: "/network"},
		{Name: "page.audit", Path: "/audit"},
	}
	if c.acting {
		menu = append([]web.Link{{Name: "act.home", Path: acting.Path}}, menu...)
	}
	c.site, err = web.NewSite(web.SiteOptions{
		Name: "page.site", Templates: pages, Search: "/search", Menu: menu,
		Words: func(lang string) (*catalogue.Catalogue, error) { return c.texts[lang].Catalogue, nil },
		Funcs: c.functions,
	})
	return c, err
}

// textIn are the texts of a language.
func textIn(lang string) (*text.Text, error) {
	next, err := fs.Sub(words.Next, "next")
	if err != nil {
		return nil, err
	}
	mine, err := fs.Sub(own, "words")
	if err != nil {
		return nil, err
	}
	return text.In(lang, words.Files, next, web.Words, acting.Words, mine)
}

// functions are those of the templates: how texts, names and times are said.
func (c *Console) functions(lang string) (template.FuncMap, error) {
	said := c.texts[lang]
	return template.FuncMap{
		"byProxy": said.ByProxy,
		"word":    func(key any) string { return said.Words(fmtKey(key)) },
		"name":    said.Name,
		"kind":    said.Kind,
		"when":    when,
		"until":   until,
		"day":     day,
		"tone":    tone,
		"path":    pathTo,
		"lines": func(text string) []string {
			return lines(text)
		},
		"brief": func(text string) string { return brief(text) },
	}, nil
}

// Handler answers at every path of the console; at others, that there is no such page.
func (c *Console) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle(web.AssetPath, web.Assets())
	for path, page := range map[string]func(*reader) (web.Page, error){
		alliancesPath:               (*reader).home, // what is before this program may have another first page
		"/{$}":                      (*reader).home,
		"/alliances/{id}":           (*reader).alliance,
		"/alliances/{id}/charter":   (*reader).charter,
		"/alliances/{id}/roster":    (*reader).roster,
		"/alliances/{id}/movement":  (*reader).movement,
		"/alliances/{id}/trial":     (*reader).trial,
		"/alliances/{id}/proposals": (*reader).proposals,
		"/parties":                  (*reader).parties,
		"/parties/{id}":             (*reader).party,
		"/proposals/{id}":           (*reader).proposal,
		"/decisions":                (*reader).decisions,
		"/decisions/{id}/record":    (*reader).decisionRecord,
		"/history":                  (*reader).history,
		"/transactions/{id}":        (*reader).transaction,
		"/search":                   (*reader).search,
		"/audit":                    (*reader).audit,
		"/network":                  (*reader).network,

		"/alliances/{id}/members/{party}/certificate": (*reader).certificate,
	} {
		mux.Handle("GET "+path, c.page(page))
	}
	for path, file := range map[string]func(*reader, http.ResponseWriter) error{
		"/alliances/{id}/roster.csv":   (*reader).rosterCSV,
		"/alliances/{id}/roster.xlsx":  (*reader).rosterWorkbook,
		"/alliances/{id}/roster.json":  (*reader).rosterJSON,
		"/alliances/{id}/members.svg":  (*reader).membersPicture,
		"/alliances/{id}/vouching.svg": (*reader).vouchingPicture,
	} {
		mux.Handle("GET "+path, c.file(file))
	}
	mux.HandleFunc("POST /audit/comparison", c.startComparison)
	c.handleForms(mux)
	mux.HandleFunc("/", c.site.NotFound)
	return mux
}

// page answers with a page, or with one that says why there is none.
func (c *Console) page(of func(*reader) (web.Page, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		q, err := c.reader(r)
		if err == nil {
			var p web.Page
			if p, err = of(q); err == nil {
				p.Basis = q.basis
				c.site.Show(w, r, p)
				return
			}
		}
		c.fail(w, r, err)
	})
}

// file answers with something else than a page.
func (c *Console) file(of func(*reader, http.ResponseWriter) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		q, err := c.reader(r)
		if err == nil {
			err = of(q, w)
		}
		if err != nil {
			c.fail(w, r, err)
		}
	})
}
