package console

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"allianceregistry/client"
	"allianceregistry/client/charterfile"
	"allianceregistry/internal/acting"
	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/plain"
	"allianceregistry/internal/web"
	"allianceregistry/membership"
	"allianceregistry/membership/refusal"
)

// prepared is what a preview showed and, once it is signed, what came of it. Nothing of it
// changes but that.
type prepared struct {
	id          string
	act         act
	in          url.Values
	transaction membership.Transaction
	// shown is the proposal that it is about; nil for none.
	shown *membership.Dossier
	// signing holds one request that signs; others wait for what comes of it.
	signing chan struct{}
	receipt *client.Receipt
	found   []client.Finding
	// waiting is the id under which it waits for a second person; empty if it does not.
	waiting string
}

// maxPrepared bounds what is kept; the oldest goes first.
const maxPrepared = 500

// store keeps what was prepared, as long as the program runs.
type store struct {
	mu    sync.Mutex
	known map[string]*prepared
	order []string
}

func (s *store) put(p *prepared) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.known == nil {
		s.known = map[string]*prepared{}
	}
	s.known[p.id], s.order = p, append(s.order, p.id)
	if len(s.order) > maxPrepared {
		delete(s.known, s.order[0])
		s.order = s.order[1:]
	}
}

// get returns errGone for what is not kept, or no more.
func (s *store) get(id string) (*prepared, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, known := s.known[id]
	if !known {
		return nil, errGone
	}
	return p, nil
}

// previewPage says what will be signed, and what that would do now.
type previewPage struct {
	Token, ID string
	// Signed says it in a sentence, Facts field by field, Exact byte by byte.
	Signed string
	Facts  [][]string
	Exact  string
	// Does is what it would do now.
	Does  string
	About *aboutPage
	// Amends says that a charter would become another, Changes how, in words.
	Amends  bool
	Changes []plain.Clause
	Edit    string
	// Second says that a second person has to approve it.
	Second bool
}

// preview tries what a form makes, and shows what will be signed. What the rules would refuse
// now comes back with the form.
func (v *visit) preview(ctx context.Context) error {
	a, err := actNamed(v.r.PathValue("act"))
	if err != nil {
		return err
	}
	in, err := v.sent(a)
	if err != nil {
		return err
	}
	p := &prepared{id: client.NewRequest(), act: a, in: a.read(in), signing: make(chan struct{}, 1)}
	if a.about {
		if p.shown, err = v.dossier(ctx, p.in.Get("proposal")); err != nil {
			return err
		}
	}
	var event membership.Event
	if p.transaction, err = v.transaction(ctx, p); err == nil {
		event, err = v.Client.Try(ctx, p.transaction)
	}
	if isRefused(err) {
		_, problem := v.say(ctx, err)
		return v.showForm(ctx, a, p.in, &problem)
	} else if denied := (*refusal.Error)(nil); err != nil && !errors.As(err, &denied) {
		return err
	}
	page, err := v.previewOf(ctx, p, event)
	if err != nil {
		return err
	}
	v.prepared.put(p)
	return v.show(web.Page{Title: v.title(a), Template: "preview.html", Data: page})
}

// isRefused reports whether what was entered is none, or refused by the rules. A stale seal is
// not: it is sealed first.
func isRefused(err error) bool {
	var denied *refusal.Error
	return errors.As(err, &denied) && denied.Code != refusal.SealStale ||
		errors.As(err, new(*catalogue.Message)) || errors.As(err, new(*charterfile.Invalid))
}

// transaction is what the form makes, about the proposal that the preview shows: another
// question could have another answer, and the rules refuse what is about no such proposal.
func (v *visit) transaction(ctx context.Context, p *prepared) (membership.Transaction, error) {
	made, err := p.act.transaction(ctx, v, p.in, client.NewRequest())
	if err != nil {
		return nil, err
	}
	if p.shown == nil {
		return v.Client.Complete(ctx, made)
	}
	about, err := p.shown.Proposal.About()
	switch t := made.(type) {
	case membership.Endorse:
		t.About = &about
		return t, err
	case membership.Withdraw:
		t.About = &about
		return t, err
	}
	return made, err
}

func (v *visit) previewOf(ctx context.Context, p *prepared, event membership.Event) (previewPage, error) {
	exact, err := json.MarshalIndent(p.transaction, "", "  ")
	page := previewPage{
		Token: v.token, ID: p.id, Signed: v.signed(p.transaction), Exact: p.transaction.Name() + " " + string(exact),
		Edit: p.edit(), Second: v.needsSecond(p.transaction),
	}
	if event.Type != "" {
		page.Does = v.Say(event.Type, nil) + v.Say("web.colon", nil) + v.Subject(event)
	}
	if err != nil {
		return page, err
	}
	if page.Facts, err = v.facts(ctx, p.act, p.in); err != nil {
		return page, err
	}
	now, err := v.weightsNow(ctx, p.transaction)
	if err != nil {
		return page, err
	}
	if now != "" {
		page.Facts = append(page.Facts, []string{v.Say("console.field.weightsNow", nil), now})
	}
	if p.shown != nil {
		if page.About, err = v.about(ctx, *p.shown); err != nil {
			return page, err
		}
	}
	changes, digest, err := v.amended(ctx, p.transaction)
	if digest != "" {
		page.Amends, page.Changes = true, changes
		page.Facts = append(page.Facts, []string{v.Say("console.field.draft", nil), digest})
	}
	return page, err
}

