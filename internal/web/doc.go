// Package web is what the programs stand on that serve pages: where they listen and what
// they refuse, the headers, the language of a request, the layout and the style, sessions,
// problems. It knows nothing of the registry.
//
//	Listen ─► Server.Serve ─► limits ─► log ─► headers ─► Host ─► the program's handler
//	                                                                 │
//	                    Site.Show: a template in the layout, in the  │
//	                    reader's language ◄──────────────────────────┤
//	                    Sessions.Guard: who holds the one-time link ◄┤
//	                    Problem.Write: what a program reads ◄────────┘
//
// A program makes a Site of its templates and texts, mounts Assets beside its pages, and
// serves them:
//
//	site, err := web.NewSite(web.SiteOptions{Templates: pages, Words: words, Menu: menu})
//	mux.Handle(web.AssetPath, web.Assets())
//	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
//		site.Show(w, r, web.Page{Title: "…", Template: "home.html", Data: data})
//	})
//	server, err := web.Listen(ctx, web.Options{Address: "127.0.0.1:8640"}, mux)
//	err = server.Serve(ctx) // until ctx ends, and what was asked is answered
//
// What may never happen: that an address which others reach is served without somebody
// having said so; that a page asks another origin for anything, or runs a script that is
// not the program's; that a request of another origin changes something; that a secret
// stands in the log; that a text of somebody else's passes for a part of the page.
package web
