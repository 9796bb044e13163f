package console

import (
	"errors"
	"net/http"

	"allianceregistry/internal/acting"
	"allianceregistry/internal/web"
	"allianceregistry/membership"
	"allianceregistry/membership/refusal"
)

// Option sets how a Console shows an index.
type Option func(*Console)

// WithActing has the pages lead to the forms by which a party acts. They are another program's,
// which hands reading on to this one: see internal/acting. There is none here that could sign.
func WithActing() Option { return func(c *Console) { c.acting = true } }

// handleForms says to who came to these pages directly where the forms are.
func (c *Console) handleForms(mux *http.ServeMux) {
	if !c.acting {
		return
	}
	elsewhere := func(w http.ResponseWriter, r *http.Request) {
		said := c.site.Words(r)
		c.site.Fail(w, r, http.StatusNotFound, web.Failure{
			Text: said.Say("page.acting.elsewhere", nil), Next: said.Say("page.acting.elsewhere.next", nil), Code: "FORMS_ELSEWHERE",
		})
	}
	mux.HandleFunc(acting.Path, elsewhere)
	mux.HandleFunc(acting.Path+"/{act}", elsewhere)
}

// forms are the links to forms that a page shows: none unless it shall.
func (q *reader) forms(fitting []acting.Form) []acting.Form {
	if !q.acting {
		return nil
	}
	return fitting
}

// fillForms finds the forms about a party's memberships that run, where their alliances still
// decide.
func (q *reader) fillForms(d *partyData) error {
	for i, row := range d.Memberships {
		if !q.acting || !row.Runs {
			continue
		}
		its, err := record[membership.Alliance](q, membership.AllianceKey(row.Last.Alliance))
		if err != nil {
			return err
		}
		m, err := ask(q, membership.GetMembership{Alliance: row.Last.Alliance, Party: d.Who.ID})
		if err != nil && !errors.As(err, new(*refusal.Error)) { // about an id that cannot be one there is no form
			return err
		}
		if err == nil && its.Status == membership.Open {
			d.Memberships[i].Forms = acting.OnMembership(m)
		}
	}
	return nil
}