// facts are what was entered, field by field.
func (v *visit) facts(ctx context.Context, a act, in url.Values) (facts [][]string, err error) {
	for _, field := range a.fields {
		some, err := v.factsIn(ctx, field, in)
		if err != nil {
			return nil, err
		}
		facts = append(facts, some...)
	}
	return facts, nil
}

// edit is where what was entered is changed. A whole document is more than an address holds: a
// browser that goes back has it still.
func (p *prepared) edit() string {
	in := maps.Clone(p.in)
	for _, field := range p.act.fields {
		if field.kind == document {
			in.Del(field.name)
		}
	}
	return acting.Path + "/" + p.act.name + "?" + in.Encode()
}

// factsIn are what was entered in a field, and what that is called: of weights one for each
// measure. A whole document is put into words elsewhere.
func (v *visit) factsIn(ctx context.Context, f field, in url.Values) (facts [][]string, err error) {
	switch {
	case f.kind == weighed:
		measures, err := v.measures(ctx, in)
		for _, one := range measures {
			if one.Value != "" {
				facts = append(facts, []string{v.Say("console.field.weight", catalogue.Params{"measure": one.Label}), one.Value})
			}
		}
		return facts, err
	case f.kind == document || in.Get(f.name) == "":
		return nil, nil
	}
	entered, err := v.entered(ctx, f, in)
	return [][]string{{v.Say("console.field."+f.name, nil), entered}}, err
}

// entered is what was entered in a field, and of a choice also how it is called.
func (v *visit) entered(ctx context.Context, f field, in url.Values) (string, error) {
	one, err := f.show(ctx, v, in)
	for _, option := range one.Options {
		if option.Value == one.Value && f.kind == radio {
			return option.Label, nil
		} else if option.Value == one.Value && !strings.HasSuffix(option.Label, option.Value) {
			return option.Label + " · " + option.Value, nil
		}
	}
	return one.Value, err
}

// signed says what is signed that was not typed, as the command line does.
func (v *visit) signed(t membership.Transaction) string {
	switch t := t.(type) {
	case membership.Endorse:
		params := v.aboutParams(t.Proposal, t.About)
		params["position"] = v.Words(string(t.Position))
		return v.Say("signing.endorse", params)
	case membership.Withdraw:
		return v.Say("signing.withdraw", v.aboutParams(t.Proposal, t.About))
	case membership.Consent:
		return v.Say("signing.consent", catalogue.Params{"alliance": t.Alliance, "charter": t.Charter, "content": t.Content})
	}
	return ""
}

func (v *visit) aboutParams(proposal string, about *membership.About) catalogue.Params {
	if about == nil { // there is no such proposal: trying it says so
		about = &membership.About{}
	}
	return catalogue.Params{
		"proposal": proposal, "alliance": about.Alliance, "action": v.Words(string(about.Action)), "subject": about.Subject, "content": about.Content,
	}
}

// sign sends what was prepared, once, and leads to its receipt. Whoever comes a second time
// is led there too.
func (v *visit) sign(ctx context.Context) error {
	p, err := v.prepared.get(v.r.PostForm.Get("id"))
	if err != nil {
		return err
	}
	if v.needsSecond(p.transaction) {
		return v.leaveWaiting(ctx, p)
	}
	if err := v.signOnce(ctx, p); err != nil {
		return err
	}
	http.Redirect(v.w, v.r, "/receipts/"+p.id, http.StatusSeeOther)
	return nil
}

// lock waits until no other request signs, as long as this one may: what becomes of the other
// is not known then.
func (p *prepared) lock(ctx context.Context) error {
	select {
	case p.signing <- struct{}{}:
		return nil
	case <-ctx.Done():
		return &client.Fault{Phase: client.Wait, Kind: client.Unknown, Err: ctx.Err()}
	}
}

func (p *prepared) unlock() { <-p.signing }

func (v *visit) signOnce(ctx context.Context, p *prepared) error {
	if err := p.lock(ctx); err != nil {
		return err
	}
	defer p.unlock()
	if p.receipt != nil {
		return nil
	}
	receipt, err := v.Client.Submit(ctx, p.transaction)
	if err == nil {
		p.receipt, p.found = &receipt, v.found.all()
	}
	return err
}

// receiptPage says where a transaction stands, and what it did.
type receiptPage struct {
	client.Receipt
	Event, Subject string
	Alliance       string
	Proposal       string
}

func (v *visit) receipt(ctx context.Context) error {
	p, err := v.prepared.get(v.r.PathValue("id"))
	if err != nil {
		return err
	}
	if err := p.lock(ctx); err != nil {
		return err
	}
	receipt, found := p.receipt, p.found
	p.unlock()
	for _, one := range found {
		v.found.note(one)
	}
	if receipt == nil {
		return errGone
	}
	event := receipt.Event
	return v.show(web.Page{Title: v.title(p.act), Template: "receipt.html", Data: receiptPage{
		Receipt: *receipt, Event: v.Say(event.Type, nil), Subject: v.Subject(event), Alliance: event.Alliance, Proposal: event.Proposal,
	}})
}
