package main

import (
	"bytes"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/client"
	"allianceregistry/internal/cli"
)

func TestExit(t *testing.T) {
	t.Setenv("ALLIANCE_HOME", t.TempDir())
	for name, test := range map[string]struct {
		lang  string
		cause string
		want  string
	}{
		"fail/anything": {"en", "out of order", "failed: The network did not accept it.\n  query: failed: out of order\n"},
		"fail/certificate of another network": {
			"en", "access denied: channel [registry] creator org unknown, creator is malformed", "enroll with --again",
		},
		"fail/the same in Chinese": {
			"zh", "access denied: channel [registry] creator org unknown, creator is malformed", "用 --again 重新领取证书",
		},
	} {
		t.Run(name, func(t *testing.T) {
			var said bytes.Buffer
			a := appOn(t, test.lang, cli.Streams{Err: &said})
			fault := &client.Fault{Phase: client.Query, Kind: client.Failed, Err: errors.New(test.cause)}
			require.Equal(t, exitFault, a.Conclude(a, fault))
			require.Contains(t, said.String(), test.want)
		})
	}
}
