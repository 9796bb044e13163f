package sdk

import (
	"bytes"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestLog(t *testing.T) {
	defer sdkLog.Store(nil)
	sdkLog.Store(nil)
	log := logProvider{}.GetLogger("fabsdk/fab")
	log.Errorf("to %s", "nowhere") // must not fail

	var out bytes.Buffer
	sdkLog.Store(slog.New(slog.NewTextHandler(&out, nil)))
	log.Debugf("too %s", "fine")
	log.Panicf("peer %d", 1)
	log.Warn("a", "b")
	require.NotContains(t, out.String(), "fine")
	require.Contains(t, out.String(), `level=ERROR msg="peer 1" module=fabsdk/fab`)
	require.Contains(t, out.String(), "level=WARN msg=ab")
}
