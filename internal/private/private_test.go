package private_test

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/private"
)

func TestCheck(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	file := filepath.Join(folder, "key.pem")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	link := filepath.Join(folder, "link")
	require.NoError(t, os.Symlink(file, link))
	for name, test := range map[string]struct {
		mode    os.FileMode
		exposed bool
	}{
		"ok/owner alone":       {0o600, false},
		"ok/owner reads":       {0o400, false},
		"fail/all read":        {0o644, true},
		"fail/group reads":     {0o640, true},
		"fail/others read":     {0o604, true},
		"fail/group writes":    {0o620, true},
		"fail/others may run":  {0o601, true},
		"ok/owner has it back": {0o700, false},
	} {
		require.NoError(t, os.Chmod(file, test.mode))
		for _, path := range []string{file, link} {
			err := private.Check(path)
			require.Equal(t, test.exposed, err != nil, name)
			if test.exposed {
				require.ErrorContains(t, err, "chmod 600 "+path)
				var message *catalogue.Message
				require.True(t, errors.As(err, &message))
				require.Equal(t, "EXPOSED_FILE", catalogue.NewFailure(err, "").Code)
			}
		}
	}
}

// A pipe is nobody's file, and of what is not there reading it tells.
func TestCheckWhatIsNoFile(t *testing.T) {
	t.Parallel()
	pipe := filepath.Join(t.TempDir(), "pipe")
	require.NoError(t, syscall.Mkfifo(pipe, 0o644))
	require.NoError(t, private.Check(pipe))
	require.NoError(t, private.Check(os.DevNull))
	require.NoError(t, private.Check(pipe+".none"))
}

func TestBothLanguages(t *testing.T) {
	t.Parallel()
	for _, lang := range catalogue.Languages {
		words, err := catalogue.In(lang, private.Words)
		require.NoError(t, err)
		require.Contains(t, words.Say("exposed.file", catalogue.Params{"file": "k", "mode": "0644"}), "chmod 600 k")
	}
}
