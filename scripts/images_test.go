package scripts_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// images.sh lays out a folder for each image, builds none with --to, and takes no program
// that needs a library: an image has none.
func TestImages(t *testing.T) {
	t.Parallel()
	root, copied, aside := project(t), t.TempDir(), t.TempDir()
	for _, part := range []string{"scripts/common.sh", "scripts/images.sh", "go.mod", "chaincode/contract/contract.go"} {
		content, err := os.ReadFile(filepath.Join(root, part))
		require.NoError(t, err)
		require.NoError(t, os.MkdirAll(filepath.Join(copied, filepath.Dir(part)), 0o700))
		require.NoError(t, os.WriteFile(filepath.Join(copied, part), content, 0o700))
	}
	write := func(path, content string) {
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o700))
		require.NoError(t, os.WriteFile(path, []byte(content), 0o700))
	}
	write(filepath.Join(copied, "scripts", "build.sh"), "#!/bin/sh\n")
	write(filepath.Join(aside, "go"), "#!/bin/sh\ncase $1 in build) while [ \"$1\" != -o ]; do shift; done; echo script >\"$2\";; *) echo linux;; esac\n")
	programs := []string{
		"network", "orderer", "peer", "chaincode", "configtxgen", "discover", "fabric-ca-server", "fabric-ca-client", "alliance", "auditor",
	}
	for _, program := range programs {
		write(filepath.Join(copied, ".build", "bin", program), "static "+program)
	}
	for _, sample := range []string{"core.yaml", "orderer.yaml"} {
		write(filepath.Join(copied, ".build", "fabric", "config", sample), "")
	}
	out := filepath.Join(aside, "out")
	images := func() ([]byte, error) {
		command := exec.Command("bash", filepath.Join(copied, "scripts", "images.sh"), "--to", out)
		command.Env = append(os.Environ(), "PATH="+aside+":"+os.Getenv("PATH"))
		return command.CombinedOutput()
	}
	said, err := images()
	require.NoError(t, err, string(said))
	for image, program := range map[string]string{
		"orderer": "orderer", "peer": "peer", "ca": "fabric-ca-server", "chaincode": "chaincode", "network": "auditor",
	} {
		require.FileExists(t, filepath.Join(out, image, "files", "registry", ".build", "bin", program))
		require.FileExists(t, filepath.Join(out, image, "common", "registry", ".build", "bin", "network"))
		file, err := os.ReadFile(filepath.Join(out, image, "Dockerfile"))
		require.NoError(t, err)
		require.Contains(t, string(file), "FROM scratch\n")
		require.Contains(t, string(file), "USER 10001:10001\n")
	}
	module, err := os.ReadFile(filepath.Join(out, "network", "common", "registry", "go.mod"))
	require.NoError(t, err)
	require.Equal(t, "module allianceregistry\n", string(module), "by which the programs know their folder")
	require.FileExists(t, filepath.Join(out, "peer", "files", "bin", "sh"))
	require.NoFileExists(t, filepath.Join(out, "network", "files", "bin", "sh"))

	write(filepath.Join(copied, ".build", "bin", "fabric-ca-server"), "dynamic /lib64/ld-linux-x86-64.so.2")
	said, err = images()
	require.Error(t, err)
	require.Contains(t, string(said), "fabric-ca-server is not static")
}
