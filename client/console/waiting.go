package console

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"allianceregistry/client/signoff"
	"allianceregistry/internal/plain"
	"allianceregistry/internal/view"
	"allianceregistry/internal/web"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
)

// waitingPath is where the acts are that wait for a second person.
const waitingPath = "/waiting"

func (v *visit) needsSecond(t membership.Transaction) bool {
	return v.Desk != nil && v.Desk.Needs(v.Party, t)
}

// leaveWaiting has what was prepared wait, once, and leads to where it does.
func (v *visit) leaveWaiting(ctx context.Context, p *prepared) error {
	if err := p.lock(ctx); err != nil {
		return err
	}
	defer p.unlock()
	if p.waiting == "" {
		act, err := v.Desk.Prepare(v.Person, v.Party, p.transaction)
		if err != nil {
			return err
		}
		p.waiting = act.ID
	}
	http.Redirect(v.w, v.r, waitingPath+"/"+p.waiting, http.StatusSeeOther)
	return nil
}

// waitingRow is an act in the list.
type waitingRow struct {
	signoff.Act
	Title, Status, ByName string
	Mine                  bool
}

// waiting lists the acts that this person sees.
func (v *visit) waiting(context.Context) error {
	var rows []waitingRow
	for _, act := range v.Desk.Acts(v.Person, v.Party) {
		t, err := act.Read()
		if err != nil {
			return err
		}
		rows = append(rows, waitingRow{act, v.titleOf(t), v.status(act), v.nameOf(act.By), act.By == v.Person})
	}
	return v.show(web.Page{Title: v.Say("console.waiting", nil), Menu: waitingPath, Template: "waiting.html", Data: rows})
}

// nameOf is what a person is called, and the id of one who is not among them any more.
func (v *visit) nameOf(person string) string { return cmp.Or(v.People[person], person) }

// toApprove counts the acts that wait for this person.
func (v *visit) toApprove() (count int) {
	if v.Desk == nil {
		return 0
	}
	for _, act := range v.Desk.Acts(v.Person, v.Party) {
		if isOpen(act.Now(time.Now())) && v.Desk.MayApprove(v.Person, act) {
			count++
		}
	}
	return count
}

func isOpen(state signoff.State) bool { return state == signoff.Waiting || state == signoff.Approved }

// status says how far an act has come.
func (v *visit) status(act signoff.Act) string {
	return v.Say("console.waiting."+string(act.Now(time.Now())), nil)
}

// waitingPage is an act as who approves it needs it: all of it comes from what would be signed.
type waitingPage struct {
	signoff.Act
	Token, Status     string
	ByName, DecidedBy string
	Facts             [][]string
	Signs, Exact      string
	About             *aboutPage
	// Amends says that a charter would become another, Changes how, in words.
	Amends  bool
	Changes []plain.Clause
	// Open says that it can still be decided on, May that this person may approve it.
	Open, May, Mine bool
}

