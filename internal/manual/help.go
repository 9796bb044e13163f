package manual

import (
	"fmt"
	"slices"
	"strings"

	jtext "github.com/jedib0t/go-pretty/v6/text"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"allianceregistry/internal/catalogue"
)

// helpText writes a command's help in a language. It stands in the place of cobra's
// template: that one has English in it, and counts a Chinese character as one
// column where a terminal needs two.
type helpText struct {
	manual Manual
	words  *catalogue.Catalogue
}

func (h helpText) say(key string) string { return h.words.Say(key, nil) }

// of is the whole help of a command.
func (h helpText) of(cmd *cobra.Command) string {
	var out strings.Builder
	out.WriteString(cmd.Short + "\n")
	if cmd.Long != "" {
		out.WriteString("\n" + cmd.Long + "\n")
	}
	section(&out, h.say("help.usage"), h.usage(cmd))
	section(&out, h.say("help.examples"), cmd.Example)
	h.commands(&out, cmd)
	section(&out, h.say("help.flags"), h.flags(cmd.LocalFlags()))
	section(&out, h.say("help.globalFlags"), h.flags(cmd.InheritedFlags()))
	section(&out, h.say("help.refusals"), h.refusals(cmd))
	if cmd.HasAvailableSubCommands() {
		out.WriteString("\n" + h.words.Say("help.more", catalogue.Params{"command": cmd.CommandPath()}) + "\n")
	}
	return out.String()
}

func section(out *strings.Builder, title, text string) {
	if text != "" {
		fmt.Fprintf(out, "\n%s\n%s\n", title, text)
	}
}

// usage is the form of a command's line.
func (h helpText) usage(cmd *cobra.Command) string {
	line := "  " + cmd.CommandPath()
	arguments := strings.TrimPrefix(cmd.Use, cmd.Name())
	flagged := " " + h.say("help.anyFlags")
	if !cmd.HasAvailableSubCommands() {
		return line + arguments + flagged
	}
	below := line + " " + h.say("help.anyCommand")
	if arguments == "" {
		return below
	}
	return line + arguments + flagged + "\n" + below
}

// commands lists the commands below, in their groups.
func (h helpText) commands(out *strings.Builder, cmd *cobra.Command) {
	for _, group := range cmd.Groups() {
		section(out, group.Title, listed(cmd, group.ID))
	}
	title := h.say("help.commands")
	if len(cmd.Groups()) > 0 {
		title = h.say("help.otherCommands")
	}
	section(out, title, listed(cmd, ""))
}

func listed(cmd *cobra.Command, group string) string {
	var rows [][2]string
	for _, below := range cmd.Commands() {
		if below.GroupID == group && (below.IsAvailableCommand() || below.Name() == "help") {
			rows = append(rows, [2]string{"  " + below.Name(), below.Short})
		}
	}
	return columns(rows)
}

// flags lists flags with their arguments, texts and defaults.
func (h helpText) flags(set *pflag.FlagSet) string {
	var rows [][2]string
	set.VisitAll(func(flag *pflag.Flag) {
		if flag.Hidden {
			return
		}
		head := "      --" + flag.Name
		if flag.Shorthand != "" {
			head = "  -" + flag.Shorthand + ", --" + flag.Name
		}
		for _, name := range flag.Annotations[argument] {
			head += " " + name
		}
		rows = append(rows, [2]string{head, flag.Usage + h.defaultOf(flag)})
	})
	return columns(rows)
}

// defaultOf says a flag's default, if it is one to speak of, or that the flag must be
// given.
func (h helpText) defaultOf(flag *pflag.Flag) string {
	if slices.Contains(flag.Annotations[cobra.BashCompOneRequiredFlag], "true") {
		return h.say("help.required")
	}
	switch flag.DefValue {
	case "", "0", "false", "[]":
		return ""
	}
	return h.words.Say("help.default", catalogue.Params{"value": flag.DefValue})
}

// refusals lists codes with their sentences, where the program has them.
func (h helpText) refusals(cmd *cobra.Command) string {
	var rows [][2]string
	for _, code := range h.manual.pages[key(cmd)].refusals {
		rows = append(rows, [2]string{"  " + code, h.words.Template(code)})
	}
	return columns(rows)
}

// columns puts what is on the right under each other.
func columns(rows [][2]string) string {
	width := 0
	for _, row := range rows {
		width = max(width, jtext.StringWidthWithoutEscSequences(row[0]))
	}
	var lines []string
	for _, row := range rows {
		lines = append(lines, jtext.Pad(row[0], width, ' ')+"   "+row[1])
	}
	return strings.Join(lines, "\n")
}
