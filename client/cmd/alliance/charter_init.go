package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"allianceregistry/client/charterfile"
	"allianceregistry/examples/charters"
	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/cli"
	"allianceregistry/internal/view"
)

func (a *app) charterInitCommand() *cobra.Command {
	var by drafted
	var like string
	cmd := &cobra.Command{
		Use: "init", Args: cli.Args(0, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case like != "" && (len(args) > 0 || by.wanted()), by.wanted() && len(args) > 1:
				return cli.NewUsageError("draft.together")
			case like != "":
				return a.like(like)
			case by.wanted():
				return a.draft(cmd, by, args)
			}
			templates, err := a.charterTemplates()
			if err != nil {
				return err
			}
			if len(args) == 0 {
				listed, err := a.templates(templates)
				if err != nil {
					return err
				}
				if err := a.Print(listed); err != nil {
					return err
				}
				return a.offerDraft(cmd)
			}
			for _, one := range templates {
				if one.Name == args[0] {
					return a.writeTemplate(one, args[1:])
				}
			}
			return cli.NewUsageError("usage.template", "value", args[0])
		},
	}
	by.flags(cmd)
	cmd.Flags().StringVar(&like, "like", "", "")
	return cmd
}

// template is a charter to begin with.
type template struct {
	Name  string `json:"name"`
	About string `json:"about"`
	// Trial is one that no alliance can live by.
	Trial bool `json:"trial,omitempty"`
	// Founders is the smallest number that can found an alliance under it.
	Founders int      `json:"founders"`
	Actions  []string `json:"actions"`
	// Says is what bylaws say that it has.
	Says []string `json:"says"`

	content []byte
	tests   []byte
}

// charterTemplates are the example charters, with what their rules say of
// themselves; what they are for, and their comments, are in the reader's language.
func (a *app) charterTemplates() ([]template, error) {
	files, err := fs.Glob(charters.Files, "*.yaml")
	if err != nil {
		return nil, err
	}
	var list []template
	for _, file := range files {
		name := strings.TrimSuffix(file, path.Ext(file))
		if strings.HasSuffix(name, ".test") {
			continue
		}
		one := template{Name: name, About: a.Say("template." + name), Trial: charters.Trial(name), Says: a.says(name)}
		if one.content, err = a.templateFile(file); err != nil {
			return nil, err
		}
		if one.tests, err = a.templateFile(name + ".test.yaml"); err != nil {
			return nil, err
		}
		list = append(list, one)
	}
	return list, nil
}

// templateFile reads a charter or its tests, commented in the reader's language.
func (a *app) templateFile(name string) ([]byte, error) {
	content, err := charters.Files.ReadFile(name)
	return charters.In(a.Language(), content), err
}

// examine fills in what a template's rules say.
func (t template) examine() (template, error) {
	file, err := charterfile.Read(t.content)
	if err != nil {
		return t, fmt.Errorf("%s: %w", t.Name, err)
	}
	cases, err := charterfile.ReadCases(t.tests)
	if err != nil {
		return t, fmt.Errorf("%s: %w", t.Name, err)
	}
	for _, key := range file.Charter.Rules.Keys() {
		action, _ := key.Split() // a class, an organ or a meeting may have a rule of its own
		t.Actions = append(t.Actions, string(action))
	}
	t.Actions = slices.Compact(t.Actions)
	t.Founders = len(charterfile.SmallestFounding(file, cases))
	return t, nil
}

// templates lists them, those for trials last.
func (a *app) templates(list []template) (view.View, error) {
	v := view.View{Columns: []string{"name", "fewest", "explanation", "actions", "draft.column.says"}}
	trials := slices.DeleteFunc(slices.Clone(list), func(t template) bool { return !t.Trial })
	list = append(slices.DeleteFunc(list, func(t template) bool { return t.Trial }), trials...)
	for i, one := range list {
		one, err := one.examine()
		if err != nil {
			return v, err
		}
		list[i] = one
		v.Rows = append(v.Rows, []string{one.Name, view.Number(one.Founders), one.About, a.actions(one.Actions), strings.Join(one.Says, a.Say("draft.then"))})
	}
	v.Data = list
	return v, nil
}

// actions names actions in the reader's language.
func (a *app) actions(actions []string) string {
	words := make([]string, 0, len(actions))
	for _, action := range actions {
		words = append(words, a.Say(action))
	}
	return a.show().Joined(words...)
}

// writeTemplate writes a template to a new file, with its tests beside it, or else
// to standard output.
func (a *app) writeTemplate(one template, to []string) error {
	if len(to) == 0 {
		_, err := a.Out.Write(one.content)
		return err
	}
	_, tests := charterfile.Paths(to[0])
	for _, file := range []string{to[0], tests} {
		if exists(file) { // before any is written
			return catalogue.NewError("file.exists", "file", file)
		}
	}
	if err := writeNew(to[0], one.content); err != nil {
		return err
	}
	return writeNew(tests, one.tests)
}

// writeNew writes a file that must not be there.
func writeNew(path string, content []byte) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644) //nolint:gosec // for others to read
	if errors.Is(err, fs.ErrExist) {
		return catalogue.NewError("file.exists", "file", path)
	}
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	return errors.Join(err, file.Close())
}