// waitingAct shows exactly what would be signed.
func (v *visit) waitingAct(ctx context.Context) error {
	act, err := v.Desk.Act(v.Person, v.Party, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	t, err := act.Read()
	if err != nil {
		return err
	}
	exact, err := json.MarshalIndent(t, "", "  ")
	if err != nil {
		return err
	}
	state := act.Now(time.Now())
	page := waitingPage{
		Act: act, Token: v.token, Status: v.status(act), Signs: v.signed(t), Exact: t.Name() + " " + string(exact),
		ByName: v.nameOf(act.By), DecidedBy: v.nameOf(act.Decided),
		Open: isOpen(state), May: v.Desk.MayApprove(v.Person, act), Mine: act.By == v.Person,
	}
	if proposal := proposalOf(t); proposal != "" {
		dossier, err := v.dossier(ctx, proposal)
		if err != nil {
			return err
		}
		if page.About, err = v.about(ctx, *dossier); err != nil {
			return err
		}
	}
	if page.Facts, err = v.factsOf(ctx, t, exact); err != nil {
		return err
	}
	changes, digest, err := v.amended(ctx, t)
	if err != nil {
		return err
	}
	if digest != "" {
		page.Amends, page.Changes = true, changes
		page.Facts = append(page.Facts, []string{v.Say("console.field.draft", nil), digest})
	}
	return v.show(web.Page{Title: v.titleOf(t), Menu: waitingPath, Template: "waiting-act.html", Data: page})
}

// approve approves what the page showed, which has it signed.
func (v *visit) approve(ctx context.Context) error {
	act, err := v.Desk.Approve(ctx, v.Person, v.Party, v.r.PathValue("id"), v.r.PostForm.Get("digest"))
	if err != nil {
		return err
	}
	http.Redirect(v.w, v.r, waitingPath+"/"+act.ID, http.StatusSeeOther)
	return nil
}

func (v *visit) reject(ctx context.Context) error {
	id := v.r.PathValue("id")
	if err := v.Desk.Reject(ctx, v.Person, v.Party, id); err != nil {
		return err
	}
	http.Redirect(v.w, v.r, waitingPath+"/"+id, http.StatusSeeOther)
	return nil
}

// formsFor are the acts whose forms make transactions.
var formsFor = map[string]string{
	membership.Join{}.Name(): "join", membership.Endorse{}.Name(): "endorse", membership.Withdraw{}.Name(): "withdraw",
	membership.Leave{}.Name(): "leave", membership.Consent{}.Name(): "consent", membership.ConsentAffiliate{}.Name(): "affiliate",
	membership.VetoRecovery{}.Name(): "veto", membership.AcceptAgreement{}.Name(): "accept",
	membership.RegisterParty{}.Name(): "register", membership.RecordFigure{}.Name(): "figure", membership.RecordPayment{}.Name(): "dues",
	membership.AddAuthority{}.Name(): "add-key", membership.RotateAuthority{}.Name(): "replace-key", membership.RemoveAuthority{}.Name(): "remove-key",
}

// formFor is the act whose form makes such a transaction; false for none.
func formFor(t membership.Transaction) (act, bool) {
	name := formsFor[t.Name()]
	if proposal, is := t.(membership.Propose); is {
		name = proposePrefix + string(proposal.Action)
	}
	a, err := actNamed(name)
	return a, err == nil
}

func (v *visit) titleOf(t membership.Transaction) string {
	if a, is := formFor(t); is {
		return v.title(a)
	}
	return t.Name()
}

// factsOf are the fields of a transaction as its form calls them.
func (v *visit) factsOf(ctx context.Context, t membership.Transaction, text []byte) ([][]string, error) {
	in, err := filledIn(t, text)
	if err != nil {
		return nil, err
	}
	a, _ := formFor(t)
	return v.facts(ctx, a, in)
}

// filledIn is what a form was filled in with, as the transaction says that came of it.
func filledIn(t membership.Transaction, text []byte) (url.Values, error) {
	values, in := map[string]any{}, url.Values{}
	numbers := json.NewDecoder(bytes.NewReader(text))
	numbers.UseNumber()
	if err := numbers.Decode(&values); err != nil {
		return nil, err
	}
	for name, value := range values {
		switch value := value.(type) {
		case string:
			in.Set(name, value)
		case json.Number:
			in.Set(name, value.String())
		}
	}
	switch t := t.(type) { // what their forms call otherwise
	case membership.RecordPayment:
		in.Set("subject", t.Party)
	case membership.RemoveAuthority:
		in.Set("authority", t.Host+" "+t.Key)
	}
	for measure, weight := range weightsIn(t) {
		in.Set(weightPrefix+measure, strconv.Itoa(weight))
	}
	if at, err := time.Parse(time.RFC3339, in.Get("until")); err == nil {
		in.Set("until", view.End(at))
	}
	return in, nil
}

// weightsIn are the weights that a transaction asks for; nil for none.
func weightsIn(t membership.Transaction) charter.Weights {
	switch t := t.(type) {
	case membership.Join:
		return t.Weights
	case membership.Propose:
		return t.Weights
	}
	return nil
}

// proposalOf is the proposal that a transaction is about; empty for none.
func proposalOf(t membership.Transaction) string {
	switch t := t.(type) {
	case membership.Endorse:
		return t.Proposal
	case membership.Withdraw:
		return t.Proposal
	}
	return ""
}
