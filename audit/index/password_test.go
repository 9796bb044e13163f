package index_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/index"
)

func TestShown(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		where, shown string
		had          bool
	}{
		"ok/file":             {"/home/me:s3cret@x/index.db", "/home/me:s3cret@x/index.db", false},
		"ok/no password":      {"postgres://me@db/registry", "postgres://me@db/registry", false},
		"ok/nobody":           {"postgresql://db/registry?sslmode=require", "postgresql://db/registry?sslmode=require", false},
		"fail/password":       {"postgres://me:s3cret@db/registry", "postgres://me:xxxxx@db/registry", true},
		"fail/parameter":      {"postgres://db/registry?password=s3cret&user=me", "postgres://db/registry?password=xxxxx&user=me", true},
		"fail/key's password": {"postgres://me@db/registry?sslpassword=s3cret", "postgres://me@db/registry?sslpassword=xxxxx", true},
		"fail/unreadable":     {"postgres://me:s3cret@db:port/registry", "postgres://…", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, test.shown, index.Redacted(test.where))
			require.Equal(t, test.had, index.HasPassword(test.where))
		})
	}
}
