package console

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"allianceregistry/client"
	"allianceregistry/client/charterfile"
	"allianceregistry/client/faulttext"
	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/web"
	"allianceregistry/membership/refusal"
)

// failure is a page that says why something was not done.
type failure struct {
	Text, Next, Code string
	// List is what stands below the text, each on a line of its own.
	List []string
	// Figures stand behind a refusal: a rule with what is needed and what there is.
	Figures [][]string
}

// errGone is a preview that is no longer known.
var errGone = catalogue.NewError("console.gone")

// fail says why there is no other page. A refusal by the rules never looks like a fault of
// the network.
func (v *visit) fail(ctx context.Context, err error) {
	status, said := v.say(ctx, err)
	page := web.Page{Status: status, Title: v.Say("console.refused", nil), Template: "refused.html", Data: said}
	if status >= http.StatusInternalServerError {
		page.Title = v.Say("console.failed", nil)
	}
	_ = v.show(page)
}

func (v *visit) say(ctx context.Context, err error) (status int, f failure) {
	var denied *refusal.Error
	var fault *client.Fault
	var message *catalogue.Message
	var invalid *charterfile.Invalid
	switch {
	case errors.As(err, &denied):
		status, f.Code = http.StatusUnprocessableEntity, string(denied.Code)
		lines := strings.Split(v.Refusal(denied), "\n")
		f.Text, f.List, f.Next = lines[0], lines[1:], v.Text.Next(denied.Code)
		f.Figures = v.figures(ctx, v.Client.Explain(ctx, err))
	case errors.As(err, &invalid):
		status, f.Code = http.StatusUnprocessableEntity, string(refusal.CharterInvalid)
		f.Text, f.List = v.Compose(f.Code, nil, catalogue.Params{"faults": ""}), v.defects(invalid)
	case errors.As(err, &fault):
		status, f.Code = http.StatusServiceUnavailable, string(fault.Kind)
		f.Text, f.Next = faulttext.Say(v.Text, fault), v.Say("console.fault.next", nil)
	case errors.As(err, &message):
		status, f.Text, f.Code = http.StatusNotFound, v.Tell(err, nil), message.Key
		if strings.HasPrefix(message.Key, "signoff.") && message.Key != "signoff.unknown" {
			status = http.StatusConflict
		}
	default:
		status, f.Text = http.StatusInternalServerError, catalogue.Raw(err)
	}
	return status, f
}

// figures are those behind a refusal; none if there are none.
func (v *visit) figures(ctx context.Context, err error) [][]string {
	var refused *client.Refused
	if !errors.As(err, &refused) {
		return nil
	}
	v.Text = v.calling(ctx, refused.Dossier.Proposal.Alliance, refused.Dossier.Proposal.Charter)
	return v.progress(refused.Dossier)
}

// defects say what is wrong with a charter as it was entered, each with its line.
func (v *visit) defects(invalid *charterfile.Invalid) (said []string) {
	for _, one := range invalid.Defects {
		said = append(said, v.Say("charter.fault", catalogue.Params{"line": strconv.Itoa(one.Line), "fault": v.Defect(one.Defect)}))
	}
	return said
}
