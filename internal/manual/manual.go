// Package manual gives a program built on cobra its help, in the language that
// its user reads.
//
// The texts of a program lie beside it, one file for each language, en.md and
// zh.md: so who writes them sees them as they will be read, and the commands' code
// holds names only. A page begins with a heading, the command's path and its
// arguments, and looks like this:
//
//	## join ALLIANCE
//
//	Apply for membership
//
//	What it does, what it needs; as many paragraphs as it takes.
//
//	### examples
//
//	    alliance join hyperledger@industry --class member
//
//	### flags
//
//	- class CLASS: the class to be admitted in
//
//	### refusals
//
//	- ALREADY_MEMBER
//
// The path is in small letters; what comes after it are the arguments. The page
// of the program itself has a heading of the first level, and names the groups of
// its commands under "### groups". A flag that several commands share is said once,
// on the page of the command above them, or under "## *" for all commands. Gaps
// finds what has no text, and texts that nothing needs: a test of each program
// demands that there are none.
package manual

import (
	"embed"
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"

	"allianceregistry/internal/catalogue"
)

//go:embed en.json zh.json en.md zh.md
var own embed.FS

// Words are the headings of a help text. A program adds them to its catalogue.
var Words fs.FS = own //nolint:gochecknoglobals // fixed

// shared is the page of flags that belong to no one command.
const shared = "*"

// page is the help of one command.
type page struct {
	arguments, short, long, example string
	flags                           map[string]item
	groups                          map[string]item
	refusals                        []string
}

// item is what stands behind a name in a list: a flag's argument and text, or a
// group's title.
type item struct{ argument, text string }

// Manual is the help of all commands in one language.
type Manual struct{ pages map[string]page }

// In reads the manual of a language from a program's folder; of one that there is
// not, the English.
func In(lang string, folder fs.FS) (Manual, error) {
	m := Manual{pages: map[string]page{}}
	if !slices.Contains(catalogue.Languages, lang) {
		lang = catalogue.Languages[0]
	}
	for _, one := range []fs.FS{own, folder} {
		content, err := fs.ReadFile(one, lang+".md")
		if err != nil {
			return m, err
		}
		if err := m.read(string(content)); err != nil {
			return m, fmt.Errorf("%s.md: %w", lang, err)
		}
	}
	return m, nil
}

// read adds the pages of a file.
func (m Manual) read(content string) error {
	for _, text := range heading.Split("\n"+content, -1)[1:] {
		title, body, _ := strings.Cut(text, "\n")
		path, arguments := split(title)
		read, err := readPage(body)
		if err != nil {
			return fmt.Errorf("%q: %w", path, err)
		}
		before, twice := m.pages[path]
		switch {
		case path == shared: // this package's, and the program's
			maps.Copy(read.flags, before.flags)
		case twice:
			return fmt.Errorf("two pages for %q", path)
		}
		read.arguments = arguments
		m.pages[path] = read
	}
	return nil
}

// heading begins a page: of the second level, or of the first for the program.
var heading = regexp.MustCompile(`\n##? `)

// split divides a command's path from its arguments.
func split(title string) (path, arguments string) {
	words := strings.Fields(title)
	for i, word := range words {
		if !name.MatchString(word) {
			return strings.Join(words[:i], " "), strings.Join(words[i:], " ")
		}
	}
	return strings.Join(words, " "), ""
}

var name = regexp.MustCompile(`^([a-z][a-z-]*|\*)$`)

// readPage reads a page by its sections.
func readPage(body string) (page, error) {
	parts := strings.Split("\n"+body, "\n### ")
	short, long, _ := strings.Cut(strings.Trim(parts[0], "\n"), "\n\n")
	read := page{short: short, long: strings.Trim(long, "\n")}
	for _, part := range parts[1:] {
		title, text, _ := strings.Cut(part, "\n")
		var err error
		switch title {
		case "examples":
			read.example = unindent(text)
		case "flags":
			read.flags, err = readItems(text)
		case "groups":
			read.groups, err = readItems(text)
		case "refusals":
			read.refusals = strings.Fields(strings.ReplaceAll(text, "- ", " "))
		default:
			err = fmt.Errorf("there is no section %q", title)
		}
		if err != nil {
			return read, err
		}
	}
	return read, nil
}

// unindent makes of markdown's four spaces the two of a help text.
func unindent(text string) string {
	lines := strings.Split(strings.Trim(text, "\n"), "\n")
	for i, line := range lines {
		lines[i] = strings.Replace(line, "    ", "  ", 1)
	}
	return strings.Join(lines, "\n")
}

// readItems reads lines such as "- class CLASS: the class to be admitted in".
func readItems(list string) (map[string]item, error) {
	items := map[string]item{}
	for line := range strings.Lines(list) {
		if strings.TrimSpace(line) == "" {
			continue
		}
		head, text, found := strings.Cut(strings.TrimSpace(line), ": ")
		words := strings.Fields(head)
		if !found || len(words) < 2 || words[0] != "-" {
			return nil, fmt.Errorf("write a line as %q, not %q", "- name ARGUMENT: text", line)
		}
		items[words[1]] = item{argument: strings.Join(words[2:], " "), text: text}
	}
	return items, nil
}
