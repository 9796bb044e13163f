// Package guide reads the commands that the guides tell people to type, so that
// the tests of each program can hold them against what it understands. No network
// is needed for that.
//
// The guides are the pages at the top, in docs and docs/adr, in network and in
// chaincode. A command stands in a block marked sh, on a line of another block that begins
// with a prompt ($), or in a sentence between backquotes; there it may have less
// than it needs: `alliance roster --at`.
package guide

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// Command is one simple command of a guide.
type Command struct {
	File  string
	Line  int
	Words []string
	// Whole is false for one that a sentence only names.
	Whole bool
}

// String returns the command as a person would type it, but for quotes.
func (c Command) String() string { return strings.Join(c.Words, " ") }

// Pages returns the guides below the project's folder.
func Pages(root string) ([]string, error) {
	var pages []string
	for _, pattern := range []string{"*.md", "docs/*.md", "docs/adr/*.md", "network/README*.md", "chaincode/README*.md"} {
		found, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil {
			return nil, err
		}
		pages = append(pages, found...)
	}
	return pages, nil
}

// Commands returns the commands of all guides whose first word is one of the
// given: a program's name, or the path of a script.
func Commands(root string, programs ...string) ([]Command, error) {
	pages, err := Pages(root)
	if err != nil {
		return nil, err
	}
	var all []Command
	for _, page := range pages {
		content, err := os.ReadFile(page) // #nosec G304 -- a page of this project
		if err != nil {
			return nil, err
		}
		for _, command := range Read(string(content)) {
			if slices.Contains(programs, command.Words[0]) {
				command.File = strings.TrimPrefix(page, root+string(filepath.Separator))
				all = append(all, command)
			}
		}
	}
	return all, nil
}

var (
	span   = regexp.MustCompile("`([^`]+)`")
	prompt = regexp.MustCompile(`^\s*\$ (.*)`)
)

// Read returns the commands of one page.
func Read(page string) []Command {
	var found []Command
	var block []string // of shell, while one is open
	fence, begun := "", 0
	for i, line := range strings.Split(page, "\n") {
		mark, isFence := strings.CutPrefix(strings.TrimSpace(line), "```")
		switch shown := prompt.FindStringSubmatch(line); {
		case isFence && fence == "":
			fence, begun, block = "open "+mark, i+2, nil
		case isFence:
			found = append(found, whole(block, begun)...)
			fence, block = "", nil
		case fence == "open sh":
			block = append(block, line)
		case shown != nil:
			found = append(found, whole([]string{shown[1]}, i+1)...)
		case fence == "":
			found = append(found, named(line, i+1)...)
		}
	}
	return found
}

func whole(lines []string, begun int) []Command {
	commands := split(strings.Join(lines, "\n"), begun)
	for i := range commands {
		commands[i].Whole = true
	}
	return commands
}

func named(line string, number int) []Command {
	var found []Command
	for _, match := range span.FindAllStringSubmatch(line, -1) {
		found = append(found, split(match[1], number)...)
	}
	return found
}
