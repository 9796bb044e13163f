package rest

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"

	"allianceregistry/client"
	"allianceregistry/client/faulttext"
	"allianceregistry/internal/problem"
	"allianceregistry/internal/text"
	"allianceregistry/internal/web"
	"allianceregistry/membership"
	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// Place is where a transaction stands in the chain: its block, and Fabric's validation code,
// which is VALID where it took effect.
type Place struct {
	Transaction string `json:"transaction"`
	Block       uint64 `json:"block"`
	Validation  string `json:"validation"`
}

// Receipt says where a transaction stands that took effect, and what it did. The same request
// sent again has the same.
type Receipt struct {
	Place
	Event membership.Event `json:"event"`
	// Findings are of hosts that answered otherwise than they should.
	Findings []client.Finding `json:"findings,omitempty"`
}

// Pending is a transaction of which nobody says what became of it.
type Pending struct {
	Transaction string `json:"transaction"`
	// Message says what to do, in the reader's language.
	Message string `json:"message"`
}

// Preview is what a transaction would do now.
type Preview struct {
	DryRun bool `json:"dryRun"`
	// Argument is what would be signed: also what it is about, as two hosts have it.
	Argument membership.Transaction `json:"argument"`
	// Event is what it would do; absent where the alliance has to be sealed first, which is
	// done before it is sent.
	Event *membership.Event `json:"event,omitempty"`
	// Message says it in the reader's language.
	Message  string           `json:"message"`
	Findings []client.Finding `json:"findings,omitempty"`
}

// findings notes what is found of hosts on behalf of one request.
type findings struct {
	lock sync.Mutex
	list []client.Finding
}

func (f *findings) note(one client.Finding) {
	f.lock.Lock()
	defer f.lock.Unlock()
	f.list = append(f.list, one)
}

func (f *findings) all() []client.Finding {
	f.lock.Lock()
	defer f.lock.Unlock()
	return f.list
}

// write tries or sends a transaction. What is sent is waited for also when whoever asked has
// gone: it takes effect all the same.
func (h *handler) write(w http.ResponseWriter, r *http.Request, op operation) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), maxWait)
	defer cancel()
	t, dryRun, err := readRequest(r, op)
	switch {
	case err != nil:
	case dryRun:
		err = h.try(ctx, w, r, t)
	default:
		err = h.send(ctx, w, r, t)
	}
	if err != nil {
		h.refuse(ctx, w, r, err)
	}
}

// readRequest takes a request apart.
func readRequest(r *http.Request, op operation) (t membership.Transaction, dryRun bool, err error) {
	given, err := parameters(r, dryRunName)
	if err != nil {
		return nil, false, err
	}
	if !accepts(r) {
		return nil, false, newProblem(problem.NotAcceptable, "accept", refusal.Clip(r.Header.Get("Accept")), "offered", jsonType)
	}
	dryRun = given.Get(dryRunName) == "true"
	key, err := idempotencyKey(r, op.keyed && !dryRun)
	if err != nil {
		return nil, false, err
	}
	body, err := bodyOf(r)
	if err != nil {
		return nil, false, err
	}
	t, err = op.read(body, key)
	return t, dryRun, err
}

// keyHeader is that of draft-ietf-httpapi-idempotency-key-header.
const keyHeader = "Idempotency-Key"

// idempotencyKey is the request id: a string of RFC 9651, or the same without its quotes, as
// many programs send it. One that need not be given is made up. It refuses with
// IDEMPOTENCY_KEY_MISSING and IDEMPOTENCY_KEY_INVALID.
func idempotencyKey(r *http.Request, needed bool) (string, error) {
	given := r.Header.Values(keyHeader)
	switch {
	case len(given) == 0 && needed:
		return "", newProblem(keyMissing)
	case len(given) == 0:
		return client.NewRequest(), nil
	}
	key := strings.TrimSpace(given[0])
	if inner, is := strings.CutPrefix(key, `"`); is {
		key, is = strings.CutSuffix(inner, `"`)
		if !is {
			return "", newProblem(keyInvalid)
		}
	}
	if len(given) > 1 || form.CheckRequest(key) != nil {
		return "", newProblem(keyInvalid)
	}
	return key, nil
}

// try answers with what a transaction would do, or with the problem that it would meet.
func (h *handler) try(ctx context.Context, w http.ResponseWriter, r *http.Request, t membership.Transaction) error {
	var found findings
	noting, said := h.client.Noting(found.note), saying(web.Language(r))
	t, err := noting.Complete(ctx, t)
	if err != nil {
		return err
	}
	preview := Preview{DryRun: true, Argument: t}
	event, err := noting.Try(ctx, t)
	var denied *refusal.Error
	switch {
	case errors.As(err, &denied) && denied.Code == refusal.SealStale:
		preview.Message = said.Say("acting.sealsFirst", nil)
	case err != nil:
		return err
	default:
		preview.Event, preview.Message = &event, did(said, event)
	}
	preview.Findings = found.all()
	answer(w, r, http.StatusOK, jsonType, preview)
	return nil
}

// did says an event in words.
func did(said *text.Text, event membership.Event) string {
	return said.Say(event.Type, nil) + said.Say("acting.colon", nil) + said.Subject(event)
}

// replayed is the header of an answer to a request that had taken effect before.
const replayed = "Idempotent-Replayed"

// send answers with the receipt, or with where to ask for it.
func (h *handler) send(ctx context.Context, w http.ResponseWriter, r *http.Request, t membership.Transaction) error {
	var found findings
	receipt, err := h.client.Noting(found.note).Submit(ctx, t)
	var fault *client.Fault
	if errors.As(err, &fault) && fault.Kind == client.Unknown {
		w.Header().Set("Retry-After", retryAfter)
		w.Header().Set("Location", Prefix+"/"+fault.Tx)
		answer(w, r, http.StatusAccepted, jsonType, Pending{fault.Tx, pendingText(saying(web.Language(r)), fault)})
		return nil
	}
	if err != nil {
		return err
	}
	if receipt.Repeated {
		w.Header().Set(replayed, "true")
	}
	answer(w, r, http.StatusOK, jsonType, Receipt{Place{receipt.Tx, receipt.Block, receipt.Code}, receipt.Event, found.all()})
	return nil
}

// pendingText says what is known, and what to do.
func pendingText(said *text.Text, fault *client.Fault) string {
	if fault.Code == client.Valid {
		return faulttext.Say(said, fault)
	}
	return said.Say("acting.pending", nil)
}
