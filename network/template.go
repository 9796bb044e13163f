package network

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"text/template"

	"gopkg.in/yaml.v3"
)

//go:embed templates/*.yaml
var templateFiles embed.FS

var templates = template.Must(template.New("").Option("missingkey=error").
	Funcs(template.FuncMap{"path": quotedPath}).ParseFS(templateFiles, "templates/*.yaml"))

// quotedPath joins its parts and quotes the result for YAML: a project's
// folder may have any name.
func quotedPath(parts ...string) (string, error) {
	quoted, err := json.Marshal(strings.Join(parts, ""))
	return string(quoted), err
}

// render fills one of the embedded templates.
func render(name string, data any) ([]byte, error) {
	var out bytes.Buffer
	if err := templates.ExecuteTemplate(&out, name, data); err != nil {
		return nil, fmt.Errorf("template %s: %w", name, err)
	}
	return out.Bytes(), nil
}

// overlay lays one YAML document over another: maps are merged key by key,
// anything else is replaced. Only our short part is kept in the repository;
// the rest is always the sample of the Fabric release that runs.
func overlay(sample, over []byte) ([]byte, error) {
	var below, above map[string]any
	if err := yaml.Unmarshal(sample, &below); err != nil {
		return nil, fmt.Errorf("sample configuration: %w", err)
	}
	if err := yaml.Unmarshal(over, &above); err != nil {
		return nil, fmt.Errorf("configuration template: %w", err)
	}
	return yaml.Marshal(merge(below, above))
}

func merge(below, above map[string]any) map[string]any {
	if below == nil {
		below = map[string]any{}
	}
	for key, value := range above {
		upper, isMap := value.(map[string]any)
		if lower, both := below[key].(map[string]any); isMap && both {
			value = merge(lower, upper)
		}
		below[key] = value
	}
	return below
}

// writeFile writes a file and the folders above it, whole or not at all. Only
// the owner may read it: most of what is written here is or names a secret.
func writeFile(path string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	part := path + ".part"
	if err := os.WriteFile(part, content, 0o600); err != nil {
		return err
	}
	return os.Rename(part, path)
}
