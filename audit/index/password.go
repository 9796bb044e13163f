package index

import (
	"net/url"
	"strings"
)

// passwords are the parameters of a PostgreSQL address that hold one.
var passwords = []string{"password", "sslpassword"} //nolint:gochecknoglobals // fixed

// Redacted is the address of an index as it may be shown: without a password.
func Redacted(where string) string {
	shown, _ := withoutPassword(where)
	return shown
}

// HasPassword reports whether the address of a PostgreSQL server holds a password.
func HasPassword(where string) bool {
	_, had := withoutPassword(where)
	return had
}

// withoutPassword puts xxxxx in the place of passwords. An address that cannot be read
// may hold one anywhere: of it only the scheme is left.
func withoutPassword(where string) (shown string, had bool) {
	if !isPostgres(where) {
		return where, false
	}
	address, err := url.Parse(where)
	if err != nil {
		scheme, _, _ := strings.Cut(where, "://")
		return scheme + "://…", strings.Contains(where, "@")
	}
	_, had = address.User.Password()
	values := address.Query()
	for _, name := range passwords {
		if values.Has(name) {
			values.Set(name, "xxxxx")
			address.RawQuery, had = values.Encode(), true
		}
	}
	return address.Redacted(), had
}
