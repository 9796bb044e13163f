package console

import (
	"context"
	"errors"
	"net/http"
	"strconv"

	"allianceregistry/audit/index"
	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/text"
	"allianceregistry/internal/web"
	"allianceregistry/membership/refusal"
)

// errEmpty says that the index has nothing yet.
var errEmpty = catalogue.NewError("page.empty")

// fail answers with why there is no page. What only the program's operator can mend goes
// to the log besides.
func (c *Console) fail(w http.ResponseWriter, r *http.Request, err error) {
	said := c.texts[web.Language(r)]
	var denied *refusal.Error
	var indexed *index.Error
	var message *catalogue.Message
	switch {
	case errors.Is(err, context.Canceled): // whoever asked has gone
	case errors.Is(err, errEmpty):
		c.site.Fail(w, r, http.StatusServiceUnavailable, web.Failure{Text: said.Tell(err, nil), Code: "INDEX_EMPTY"})
	case errors.Is(err, errBusy):
		w.Header().Set("Retry-After", strconv.Itoa(int(pictureWait.Seconds())))
		c.site.Fail(w, r, http.StatusServiceUnavailable, web.Failure{Text: said.Tell(err, nil), Code: "PAGE_BUSY"})
	case errors.As(err, &denied):
		c.site.Fail(w, r, refusalStatus(denied), web.Failure{Text: said.Refusal(denied), Next: said.Next(denied.Code), Code: string(denied.Code)})
	case errors.As(err, &indexed):
		c.site.Fail(w, r, indexStatus(indexed), indexFailure(said, indexed))
	case errors.As(err, &message):
		c.site.Fail(w, r, http.StatusBadRequest, web.Failure{Text: said.Tell(message, nil), Code: catalogue.NewFailure(message, "").Code})
	default:
		panic(err) // the server logs it, and answers
	}
}

func refusalStatus(denied *refusal.Error) int {
	if denied.Code == refusal.UnknownRecord {
		return http.StatusNotFound
	}
	return http.StatusBadRequest
}

func indexStatus(e *index.Error) int {
	if e.Code == index.BadBookmark {
		return http.StatusBadRequest
	}
	return http.StatusServiceUnavailable
}

func indexFailure(said *text.Text, e *index.Error) web.Failure {
	return web.Failure{Text: said.Say(string(e.Code), e.Params), Code: string(e.Code)}
}
