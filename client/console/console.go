package console

import (
	"context"
	"embed"
	"html/template"
	"io/fs"
	"net/http"
	"time"

	"allianceregistry/client"
	"allianceregistry/client/signoff"
	"allianceregistry/internal/acting"
	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/text"
	"allianceregistry/internal/view"
	"allianceregistry/internal/web"
)

//go:embed pages/*.html
var pageFiles embed.FS

// Words are the texts of this package.
//
//go:embed en.json zh.json
var Words embed.FS

// maxWait bounds how long a page waits for the ledger: the server would break it off a little
// later.
const maxWait = 50 * time.Second

// Options say as whom a Console acts, and what serves the rest.
type Options struct {
	Client *client.Client
	// Party is the one that the client's key belongs to.
	Party string
	// Names are the host names by which there are sessions; none for every one.
	Names []string
	// Pages serves what this package does not; nil for a few plain pages in its place.
	Pages http.Handler
	// Sessions are those of whoever serves several people, and Who is the name of the one whose
	// pages these are; nil and empty for sessions of their own, by a link.
	Sessions *web.Sessions
	Who      string
	// Calendar is the file of the secret by which programs that open no session find the party's
	// calendar; empty for none.
	Calendar string
	// Desk is where acts wait for a second person, and Person the id by which it knows this one;
	// nil where none do.
	Desk   *signoff.Desk
	Person string
	// People are the names of all of them, by id.
	People map[string]string
}

// Console serves a party's pages.
type Console struct {
	Options
	site     *web.Site
	sessions *web.Sessions
	said     map[string]*text.Text
	prepared store
}

// New reads the templates and the texts.
func New(o Options) (*Console, error) {
	c := &Console{Options: o, sessions: o.Sessions, said: map[string]*text.Text{}}
	if c.sessions == nil {
		c.sessions = web.NewSessions(o.Names...)
	}
	for _, lang := range catalogue.Languages {
		said, err := text.In(lang, web.Words, acting.Words, signoff.Words, Words)
		if err != nil {
			return nil, err
		}
		c.said[lang] = said
	}
	pages, err := fs.Sub(pageFiles, "pages")
	if err != nil {
		return nil, err
	}
	search, menu := "", []web.Link{{Name: "console.home", Path: "/"}}
	if o.Desk != nil {
		menu = append(menu, web.Link{Name: "console.waiting", Path: waitingPath})
	}
	if o.Pages != nil {
		search, menu = "/search", append(menu, readingMenu...)
	}
	c.site, err = web.NewSite(web.SiteOptions{
		Name: "console.name", Templates: pages, Search: search, Menu: menu,
		Words: func(lang string) (*catalogue.Catalogue, error) { return c.said[lang].Catalogue, nil },
		Funcs: func(lang string) (template.FuncMap, error) {
			said := c.said[lang]
			return template.FuncMap{
				"byProxy": said.ByProxy,
				"word":    func(key string) string { return said.Words(key) },
				"when":    func(at time.Time) string { return view.When(at) },
				"name":    said.Name,
			}, nil
		},
	})
	return c, err
}

// readingMenu are the pages of whoever serves the rest.
var readingMenu = []web.Link{
	{Name: "console.alliances", Path: "/alliances"},
	{Name: "console.parties", Path: "/parties"},
	{Name: "console.decisions", Path: "/decisions"},
	{Name: "console.history", Path: "/history"},
	{Name: "console.network", Path: "/network"},
	{Name: "console.audit", Path: "/audit"},
}

// NewLink is the path of a link that opens one session.
func (c *Console) NewLink() string { return c.sessions.NewLink() }

// Inside answers at every path who has a session: whoever has the sessions sees to that.
func (c *Console) Inside() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", c.page((*visit).home))
	mux.HandleFunc("GET "+web.SessionsPath, c.page((*visit).ownSessions))
	mux.HandleFunc("GET /calendar.ics", c.page((*visit).calendar))
	if c.Calendar != "" {
		mux.HandleFunc("POST /calendar", c.page((*visit).renewCalendar))
	}
	mux.HandleFunc("GET "+acting.Path, c.page((*visit).choices))
	mux.HandleFunc("GET "+acting.Path+"/{act}", c.page((*visit).form))
	mux.HandleFunc("POST "+acting.Path+"/{act}", c.page((*visit).preview))
	mux.HandleFunc("POST /sign", c.page((*visit).sign))
	mux.HandleFunc("GET /receipts/{id}", c.page((*visit).receipt))
	if c.Desk != nil {
		mux.HandleFunc("GET "+waitingPath, c.page((*visit).waiting))
		mux.HandleFunc("GET "+waitingPath+"/{id}", c.page((*visit).waitingAct))
		mux.HandleFunc("POST "+waitingPath+"/{id}/approve", c.page((*visit).approve))
		mux.HandleFunc("POST "+waitingPath+"/{id}/reject", c.page((*visit).reject))
	}
	if c.Pages != nil {
		mux.Handle("/", c.Pages)
	} else {
		mux.HandleFunc("GET /alliances/{id}", c.page((*visit).alliance))
		mux.HandleFunc("GET /proposals/{id}", c.page((*visit).proposal))
		mux.HandleFunc("/", c.site.NotFound)
	}
	return mux
}

// Handler answers at every path: for who has no session, that a link is needed.
func (c *Console) Handler() http.Handler {
	refused := http.HandlerFunc(c.refuse)
	inside, all := http.NewServeMux(), http.NewServeMux()
	inside.HandleFunc("POST "+web.SignOutPath, c.signOut)
	inside.Handle("/", c.Inside())
	all.Handle("GET "+web.AssetPath, web.Assets())
	all.Handle("GET "+web.EnterPath, c.sessions.Enter(refused))
	if c.Calendar != "" {
		all.Handle("GET "+acting.CalendarPath+c.calendarFile(), c.Subscribed())
	}
	all.Handle("/", c.sessions.Guard(inside, refused))
	return all
}

// refuse answers who has no session, or comes from elsewhere.
func (c *Console) refuse(w http.ResponseWriter, r *http.Request) {
	said := c.site.Words(r)
	c.site.Fail(w, r, http.StatusForbidden, web.Failure{
		Text: said.Say("console.noSession", nil), Next: said.Say("console.noSession.next", nil), Code: "NO_SESSION",
	})
}

// visit is one request on its way to a page.
type visit struct {
	*Console
	*text.Text
	// Client notes what it finds of hosts on behalf of this request.
	Client *client.Client
	found  findings
	w      http.ResponseWriter
	r      *http.Request
	token  string
}

// page answers by a method, or says why there is no page. Whatever is sent to the ledger is
// waited for, even if the reader has gone.
func (c *Console) page(show func(*visit, context.Context) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), maxWait)
		defer cancel()
		v := &visit{Console: c, Text: c.said[web.Language(r)], w: w, r: r, token: c.sessions.Token(r)}
		v.Client = c.Client.Noting(v.found.note)
		if err := show(v, ctx); err != nil {
			v.fail(ctx, err)
		}
	}
}

// show answers with a page.
func (v *visit) show(p web.Page) error {
	p.Token, p.Who = v.token, v.Who
	p.Warnings = v.warnings()
	p.Basis = v.Say("console.basis", catalogue.Params{"party": v.Party})
	if v.Who != "" {
		p.Basis = v.Say("console.basis.who", catalogue.Params{"party": v.Party, "name": v.Who})
	}
	v.site.Show(v.w, v.r, p)
	return nil
}
