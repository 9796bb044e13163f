package hostfile

import (
	"bytes"
	"strings"

	"go.yaml.in/yaml/v3"

	"allianceregistry/internal/catalogue"
	"allianceregistry/network/words"
)

// Marshal returns the file as YAML. Equal files are equal texts.
func (f File) Marshal() ([]byte, error) {
	if _, err := f.normalize(); err != nil {
		return nil, words.Of("hostfile.fault", "cause", err)
	}
	content, err := yaml.Marshal(f)
	if err != nil {
		return nil, err
	}
	header, err := Header("hostfile.header", "host", f.Host)
	return append(header, content...), err
}

// Header returns comments, in each language, that say what a file is.
func Header(key string, pairs ...any) ([]byte, error) {
	var comments bytes.Buffer
	for _, language := range catalogue.Languages {
		texts, err := words.In(language)
		if err != nil {
			return nil, err
		}
		said := texts.Tell(words.Of(key, pairs...), nil)
		for line := range strings.SplitSeq(said, "\n") {
			comments.WriteString("# " + line + "\n")
		}
	}
	return comments.Bytes(), nil
}
