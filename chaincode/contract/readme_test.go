package contract_test

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
	"allianceregistry/membership/refusal"
)

// The tables of the README stand between a line <!-- table: NAME --> and the next
// <!-- end -->. Which rows there are comes from the code, and so do the columns of
// facts, behind the first; the last columns are written by hand and kept.

// The README's tables say what the code knows. To write them anew:
//
//	go test ./chaincode/contract -run Readme -update
//
// A new row comes last, with a place for words that are still missing.
func TestReadmeIsCurrent(t *testing.T) {
	t.Parallel()
	path := filepath.Join("..", "README.md")
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	text := string(content)
	for name, facts := range readmeTables(t) {
		text = regenerated(t, text, name, facts)
	}
	if *update {
		require.NoError(t, os.WriteFile(path, []byte(text), 0o644))
	} else {
		require.Equal(t, strings.Split(text, "\n"), strings.Split(string(content), "\n"),
			"to accept: go test ./chaincode/contract -run Readme -update")
	}
	require.False(t, strings.Contains(text, missingWords), "%q stands in %s where a person has to write", missingWords, path)
	prose, _, _ := strings.Cut(text, "## Refusals")
	for _, code := range refusal.Codes() {
		require.True(t, strings.Contains(prose, "`"+string(code)+"`"), "no word on when %s comes", code)
	}
	e := newEndorser(t)
	e.life()
	for key := range e.ledger.State() {
		parsed, ok := membership.ParseKey(key)
		require.True(t, ok)
		require.True(t, strings.Contains(text, "| `"+parsed.Object+"` |"), parsed.Object)
	}
}

// missingWords is what a new row has where a person has to write.
const missingWords = "TO BE WRITTEN"

// row is what the code knows of one row: what it is called, and its facts.
type row struct {
	name  string
	facts []string
}

func readmeTables(t *testing.T) map[string][]row {
	t.Helper()
	rules := parseRules(t)
	arguments := argumentsOf(t)
	tables := map[string][]row{}
	for _, object := range slices.Sorted(maps.Keys(rules.keys)) {
		tables["state"] = append(tables["state"], row{object, []string{strings.Join(rules.keys[object], ", ")}})
	}
	for _, name := range membership.TransactionNames() {
		tables["transactions"] = append(tables["transactions"], row{name, []string{rules.sender(t, name), arguments[name]}})
	}
	for _, name := range append(membership.QueryNames(), "Version") {
		tables["queries"] = append(tables["queries"], row{name, []string{arguments[name]}})
	}
	for _, name := range membership.EventTypes() {
		tables["events"] = append(tables["events"], row{name: name})
	}
	for _, code := range refusal.Codes() {
		parameters, found := rules.codes[string(code)]
		require.True(t, found, "%s is declared without its parameters behind it", code)
		tables["refusals"] = append(tables["refusals"], row{string(code), []string{parameters}})
	}
	return tables
}

// regenerated is a text with one table as the code has it, each row where it was.
func regenerated(t *testing.T, text, name string, known []row) string {
	t.Helper()
	before, rest, found := strings.Cut(text, "<!-- table: "+name+" -->\n")
	require.True(t, found, "no table %s", name)
	table, after, found := strings.Cut(rest, "<!-- end -->\n")
	require.True(t, found, "the table %s has no end", name)
	lines := slices.Collect(strings.Lines(table))
	require.GreaterOrEqual(t, len(lines), 2, name)
	columns := len(cellsOf(lines[0]))

	facts := map[string][]string{}
	for _, r := range known {
		facts[r.name] = r.facts
	}
	written := lines[0] + lines[1]
	for _, line := range lines[2:] {
		cells := cellsOf(line)
		require.Len(t, cells, columns, "%s: %s", name, line)
		if kept, there := facts[strings.Trim(cells[0], "`")]; there {
			copy(cells[1:], kept)
			written += rowOf(cells)
			delete(facts, strings.Trim(cells[0], "`"))
		}
	}
	for _, added := range known {
		if _, missing := facts[added.name]; !missing {
			continue
		}
		cells := append([]string{"`" + added.name + "`"}, added.facts...)
		for len(cells) < columns {
			cells = append(cells, missingWords)
		}
		written += rowOf(cells)
	}
	return before + "<!-- table: " + name + " -->\n" + written + "<!-- end -->\n" + after
}

func cellsOf(line string) []string {
	line = strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(line), "| "), " |")
	return strings.Split(line, " | ")
}

func rowOf(cells []string) string { return "| " + strings.Join(cells, " | ") + " |\n" }

