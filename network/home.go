package network

import (
	"bufio"
	"os"
	"path/filepath"
	"strings"

	"allianceregistry/network/words"
)

// module is the name in the root go.mod, by which the project's folder is known.
const module = "allianceregistry"

// Home is the project's folder: its programs are in .build, its networks in .network.
type Home string

// FindHome returns the project's folder: the one that the running program was
// built into, or else the one around the working directory.
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

// Bin is the folder of the programs that scripts/build.sh made.
func (h Home) Bin() string { return filepath.Join(string(h), ".build", "bin") }

// Dir is where the network of that name lives unless another folder is named.
func (h Home) Dir(name string) Dir { return Dir(filepath.Join(string(h), ".network", name)) }

// Networks are the names of those that exist in the project's folder.
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

func (h Home) program(name string) string { return filepath.Join(h.Bin(), name) }

// sample is one of Fabric's own configuration files, which ours are laid over.
func (h Home) sample(name string) string {
	return filepath.Join(string(h), ".build", "fabric", "config", name)
}

// check refuses to begin when a program is missing.
func (h Home) check() error {
	needed := []string{h.sample("core.yaml"), h.sample("orderer.yaml")}
	for _, name := range []string{"peer", "orderer", "cryptogen", "configtxgen", "discover", "fabric-ca-server", "fabric-ca-client", "chaincode", "network"} {
		needed = append(needed, h.program(name))
	}
	for _, path := range needed {
		if _, err := os.Stat(path); err != nil {
			return words.Of("program.unbuilt", "program", filepath.Base(path))
		}
	}
	return nil
}
