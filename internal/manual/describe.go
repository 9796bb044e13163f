package manual

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"allianceregistry/internal/catalogue"
)

// argument is the annotation of a flag with the name of its argument.
const argument = "manual_argument"

// Describe gives every command below root, and each of its flags, the texts of this
// manual, and has help shown in its language.
func (m Manual) Describe(root *cobra.Command, words *catalogue.Catalogue) {
	help := helpText{m, words}
	root.SetHelpFunc(func(cmd *cobra.Command, _ []string) { fmt.Fprint(cmd.OutOrStdout(), help.of(cmd)) })
	root.SetUsageFunc(func(cmd *cobra.Command) error {
		_, err := fmt.Fprint(cmd.ErrOrStderr(), help.of(cmd))
		return err
	})
	for _, cmd := range all(root) {
		m.describe(cmd)
	}
}

func (m Manual) describe(cmd *cobra.Command) {
	p := m.pages[key(cmd)]
	cmd.Short, cmd.Long, cmd.Example = p.short, fill(p.long, cmd), fill(p.example, cmd)
	if p.arguments != "" {
		cmd.Use = cmd.Name() + " " + p.arguments
	}
	for _, group := range cmd.Groups() {
		if title, found := p.groups[group.ID]; found {
			group.Title = title.text
		}
	}
	cmd.InitDefaultHelpFlag()
	for _, flag := range flags(cmd) {
		described, _, _ := m.flag(cmd, flag.Name)
		flag.Usage = described.text
		if described.argument != "" {
			_ = flagSet(cmd, flag).SetAnnotation(flag.Name, argument, []string{described.argument}) // the flag exists
		}
	}
}

// fill puts the program's name into texts that all programs share.
func fill(text string, cmd *cobra.Command) string {
	return strings.ReplaceAll(text, "{program}", cmd.Root().Name())
}

// flag finds a flag's text, and the page that has it: the command's, one above it, or
// the shared one.
func (m Manual) flag(cmd *cobra.Command, flag string) (found item, path string, ok bool) {
	for at := cmd; at != nil; at = at.Parent() {
		if found, ok := m.pages[key(at)].flags[flag]; ok {
			return found, key(at), true
		}
	}
	found, ok = m.pages[shared].flags[flag]
	return found, shared, ok
}

// key is a command's path without the program's name, which alone names the
// program's own page.
func key(cmd *cobra.Command) string {
	if !cmd.HasParent() {
		return cmd.Name()
	}
	return strings.TrimPrefix(cmd.CommandPath(), cmd.Root().Name()+" ")
}

// all lists a command and those below it.
func all(cmd *cobra.Command) []*cobra.Command {
	list := []*cobra.Command{cmd}
	for _, below := range cmd.Commands() {
		list = append(list, all(below)...)
	}
	return list
}

// flags are those that a command defines: its own, and those for all below it.
func flags(cmd *cobra.Command) []*pflag.Flag {
	var list []*pflag.Flag
	for _, set := range []*pflag.FlagSet{cmd.Flags(), cmd.PersistentFlags()} {
		set.VisitAll(func(flag *pflag.Flag) {
			if !slices.Contains(list, flag) {
				list = append(list, flag)
			}
		})
	}
	return list
}

func flagSet(cmd *cobra.Command, flag *pflag.Flag) *pflag.FlagSet {
	if set := cmd.PersistentFlags(); set.Lookup(flag.Name) == flag {
		return set
	}
	return cmd.Flags()
}

// Gaps lists what of a program has no text in this manual, or only half of one,
// and the texts that nothing of the program needs.
func (m Manual) Gaps(root *cobra.Command) []string {
	var gaps []string
	used := map[string]bool{shared: true}
	for _, cmd := range all(root) {
		if hidden(cmd) {
			continue
		}
		used[key(cmd)] = true
		gaps = append(gaps, m.gaps(cmd, used)...)
	}
	for path, p := range m.pages {
		if !used[path] {
			gaps = append(gaps, fmt.Sprintf("%q is no command", path))
		}
		for flag := range p.flags {
			if !used[path+" --"+flag] {
				gaps = append(gaps, fmt.Sprintf("%q has no flag %q", path, flag))
			}
		}
	}
	slices.Sort(gaps)
	return gaps
}

// hidden reports whether a command is for programs, not for people.
func hidden(cmd *cobra.Command) bool {
	return cmd.Hidden || cmd.HasParent() && hidden(cmd.Parent())
}

func (m Manual) gaps(cmd *cobra.Command, used map[string]bool) []string {
	var gaps []string
	p := m.pages[key(cmd)]
	for what, text := range map[string]string{"title": p.short, "explanation": p.long, "example": p.example} {
		if text == "" {
			gaps = append(gaps, fmt.Sprintf("%q has no %s", key(cmd), what))
		}
	}
	for _, flag := range flags(cmd) {
		if flag.Hidden { // it is there to be refused
			continue
		}
		described, path, found := m.flag(cmd, flag.Name)
		used[path+" --"+flag.Name] = true
		if !found || (described.argument == "") != (flag.Value.Type() == "bool") {
			gaps = append(gaps, fmt.Sprintf("%q: flag %q has no text, or not the argument that it takes", key(cmd), flag.Name))
		}
	}
	for _, group := range cmd.Groups() {
		if p.groups[group.ID].text == "" {
			gaps = append(gaps, fmt.Sprintf("%q: group %q has no title", key(cmd), group.ID))
		}
	}
	return gaps
}

// Refusals lists the codes that the pages name.
func (m Manual) Refusals() []string {
	codes := map[string]bool{}
	for _, p := range m.pages {
		for _, code := range p.refusals {
			codes[code] = true
		}
	}
	return slices.Sorted(maps.Keys(codes))
}

// Outline is what manuals of the same program have in common in every language:
// the pages with their flags, how many arguments they take, refusals and commands
// of the examples.
func (m Manual) Outline() map[string]string {
	outline := map[string]string{}
	for path, p := range m.pages {
		var flags []string
		for flag, described := range p.flags {
			flags = append(flags, fmt.Sprintf("%s:%d", flag, len(strings.Fields(described.argument))))
		}
		slices.Sort(flags)
		outline[path] = fmt.Sprintf("%d arguments, flags %v, groups %v, refusals %v, %d lines of examples",
			len(strings.Fields(p.arguments)), flags, slices.Sorted(maps.Keys(p.groups)), p.refusals, strings.Count(p.example, "\n")+1)
	}
	return outline
}
