package report

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"regexp"
	"time"

	"allianceregistry/internal/view"
)

// layout is how the table says when it was made: as view.When does.
const layout = "2006-01-02 15:04:05Z"

// createdMeta is how a page says when it was made.
var createdMeta = regexp.MustCompile(`<meta name="dcterms\.created" content="([0-9TZ:.+-]+)" />`)

// Written is when a report says that it was made, whichever of its forms it is;
// the zero time if it does not say.
func Written(content []byte) time.Time {
	if found := createdMeta.FindSubmatch(content); found != nil {
		at, _ := time.Parse(time.RFC3339, string(found[1])) // else it does not say
		return at
	}
	var said struct {
		Written time.Time `json:"written"`
	}
	if json.Unmarshal(content, &said) == nil {
		return said.Written
	}
	reader := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(content, []byte(view.Mark))))
	for range 2 { // the head, and the line about the report itself
		row, err := reader.Read()
		if err != nil || len(row) != len(columns) {
			return time.Time{}
		}
		if at, err := time.Parse(layout, row[1]); err == nil {
			return at
		}
	}
	return time.Time{}
}
