package catalogue_test

import (
	"errors"
	"fmt"
	"io/fs"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/internal/catalogue"
)

func TestTell(t *testing.T) {
	texts := folder(
		`{"silent": "{{.name}} does not answer", "late": "not within {{.limit}}: {{.cause}}"}`,
		`{"silent": "{{.name}} 没有应答", "late": "未在 {{.limit}} 内完成：{{.cause}}", "cause.file does not exist": "文件不存在"}`)
	english, err := catalogue.In("en", texts)
	require.NoError(t, err)
	chinese, err := catalogue.In("zh", texts)
	require.NoError(t, err)
	silent := catalogue.NewMessage(english, "silent", "name", "peer.a")
	strange := errors.New("strange")
	for name, row := range map[string]struct {
		err    error
		en, zh string
	}{
		"ok/message":  {silent, "peer.a does not answer", "peer.a 没有应答"},
		"ok/cause":    {catalogue.NewMessage(english, "late", "limit", 3, "cause", silent), "not within 3: peer.a does not answer", "未在 3 内完成：peer.a 没有应答"},
		"ok/wrapped":  {fmt.Errorf("a.yaml: %w", silent), "a.yaml: peer.a does not answer", "a.yaml: peer.a 没有应答"},
		"ok/joined":   {errors.Join(silent, strange), "peer.a does not answer\nstrange", "peer.a 没有应答\nstrange"},
		"ok/known":    {fmt.Errorf("x: %w", fs.ErrNotExist), "x: file does not exist", "x: 文件不存在"},
		"ok/stranger": {strange, "strange", "strange"},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, row.en, row.err.Error())
			require.Equal(t, row.en, english.Tell(row.err, nil))
			require.Equal(t, row.zh, chinese.Tell(row.err, nil))
		})
	}
	require.ErrorIs(t, catalogue.NewMessage(english, "late", "cause", strange), strange)
	said := chinese.Tell(fmt.Errorf("x: %w", strange), func(err error) (string, bool) { return "怪事", err.Error() == "strange" })
	require.Equal(t, "x: 怪事", said)
}
