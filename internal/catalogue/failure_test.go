package catalogue_test

import (
	"bytes"
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/internal/catalogue"
)

func TestFailure(t *testing.T) {
	message := catalogue.NewMessage(nil, "usage.noCommand", "name", "jion", "given", 2)
	for name, row := range map[string]struct {
		err  error
		want string
	}{
		"ok/a message":   {fmt.Errorf("steps.yaml: %w", message), `{"code":"USAGE_NO_COMMAND","message":"<said>","parameters":{"given":"2","name":"jion"}}`},
		"ok/any error":   {errors.New("disk full"), `{"code":"ERROR","message":"<said>","parameters":{}}`},
		"ok/no such key": {catalogue.NewMessage(nil, "file.is-open"), `{"code":"FILE_IS_OPEN","message":"<said>","parameters":{}}`},
	} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			require.NoError(t, catalogue.NewFailure(row.err, "<said>").Print(&out))
			require.Equal(t, row.want+"\n", out.String())
		})
	}
}

func TestJSONAsked(t *testing.T) {
	for name, row := range map[string]struct {
		args []string
		want bool
	}{
		"ok/apart":          {[]string{"list", "-o", "json"}, true},
		"ok/joined":         {[]string{"-ojson", "list"}, true},
		"ok/with a sign":    {[]string{"-o=json"}, true},
		"ok/long":           {[]string{"--output=json"}, true},
		"ok/long, apart":    {[]string{"--output", "json"}, true},
		"ok/the last":       {[]string{"-o", "csv", "-o", "json"}, true},
		"fail/another":      {[]string{"-o", "yaml"}, false},
		"fail/not asked":    {[]string{"json"}, false},
		"fail/behind a --":  {[]string{"--", "-o", "json"}, false},
		"fail/without form": {[]string{"-o"}, false},
	} {
		t.Run(name, func(t *testing.T) { require.Equal(t, row.want, catalogue.JSONAsked(row.args)) })
	}
}
