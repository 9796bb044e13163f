package network

import (
	"bufio"
	"context"
	"os"
	"path/filepath"
	"strings"

	"allianceregistry/network/words"
)

// module is the module's name in go.mod, by which the project's folder is recognized.
const module = "allianceregistry"

// Home is the project's folder, with programs in .build and networks in .network.
type Home string

// FindHome returns the project's folder: the one that the running program was built into,
// or else the one that holds the working directory.
func FindHome() (Home, error) {
	var starts []string
	if program, err := os.Executable(); err == nil {
		starts = append(starts, filepath.Dir(program))
	}
	if folder, err := os.Getwd(); err == nil {
		starts = append(starts, folder)
	}
	for _, folder := range starts {
		for ; folder != filepath.Dir(folder); folder = filepath.Dir(folder) {
			if isHome(folder) {
				return Home(folder), nil
			}
		}
	}
	return "", words.Of("home.none")
}

func isHome(folder string) bool {
	file, err := os.Open(filepath.Join(folder, "go.mod"))
	if err != nil {
		return false
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	return lines.Scan() && strings.TrimSpace(lines.Text()) == "module "+module
}

// Bin is the folder of the programs that scripts/build.sh builds.
func (h Home) Bin() string { return filepath.Join(string(h), ".build", "bin") }

// Dir is the default folder of the network of that name.
func (h Home) Dir(name string) Dir { return Dir(filepath.Join(string(h), ".network", name)) }

// Networks returns the names of the networks in the project's folder.
func (h Home) Networks() []string {
	files, err := filepath.Glob(h.Dir("*").topology())
	if err != nil {
		return nil
	}
	var names []string
	for _, file := range files {
		names = append(names, filepath.Base(filepath.Dir(file)))
	}
	return names
}

// OnlyHost returns the name of the folder of the one host that has a machine of its own
// here; empty if there is none, or several, or a network with the default name.
func (h Home) OnlyHost() string {
	if _, err := os.Stat(h.Dir(DefaultTopology().Name).topology()); err == nil {
		return ""
	}
	files, err := filepath.Glob(h.Dir("*").host())
	if err != nil || len(files) != 1 {
		return ""
	}
	return filepath.Base(filepath.Dir(files[0]))
}

// Run runs one of the built programs in the project's folder to its end and returns
// its output.
func (h Home) Run(ctx context.Context, program string, args ...string) (string, error) {
	return command(ctx, string(h), nil, h.program(program), args...)
}

func (h Home) program(name string) string { return filepath.Join(h.Bin(), name) }

// sample is one of Fabric's own configuration files, into which ours are merged.
func (h Home) sample(name string) string {
	return filepath.Join(string(h), ".build", "fabric", "config", name)
}

// Check returns an error that names the first program or file that is not built.
func (h Home) Check() error {
	needed := []string{h.sample("core.yaml"), h.sample("orderer.yaml")}
	for _, name := range []string{"peer", "orderer", "configtxgen", "discover", "fabric-ca-server", "fabric-ca-client", "chaincode", "network"} {
		needed = append(needed, h.program(name))
	}
	for _, path := range needed {
		if _, err := os.Stat(path); err != nil {
			return words.Of("program.unbuilt", "program", filepath.Base(path))
		}
	}
	return nil
}
