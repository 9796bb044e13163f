package charter

import "strings"

// Lines tells on which line of a file each path stands.
type Lines map[string]int

// Of returns the line of a path; of a path that does not stand in the file, such as
// one of a field that is missing, that of what is around it; 0 if nothing is.
func (l Lines) Of(path string) int {
	for path != "" {
		if line, found := l[path]; found {
			return line
		}
		path = around(path)
	}
	return l[""]
}

// around cuts the last step off a path.
func around(path string) string {
	return path[:max(0, strings.LastIndexAny(path, ".["))]
}

// step appends a field to a path.
func step(path, field string) string {
	if path == "" {
		return field
	}
	return path + "." + field
}
