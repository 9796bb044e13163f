package console

import (
	"context"
	"net/http"

	"allianceregistry/internal/web"
)

// sessionsPage is what one sees of the own sessions.
type sessionsPage struct {
	Token    string
	Sessions []web.Begun
	// ByLink says that sessions are opened by links alone.
	ByLink bool
}

// ownSessions lists the sessions of who reads the page. The form on it is sent to
// web.SignOutPath, which whoever has the sessions answers.
func (v *visit) ownSessions(context.Context) error {
	page := sessionsPage{Token: v.token, Sessions: v.sessions.List(v.r), ByLink: v.Who == ""}
	for i, one := range page.Sessions {
		switch one.By {
		case "":
			page.Sessions[i].By = v.Say("console.session.by.link", nil)
		case web.ByCertificate:
			page.Sessions[i].By = v.Say("console.session.by.certificate", nil)
		}
	}
	return v.show(web.Page{Title: v.Say("console.sessions", nil), Template: "sessions.html", Data: page})
}

// signOut ends sessions of the one person that came by links.
func (c *Console) signOut(w http.ResponseWriter, r *http.Request) {
	to := web.SessionsPath
	if _, out := c.sessions.SignOut(w, r); out {
		to = "/"
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}
