package deploy_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/network/deploy"
)

// TestUnitsAreVerified has systemd read the units, with programs and folders that are there.
func TestUnitsAreVerified(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("systemd-analyze"); err != nil {
		t.Skip("systemd-analyze is not installed")
	}
	root := t.TempDir()
	folder, home := filepath.Join(root, "host"), filepath.Join(root, "registry")
	files, err := deploy.Systemd(host("192.0.2.10", "192.0.2.10").At(folder, home), "registry")
	require.NoError(t, err)
	require.NoError(t, os.MkdirAll(filepath.Join(home, ".build", "bin"), 0o755))
	for _, program := range []string{"network", "orderer", "peer", "chaincode", "fabric-ca-server"} {
		require.NoError(t, os.WriteFile(filepath.Join(home, ".build", "bin", program), []byte("#!/bin/sh\n"), 0o755))
	}
	units := filepath.Join(root, "units")
	require.NoError(t, os.Mkdir(units, 0o755))
	verify := func() string {
		args := []string{"verify"}
		for _, file := range files {
			args = append(args, filepath.Join(units, file.Name))
		}
		out, _ := exec.Command("systemd-analyze", args...).CombinedOutput()
		return string(out)
	}
	for _, file := range files {
		require.NoError(t, os.WriteFile(filepath.Join(units, file.Name), file.Content, 0o644))
	}
	require.NotContains(t, verify(), "registry-association", "it says nothing of these units")

	misspelled := strings.Replace(string(files[1].Content), "NoNewPrivileges=", "NoNewPrivilege=", 1)
	require.NoError(t, os.WriteFile(filepath.Join(units, files[1].Name), []byte(misspelled), 0o644))
	require.Contains(t, verify(), "NoNewPrivilege", "it would have")
}

// TestUnitsAreLines: whatever a service is told, each line of a unit is a setting, a section,
// a remark or empty, and names in one unit are those of the others.
func TestUnitsAreLines(t *testing.T) {
	t.Parallel()
	h := host("192.0.2.10", "192.0.2.10")
	h.Services[0].Args = []string{"a b", `c"d`, "$e", "%f", ""}
	files, err := deploy.Systemd(h, "registry")
	require.NoError(t, err)
	line := regexp.MustCompile(`^(|#.*|\[(Unit|Service|Install)\]|[A-Z][A-Za-z]+=.*)$`)
	names := map[string]bool{}
	for _, file := range files {
		names[file.Name] = true
	}
	named := regexp.MustCompile(`registry-[a-z-]+\.(service|target)`)
	for _, file := range files {
		for text := range strings.Lines(string(file.Content)) {
			require.Regexp(t, line, strings.TrimSuffix(text, "\n"), file.Name)
		}
		for _, name := range named.FindAllString(string(file.Content), -1) {
			require.True(t, names[name], "%s names %s", file.Name, name)
		}
	}
	require.Contains(t, string(files[1].Content), `orderer "a b" "c\"d" "$$e" "%%f" ""`+"\n")
}

// TestUnitsHideWhatLiesBeside: a service sees nothing of what lies beside the host's folder, and
// of the system what it needs.
func TestUnitsHideWhatLiesBeside(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct{ folder, hidden string }{
		"ok/own home":           {"/srv/registry/industry", "/srv/registry"},
		"ok/below the program":  {"/opt/registry/.network/industry", "/opt/registry/.network"},
		"ok/at the top":         {"/industry", "/industry"},
		"ok/one below":          {"/srv/industry", "/srv"},
		"ok/beside the program": {"/opt/industry", "/opt"},
		"ok/on a disk":          {"/data/industry", "/data"},
		"ok/in the system":      {"/usr/lib/registry/industry", "/usr/lib/registry/industry"},
		"ok/in a part of it":    {"/etc/industry", "/etc/industry"},
		"ok/where others live":  {"/home/industry", "/home/industry"},
		"ok/in another's home":  {"/home/registry/industry", "/home/registry"},
		"ok/in /var":            {"/var/industry", "/var/industry"},
		"ok/below /var":         {"/var/lib/industry", "/var/lib"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files, err := deploy.Systemd(host("192.0.2.10", "192.0.2.10").At(row.folder, "/opt/registry"), "registry")
			require.NoError(t, err)
			for _, file := range files[:len(files)-1] { // the last is the target
				require.Contains(t, string(file.Content), "\nTemporaryFileSystem="+row.hidden+":ro\n", file.Name)
				require.Contains(t, string(file.Content), "\nPrivateUsers=yes\n", file.Name)
				require.Contains(t, string(file.Content), "\nBindReadOnlyPaths=/opt/registry", "the program stays in sight of "+file.Name)
			}
		})
	}
}
