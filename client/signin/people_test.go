package signin_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/client/signin"
	"allianceregistry/internal/catalogue"
)

// A file by which two could act by one key, or nobody knows who is meant, is refused.
func TestPeople(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const (
		li    = `{id: li, name: Li, profile: li, party: cisco@industry, key: @LI, certificate: {subject: CN=Li}}`
		idp   = "\nproviders:\n- {id: idp, name: I, issuer: https://idp.example, client: c, redirect: https://h/sign-in/openid/idp}"
		other = "\n- {id: other, name: I, issuer: https://other.example, client: c, redirect: https://h/sign-in/openid/other}"
	)
	for name, row := range map[string]struct{ text, refused string }{
		"ok/one":                      {"people:\n- " + li, ""},
		"ok/two":                      {"people:\n- " + li + "\n- {id: han, name: Han, profile: han, party: cisco@industry, key: @HAN, account: {provider: idp, mail: h@x}}" + idp + other, ""},
		"fail/nobody":                 {"people: []", "signin.people"},
		"fail/no id":                  {"people:\n- {id: Li Lei, name: Li, profile: li, party: cisco@industry, key: @LI, certificate: {subject: CN=Li}}", "signin.id"},
		"fail/no profile":             {"people:\n- {id: li, name: Li, party: cisco@industry, key: @LI, certificate: {subject: CN=Li}}", "signin.incomplete"},
		"fail/no key":                 {"people:\n- {id: li, name: Li, profile: li, party: cisco@industry, certificate: {subject: CN=Li}}", "signin.hash"},
		"fail/no way":                 {"people:\n- {id: li, name: Li, profile: li, party: cisco@industry, key: @LI}", "signin.noWay"},
		"fail/two kinds":              {"people:\n- {id: li, name: Li, profile: li, party: cisco@industry, key: @LI, certificate: {subject: CN=Li, sha256: @LI}}", "signin.certificate"},
		"fail/no kind":                {"people:\n- {id: li, name: Li, profile: li, party: cisco@industry, key: @LI, certificate: {}}", "signin.certificate"},
		"fail/no digest":              {"people:\n- {id: li, name: Li, profile: li, party: cisco@industry, key: @LI, certificate: {sha256: abc}}", "signin.hash"},
		"fail/no provider":            {"people:\n- {id: li, name: Li, profile: li, party: cisco@industry, key: @LI, account: {provider: idp, mail: h@x}}", "signin.noProvider"},
		"fail/two accounts":           {"people:\n- {id: li, name: Li, profile: li, party: cisco@industry, key: @LI, account: {provider: idp, mail: h@x, subject: s}}" + idp, "signin.account"},
		"fail/one id":                 {"people:\n- " + li + "\n- {id: li, name: Han, profile: han, party: cisco@industry, key: @HAN, certificate: {subject: CN=H}}", "signin.shared"},
		"fail/one profile":            {"people:\n- " + li + "\n- {id: han, name: Han, profile: li, party: cisco@industry, key: @HAN, certificate: {subject: CN=H}}", "signin.shared"},
		"fail/one key":                {"people:\n- " + li + "\n- {id: han, name: Han, profile: han, party: cisco@industry, key: @LI, certificate: {subject: CN=H}}", "signin.shared"},
		"fail/one subject":            {"people:\n- " + li + "\n- {id: han, name: Han, profile: han, party: cisco@industry, key: @HAN, certificate: {subject: CN=Li}}", "signin.shared"},
		"fail/one issuer":             {"people:\n- " + li + idp + "\n- {id: other, name: I, issuer: https://idp.example, client: c, redirect: https://h/sign-in/openid/other}", "signin.shared"},
		"fail/in the clear":           {"people:\n- " + li + "\nproviders:\n- {id: idp, name: I, issuer: http://idp.example, client: c, redirect: https://h/sign-in/openid/idp}", "signin.issuer"},
		"fail/back in the clear":      {"people:\n- " + li + "\nproviders:\n- {id: idp, name: I, issuer: https://idp.example, client: c, redirect: http://h/sign-in/openid/idp}", "signin.redirect"},
		"fail/back to another's path": {"people:\n- " + li + "\nproviders:\n- {id: idp, name: I, issuer: https://idp.example, client: c, redirect: https://h/sign-in/openid/other}", "signin.redirect"},
	} {
		_, err := signin.Read(w.file(row.text))
		if row.refused == "" {
			require.NoError(t, err, name)
			continue
		}
		var refused *catalogue.Message
		require.ErrorAs(t, err, &refused, name)
		require.Equal(t, row.refused, refused.Key, name)
	}
	_, err := signin.Read(w.file("people:\n- " + li + "\nadmin: true"))
	require.ErrorContains(t, err, "admin")
}

// A profile of another party, or with another key than the file says, is refused, and so is one
// that is not there.
func TestMatch(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for name, row := range map[string]struct{ profile, party, key, refused string }{
		"ok/as it is":        {"li", "cisco@industry", "@LI", ""},
		"fail/another party": {"li", "ibm@industry", "@LI", "is one of"},
		"fail/another key":   {"other", "cisco@industry", "@LI", "has another key"},
		"fail/no such":       {"nobody", "cisco@industry", "@LI", "no such profile"},
	} {
		people, err := signin.Read(w.file("people:\n- {id: li, name: Li, profile: " + row.profile + ", party: " + row.party + ", key: " + row.key + ", certificate: {subject: CN=Li}}"))
		require.NoError(t, err, name)
		err = people.Match(w.home)
		if row.refused == "" {
			require.NoError(t, err, name)
			continue
		}
		require.ErrorContains(t, err, row.refused, name)
	}
}