// argumentsOf are the fields of each transaction's and question's argument, by the
// contract's metadata; those in brackets can be left out.
func argumentsOf(t *testing.T) map[string]string {
	t.Helper()
	var metadata struct {
		Components struct {
			Schemas map[string]struct {
				Properties map[string]json.RawMessage `json:"properties"`
				Required   []string                   `json:"required"`
			} `json:"schemas"`
		} `json:"components"`
	}
	require.NoError(t, json.Unmarshal(metadataOf(t), &metadata))
	arguments := map[string]string{}
	for name, schema := range metadata.Components.Schemas {
		var optional []string
		for field := range schema.Properties {
			if !slices.Contains(schema.Required, field) {
				optional = append(optional, field)
			}
		}
		slices.Sort(optional)
		text := ""
		if len(schema.Required) > 0 {
			text = "`" + strings.Join(schema.Required, "`, `") + "`"
		}
		if len(optional) > 0 {
			text += " [`" + strings.Join(optional, "`, `") + "`]"
		}
		arguments[name] = strings.TrimSpace(text)
	}
	arguments["Version"] = "" // the schema of that name is its answer's
	return arguments
}

// rules are what the source of the rules says, and nothing else does: what the parts
// of a key are, who may send a transaction, and which parameters a refusal has.
type rules struct {
	keys    map[string][]string // by object
	needs   map[string]string   // by transaction: the name of a role
	actsFor map[string]bool     // by transaction: it can be sent as an alliance
	codes   map[string]string   // by code
}

func parseRules(t *testing.T) rules {
	t.Helper()
	r := rules{keys: map[string][]string{}, needs: map[string]string{}, actsFor: map[string]bool{}, codes: map[string]string{}}
	err := filepath.WalkDir(filepath.Join("..", "..", "membership"), func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(node ast.Node) bool {
			switch node := node.(type) {
			case *ast.CompositeLit:
				r.addKey(node)
			case *ast.FuncDecl:
				r.addMethod(node)
			case *ast.ValueSpec:
				r.addCode(node)
			}
			return true
		})
		return nil
	})
	require.NoError(t, err)
	require.NotEmpty(t, r.keys)
	return r
}

// addKey takes Key{"object", []string{part, …}}; the longest has all parts.
func (r rules) addKey(literal *ast.CompositeLit) {
	if called, ok := literal.Type.(*ast.Ident); !ok || called.Name != "Key" || len(literal.Elts) != 2 {
		return
	}
	object, ok := literal.Elts[0].(*ast.BasicLit)
	list, listed := literal.Elts[1].(*ast.CompositeLit)
	if !ok || !listed {
		return
	}
	name, err := strconv.Unquote(object.Value)
	if err != nil || len(list.Elts) <= len(r.keys[name]) {
		return
	}
	var parts []string
	for _, part := range list.Elts {
		if converted, ok := part.(*ast.CallExpr); ok {
			part = converted.Args[0]
		}
		parts = append(parts, fmt.Sprint(part))
	}
	r.keys[name] = parts
}

// addMethod takes a transaction's needs, and whether it says for whom it acts.
func (r rules) addMethod(method *ast.FuncDecl) {
	if method.Recv == nil || len(method.Body.List) == 0 {
		return
	}
	transaction := fmt.Sprint(method.Recv.List[0].Type)
	answer, returns := method.Body.List[0].(*ast.ReturnStmt)
	switch {
	case method.Name.Name == "needs" && returns:
		r.needs[transaction] = fmt.Sprint(answer.Results[0])
	case method.Name.Name == "actsFor":
		r.actsFor[transaction] = true
	}
}

// addCode takes the comment behind a code: its parameters.
func (r rules) addCode(spec *ast.ValueSpec) {
	if called, ok := spec.Type.(*ast.Ident); !ok || called.Name != "Code" || spec.Comment == nil || len(spec.Values) != 1 {
		return
	}
	if code, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value); err == nil {
		r.codes[code] = strings.TrimSpace(spec.Comment.Text())
	}
}

// sender is who may send a transaction.
func (r rules) sender(t *testing.T, transaction string) string {
	t.Helper()
	words := map[string]string{"Officer": "an officer", "Delegate": "an officer or delegate", "anybody": "any key", "operator": "an operator"}
	sender := words[r.needs[transaction]]
	require.NotEmpty(t, sender, "%s needs %q", transaction, r.needs[transaction])
	if r.actsFor[transaction] {
		sender += ", also `as` an alliance"
	}
	return sender
}
