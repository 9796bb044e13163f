package signin_test

import (
	"crypto/x509/pkix"
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var calendars = regexp.MustCompile(`<code>https://registry\.example(/calendar/(?:li|han)\.ics\?key=([A-Z2-7]{26}))</code>`)

// calendar is the address of a person's calendar, without its host, and the secret in it.
func (b *browser) calendar() (path, secret string) {
	found := calendars.FindStringSubmatch(html.UnescapeString(b.open("/").body))
	require.Len(b.w.t, found, 3)
	return found[1], found[2]
}

// Each person has an address of the own for programs that show calendars, and can have it
// changed. It opens nothing else, and stands in no log.
func TestCalendarOfEach(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.serve(w.people(`certificate: {subject: "CN=Han"}`, ""))
	li, han, program := w.browser(w.li), w.browser(w.ca.issue(pkix.Name{CommonName: "Han"})), w.browser()
	li.send("/sign-in/certificate")
	han.send("/sign-in/certificate")
	first, secret := li.calendar()
	theirs, other := han.calendar()
	require.NotEqual(t, secret, other)
	require.True(t, strings.HasPrefix(first, "/calendar/li.ics") && strings.HasPrefix(theirs, "/calendar/han.ics"))
	again, _ := li.calendar()
	require.Equal(t, first, again, "it stays")
	for _, path := range []string{first, theirs} {
		answer := program.open(path)
		require.Equal(t, http.StatusOK, answer.StatusCode)
		require.Contains(t, answer.body, "BEGIN:VCALENDAR")
		require.Empty(t, answer.Cookies())
	}
	for _, path := range []string{
		"/calendar/li.ics", "/calendar/li.ics?key=", "/calendar/li.ics?key=" + other, "/calendar/han.ics?key=" + secret, "/calendar/nobody.ics?key=" + secret,
		"/calendar/li?key=" + secret, "/calendar/alliances.ics?key=" + secret, "/calendar/li.ics?key=x&key=" + secret, "/calendar/..%2Fli.ics?key=" + secret,
	} {
		require.Equal(t, http.StatusNotFound, program.open(path).StatusCode, path)
	}
	require.Equal(t, http.StatusForbidden, program.open("/?key="+secret).StatusCode, "it opens no session")

	li.send("/calendar", "token", li.open("/").hidden("token"))
	renewed, fresh := li.calendar()
	require.NotEqual(t, first, renewed)
	require.Equal(t, http.StatusNotFound, program.open(first).StatusCode)
	require.Equal(t, http.StatusOK, program.open(renewed).StatusCode)
	require.Equal(t, http.StatusOK, program.open(theirs).StatusCode, "another's is as it was")
	for _, text := range []string{secret, other, fresh} {
		require.NotContains(t, w.log.String(), text)
	}
	require.Contains(t, w.log.String(), "path=/calendar/li.ics")
}
