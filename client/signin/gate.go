package signin

import (
	"embed"
	"io/fs"
	"log/slog"
	"net/http"
	"slices"
	"strings"

	"allianceregistry/internal/acting"
	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/web"
)

//go:embed pages/*.html
var pageFiles embed.FS

// The paths at which one signs in.
const (
	signInPath      = "/sign-in"
	certificatePath = "/sign-in/certificate"
)

// Options are what a Gate needs beside the people.
type Options struct {
	// Names are the host names by which people sign in: at least one.
	Names []string
	// Pages are what a person is served who is signed in by these sessions.
	Pages func(Person, *web.Sessions) (Pages, error)
	// Log is told who signed in, who was refused and why, and who signed out.
	Log *slog.Logger
}

// Pages are what a person is served.
type Pages struct {
	// Inside answers who is signed in.
	Inside http.Handler
	// Calendar answers programs for calendars, which do not sign in. It has to see that they know
	// the secret of the person's address.
	Calendar http.Handler
}

// Gate lets those in who are in the file, each to pages of their own.
type Gate struct {
	people    People
	sessions  *web.Sessions
	site      *web.Site
	pages     map[string]Pages
	providers map[string]*provider
	flows     *flows
	log       *slog.Logger
}

// New makes the pages of everybody. It refuses a provider that sends people back to another
// host than the names.
func New(people People, o Options) (*Gate, error) {
	g := &Gate{
		people: people, sessions: web.NewSecureSessions(o.Names...), pages: map[string]Pages{},
		providers: map[string]*provider{}, flows: newFlows(), log: o.Log,
	}
	for _, one := range people.Providers {
		if !slices.ContainsFunc(o.Names, func(name string) bool { return strings.EqualFold(name, one.host()) }) {
			return nil, problem("signin.elsewhere", "id", one.ID, "redirect", one.Redirect, "names", strings.Join(o.Names, ", "))
		}
		known, err := newProvider(one)
		if err != nil {
			return nil, err
		}
		g.providers[one.ID] = known
	}
	for _, person := range people.People {
		pages, err := o.Pages(person, g.sessions)
		if err != nil {
			return nil, err
		}
		g.pages[person.ID] = pages
	}
	templates, err := fs.Sub(pageFiles, "pages")
	if err != nil {
		return nil, err
	}
	g.site, err = web.NewSite(web.SiteOptions{
		Name: "signin.name", Templates: templates,
		Words: func(lang string) (*catalogue.Catalogue, error) { return catalogue.In(lang, web.Words, Words) },
	})
	return g, err
}

// Handler answers at every path: for who is not signed in, how to.
func (g *Gate) Handler() http.Handler {
	inside, ask := http.NewServeMux(), http.HandlerFunc(g.ask)
	inside.HandleFunc("POST "+web.SignOutPath, g.proven(g.signOut))
	inside.HandleFunc("/", g.proven(g.serve))
	all := http.NewServeMux()
	all.Handle("GET "+web.AssetPath, web.Assets())
	all.HandleFunc("GET "+acting.CalendarPath+"{file}", g.calendar)
	all.HandleFunc("GET "+signInPath, g.ask)
	all.Handle("POST "+certificatePath, g.explicit(g.byCertificate))
	all.Handle("POST "+openIDPath+"{provider}", g.explicit(g.begin))
	all.HandleFunc("GET "+openIDPath+"{provider}", g.arrive)
	all.Handle("/", g.sessions.Guard(inside, ask))
	return all
}

// proven asks who came by a certificate to show the same one with every request.
func (g *Gate) proven(next func(w http.ResponseWriter, r *http.Request, holder web.Holder)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		holder, is := g.sessions.Holder(r)
		if !is || holder.Proof != "" && holder.Proof != proof(r) {
			g.log.WarnContext(r.Context(), "session without its certificate", "person", holder.Who, "from", r.RemoteAddr, "path", r.URL.Path)
			r.Header.Del(web.InsideHeader) // who is asked to sign in is not inside
			g.ask(w, r)
			return
		}
		next(w, r, holder)
	}
}

// serve hands on to the pages of who is signed in.
func (g *Gate) serve(w http.ResponseWriter, r *http.Request, holder web.Holder) {
	g.pages[holder.Who].Inside.ServeHTTP(w, r)
}

// calendar answers a program that has the address of somebody's calendar.
func (g *Gate) calendar(w http.ResponseWriter, r *http.Request) {
	id, is := strings.CutSuffix(r.PathValue("file"), ".ics")
	pages, known := g.pages[id]
	if !is || !known {
		g.site.NotFound(w, r)
		return
	}
	pages.Calendar.ServeHTTP(w, r)
}

// explicit lets nobody be signed in by a page of another origin.
func (g *Gate) explicit(next http.HandlerFunc) http.Handler {
	origin := http.NewCrossOriginProtection()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		if origin.Check(r) != nil {
			g.refuse(w, r, "", errOrigin)
			return
		}
		next(w, r)
	})
}

// way is one to sign in.
type way struct{ Path, Name string }

// askPage offers the ways to sign in.
type askPage struct {
	// Certificate is whose the browser shows; empty for none that is known.
	Certificate   string
	ByCertificate bool
	Ways          []way
}

