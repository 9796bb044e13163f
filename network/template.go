package network

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"strings"
	"text/template"

	"go.yaml.in/yaml/v3"

	"allianceregistry/network/internal/file"
)

//go:embed templates/*.yaml
var templateFiles embed.FS

var templates = template.Must(template.New("").Option("missingkey=error").
	Funcs(template.FuncMap{"path": quotedPath}).ParseFS(templateFiles, "templates/*.yaml"))

// quotedPath joins its parts and quotes the result for YAML: the project's folder may have
// any name.
func quotedPath(parts ...string) (string, error) {
	quoted, err := json.Marshal(strings.Join(parts, ""))
	return string(quoted), err
}

// render executes one of the embedded templates.
func render(name string, data any) ([]byte, error) {
	var out bytes.Buffer
	if err := templates.ExecuteTemplate(&out, name, data); err != nil {
		return nil, fmt.Errorf("template %s: %w", name, err)
	}
	return out.Bytes(), nil
}

// overlay merges one YAML document into another: maps key by key; anything else is
// replaced. So only our own settings are kept in the repository, and the rest is always
// the sample of the Fabric release that runs.
func overlay(sample, settings []byte) ([]byte, error) {
	var base, ours map[string]any
	if err := yaml.Unmarshal(sample, &base); err != nil {
		return nil, fmt.Errorf("sample configuration: %w", err)
	}
	if err := yaml.Unmarshal(settings, &ours); err != nil {
		return nil, fmt.Errorf("configuration template: %w", err)
	}
	return yaml.Marshal(merge(base, ours))
}

func merge(base, ours map[string]any) map[string]any {
	if base == nil {
		base = map[string]any{}
	}
	for key, value := range ours {
		inner, isMap := value.(map[string]any)
		if baseInner, both := base[key].(map[string]any); isMap && both {
			value = merge(baseInner, inner)
		}
		base[key] = value
	}
	return base
}

// writeFile is how all files of a network are written.
func writeFile(path string, content []byte) error { return file.Write(path, content) }
