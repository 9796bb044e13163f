package main

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"strings"

	"github.com/spf13/cobra"

	"allianceregistry/client/charter"
	"allianceregistry/client/view"
	"allianceregistry/examples/charters"
	"allianceregistry/internal/manual"
)

func (a *app) charterInitCommand() *cobra.Command {
	return &cobra.Command{
		Use: "init", Args: manual.Arguments(0, 2),
		RunE: func(_ *cobra.Command, args []string) error {
			templates, err := charterTemplates()
			if err != nil {
				return err
			}
			if len(args) == 0 {
				return a.print(a.templates(templates))
			}
			for _, one := range templates {
				if one.Name == args[0] {
					return a.writeTemplate(one, args[1:])
				}
			}
			return manual.Wrong("usage.template", "value", args[0])
		},
	}
}

// template is a charter to begin with.
type template struct {
	Name  string `json:"name"`
	About string `json:"about"`

	content []byte
	tests   []byte
}

// charterTemplates are the example charters, told by their first comment.
func charterTemplates() ([]template, error) {
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
		content, err := charters.Files.ReadFile(file)
		if err != nil {
			return nil, err
		}
		tests, err := charters.Files.ReadFile(name + ".test.yaml")
		if err != nil {
			return nil, err
		}
		list = append(list, template{name, about(string(content)), content, tests})
	}
	return list, nil
}

// about is the first sentence of a file's first comment.
func about(content string) string {
	var words []string
	for line := range strings.Lines(content) {
		text, comment := strings.CutPrefix(strings.TrimSpace(line), "#")
		if text = strings.TrimSpace(text); !comment || text == "" {
			break
		}
		if before, _, ends := strings.Cut(text+" ", ". "); ends {
			words = append(words, before)
			break
		}
		words = append(words, text)
	}
	return strings.TrimSuffix(strings.Join(words, " "), ".")
}

func (a *app) templates(list []template) view.View {
	v := view.View{Data: list, Columns: []string{"name", "explanation"}}
	for _, one := range list {
		v.Rows = append(v.Rows, []string{one.Name, one.About})
	}
	return v
}

// writeTemplate writes a template to a new file, with its tests beside it, or else
// to standard output.
func (a *app) writeTemplate(one template, to []string) error {
	if len(to) == 0 {
		_, err := a.out.Write(one.content)
		return err
	}
	_, tests := charter.Paths(to[0])
	for _, file := range []string{to[0], tests} {
		if exists(file) { // before any is written
			return mishap("file.exists", "file", file)
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
		return mishap("file.exists", "file", path)
	}
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	return errors.Join(err, file.Close())
}
