package index

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
	"text/template"
)

// The views are for people who ask the database themselves: docs/sql.md says what each
// column holds. They read the tables and change nothing, so that the content's hash is the
// same with and without them. What a record holds that cannot be read is NULL in them.

var (
	//go:embed migrations/0002.sql
	views string
	//go:embed migrations/0005.sql
	proposalView string
)

// fieldFunction reads a field of a record in PostgreSQL. Its jsonb refuses texts that JSON
// knows, such as one with U+0000; a record of that kind would keep all others from being
// read.
const fieldFunction = `CREATE FUNCTION registry_field(record bytea, path text[]) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN RETURN convert_from(record, 'UTF8')::jsonb #>> path;
EXCEPTION WHEN others THEN RETURN NULL; END $$;
`

// numberFunction reads a whole number in PostgreSQL, whose own conversions fail on a text that is
// none: so would the question, for the sake of one record.
const numberFunction = `CREATE FUNCTION registry_number(digits text) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN digits ~ '^[0-9]{1,18}$' THEN digits::bigint END $$;
`

// viewDefinitions is the text of the first views in a dialect, and what they need.
func (d dialect) viewDefinitions() (string, error) {
	text, err := d.viewDefinition(views)
	if d.postgres {
		text = fieldFunction + numberFunction + text
	}
	return text, err
}

// viewDefinition is the text of views in a dialect.
func (d dialect) viewDefinition(views string) (string, error) {
	functions := sqliteViews
	if d.postgres {
		functions = postgresViews
	}
	parsed, err := template.New("views").Funcs(functions).Parse(views)
	if err != nil {
		return "", fmt.Errorf("read the views: %w", err)
	}
	var text strings.Builder
	err = parsed.Execute(&text, nil)
	return text.String(), err
}

// Times that a text of four digits for the year can hold.
const (
	firstTime = "-62135596800000"
	lastTime  = "253402300799999"
)

// sqliteViews and postgresViews are how each database says what the views need. A time of
// 0 is none, as in timeOf.
var (
	sqliteViews = template.FuncMap{
		"time": func(column string) string {
			return within(column, "strftime('%Y-%m-%dT%H:%M:%fZ', "+column+" / 1000.0, 'unixepoch')")
		},
		"field": func(record, path string) string {
			text := "CAST(" + record + " AS TEXT)"
			return "CASE WHEN json_valid(" + text + ") THEN " + text + " ->> '$." + path + "' END"
		},
		"part": func(column string, number int) string {
			quoted := `replace(replace(` + column + `, '\', '\\'), '"', '\"')`
			return `nullif(('["' || replace(` + quoted + `, char(31), '","') || '"]') ->> ` + strconv.Itoa(number) + ", '')"
		},
		"number": func(text string) string { // of a text that is none SQLite would make 0
			return "CASE WHEN " + text + " NOT GLOB '*[^0-9]*' AND length(" + text + ") BETWEEN 1 AND 18 THEN CAST(" + text + " AS INTEGER) END"
		},
		"replace": func(view string) string { return "DROP VIEW " + view + ";\nCREATE VIEW " + view },
		"now":     func() string { return "CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER)" },
		"blockOf": blockOf,
		"entryOf": entryOf,
	}
	postgresViews = template.FuncMap{
		"time": func(column string) string {
			return within(column, "to_char(to_timestamp("+column+` / 1000.0) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`)
		},
		"field": func(record, path string) string {
			return "registry_field(" + record + ", '{" + strings.ReplaceAll(path, ".", ",") + "}')"
		},
		"part": func(column string, number int) string {
			return "nullif(split_part(" + column + ", chr(31), " + strconv.Itoa(number+1) + "), '')"
		},
		"number":  func(text string) string { return "registry_number(" + text + ")" },
		"replace": func(view string) string { return "CREATE OR REPLACE VIEW " + view },
		"now":     func() string { return "CAST(round(extract(epoch FROM now()) * 1000) AS bigint)" },
		"blockOf": blockOf,
		"entryOf": entryOf,
	}
)

// within is a text of a time, NULL where there is no such time.
func within(column, text string) string {
	return "CASE WHEN " + column + " BETWEEN " + firstTime + " AND " + lastTime + " AND " + column + " <> 0 THEN " + text + " END"
}

func blockOf(place string) string { return place + " / " + strconv.Itoa(1<<indexBits) }
func entryOf(place string) string { return place + " % " + strconv.Itoa(1<<indexBits) }