// ask answers who is not signed in.
func (g *Gate) ask(w http.ResponseWriter, r *http.Request) {
	page := askPage{ByCertificate: g.people.ByCertificate()}
	if person, known := g.certified(r); known {
		page.Certificate = person.Name
	}
	for _, one := range g.people.Providers {
		page.Ways = append(page.Ways, way{openIDPath + one.ID, one.Name})
	}
	status := http.StatusOK
	if r.URL.Path != signInPath {
		status = http.StatusForbidden
	}
	w.Header().Set("Cache-Control", "no-store")
	g.site.Show(w, r, web.Page{Status: status, Title: g.site.Words(r).Say("signin.title", nil), Template: "ask.html", Data: page})
}

// certified is whose certificate a request comes by.
func (g *Gate) certified(r *http.Request) (Person, bool) {
	certificate := shown(r)
	if certificate == nil {
		return Person{}, false
	}
	return g.people.find(func(one Person) bool { return one.Certificate.fits(certificate) })
}

// byCertificate signs in whose certificate the browser shows.
func (g *Gate) byCertificate(w http.ResponseWriter, r *http.Request) {
	person, known := g.certified(r)
	if !known {
		g.refuse(w, r, "certificate", errNobody)
		return
	}
	g.signIn(w, r, person, "certificate", web.Holder{By: web.ByCertificate, Proof: proof(r)})
}

// begin begins a flow with a provider, and shows where it goes on: a form may not lead to
// another host, and who signs in sees to which.
func (g *Gate) begin(w http.ResponseWriter, r *http.Request) {
	p, known := g.providers[r.PathValue("provider")]
	if !known {
		g.site.NotFound(w, r)
		return
	}
	if err := p.discover(r.Context()); err != nil {
		g.fail(w, r, p.ID, http.StatusServiceUnavailable, "signin.away", err)
		return
	}
	one, err := g.flows.begin(w, p.ID, g.sessions.Own(r))
	if err != nil {
		g.fail(w, r, p.ID, http.StatusServiceUnavailable, "signin.away", err)
		return
	}
	g.site.Show(w, r, web.Page{Title: g.site.Words(r).Say("signin.title", nil), Template: "leave.html", Data: way{p.address(one), p.Name}})
}

// arrive signs in whom a provider sends back. A session's cookie is not sent along with what
// another site leads to: so there is a page from which one goes on.
func (g *Gate) arrive(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	p, known := g.providers[r.PathValue("provider")]
	if !known {
		g.site.NotFound(w, r)
		return
	}
	person, had, err := g.returned(w, r, p)
	if err != nil {
		g.refuse(w, r, p.ID, err)
		return
	}
	g.sessions.End(had)
	g.signIn(w, r, person, p.ID, web.Holder{By: p.Name})
}

// returned is who the answer of a provider says has signed in there, and the session that the
// browser had when it left.
func (g *Gate) returned(w http.ResponseWriter, r *http.Request, p *provider) (person Person, had string, err error) {
	one, err := g.flows.end(w, r)
	if err != nil {
		return Person{}, "", err
	}
	in := r.URL.Query()
	switch {
	case one.provider != p.ID || !same(one.state, in.Get("state")):
		return Person{}, "", errState
	case in.Has("iss") && in.Get("iss") != p.Issuer: // RFC 9207
		return Person{}, "", errIssuer
	}
	said, err := p.redeem(r.Context(), one, in.Get("code"))
	if err != nil {
		return Person{}, "", err
	}
	person, known := g.people.find(func(one Person) bool { return one.Account.meant(p.ID, said) })
	if !known {
		return Person{}, "", errNobody
	}
	return person, one.had, nil
}

// signIn begins a session for a person, of whom the holder says how.
func (g *Gate) signIn(w http.ResponseWriter, r *http.Request, person Person, by string, holder web.Holder) {
	holder.Who = person.ID
	g.sessions.Begin(w, r, holder)
	g.log.InfoContext(r.Context(), "signed in", "person", person.ID, "party", person.Party, "by", by, "from", r.RemoteAddr)
	g.site.Show(w, r, web.Page{Title: g.site.Words(r).Say("signin.done", catalogue.Params{"name": person.Name}), Template: "done.html", Data: person})
}

// signOut ends sessions of who is signed in, as the form says.
func (g *Gate) signOut(w http.ResponseWriter, r *http.Request, holder web.Holder) {
	ended, out := g.sessions.SignOut(w, r)
	g.log.InfoContext(r.Context(), "signed out", "person", holder.Who, "sessions", ended, "from", r.RemoteAddr)
	to := web.SessionsPath
	if out {
		to = signInPath
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// refuse says that somebody was not signed in; why, the log knows.
func (g *Gate) refuse(w http.ResponseWriter, r *http.Request, by string, err error) {
	g.fail(w, r, by, http.StatusForbidden, "signin.refused", err)
}

func (g *Gate) fail(w http.ResponseWriter, r *http.Request, by string, status int, key string, err error) {
	g.log.WarnContext(r.Context(), "sign-in refused", "by", by, "from", r.RemoteAddr, "cause", clipped(err))
	said := g.site.Words(r)
	g.site.Fail(w, r, status, web.Failure{Text: said.Say(key, nil), Next: said.Say("signin.next", nil), Code: "SIGN_IN_REFUSED"})
}
