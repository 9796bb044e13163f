package input

import (
	"strings"

	"go.yaml.in/yaml/v3"
)

// Lines says on which line of a file each path stands.
type Lines map[string]int

// Of returns the line of a path; of a path that does not stand in the file, such as
// one of a field that is missing, that of what is around it; 0 if nothing is.
func (l Lines) Of(path string) int {
	for path != "" {
		if line, found := l[path]; found {
			return line
		}
		path = path[:max(0, strings.LastIndexAny(path, ".["))]
	}
	return l[""]
}

// Below returns the lines of what stands below a field of the file.
func (l Lines) Below(field string) Lines {
	below := Lines{}
	for path, line := range l {
		if path == field {
			below[""] = line
		} else if rest, inside := strings.CutPrefix(path, field+"."); inside {
			below[rest] = line
		}
	}
	return below
}

// Step appends a field to a path.
func Step(path, field string) string {
	if path == "" {
		return field
	}
	return path + "." + field
}

// Fields lists the names of the fields of a file; none if it cannot be read, or has
// no fields.
func Fields(content []byte) []string {
	content, err := Clean(content)
	if err != nil {
		return nil
	}
	root, err := parse(content)
	if err != nil || root.Kind != yaml.MappingNode {
		return nil
	}
	var names []string
	for i := 0; i < len(root.Content); i += 2 {
		names = append(names, root.Content[i].Value)
	}
	return names
}
