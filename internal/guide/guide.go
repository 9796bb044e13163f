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
	"fmt"
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

// Top are the pages in the project's own folder. They are named, not looked for: a test that lists that folder is
// run anew whenever anything in it has changed, also what programs and networks write there.
func Top() []string {
	var pages []string
	for _, name := range []string{"CHANGELOG", "CONTRIBUTING", "README", "SECURITY"} {
		pages = append(pages, name+".md", name+".zh-CN.md")
	}
	return pages
}

// Pages returns the guides below the project's folder.
func Pages(root string) ([]string, error) {
	var pages []string
	for _, name := range Top() {
		pages = append(pages, filepath.Join(root, name))
	}
	for _, pattern := range []string{"docs/*.md", "docs/adr/*.md", "network/README*.md", "chaincode/README*.md"} {
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
		commands, err := Read(string(content))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", page, err)
		}
		for _, command := range commands {
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

// Read returns the commands of one page. It fails where a block is none of shell; what is
// none in a sentence is no command.
func Read(page string) ([]Command, error) {
	var found []Command
	add := func(lines []string, begun int) error {
		commands, err := split(strings.Join(lines, "\n"), begun)
		if err != nil {
			return fmt.Errorf("line %d: %w", begun, err)
		}
		for _, command := range commands {
			command.Whole = true
			found = append(found, command)
		}
		return nil
	}
	var block []string // of shell, while one is open
	fence, begun := "", 0
	for i, line := range strings.Split(page, "\n") {
		mark, isFence := strings.CutPrefix(strings.TrimSpace(line), "```")
		switch shown := prompt.FindStringSubmatch(line); {
		case isFence && fence == "":
			fence, begun, block = "open "+mark, i+2, nil
		case isFence:
			if err := add(block, begun); err != nil {
				return nil, err
			}
			fence, block = "", nil
		case fence == "open sh":
			block = append(block, line)
		case shown != nil:
			if err := add(shown[1:2], i+1); err != nil {
				return nil, err
			}
		case fence == "":
			found = append(found, named(line, i+1)...)
		}
	}
	return found, nil
}

// named are the commands that a sentence names.
func named(line string, number int) []Command {
	var found []Command
	for _, match := range span.FindAllStringSubmatch(line, -1) {
		if commands, err := split(match[1], number); err == nil {
			found = append(found, commands...)
		}
	}
	return found
}
